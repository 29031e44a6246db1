#pragma once
// SQL of the room: one text for SQLite and PostgreSQL.
#include <span>

#include "platform/db/db.hpp"
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
                const FieldChange& change, const Evidence& evidence);
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

struct External {  // what a store said last
    OrderId order;
    Time modified_at{};
    std::string hash, snapshot;
};
std::optional<External> external(db::Conn& c, std::string_view origin,
                                 std::string_view external_id);
void put_external(db::Tx& tx, std::string_view origin, std::string_view external_id,
                  const External& e);

std::optional<OrderId> of_caller(db::Conn& c, ShopId shop, std::string_view number_digits,
                                 std::string_view phone_tail);

}  // namespace ol::orders::store
