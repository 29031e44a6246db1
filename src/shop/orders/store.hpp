#pragma once
// SQL of the room: one text for SQLite and PostgreSQL.
#include <span>

#include "platform/db/db.hpp"
#include "shop/catalogue/catalogue.hpp"
#include "shop/orders/joins.hpp"
#include "shop/orders/rules.hpp"

namespace ol::orders::store {

struct ParamsBox {  // how a timeline entry's parameters are kept
    Params params;
};
BOOST_DESCRIBE_STRUCT(ParamsBox, (), (params))

std::optional<Kept> load(db::Conn& c, OrderId id);  // with lines and the checks that are not open
std::vector<TimelineEntry> timeline(db::Conn& c, OrderId id,
                                    const std::function<std::string(PersonId)>& name);

void insert(db::Tx& tx, Kept& k, std::string_view customer_name, IdSource& ids);
/// Writes the row, lines and checks when `version` is still the row's, and counts it up; false =
/// lost the race.
bool save(db::Tx& tx, Kept& k, std::int64_t version, std::string_view customer_name, IdSource& ids);

void add_timeline(db::Tx& tx, std::int64_t id, OrderId order, std::string_view kind, PersonId by,
                  const Params& params);
void add_change(db::Tx& tx, std::int64_t id, OrderId order, std::int64_t version,
                const FieldChange& change, const Evidence& evidence,
                std::string_view kind = "edit");
/// By all edits of the order together: ten small gifts are one large one.
Given given_so_far(db::Conn& c, OrderId order);
/// A merge that was undone gives nothing any more.
void take_back_given(db::Tx& tx, OrderId order);
std::string next_number(db::Tx& tx, ShopId shop);  // "D1001", per shop

struct Filter {
    std::optional<DeskState> state;
    std::vector<std::int64_t> shops;  // empty = all
    std::string q;
    bool numbers = false;  // q may match the end of a telephone number
    std::string cursor;
    int limit = 50;
};
struct ListRow {
    OrderRow row;
    CustomerId customer;
    std::optional<PersonId> owner;
};
/// Looks through the lines of the newest 2,000 orders: `folded` is a part of article or name.
std::vector<Product> sold_lately(db::Conn& c, ShopId shop, std::string_view folded, int limit);
std::vector<ListRow> list(db::Conn& c,
                          const Filter& filter);  // newest first, one more than the limit
std::map<std::string, std::int64_t> counts(db::Conn& c, const Filter& filter);

/// The order's content apart from when it was touched: a re-import with a new time changes nothing.
std::string external_hash(ExternalOrder order);
struct External {  // what a store said last
    OrderId order;
    Time modified_at{};
    std::string hash, snapshot;
};
std::optional<External> external(db::Conn& c, std::string_view origin,
                                 std::string_view external_id);
void put_external(db::Tx& tx, std::string_view origin, std::string_view external_id,
                  const External& e);

/// What the order wants of the products that the catalogue knows by their article.
std::vector<catalogue::Want> wants(db::Conn& c, const catalogue::Catalogue& stock, const Order& o);

// ---- merges and links (joining_store.cpp) ----
struct MergeRow {
    std::int64_t id = 0;
    BeforeBox before;
};
std::int64_t standing_merge(db::Conn& c, OrderId target);  // the last one's id, 0 = none
std::optional<MergeRow> last_merge(db::Conn& c, OrderId target);
void add_merge(db::Tx& tx, std::int64_t id, OrderId target, std::int64_t saved,
               const BeforeBox& before, PersonId by, ContactId contact);
void undo_merge(db::Tx& tx, std::int64_t id);
void add_link(db::Tx& tx, std::int64_t id, std::string_view kind, OrderId order, OrderId other,
              std::int64_t merge_id = 0);
/// The order's links, from its own side: "merged_into", "split_of", "split_into".
std::vector<LinkedOrder> links(db::Conn& c, OrderId id);
std::vector<MergedIn> merged_in(db::Conn& c, OrderId target);
bool apart(db::Conn& c, OrderId a, OrderId b);
void put_apart(db::Tx& tx, OrderId a, OrderId b, PersonId by);
/// Open orders without a waybill of this buyer or of one of these telephones, newest first.
std::vector<OrderId> of_buyer(db::Conn& c, ShopId shop, CustomerId customer,
                              const std::vector<std::string>& phones, int limit);

std::optional<OrderId> of_caller(db::Conn& c, ShopId shop, std::string_view number_digits,
                                 std::string_view phone_tail);

}  // namespace ol::orders::store
