// From what the shop's rooms tell to facts of reports.
#include "insight/trade/trade.hpp"
#include "shop/orders/moments/moments.hpp"

namespace ol::trade {
namespace {

Fact fact_of(What what, Time at, const orders::OrderFacts& o) {
    return {what, at, o.order, o.shop, o.owner, o.number, o.source, o.city, "", o.total, {}};
}

What what_of(const orders::Moment& m) {
    using H = orders::Happened;
    switch (m.what) {
        case H::confirmed: return What::confirmed;
        case H::not_reached: return What::not_reached;
        case H::held: return m.reason == "no_stock" ? What::ran_short : What::held;
        case H::cancelled: return What::cancelled;
        case H::duplicate: return What::duplicate;
        case H::reopened: return What::reopened;
        case H::merged: return What::merged;
    }
    return What::merged;
}

using Take = std::function<void(const Fact&)>;

/// What happened before the order came (a clock of the store that is wrong) took no time.
Ms since_came(Time at, const orders::OrderFacts& o) { return std::max(Ms{0}, at - o.came_at); }

void order_desk(db::Conn& c, const orders::MomentAsk& ask, const Take& take) {
    orders::orders_came(
        c, ask, [&](const orders::OrderFacts& o) { take(fact_of(What::came, o.came_at, o)); });
    orders::orders_tried(c, ask, [&](Time at, const orders::OrderFacts& o) {
        Fact fact = fact_of(What::tried, at, o);
        fact.took = since_came(at, o);
        take(fact);
    });
    orders::orders_moved(c, ask, [&](const orders::Moment& m) {
        Fact fact = fact_of(what_of(m), m.at, m.order);
        fact.reason = m.reason;
        fact.took = since_came(m.at, m.order);
        take(fact);
    });
}

}  // namespace

void read_facts(db::Conn& c, Table table, Time from, Time to, const std::set<std::int64_t>& shops,
                const Take& take) {
    const orders::MomentAsk ask{from, to, {shops.begin(), shops.end()}};
    switch (table) {
        case Table::order_desk: return order_desk(c, ask, take);
    }
}

}  // namespace ol::trade
