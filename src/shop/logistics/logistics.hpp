#pragma once
// Shipments: what couriers do with an order's parcels, and the decision when a delivery goes wrong.
// A push or a poll brings events; events move the parcel, the parcel moves the order; a failed try
// opens a decision for the order's owner, with a clock.
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>

#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "shop/approvals/approvals.hpp"
#include "shop/logistics/asking.hpp"
#include "shop/logistics/types.hpp"
#include "shop/orders/orders.hpp"
#include "shop/promises/promises.hpp"

namespace ol::logistics {

using Fetch = std::function<Result<http::ClientResponse>(const http::ClientRequest&)>;

/// Somebody must speak with the buyer; carried into the line by the wiring.
struct ContactDuty {
    OrderId order;
    ShopId shop;
    CustomerId customer;
    std::optional<PersonId> owner;
    std::string reason;  // "delivery_failed", "promise_breaks", "call_before_storage"
    std::string number;  // the recipient's; never journaled
};

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    orders::Orders& orders;
    promises::Promises& promises;
    Fetch fetch;
    std::string key32;  // seals the couriers' keys
    bool allow_private = false;
    std::function<std::string(ShopId)> zone;  // "Europe/Kyiv"
    promises::PersonName person_name;         // may be empty
    /// How many more whole orders like this one the stock would fill; empty = none.
    std::function<std::int64_t(db::Conn&, const orders::Order&)> stock;
    /// Why an order may not leave ("payment", "no_stock"; empty = it may), and its city.
    struct Leaving {
        std::string bar, city;
    };
    std::function<Leaving(db::Conn&, OrderId)> leaving;  // may be empty
    customers::Audit audit;  // who saw a recipient's number on a label; may be empty
    std::function<void(const ContactDuty&)> on_duty;   // after commit; may be empty
    std::function<void(const Decision&)> on_decision;  // after commit; may be empty
    std::function<void(OrderId)> on_shipment;          // after commit; may be empty
    Ms poll_every{30 * 60'000};
    approvals::Approvals* approvals = nullptr;  // without one nobody has limits
};

struct WaybillFields;
struct Recipient;

/// Thread-safe. Calls that reach a courier block: HTTP workers and the room's own loop only.
class Logistics {
public:
    explicit Logistics(Deps deps) : d_(std::move(deps)) {}

    // ---- parcels ----
    std::vector<Shipment> of_order(db::Conn& c, OrderId order) const;
    /// logistics.unknown, logistics.waybill (there already), orders.unknown
    Result<ShipmentId> add(OrderId order, const NewShipment& in, PersonId by);
    /// Fills `differs` and `barred` of parcels that have not left.
    void tell_sending(db::Conn& c, std::vector<Shipment>& parcels) const;
    /// Makes a draft's waybill at the courier, once: it is `sending` before it leaves.
    /// logistics.state, logistics.may_not_leave (param why), logistics.account, logistics.refused,
    /// logistics.unreachable; logistics.address, logistics.recipient, logistics.token,
    /// logistics.sender_client where the courier keeps a register of recipients
    Result<> send(ShipmentId id, PersonId by);
    /// The waybill says again what the order says. Errors as of send.
    Result<> change(ShipmentId id, PersonId by);
    /// Before the parcel has left. logistics.state, logistics.refused, logistics.unreachable
    Result<> cancel(ShipmentId id, PersonId by);
    /// A draft is thrown away. logistics.state
    Result<> drop(ShipmentId id, PersonId by);
    Result<Label> label(ShipmentId id, PersonId by);
    /// The courier's own label, a PDF. logistics.no_label, logistics.unreachable
    Result<std::string> label_pdf(ShipmentId id, PersonId by);
    /// After a crash or a lost answer: looks each waybill up by our reference. How many are
    /// settled.
    int settle_sent();

    // ---- handing over (sheets.cpp) ----
    HandOverList hand_overs(db::Conn& c, const std::set<std::int64_t>& shops) const;
    Result<HandOver> hand_over(db::Conn& c, SheetId id) const;
    /// A list of what leaves with one courier; what may not leave is refused by its number:
    /// logistics.may_not_leave (params order, why). Then the courier's own register, where it keeps
    /// one: asked for once, and its state stands on the list.
    Result<SheetId> make_sheet(const NewHandOver& in, PersonId by);
    /// Both have signed: the parcels are handed over. logistics.names, logistics.state
    Result<> sign(SheetId id, std::int64_t version, const SignHandOver& in, PersonId by);

    // ---- what couriers tell ----
    /// Applies what is news: unknown waybills are left alone. The parcels that moved.
    Result<int> apply(Courier courier, const TrackAnswer& answer);
    http::Response push(http::Request& request);  // by the account's secret path
    /// Asks each courier about the parcels that are due. How many parcels moved.
    int poll_due();
    Result<DecisionId> failed(ShipmentId id, const NewFailure& in, PersonId by);

    // ---- decisions ----
    /// While it is open ranked within the limits of `reader`; nobody: of the order's owner.
    Result<Decision> decision(db::Conn& c, DecisionId id, Time now, PersonId reader = {}) const;
    std::vector<Decision> open_decisions(db::Conn& c, const std::set<std::int64_t>& shops, Time now,
                                         PersonId reader = {}) const;
    Result<Decision> set_facts(DecisionId id, std::int64_t version, const DecisionFacts& facts,
                               PersonId by);
    /// logistics.ended, logistics.version_conflict, logistics.option, logistics.why
    Result<Decision> choose(DecisionId id, std::int64_t version, const Choose& in, PersonId by);
    /// An option that only her own limits shut, asked of the direct superior (R19). Nothing is
    /// carried out before he approves it; the decision's own clock runs on.
    /// approvals.within, logistics.option, and what Approvals::ask refuses
    Result<approvals::Approval> ask_option(db::Tx& tx, DecisionId id, std::int64_t version,
                                           const Choose& in, PersonId by) const;
    /// What was approved, by who asked; with the facts as they are now. approvals.changed: it
    /// would cost more than was approved.
    Result<> carry_option(db::Tx& tx, const approvals::Approval& a,
                          const std::string& request) const;
    /// After the commit of that.
    void tell_chosen(const approvals::Approval& a);

    /// What time brings: decisions that lapse, duties that fall due. When to come again.
    Time run_due(Time now);

    // ---- couriers ----
    Result<RuleRow> add_rule(const NewRule& in, PersonId by);
    /// Every version ever, those of one courier, service and city together, the newest first.
    std::vector<RuleRow> rules(db::Conn& c, const std::set<std::int64_t>& shops) const;
    Result<AccountId> add_account(const NewAccount& in, PersonId by);
    std::vector<Account> accounts(db::Conn& c, const std::set<std::int64_t>& shops) const;
    /// logistics.url, logistics.key, logistics.sender, logistics.account_changed (param version)
    Result<> change_account(AccountId id, std::int64_t version, const ChangeAccount& in,
                            PersonId by);
    /// Asks the courier a question that changes nothing there. Blocks on it. logistics.unknown
    Result<AccountTest> test_account(AccountId id);
    std::vector<UnknownCode> unknown_codes(db::Conn& c) const;
    Result<> explain(const ExplainCode& in, PersonId by);

    std::optional<ShopId> shop_of(db::Conn& c, ShipmentId id) const;
    std::optional<ShopId> shop_of(db::Conn& c, DecisionId id) const;
    std::optional<ShopId> shop_of(db::Conn& c, AccountId id) const;
    std::optional<ShopId> shop_of(db::Conn& c, SheetId id) const;
    const Deps& deps() const { return d_; }

private:
    struct Told;  // what is to be told after the commit
    struct Parcel;
    struct Case;
    struct OpenAccount;
    struct Prepared;

    std::optional<Parcel> parcel(db::Conn& c, std::string_view column, const db::Value& key) const;
    std::optional<Status> meaning(db::Conn& c, Courier courier, const TrackEvent& event) const;
    void take_event(db::Tx& tx, Parcel& p, const TrackEvent& event, Told& told) const;
    void take_due(db::Tx& tx, Parcel& p, Time due, Told& told) const;
    void take_problem(db::Tx& tx, Courier courier, const TrackProblem& problem, Told& told) const;
    void move(db::Tx& tx, Parcel& p, Status to, const TrackEvent& event, Told& told) const;
    void follow_order(db::Tx& tx, const Parcel& p, Status to) const;
    void after_move(db::Tx& tx, Parcel& p, Status to, const TrackEvent& event, Told& told) const;
    DecisionId open_case(db::Tx& tx, const Parcel& p, Fault fault, std::string_view told_by,
                         Time at, Told& told) const;
    void duty(db::Tx& tx, const Parcel& p, std::string_view kind, Time due) const;
    void endanger(db::Tx& tx, const Parcel& p, Told& told) const;
    void tell(const Told& told) const;

    std::optional<Case> load(db::Conn& c, DecisionId id) const;
    OwnLimits limits(db::Conn& c, ShopId shop, PersonId person, Time now) const;
    Snapshot snapshot(db::Conn& c, const Case& k, Time now, PersonId decides) const;
    Decision view(db::Conn& c, const Case& k, Time now, PersonId reader) const;
    Result<> take(db::Tx& tx, const Case& k, const Snapshot& facts, const Choose& in,
                  PersonId by) const;
    Result<Case> editable(db::Conn& c, DecisionId id, std::int64_t version) const;
    void carry_out(db::Tx& tx, const Case& k, const Snapshot& facts, const Ranked& chosen,
                   PersonId by) const;
    void lapse(db::Tx& tx, const Case& k) const;
    void ledger(db::Tx& tx, const Case& k, std::string_view kind, Fault fault, const Ranked& option,
                std::string_view currency) const;

    CourierRule rule_of(db::Conn& c, const Parcel& p, Time now) const;
    std::string today(ShopId shop, Time now) const;  // the shop's local day

    std::optional<OpenAccount> account(db::Conn& c, ShopId shop, Courier courier) const;
    std::vector<OpenAccount> due_accounts(Time now) const;
    Access access(const OpenAccount& a) const;
    Result<Token> token(const OpenAccount& a);
    Result<TrackAnswer> ask(const OpenAccount& a, const std::vector<std::string>& waybills);
    Result<TrackAnswer> ask_cdek(const OpenAccount& a, const std::vector<std::string>& waybills);
    int poll(const OpenAccount& a, Time now);
    void mark(const OpenAccount& a, std::string_view state, std::string_view error,
              Time next) const;
    enum class Act;
    std::string bar(db::Conn& c, const orders::Order& order) const;
    Result<WaybillFields> fields_of(db::Conn& c, const Parcel& p) const;
    Result<> outside_call(ShipmentId id, Act act, PersonId by);
    Result<> fits(db::Conn& c, const Parcel& p, Act act) const;
    Result<Prepared> prepare(const OpenAccount& a, ShipmentId id, Act act) const;
    Result<Recipient> registered(const OpenAccount& a, ShipmentId id,
                                 const WaybillFields& fields) const;
    Result<http::ClientRequest> begin(db::Tx& tx, const OpenAccount& a, const Token& token,
                                      const Prepared& prepared, ShipmentId id, Act act,
                                      PersonId by) const;
    Result<> conclude(ShipmentId id, Courier courier, Act act,
                      const Result<http::ClientResponse>& answer) const;
    Result<OpenAccount> account_of(ShipmentId id) const;
    Result<Token> opened(const OpenAccount& a);
    void settle(ShipmentId id, SendState state, std::string_view error, const Waybill& w,
                bool carries_asked = false) const;
    bool look_up(ShipmentId id);
    bool repeat_change(const Parcel& p, const OpenAccount& a, const Token& token) const;
    HandOverRow row_of(db::Conn& c, ShipmentId id) const;
    void ask_register(SheetId id, const OpenAccount& a, const std::vector<std::string>& refs) const;

    Deps d_;
    struct KeptToken {
        Token token;
        std::string key;
        Time until{};
    };
    std::mutex outside_;  // one conversation with couriers at a time: a waybill is sent once
    std::map<std::int64_t, KeptToken> tokens_;  // by account; under outside_
};

std::span<const db::Migration> migrations();
void add_routes(http::Router& router, Logistics& logistics);

}  // namespace ol::logistics
