// Which promises: filters as conditions, pages that stay whole under new rows.
#include <algorithm>

#include "platform/base/names.hpp"
#include "shop/promises/rows.hpp"

namespace ol::promises {
namespace {

/// "due.id": stable under new rows, unlike an offset.
void add_cursor(const std::string& cursor, Where& w) {
    const auto dot = cursor.find('.');
    if (dot == std::string::npos) return;
    const std::int64_t due = std::strtoll(cursor.c_str(), nullptr, 10),
                       id = std::strtoll(cursor.c_str() + dot + 1, nullptr, 10);
    w.sql += " and (due_at > " + w.next(due);
    w.sql += " or (due_at = " + w.next(due) + " and id > ";
    w.sql += w.next(id) + "))";
}

std::string one_of(Where& w, const std::vector<std::int64_t>& ids) {
    std::string out;
    for (const auto id : ids) out += (out.empty() ? "" : ", ") + w.next(id);
    return "(" + out + ")";
}

void add_people(Where& w, const Filter& f) {
    if (f.owner) w.add("owner_id =", f.owner->value);
    if (f.unowned) w.sql += " and owner_id is null";
    if (f.owners.empty()) return;
    std::vector<std::int64_t> ids;
    for (const auto person : f.owners) ids.push_back(person.value);
    w.sql += std::string(" and (") + (f.or_unowned ? "owner_id is null or " : "") + "owner_id in " +
             one_of(w, ids) + ")";
}

void add_states(Where& w, const Filter& f) {
    if (f.state) w.add("state =", std::string(to_name(*f.state)));
    // A question to a colleague is no promise to the buyer.
    if (f.closed) w.sql += " and state in ('kept', 'late', 'broken') and source <> 'asked'";
    std::string any;
    for (const auto state : f.states)
        any += (any.empty() ? "" : ", ") + w.next(std::string(to_name(state)));
    if (!any.empty()) w.sql += " and state in (" + any + ")";
}

}  // namespace

std::string Where::next(db::Value v) {
    args.push_back(std::move(v));
    return "?" + std::to_string(args.size());
}

void Where::add(std::string_view condition, db::Value v) {
    sql += " and " + std::string(condition) + " " + next(std::move(v));
}

Where where_of(const Filter& f) {
    Where w;
    add_states(w, f);
    add_people(w, f);
    if (f.customer) w.add("customer_id =", f.customer->value);
    if (f.order) w.add("order_id =", f.order->value);
    if (f.shop) w.add("shop_id =", f.shop->value);
    if (f.kind) w.add("kind =", std::string(to_name(*f.kind)));
    if (f.courier) w.add("courier =", *f.courier);
    if (f.questions) w.sql += " and question";
    if (f.no_shop) w.sql += " and shop_id is null";
    if (f.due_from) w.add("due_at >=", to_ms(*f.due_from));
    if (f.due_before) w.add("due_at <", to_ms(*f.due_before));
    if (!f.shops.empty())
        w.sql += " and (shop_id is null or shop_id in " + one_of(w, f.shops) + ")";
    return w;
}

PromisePage Promises::list(db::Conn& c, const Filter& f) const {
    Where w = where_of(f);
    add_cursor(f.cursor, w);
    const int limit = std::clamp(f.limit, 1, 500);
    const auto most = w.next(std::int64_t{limit + 1});
    const auto sql = sql_select + w.sql + " order by due_at, id limit " + most;
    PromisePage page{read_all(c, d_, c.run(sql, w.args)), {}};
    if (static_cast<int>(page.items.size()) > limit) {
        page.items.resize(static_cast<std::size_t>(limit));
        page.next = std::to_string(to_ms(page.items.back().due_at)) + "." +
                    std::to_string(page.items.back().id.value);
    }
    return page;
}

}  // namespace ol::promises
