#pragma once
// Shipments: what couriers do with an order's parcels, and the decision when a delivery goes wrong.
// A push or a poll brings events; events move the parcel, the parcel moves the order; a failed try
// opens a decision for the order's owner, with a clock.
#include <functional>
#include <mutex>
#include <set>
#include <span>

#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
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
    std::function<void(const ContactDuty&)> on_duty;   // after commit; may be empty
    std::function<void(const Decision&)> on_decision;  // after commit; may be empty
    std::function<void(OrderId)> on_shipment;          // after commit; may be empty
    Ms poll_every{30 * 60'000};
};

/// Thread-safe. Calls that reach a courier block: HTTP workers and the room's own loop only.
class Logistics {
public:
    explicit Logistics(Deps deps) : d_(std::move(deps)) {}

    // ---- parcels ----
    std::vector<Shipment> of_order(db::Conn& c, OrderId order) const;
    /// logistics.unknown, logistics.waybill (there already), orders.unknown
    Result<ShipmentId> add(OrderId order, const NewShipment& in, PersonId by);
    /// Makes a draft's waybill at the courier, once: it is `sending` before it leaves.
    /// logistics.state, logistics.account, logistics.refused, logistics.unreachable
    Result<> send(ShipmentId id, PersonId by);
    /// After a crash or a lost answer: looks each waybill up by our reference. How many are
    /// settled.
    int settle_sent();

    // ---- what couriers tell ----
    /// Applies what is news: unknown waybills are left alone. The parcels that moved.
    Result<int> apply(Courier courier, const TrackAnswer& answer);
    http::Response push(http::Request& request);  // by the account's secret path
    /// Asks each courier about the parcels that are due. How many parcels moved.
    int poll_due();
    Result<DecisionId> failed(ShipmentId id, const NewFailure& in, PersonId by);

    // ---- decisions ----
    Result<Decision> decision(db::Conn& c, DecisionId id, Time now) const;
    std::vector<Decision> open_decisions(db::Conn& c, const std::set<std::int64_t>& shops,
                                         Time now) const;
    Result<Decision> set_facts(DecisionId id, std::int64_t version, const DecisionFacts& facts,
                               PersonId by);
    /// logistics.ended, logistics.version_conflict, logistics.option, logistics.why
    Result<Decision> choose(DecisionId id, std::int64_t version, const Choose& in, PersonId by);

    /// What time brings: decisions that lapse, duties that fall due. When to come again.
    Time run_due(Time now);

    // ---- couriers ----
    /// What an order's owner of this shop may decide alone (R19).
    OwnLimits limits(db::Conn& c, ShopId shop) const;
    Result<> set_limits(const ShopLimits& in, PersonId by);
    Result<RuleRow> add_rule(const NewRule& in, PersonId by);
    std::vector<RuleRow> rules(db::Conn& c, const std::set<std::int64_t>& shops) const;
    Result<AccountId> add_account(const NewAccount& in, PersonId by);
    std::vector<Account> accounts(db::Conn& c, const std::set<std::int64_t>& shops) const;
    std::vector<UnknownCode> unknown_codes(db::Conn& c) const;
    Result<> explain(const ExplainCode& in, PersonId by);

    std::optional<ShopId> shop_of(db::Conn& c, ShipmentId id) const;
    std::optional<ShopId> shop_of(db::Conn& c, DecisionId id) const;
    const Deps& deps() const { return d_; }

private:
    struct Told;  // what is to be told after the commit
    struct Parcel;
    struct Case;
    struct OpenAccount;

    std::optional<Parcel> parcel(db::Conn& c, std::string_view column, const db::Value& key) const;
    std::optional<Status> meaning(db::Conn& c, Courier courier, const TrackEvent& event) const;
    void take_event(db::Tx& tx, Parcel& p, const TrackEvent& event, Told& told) const;
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
    Snapshot snapshot(db::Conn& c, const Case& k, Time now) const;
    Decision view(db::Conn& c, const Case& k, Time now) const;
    Result<Case> editable(db::Conn& c, DecisionId id, std::int64_t version) const;
    void carry_out(db::Tx& tx, const Case& k, const Snapshot& facts, const Ranked& chosen,
                   PersonId by) const;
    void lapse(db::Tx& tx, const Case& k) const;
    void ledger(db::Tx& tx, const Case& k, std::string_view kind, Fault fault, const Ranked& option,
                std::string_view currency) const;

    std::optional<OpenAccount> account(db::Conn& c, ShopId shop, Courier courier) const;
    std::vector<OpenAccount> due_accounts(Time now) const;
    Result<TrackAnswer> ask(const OpenAccount& a, const std::vector<std::string>& waybills) const;
    int poll(const OpenAccount& a, Time now);
    void mark(const OpenAccount& a, std::string_view state, std::string_view error,
              Time next) const;
    Result<std::string> waybill_body(db::Conn& c, const OpenAccount& a, const Parcel& p) const;
    void settle(ShipmentId id, SendState state, std::string_view error, const Waybill& w) const;
    bool look_up(ShipmentId id);

    Deps d_;
    std::mutex outside_;  // one conversation with couriers at a time: a waybill is sent once
};

std::span<const db::Migration> migrations();
void add_routes(http::Router& router, Logistics& logistics);

}  // namespace ol::logistics
