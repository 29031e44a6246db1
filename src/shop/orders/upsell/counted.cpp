// Pairs of goods in past orders and series of goods, kept up behind the journal: the card's reads
// never walk orders. An order is counted once; what comes back later stays counted, it was wished.
#include <algorithm>

#include "shop/orders/upsell/upsell.hpp"

namespace ol::orders {
namespace {

constexpr std::string_view first = R"(create table upsell_pair (
    shop_id bigint not null,
    sku text not null,
    other text not null,
    orders bigint not null,
    primary key (shop_id, sku, other)
);
create index upsell_pair_best on upsell_pair (shop_id, sku, orders);
create table upsell_counted (
    order_id bigint primary key
);
create table upsell_series (
    product_id bigint primary key,
    shop_id bigint not null,
    series text not null,
    sku text not null
);
create index upsell_series_of on upsell_series (shop_id, series);
create table upsell_offer (
    id bigint primary key,
    order_id bigint not null,
    shop_id bigint not null,
    sku text not null,
    name text not null,
    reason text not null,
    together bigint not null,
    state text not null,
    price bigint not null,
    currency text not null,
    person_id bigint not null,
    contact_id bigint not null,
    offered_at bigint not null,
    ended_at bigint,
    unique (order_id, sku)
);
create index upsell_offer_at on upsell_offer (offered_at)
)";
constexpr db::Migration all[] = {
    {"order_upsell", 1, "pairs, series, what was offered and what became of it", first}};

/// Facts after which an order's goods may have left: also of an import, whose orders are over.
bool of_goods_that_left(std::string_view kind) {
    return kind == "order.created" || kind == "order.handed_over" || kind == "order.completed";
}

constexpr auto left_states =
    "('handed_over','in_transit','at_point','out_for_delivery','delivered','completed')";

}  // namespace

std::span<const db::Migration> upsell_migrations() { return all; }

void Upsell::follow() {
    d_.db.follow("orders.upsell",
                 [this](std::span<const db::JournalRow> rows) { (void)count(rows); });
}

Result<> Upsell::count(std::span<const db::JournalRow> rows) const {
    std::set<OrderId> orders;
    std::set<catalogue::ProductId> products;
    for (const auto& row : rows) {
        if (of_goods_that_left(row.fact.kind)) orders.insert({row.fact.subject});
        if (row.fact.kind == "product.created" || row.fact.kind == "product.changed")
            products.insert({row.fact.subject});
    }
    if (orders.empty() && products.empty()) return {};
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const auto order : orders) count_order(tx, order);
        for (const auto product : products) count_product(tx, product);
        return {};
    });
}

void Upsell::count_order(db::Tx& tx, OrderId order) const {
    const auto left = tx.query("select shop_id from shop_order where id = ?1 and desk_state in " +
                                   std::string(left_states),
                               order);
    if (left.empty()) return;
    if (!tx.query("select 1 from upsell_counted where order_id = ?1", order).empty()) return;
    tx.exec("insert into upsell_counted (order_id) values (?1)", order);
    const auto goods = tx.query(
        "select distinct sku from order_line where order_id = ?1 and sku <> '' order by sku limit "
        "?2",
        order, static_cast<std::int64_t>(counted_goods_max));
    for (std::size_t i = 0; i < goods.size(); ++i)
        for (std::size_t j = 0; j < goods.size(); ++j)
            if (i != j)
                tx.exec(R"(insert into upsell_pair (shop_id, sku, other, orders)
                    values (?1, ?2, ?3, 1) on conflict (shop_id, sku, other)
                    do update set orders = upsell_pair.orders + 1)",
                        left.i64(0, 0), goods.text(i, 0), goods.text(j, 0));
}

void Upsell::count_product(db::Tx& tx, catalogue::ProductId id) const {
    tx.exec("delete from upsell_series where product_id = ?1", id);
    const auto product = d_.catalogue.product(tx.conn, id);
    if (!product || !product->active) return;
    const auto series = series_of(product->sku);
    if (series.empty()) return;
    tx.exec("insert into upsell_series (product_id, shop_id, series, sku) values (?1,?2,?3,?4)", id,
            product->shop_id, series, product->sku);
}

}  // namespace ol::orders
