// What a store says about an order, merged with what the desk has confirmed: the desk's word stays.
#include <algorithm>

#include "shop/orders/rules.hpp"

namespace ol::orders {
namespace {

bool open(const Kept& k, std::initializer_list<CheckField> fields) {
    return std::ranges::all_of(fields, [&](CheckField f) {
        const auto c = std::ranges::find(k.order.checks, f, &FieldCheck::field);
        return c == k.order.checks.end() || c->state == CheckState::open;
    });
}

bool same_place(const ExternalOrder& a, const ExternalOrder& b) {
    return a.address == b.address && a.city == b.city && a.delivery_method == b.delivery_method;
}
bool same_goods(const ExternalOrder& a, const ExternalOrder& b) {
    return a.lines == b.lines && a.total_minor == b.total_minor && a.currency == b.currency;
}
bool same_slot(const ExternalOrder& a, const ExternalOrder& b) {
    return a.delivery_from == b.delivery_from && a.delivery_to == b.delivery_to;
}
bool same_money(const ExternalOrder& a, const ExternalOrder& b) {
    return a.paid_minor == b.paid_minor && a.refunded == b.refunded && a.pay_method == b.pay_method;
}

void put_goods(Kept& k, const ExternalOrder& e) {
    std::vector<OrderLine> lines;
    std::int64_t sum = 0;
    for (const auto& l : e.lines) {
        lines.push_back({{},
                         l.sku,
                         l.name,
                         l.quantity,
                         {l.price_minor, e.currency},
                         {l.total_minor, e.currency}});
        sum += l.total_minor;
    }
    k.order.lines = std::move(lines);
    k.order.total = {e.total_minor, e.currency};
    k.extra_minor = e.total_minor - sum;
}

void put_place(Kept& k, const ExternalOrder& e) {
    k.order.address = e.address;
    k.order.delivery_method = e.delivery_method;
    k.city = e.city;
}

/// `of_others`: what was paid for orders that were merged into this one.
void put_money(Kept& k, const ExternalOrder& e, std::int64_t of_others = 0) {
    Order& o = k.order;
    if (__builtin_add_overflow(e.paid_minor, of_others, &k.paid_minor)) k.paid_minor = e.paid_minor;
    o.pay_method = e.pay_method;
    o.pay_state = e.refunded ? PayState::refunded : pay_state_of(o.total.minor, k.paid_minor);
    o.cod_due = {cod_due(o.total.minor, k.paid_minor, o.pay_method, o.pay_state), o.total.currency};
}

}  // namespace

Result<> check_external(const ExternalOrder& e) {
    if (e.external_id.empty() || e.external_id.size() > 100)
        return invalid("orders.external_id", "external_id", "The order has no number of its own.");
    if (e.currency.size() != 3)
        return invalid("orders.currency", "currency", "The order names no currency.");
    if (e.total_minor < 0 || e.paid_minor < 0)
        return invalid("orders.amount", "total", "A sum is below zero.");
    if (e.lines.size() > lines_max) return invalid("orders.lines", "lines", "At most 500 lines.");
    std::int64_t sum = 0;
    for (const auto& l : e.lines) {
        if (l.quantity < 0 || l.quantity > quantity_max * 100)
            return invalid("orders.lines", "quantity", "A quantity is below zero or absurd.");
        if (__builtin_add_overflow(sum, l.total_minor, &sum))
            return invalid("orders.amount", "total", "The sum is too large.");
    }
    std::int64_t extra = 0;
    if (__builtin_sub_overflow(e.total_minor, sum, &extra))
        return invalid("orders.amount", "total", "The sum is too large.");
    return {};
}

Result<Kept> from_external(const ExternalOrder& e) {
    if (auto ok = check_external(e); !ok) return ok.error();
    Kept k;
    Order& o = k.order;
    o.shop_id = e.shop_id;
    o.number = e.number.empty() ? e.external_id : e.number;
    o.recipient = e.recipient.empty() ? e.customer_name : e.recipient;
    o.phone = e.phone.empty() ? e.customer_phone : e.phone;
    o.source = e.source;
    o.external_id = e.external_id;
    o.note = e.note;
    o.created_at = e.created_at;
    o.delivery_from = e.delivery_from;
    o.delivery_to = e.delivery_to;
    o.desk_state = e.cancelled   ? DeskState::cancelled
                   : e.completed ? DeskState::completed
                                 : DeskState::new_;
    if (e.cancelled) o.cancel_reason = "store";
    put_goods(k, e);
    put_place(k, e);
    put_money(k, e);
    return k;
}

Merge merge_external(Kept& k, const ExternalOrder& before, const ExternalOrder& after,
                     bool joined) {
    Merge out;
    const auto group = [&](bool same, std::initializer_list<CheckField> fields, auto put,
                           bool fixed = false) {
        if (same) return;
        if (fixed || !open(k, fields)) return out.conflicts.push_back(*fields.begin());
        put();
        out.changed = true;
    };
    const auto name = [](const ExternalOrder& e) {
        return e.recipient.empty() ? e.customer_name : e.recipient;
    };
    const auto phone = [](const ExternalOrder& e) {
        return e.phone.empty() ? e.customer_phone : e.phone;
    };
    group(name(before) == name(after), {CheckField::recipient},
          [&] { k.order.recipient = name(after); });
    group(same_place(before, after), {CheckField::address}, [&] { put_place(k, after); });
    group(phone(before) == phone(after), {CheckField::phone},
          [&] { k.order.phone = phone(after); });
    group(
        same_goods(before, after), {CheckField::product, CheckField::quantity, CheckField::amount},
        [&] { put_goods(k, after); }, joined);
    group(same_slot(before, after), {CheckField::delivery_time}, [&] {
        k.order.delivery_from = after.delivery_from;
        k.order.delivery_to = after.delivery_to;
    });
    // Payment is the store's own fact, never the desk's: always taken; the sum due follows from the
    // total that stands.
    if (!same_money(before, after) || out.changed) {
        out.changed = true;
        // What the desk knows beyond the store: merged orders' money, a payment noted by hand. A
        // new word of the store about its money stands for the notes.
        const bool beyond = joined || same_money(before, after);
        const auto of_others = beyond ? k.paid_minor - before.paid_minor : 0;
        put_money(k, after, of_others);
    }
    if (before.note != after.note) k.order.note = after.note, out.changed = true;
    return out;
}

}  // namespace ol::orders
