// The pure part of merge and split.
#include "shop/orders/joins.hpp"

#include <algorithm>
#include <map>

#include "platform/base/names.hpp"
#include "shop/orders/address.hpp"

namespace ol::orders {
namespace {

Error too_large() { return invalid("orders.amount", "total", "The sums together are too large."); }

Error barred(Bar bar, const Order& o) {
    auto e = conflict("orders.merge", "These orders cannot become one; the reason is named.");
    e.params = {{"bar", std::string(to_name(bar))}, {"number", o.number}};
    return e;
}

/// What was confirmed of the old goods is to be asked again; a confirmed order goes back to
/// calling.
void reopen_goods(Kept& k, const Order& before, std::string_view tz) {
    fill_values(k, tz);
    for (const auto f : {CheckField::product, CheckField::quantity, CheckField::amount}) {
        auto& now = check_of(k.order, f);
        const auto& was = check_of(before, f);
        if (now.value != was.value && now.state != CheckState::open)
            now = {f, CheckState::open, now.value, {}, {}, {}, {}, was.value};
    }
    const bool whole = checks_done(k.order) == static_cast<std::int64_t>(check_fields.size());
    if (k.order.desk_state == DeskState::confirmed && !whole)
        k.order.desk_state = *next(DeskState::confirmed, DeskEvent::recheck);
}

}  // namespace

bool has_waybill(const Order& o) { return o.ship_state != ShipState::none; }

std::int64_t delivery_fee(const Kept& k) { return std::max<std::int64_t>(0, k.extra_minor); }

Bar bar_between(const Kept& a, const Kept& b) {
    if (a.order.shop_id != b.order.shop_id) return Bar::shop;
    if (a.order.total.currency != b.order.total.currency) return Bar::currency;
    if (has_waybill(a.order) || has_waybill(b.order)) return Bar::waybill;
    if (!editable(a.order.desk_state) || !next(b.order.desk_state, DeskEvent::merge))
        return Bar::state;
    if (a.order.lines.size() + b.order.lines.size() > lines_max) return Bar::lines;
    const bool there =
        a.order.delivery_method == b.order.delivery_method &&
        same_address(address_norm(a.order.address, a.city), address_norm(b.order.address, b.city));
    return there ? Bar::none : Bar::destination;
}

Result<Joined> joined(const Kept& target, std::span<const Kept> others, std::string_view tz) {
    Joined out{target, 0};
    Kept& k = out.order;
    fill_values(k, tz);
    const Order before = k.order;
    std::int64_t fees = delivery_fee(target), dearest = fees;
    for (const Kept& other : others) {
        if (const auto bar = bar_between(k, other); bar != Bar::none)
            return barred(bar, other.order);
        for (auto line : other.order.lines) {
            line.id = {};  // the other order keeps its own rows
            k.order.lines.push_back(std::move(line));
        }
        if (__builtin_add_overflow(k.extra_minor, other.extra_minor, &k.extra_minor) ||
            __builtin_add_overflow(k.paid_minor, other.paid_minor, &k.paid_minor) ||
            __builtin_add_overflow(fees, delivery_fee(other), &fees))
            return too_large();
        dearest = std::max(dearest, delivery_fee(other));
        // What is still owed for one part is collected at the door for all of it.
        if (other.order.pay_method == PayMethod::cod) k.order.pay_method = PayMethod::cod;
    }
    out.saved = fees - dearest;
    k.extra_minor -= out.saved;
    if (auto ok = recompute(k); !ok) return ok.error();
    reopen_goods(k, before, tz);
    return out;
}

Result<Parted> parted(const Kept& whole, std::span<const PartLine> lines, std::string_view tz) {
    if (has_waybill(whole.order))
        return conflict("orders.waybill", "There is a waybill already; only the courier can act.");
    if (!editable(whole.order.desk_state)) return wrong_state(whole.order.desk_state);
    Parted out{whole, whole};
    fill_values(out.rest, tz);
    const Order before = out.rest.order;
    out.part.order.lines.clear();
    out.part.order.id = {};
    out.part.extra_minor = 0;
    std::map<LineId, std::int64_t> taken;
    for (const auto& l : lines)
        taken[l.id] += std::clamp<std::int64_t>(l.quantity, 0, quantity_max + 1);
    for (const auto& [id, quantity] : taken) {
        const auto line = std::ranges::find(out.rest.order.lines, id, &OrderLine::id);
        if (line == out.rest.order.lines.end() || quantity < 1 || quantity > line->quantity)
            return invalid("orders.lines", "lines",
                           "Name lines of this order and no more pieces than they have.");
        OrderLine part = *line;
        part.id = {};
        part.quantity = quantity;
        // The store's own rounding stays with the rest, so that both sums are the old one.
        const __int128 share = static_cast<__int128>(line->total.minor) * quantity / line->quantity;
        part.total.minor = static_cast<std::int64_t>(share);
        line->total.minor -= part.total.minor;
        line->quantity -= quantity;
        out.part.order.lines.push_back(std::move(part));
    }
    std::erase_if(out.rest.order.lines, [](const OrderLine& l) { return l.quantity == 0; });
    if (out.part.order.lines.empty() || out.rest.order.lines.empty())
        return invalid("orders.lines", "lines", "Both orders keep at least one piece.");
    out.part.paid_minor = 0;
    if (auto ok = recompute(out.rest); !ok) return ok.error();
    const auto left = std::max<std::int64_t>(0, out.rest.paid_minor - out.rest.order.total.minor);
    out.rest.paid_minor -= left;  // what was paid covers the rest first
    out.part.paid_minor = left;
    for (Kept* k : {&out.rest, &out.part})
        if (auto ok = recompute(*k); !ok) return ok.error();
    reopen_goods(out.rest, before, tz);
    reopen_goods(out.part, before, tz);
    return out;
}

}  // namespace ol::orders
