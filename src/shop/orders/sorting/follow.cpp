// What follows from the journal: orders confirmed by rule, owners, stock given out anew.
#include <set>

#include "shop/orders/sorting/work.hpp"

namespace ol::orders {

/// Half a confirmation is none: what a refusal left behind is rolled back.
void Work::try_rule(OrderId id) const {
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        if (confirm_by_rule(tx, id)) return {};
        const auto state = tx.query("select desk_state from shop_order where id = ?1", id);
        const bool untouched = !state.empty() && state.text(0, 0) == "new";
        return untouched ? Result<>{} : Result<>(conflict("orders.rule", "Not by rule."));
    });
}

void Work::catch_up() {
    std::set<ShopId> shops;
    std::set<OrderId> fresh;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        const auto with =
            c.query("select distinct shop_id from shop_order where desk_state = 'confirmed'");
        for (std::size_t i = 0; i < with.size(); ++i) shops.insert({with.i64(i, 0)});
        const auto paid = c.query(
            "select id from shop_order where desk_state = 'new' and pay_state = 'paid' order by id "
            "desc limit 1000");
        for (std::size_t i = 0; i < paid.size(); ++i) fresh.insert({paid.i64(i, 0)});
        return {};
    });
    for (const OrderId id : fresh) try_rule(id);
    for (const ShopId shop : shops)
        (void)d_.db.write([&](db::Tx& tx) -> Result<> {
            (void)allocate(tx, shop);
            return {};
        });
}

void Work::take(std::span<const db::JournalRow> rows) {
    std::set<ShopId> shops;
    std::set<OrderId> fresh, confirmed_now;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        for (const auto& row : rows) {
            const auto& kind = row.fact.kind;
            const OrderId order{row.fact.subject};
            if (kind == "stock.counted")
                if (const auto p = d_.catalogue.product(c, {row.fact.subject}))
                    shops.insert(p->shop_id);
            if (kind == "order.created" || kind == "order.changed" || kind == "order.paid")
                fresh.insert(order);
            if (kind == "order.confirmed") confirmed_now.insert(order);
            const bool frees = kind == "order.held" || kind == "order.cancelled" ||
                               kind == "order.reopened" || kind == "order.unmerged" ||
                               kind == "order.field_changed";
            if (frees || kind == "order.confirmed")
                if (const auto shop = d_.orders.shop_of(c, order)) shops.insert(*shop);
        }
        return {};
    });
    for (const OrderId id : fresh) try_rule(id);
    if (confirmed_now.empty() && shops.empty()) return;
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const OrderId id : confirmed_now) confirmed(tx, id);
        for (const ShopId shop : shops) (void)allocate(tx, shop);
        return {};
    });
}

void Work::follow() {
    catch_up();
    d_.db.follow("orders.work", [this, gate = gate_](std::span<const db::JournalRow> rows) {
        const std::lock_guard lock(gate->mutex);
        if (!gate->stopped) take(rows);
    });
}

void Work::stop() {
    const std::lock_guard lock(gate_->mutex);
    gate_->stopped = true;
}

}  // namespace ol::orders
