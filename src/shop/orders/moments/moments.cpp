#include "shop/orders/moments/moments.hpp"

#include "platform/base/json.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders {
namespace {

constexpr int chunk = 5000;  // rows held in memory at a time

// The order of the columns that facts_of reads.
constexpr std::string_view order_columns =
    "o.id, o.shop_id, o.owner_id, o.desk_state, o.number, o.source, o.city, o.total, o.currency, "
    "o.created_at";
constexpr int order_columns_count = 10;

// Word for word the condition of the index order_timeline_moment: else it is not used.
constexpr std::string_view told_kinds =
    "kind in ('confirm','no_contact','hold','cancel','duplicate','reopen','merge')";

OrderFacts facts_of(const db::Rows& r, std::size_t i, int first) {
    OrderFacts f;
    f.order = OrderId{r.i64(i, first)};
    f.shop = ShopId{r.i64(i, first + 1)};
    f.owner = PersonId{r.i64(i, first + 2)};
    f.state = from_name<DeskState>(r.text(i, first + 3)).value_or(DeskState::new_);
    f.number = r.text(i, first + 4);
    f.source = r.text(i, first + 5);
    f.city = r.text(i, first + 6);
    f.total = {r.i64(i, first + 7), r.text(i, first + 8)};
    f.came_at = from_ms(r.i64(i, first + 9));
    return f;
}

std::string in_shops(const MomentAsk& ask, std::string_view column) {
    std::string in;
    for (const auto shop : ask.shops) in += (in.empty() ? "" : ",") + std::to_string(shop);
    return in.empty() ? "" : " and " + std::string(column) + " in (" + in + ")";
}

/// Walks [from, to) by (time, id), a chunk at a time: `sql` knows the bounds as ?1, ?2 and where
/// the last chunk ended as ?3, ?4, its length as ?5; columns 0 and 1 are time and id.
template <class Take>
void walk(db::Conn& c, const MomentAsk& ask, const std::string& sql, const Take& take) {
    std::int64_t at = to_ms(ask.from) - 1, id = INT64_MAX;
    while (true) {
        const auto r = c.query(sql, ask.from, ask.to, at, id, chunk);
        for (std::size_t i = 0; i < r.size(); ++i) take(r, i);
        if (r.size() < static_cast<std::size_t>(chunk)) return;
        at = r.i64(r.size() - 1, 0), id = r.i64(r.size() - 1, 1);
    }
}

std::optional<Happened> happened(std::string_view kind) {
    if (kind == "confirm") return Happened::confirmed;
    if (kind == "no_contact") return Happened::not_reached;
    if (kind == "hold") return Happened::held;
    if (kind == "cancel") return Happened::cancelled;
    if (kind == "duplicate") return Happened::duplicate;
    if (kind == "reopen") return Happened::reopened;
    if (kind == "merge") return Happened::merged;
    return std::nullopt;
}

/// What the store cancelled carries the store's status and no reason of ours.
std::string reason_of(Happened what, const std::string& params) {
    if (what != Happened::held && what != Happened::cancelled) return "";
    const auto box = json::read<store::ParamsBox>(params);
    if (!box) return "unknown";
    for (const auto& [key, value] : box->params) {
        if (key == "reason") return value;
        if (key == "status") return "store";
    }
    return "unknown";  // its buyer was erased
}

}  // namespace

std::map<OrderId, OrderFacts> facts_of(db::Conn& c, std::span<const OrderId> ids) {
    std::map<OrderId, OrderFacts> out;
    if (ids.empty()) return out;
    std::string in;
    for (const auto id : ids) in += (in.empty() ? "" : ",") + std::to_string(id.value);
    const std::vector<db::Value> none;
    const auto r = c.run(
        "select " + std::string(order_columns) + " from shop_order o where o.id in (" + in + ")",
        none);
    for (std::size_t i = 0; i < r.size(); ++i) {
        OrderFacts f = facts_of(r, i, 0);
        out[f.order] = std::move(f);
    }
    return out;
}

void orders_came(db::Conn& c, const MomentAsk& ask,
                 const std::function<void(const OrderFacts&)>& take) {
    const std::string sql = "select o.created_at, o.id, " + std::string(order_columns) +
                            " from shop_order o where o.created_at >= ?1 and o.created_at < ?2 and "
                            "(o.created_at, o.id) > (?3, ?4)" +
                            in_shops(ask, "o.shop_id") + " order by o.created_at, o.id limit ?5";
    walk(c, ask, sql, [&](const db::Rows& r, std::size_t i) { take(facts_of(r, i, 2)); });
}

void orders_moved(db::Conn& c, const MomentAsk& ask,
                  const std::function<void(const Moment&)>& take) {
    const std::string sql =
        "select t.at, t.id, " + std::string(order_columns) +
        ", t.kind, t.params from (select id, order_id, at, kind, params from order_timeline where "
        "at >= ?1 and at < ?2 and (at, id) > (?3, ?4) and " +
        std::string(told_kinds) +
        ") t join shop_order o on o.id = t.order_id where not exists (select 1 from order_timeline "
        "e where e.order_id = t.order_id and e.kind = t.kind and e.id < t.id)" +
        in_shops(ask, "o.shop_id") + " order by t.at, t.id limit ?5";
    walk(c, ask, sql, [&](const db::Rows& r, std::size_t i) {
        const auto what = happened(r.text(i, 2 + order_columns_count));
        if (!what) return;
        const std::string params = r.text(i, 3 + order_columns_count);
        take({*what, from_ms(r.i64(i, 0)), reason_of(*what, params), facts_of(r, i, 2)});
    });
}

void orders_tried(db::Conn& c, const MomentAsk& ask,
                  const std::function<void(Time, const OrderFacts&)>& take) {
    const std::string sql =
        "select t.at, t.id, " + std::string(order_columns) +
        " from order_attempt t join shop_order o on o.id = t.order_id where t.at >= ?1 and t.at < "
        "?2 and (t.at, t.id) > (?3, ?4) and t.purpose = 'confirm' and not exists (select 1 from "
        "order_attempt e where e.order_id = t.order_id and e.purpose = t.purpose and e.id < t.id)" +
        in_shops(ask, "o.shop_id") + " order by t.at, t.id limit ?5";
    walk(c, ask, sql,
         [&](const db::Rows& r, std::size_t i) { take(from_ms(r.i64(i, 0)), facts_of(r, i, 2)); });
}

void lines_sold(db::Conn& c, const MomentAsk& ask,
                const std::function<void(const SoldLine&)>& take) {
    // By orders, so that no order's lines are torn apart at the end of a chunk.
    const std::string sql =
        "select p.created_at, p.id, l.sku, l.name, l.quantity, l.total from (select o.created_at, "
        "o.id from shop_order o where o.created_at >= ?1 and o.created_at < ?2 and (o.created_at, "
        "o.id) > (?3, ?4)" +
        in_shops(ask, "o.shop_id") +
        " order by o.created_at, o.id limit ?5) p left join order_line l on l.order_id = p.id "
        "order "
        "by p.created_at, p.id, l.line_no";
    std::int64_t at = to_ms(ask.from) - 1, id = INT64_MAX;
    while (true) {
        const auto r = c.query(sql, ask.from, ask.to, at, id, chunk);
        if (r.empty()) return;
        for (std::size_t i = 0; i < r.size(); ++i)
            if (!r.is_null(i, 4))
                take({OrderId{r.i64(i, 1)}, r.text(i, 2), r.text(i, 3), r.i64(i, 4), r.i64(i, 5)});
        at = r.i64(r.size() - 1, 0), id = r.i64(r.size() - 1, 1);
    }
}

}  // namespace ol::orders
