#pragma once
// Orders at the desk: intake, the confirmation of seven fields, hold, cancel, and what a store says
// about them later.
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "shop/approvals/approvals.hpp"
#include "shop/catalogue/catalogue.hpp"
#include "shop/customers/customers.hpp"
#include "shop/orders/joins.hpp"
#include "shop/orders/rules.hpp"
#include "shop/orders/types.hpp"
#include "shop/promises/promises.hpp"

namespace ol::orders {

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    customers::Customers& customers;
    promises::Promises& promises;
    std::function<ShopFacts(db::Conn&, ShopId)>
        shop;                          // zone, currency, region; given by the wiring
    promises::PersonName person_name;  // may be empty
    std::function<void(OrderId, std::int64_t version)>
        on_changed;  // after commit, for the live stream; may be empty
    std::function<void(const promises::Promise&)> on_promise;  // after commit; may be empty
    const catalogue::Catalogue* catalogue = nullptr;           // without one no stock is kept
    approvals::Approvals* approvals = nullptr;                 // without one nobody has limits
    /// An order was taken by hand in that visit, with the order's rows; may be empty.
    std::function<void(db::Tx&, OrderId, ContactId visit, PersonId by)> taken_in{};
};

struct Confirmed {
    OrderId order;
    promises::Promise promise;  // of the delivery slot
};
struct Upserted {
    Upsert result = Upsert::unchanged;
    OrderId id;
};
struct Query {
    std::optional<DeskState> state;
    std::optional<ShopId> shop;
    std::string q, cursor;
    int limit = 50;
};

/// Methods with a Tx join the caller's transaction; a version of nullopt means "whatever it is
/// now". Errors: orders.unknown, orders.state, orders.version_conflict (param version), and those
/// of rules.hpp.
class Orders {
public:
    explicit Orders(Deps deps) : d_(std::move(deps)) {
        if (!d_.shop) d_.shop = [](db::Conn&, ShopId) { return ShopFacts{}; };
    }

    Result<Order> order(db::Conn& c, OrderId id) const;  // everything; for the live contact's card
    std::vector<Order> of_customer(db::Conn& c, CustomerId customer, bool open_only,
                                   int limit = 20) const;
    /// For the API: within the reader's shops; masked unless it is her live contact (the first view
    /// is logged).
    Result<Order> for_reader(const http::Principal& who, ContactId contact, OrderId id) const;
    Result<OrderPage> list(const http::Principal& who, const Query& query) const;
    /// What the shop sold lately, newest first, each article once with its last price: the list to
    /// choose from when an order is taken by hand. `q`: a part of the article or name.
    Result<ProductList> products(const http::Principal& who, const std::string& q, ShopId shop,
                                 int limit) const;
    /// Orders of before there was an index of their words, a batch of them. False: all done.
    Result<bool> index_older(int count) const;
    std::optional<ShopId> shop_of(db::Conn& c, OrderId id) const;
    /// For a caller who knows the digits of its number and the last four of its telephone; the
    /// newest such. Both must fit: a number alone opens nothing.
    std::optional<OrderId> of_caller(db::Conn& c, ShopId shop, std::string_view number_digits,
                                     std::string_view phone_tail) const;
    /// Numbers of the orders that a fact was confirmed or changed of in each of these contacts, or
    /// that something was promised for.
    std::map<ContactId, std::set<std::string>> numbers_in(
        db::Conn& c, std::span<const ContactId> contacts) const;
    std::int64_t count_unconfirmed(
        db::Conn& c, std::optional<ShopId> shop = {}) const;  // new, calling, no_contact

    Result<OrderId> create(db::Tx& tx, const NewOrder& in, PersonId by) const;
    Result<> check(db::Tx& tx, OrderId id, std::int64_t version, const CheckRequest& in,
                   PersonId by) const;
    /// The same edit, asked of the direct superior: nothing changes before he approves it.
    /// approvals.within (she may do it herself), and what check and Approvals::ask refuse.
    Result<approvals::Approval> ask_edit(db::Tx& tx, OrderId id, std::int64_t version,
                                         const AskEdit& in, PersonId by) const;
    /// What was approved, by who asked; with the order as it is now. approvals.changed: it would
    /// give away more than was approved.
    Result<> carry_edit(db::Tx& tx, const approvals::Approval& a, const std::string& request) const;
    /// Money came: what is paid, and what is due at the door, follow. orders.amount, orders.state
    Result<> take_payment(db::Tx& tx, OrderId id, std::optional<std::int64_t> version,
                          const PaymentCame& in, PersonId by) const;
    Result<Confirmed> confirm(db::Tx& tx, OrderId id, std::int64_t version, ContactId contact,
                              PersonId by) const;
    Result<> hold(db::Tx& tx, OrderId id, std::optional<std::int64_t> version, const HoldOrder& in,
                  PersonId by) const;
    Result<> cancel(db::Tx& tx, OrderId id, std::optional<std::int64_t> version,
                    std::string_view reason, PersonId by) const;
    /// Any other event of the machine: reopen, no_contact, duplicate, hand_over, depart, arrive,
    /// deliver, ...
    Result<> advance(db::Tx& tx, OrderId id, std::optional<std::int64_t> version, DeskEvent on,
                     PersonId by) const;

    // ---- several orders of one buyer (joining.cpp) ----
    /// Her other open orders, by buyer and by telephone, with what merging would give; what was
    /// merged into this one.
    Result<SameBuyerList> same_buyer(const http::Principal& who, ContactId contact,
                                     OrderId id) const;
    /// The others' lines go into `id`; they become `merged`. orders.merge (param bar),
    /// orders.same_buyer (ask her first), orders.version_conflict
    Result<> merge(db::Tx& tx, OrderId id, std::int64_t version, const MergeOrders& in,
                   PersonId by) const;
    /// The last merge is undone: every order as it was before, except what was paid since.
    /// orders.waybill, orders.not_merged
    Result<> unmerge(db::Tx& tx, OrderId id, std::int64_t version, const UnmergeOrder& in,
                     PersonId by) const;
    Result<> keep_apart(db::Tx& tx, OrderId id, OrderId other, PersonId by) const;
    Result<OrderId> split(db::Tx& tx, OrderId id, std::int64_t version, const SplitOrder& in,
                          PersonId by) const;

    /// Idempotent: by origin and external_id. Older than what is known, or the same: unchanged.
    /// Fields that the desk has confirmed stay; the store's different word becomes a
    /// "store_conflict" line in the timeline.
    Result<Upserted> upsert_external(db::Tx& tx, const ExternalOrder& in) const;
    /// The store deleted it: cancelled when the desk's state allows, else a conflict in the
    /// timeline. Unknown: nothing.
    Result<Upserted> external_deleted(db::Tx& tx, std::string_view origin,
                                      std::string_view external_id) const;

    const Deps& deps() const { return d_; }

private:
    Result<Kept> load(db::Conn& c, OrderId id, std::optional<std::int64_t> version) const;
    Result<> save(db::Tx& tx, Kept& k) const;
    struct Measured;
    /// Applies it to `k` and says what it gives away; nothing is written.
    /// orders.needs_approval when that is beyond her own limits.
    Result<> within_limits(db::Conn& c, const Order& o, const approvals::Asked& asked, PersonId by,
                           Time now) const;
    Given given_new(db::Conn& c, const Kept& k) const;
    void note_given(db::Tx& tx, const Order& o, const Given& given, PersonId by) const;
    struct MergeGives {
        std::int64_t money = 0, days = 0;  // by the merge
        approvals::Asked asked;  // with what the order gave before; empty: it gives nothing
    };
    MergeGives given_by_merge(db::Conn& c, const Kept& target, std::span<const Kept> others,
                              const Joined& both) const;
    Result<Measured> measure(db::Conn& c, Kept& k, const CheckRequest& in, PersonId by,
                             Time now) const;
    Result<> settle(db::Tx& tx, Kept& k, Measured& done, const CheckRequest& in, PersonId by) const;
    /// The one place that assigns an order's desk state after a machine's event, with timeline and
    /// journal.
    Result<> move(db::Tx& tx, Kept& k, DeskEvent on, PersonId by, const Params& params) const;
    Upserted insert_external(db::Tx& tx, Kept k, const ExternalOrder& in) const;
    Result<Upserted> merge_store(db::Tx& tx, OrderId id, const ExternalOrder& before,
                                 const ExternalOrder& after) const;
    std::vector<Kept> candidates(db::Conn& c, const Kept& k) const;
    std::vector<PartLine> short_lines(db::Conn& c, const Kept& k) const;
    Result<> restore(db::Tx& tx, const Before& before, std::int64_t paid_since, PersonId by) const;
    Result<promises::Promise> promise_slot(db::Tx& tx, const Order& o, ContactId contact,
                                           PersonId by) const;
    bool apply_store_status(db::Tx& tx, Kept& k, const ExternalOrder& before,
                            const ExternalOrder& after) const;
    void finish(db::Conn& c, Kept& k) const;
    void note(db::Tx& tx, OrderId order, std::string_view kind, PersonId by,
              const Params& params = {}) const;

    Deps d_;
};

std::span<const db::Migration> migrations();
void add_routes(http::Router& router, Orders& orders);
void add_join_routes(http::Router& router, Orders& orders);  // called by add_routes

}  // namespace ol::orders
