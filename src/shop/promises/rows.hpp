#pragma once
// The room's own: a promise as a row of its table.
#include <span>

#include "shop/promises/promises.hpp"

namespace ol::promises {

constexpr std::size_t words_max = 500;
constexpr auto sql_select =
    R"(select id, kind, customer_id, order_id, contact_id, words, due_at, due_from, owner_id,
    state, source, created_at, version, shop_id, courier, warn_at, ended_at, escalated_to, question
    from promise)";

Promise read_row(const db::Rows& r, std::size_t i);  // without names
std::vector<Promise> read_all(db::Conn& c, const Deps& d, const db::Rows& rows);
/// The one place that changes a promise's state.
void assign(db::Tx& tx, Promise& p, State to, PersonId by);

/// Conditions of a query with their values: "?1" and so on in the order they were added.
struct Where {
    std::string sql = " where 1 = 1";
    std::vector<db::Value> args;
    std::string next(db::Value v);                      // keeps the value, gives its placeholder
    void add(std::string_view condition, db::Value v);  // "state =", value
};
/// All of the filter but its page.
Where where_of(const Filter& f);

}  // namespace ol::promises
