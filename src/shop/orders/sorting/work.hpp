#pragma once
// What is done with an order between its confirmation and the courier: sorted by stock, payment and
// slot; short goods go to the oldest promise and open a duty to call the buyer; one owner until it
// is completed, handed over when he leaves; confirmed without a call where nothing is missing.
#include <boost/describe.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "shop/orders/orders.hpp"
#include "shop/orders/sorting/rules.hpp"

namespace ol::orders {

struct MissingGoods {
    std::string sku, name;
    std::int64_t quantity = 0;
};
BOOST_DESCRIBE_STRUCT(MissingGoods, (), (sku, name, quantity))

struct SortedOrder {
    OrderId id;
    ShopId shop_id;
    std::string number, customer_name, city;
    Sort sort = Sort::unconfirmed;
    SortReason reason = SortReason::none;
    std::optional<std::string> hold_reason;
    std::vector<MissingGoods> missing;
    DeliveryMethod delivery_method = DeliveryMethod::courier;
    std::optional<Time> delivery_from, delivery_to;
    Money total;
    std::optional<Time> tell_by, told_at;  // the duty to call her about it
    std::optional<PersonId> owner_id;
    std::optional<std::string> owner_name;
    NextKind next = NextKind::nothing;
    std::optional<Time> next_due;
};
BOOST_DESCRIBE_STRUCT(SortedOrder, (),
                      (id, shop_id, number, customer_name, city, sort, reason, hold_reason, missing,
                       delivery_method, delivery_from, delivery_to, total, tell_by, told_at,
                       owner_id, owner_name, next, next_due))
struct SortedList {
    std::vector<SortedOrder> items;              // oldest promise first, at most 500
    std::map<std::string, std::int64_t> counts;  // of what is listed, by sort
};
BOOST_DESCRIBE_STRUCT(SortedList, (), (items, counts))

/// A message that a rule wants sent. Nothing here sends: the channels read what is wanted.
struct WantedMessage {
    std::string kind;   // "confirmed", "prepay"
    std::string state;  // "wanted"
    Time at{};
};
BOOST_DESCRIBE_STRUCT(WantedMessage, (), (kind, state, at))
struct WorkCard {
    SortedOrder sorted;
    Money prepay_asked, prepay_due;
    PrepayReason prepay_reason = PrepayReason::none;
    std::int64_t refused_before = 0;  // parcels of this buyer that were not taken
    std::vector<WantedMessage> messages;
};
BOOST_DESCRIBE_STRUCT(WorkCard, (),
                      (sorted, prepay_asked, prepay_due, prepay_reason, refused_before, messages))

/// What the buyer of short goods chose when she was told.
enum class ShortOutcome { waits, substitute, less, cancels, undecided };
BOOST_DESCRIBE_ENUM(ShortOutcome, waits, substitute, less, cancels, undecided)
struct ToldBuyer {
    ShortOutcome outcome = ShortOutcome::undecided;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(ToldBuyer, (), (outcome, note))
struct GiveOrder {
    PersonId owner_id;
};
BOOST_DESCRIBE_STRUCT(GiveOrder, (), (owner_id))
/// Everything open that `from` owns goes to `to`: he left, is ill, or his shift ends.
struct HandOverAll {
    PersonId from, to;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(HandOverAll, (), (from, to, reason))
struct HandedOver {
    std::int64_t orders = 0, promises = 0;
};
BOOST_DESCRIBE_STRUCT(HandedOver, (), (orders, promises))

struct WorkDeps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    Orders& orders;
    catalogue::Catalogue& catalogue;
    promises::Promises& promises;
    promises::PersonName person_name;       // may be empty
    std::function<bool(PersonId)> may_own;  // works here and may edit orders; empty = everybody
    customers::Audit audit;                 // may be empty
};

class Work {
public:
    explicit Work(WorkDeps deps) : d_(std::move(deps)) {}

    SortedList sorted(db::Conn& c, std::span<const std::int64_t> shops,
                      std::optional<PersonId> owner, int limit) const;
    Result<WorkCard> card(db::Conn& c, OrderId id) const;
    OrderRules rules(db::Conn& c, ShopId shop) const;
    /// orders.rules, orders.version_conflict
    Result<OrderRules> set_rules(db::Tx& tx, ShopId shop, OrderRules rules, PersonId by) const;

    /// Gives the shop's stock to its confirmed orders, oldest promise first; who gets none is
    /// short, and a duty opens to call her. Idempotent. Returns how many duties opened.
    std::int64_t allocate(db::Tx& tx, ShopId shop) const;
    /// After intake or a payment: complete, prepaid and in stock, where the shop's rule says so, is
    /// confirmed without a call; the message to her is recorded as wanted. False: a person calls.
    bool confirm_by_rule(db::Tx& tx, OrderId id) const;
    /// The same in a transaction of its own; what a refusal left behind is rolled back.
    void try_rule(OrderId id) const;
    /// A message of this kind shall go to the buyer, once per order and kind.
    void want(db::Tx& tx, OrderId id, std::string_view kind) const;
    /// She knows that goods are short, and chose. orders.no_duty, orders.too_long
    Result<> told(db::Tx& tx, OrderId id, const ToldBuyer& in, PersonId by) const;
    /// orders.owner (not somebody who may), orders.unknown
    Result<> give(db::Tx& tx, OrderId id, PersonId to, PersonId by) const;
    Result<HandedOver> hand_over(db::Tx& tx, const HandOverAll& in, PersonId by) const;
    /// Catches up with what stands, then follows the journal: stock counted, orders confirmed or
    /// changed. After stop() nothing of it runs any more; what came since is caught up at the next
    /// start.
    void follow();
    void stop();

    const WorkDeps& deps() const { return d_; }

private:
    struct Facts;
    Facts facts(db::Conn& c, OrderId id) const;
    SortedOrder describe(db::Conn& c, const Facts& f) const;
    void confirmed(db::Tx& tx, OrderId id) const;
    std::int64_t refusals(db::Conn& c, CustomerId customer) const;
    void catch_up();
    void take(std::span<const db::JournalRow> rows);

    struct Gate {  // held while the journal's rows are worked on
        std::mutex mutex;
        bool stopped = false;
    };
    std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
    WorkDeps d_;
};

/// What was noted of these orders' buyers goes.
void erase_duties(db::Tx& tx, std::span<const OrderId> orders);

std::span<const db::Migration> work_migrations();
void add_work_routes(http::Router& router, Work& work);

}  // namespace ol::orders
