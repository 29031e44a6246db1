// From what the shop's rooms tell to facts of reports.
#include <algorithm>

#include "insight/trade/trade.hpp"
#include "shop/logistics/moments/moments.hpp"
#include "shop/orders/moments/moments.hpp"

namespace ol::trade {
namespace {

Fact fact_of(What what, Time at, const orders::OrderFacts& o) {
    Fact f;
    f.what = what, f.at = at;
    f.order = o.order, f.shop = o.shop, f.owner = o.owner;
    f.number = o.number, f.source = o.source, f.city = o.city, f.amount = o.total;
    return f;
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

// ---- parcels ----

What now_of(const logistics::ParcelFacts& p) {
    using S = logistics::Status;
    switch (p.status) {
        case S::delivered:
        case S::partly_delivered:
            return p.failures.empty() ? What::delivered_at_once : What::delivered;
        case S::refused:
        case S::returning: return What::coming_back;
        case S::returned: return What::brought_back;
        case S::lost: return What::lost;
        case S::registered:
        case S::handed_over:
        case S::in_transit:
        case S::at_city:
        case S::at_point:
        case S::out_for_delivery:
        case S::attempt_failed:
        case S::on_hold:
        case S::redirected:
        case S::cancelled:
        case S::unknown: return What::under_way;
    }
    return What::under_way;
}

What fault_of(logistics::Fault fault) {
    using F = logistics::Fault;
    switch (fault) {
        case F::courier: return What::fault_courier;
        case F::customer: return What::fault_customer;
        case F::store: return What::fault_store;
        case F::other: return What::fault_other;
    }
    return What::fault_other;
}

void tell_parcel(const logistics::ParcelFacts& p, const orders::OrderFacts& o, const Take& take) {
    Fact fact = fact_of(now_of(p), p.handed_at, o);
    fact.courier = p.courier;
    const bool there = fact.what == What::delivered || fact.what == What::delivered_at_once;
    if (there && p.status_at) fact.took = std::max(Ms{0}, *p.status_at - p.handed_at);
    take(fact);
    fact.took.reset();
    for (const auto fault : p.failures) {
        fact.what = fault_of(fault);
        take(fact);
    }
}

void deliveries(db::Conn& c, const orders::MomentAsk& ask, const Take& take) {
    constexpr std::size_t at_once = 500;  // orders that are looked up together
    std::vector<logistics::ParcelFacts> waiting;
    const auto tell = [&] {
        std::vector<OrderId> ids;
        for (const auto& p : waiting) ids.push_back(p.order);
        const auto known = orders::facts_of(c, ids);
        for (const auto& p : waiting)
            if (const auto it = known.find(p.order); it != known.end())
                tell_parcel(p, it->second, take);
        waiting.clear();
    };
    logistics::parcels_handed(c, {ask.from, ask.to, ask.shops}, [&](const auto& p) {
        waiting.push_back(p);
        if (waiting.size() == at_once) tell();
    });
    tell();
}

// ---- sales ----

/// Nothing for what is no sale of its own: its goods are in another order.
std::optional<What> sale_of(orders::DeskState state) {
    using S = orders::DeskState;
    switch (state) {
        case S::new_:
        case S::calling:
        case S::confirmed:
        case S::hold:
        case S::no_contact:
        case S::handed_over:
        case S::in_transit:
        case S::at_point:
        case S::out_for_delivery:
        case S::attempt_failed: return What::sale_open;
        case S::delivered:
        case S::completed: return What::sale_closed;
        case S::refused:
        case S::returning:
        case S::returned: return What::sale_returned;
        case S::cancelled: return What::sale_cancelled;
        case S::duplicate:
        case S::merged: return std::nullopt;
    }
    return std::nullopt;
}

struct Product {
    std::string name;
    std::int64_t units = 0, total_minor = 0;
};
/// A store may say anything: what is beyond 64 bits is left to the rest of the order.
std::int64_t plus(std::int64_t a, std::int64_t b) {
    std::int64_t sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? a : sum;
}
using Basket = std::map<std::string, Product>;  // by article, or by name where there is none

/// One fact for each product, and one for the rest (delivery, discount), so that the sum of the
/// facts is the sum of the order.
void tell_by_product(Fact fact, const Basket& basket, const Take& take) {
    std::int64_t rest = fact.amount.minor;
    for (const auto& [article, product] : basket) {
        fact.product = article, fact.product_name = product.name, fact.units = product.units;
        fact.amount.minor = product.total_minor;
        rest = plus(rest, -product.total_minor);
        take(fact);
        fact.head = false;
    }
    if (rest == 0 && !basket.empty()) return;
    fact.product.clear(), fact.product_name.clear();
    fact.units = 0, fact.amount.minor = rest;
    take(fact);
}

bool by_product(const TradeQuery& q) {
    return q.by == Cut::product ||
           std::ranges::any_of(q.only, [](const Only& o) { return o.cut == Cut::product; });
}

void online_sales(db::Conn& c, const TradeQuery& q, const orders::MomentAsk& ask,
                  const Take& take) {
    std::map<OrderId, Basket> baskets;
    std::map<OrderId, std::int64_t> units;
    const bool lines = by_product(q);
    orders::lines_sold(c, ask, [&](const orders::SoldLine& line) {
        auto& all = units[line.order];
        all = plus(all, line.quantity);
        if (!lines) return;
        Product& product = baskets[line.order][line.sku.empty() ? line.name : line.sku];
        product.name = line.name;
        product.units = plus(product.units, line.quantity);
        product.total_minor = plus(product.total_minor, line.total_minor);
    });
    orders::orders_came(c, ask, [&](const orders::OrderFacts& o) {
        const auto what = sale_of(o.state);
        if (!what) return;
        Fact fact = fact_of(*what, o.came_at, o);
        if (lines) return tell_by_product(std::move(fact), baskets[o.order], take);
        fact.units = units[o.order];
        take(fact);
    });
}

}  // namespace

void read_facts(db::Conn& c, const TradeQuery& query, Time from, Time to,
                const std::set<std::int64_t>& shops, Time now, const Take& take) {
    const orders::MomentAsk ask{from, to, {shops.begin(), shops.end()}};
    switch (query.table) {
        case Table::order_desk: return order_desk(c, ask, take);
        case Table::deliveries: return deliveries(c, ask, take);
        case Table::online_sales: return online_sales(c, query, ask, take);
        case Table::written: return read_written(c, from, to, shops, now, take);
    }
}

}  // namespace ol::trade
