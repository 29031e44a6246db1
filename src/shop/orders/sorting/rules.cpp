#include "shop/orders/sorting/rules.hpp"

#include <algorithm>

namespace ol::orders {

Result<> check_rules(const OrderRules& r) {
    if (r.prepay_percent < 1 || r.prepay_percent > 100)
        return invalid("orders.rules", "prepay_percent", "A part paid ahead is 1 to 100 percent.");
    if (r.prepay_over_minor < 0)
        return invalid("orders.rules", "prepay_over_minor", "A sum is not below zero.");
    if (r.prepay_after_refusals < 0 || r.prepay_after_refusals > 100)
        return invalid("orders.rules", "prepay_after_refusals", "Choose 0 to 100 parcels.");
    if (r.tell_within_min < 1 || r.tell_within_min > 1440)
        return invalid("orders.rules", "tell_within_min", "Choose 1 to 1440 minutes.");
    if (r.managers.size() > 500) return invalid("orders.rules", "managers", "At most 500 people.");
    if (r.owner == OwnerRule::fewest_open && r.managers.empty())
        return invalid("orders.rules", "managers", "Name the people among whom orders are given.");
    return {};
}

Prepay prepay_of(const OrderRules& r, std::int64_t total, std::int64_t paid,
                 std::int64_t refusals) {
    Prepay out;
    if (r.prepay_after_refusals > 0 && refusals >= r.prepay_after_refusals)
        out.reason = PrepayReason::refusals;
    else if (r.prepay_over_minor > 0 && total > r.prepay_over_minor)
        out.reason = PrepayReason::amount;
    if (out.reason == PrepayReason::none) return out;
    const auto part = (static_cast<__int128>(total) * r.prepay_percent + 99) / 100;  // up
    out.asked = std::min<std::int64_t>(total, static_cast<std::int64_t>(part));
    out.due = std::max<std::int64_t>(0, out.asked - paid);
    return out;
}

Sorted sort_of(const Order& o, StockFact stock, const Prepay& prepay, Time now) {
    if (o.desk_state == DeskState::hold) return {Sort::held, SortReason::on_hold};
    if (o.desk_state != DeskState::confirmed) {
        const bool open = editable(o.desk_state);
        return {open ? Sort::unconfirmed : Sort::gone, SortReason::none};
    }
    if (stock == StockFact::missing) return {Sort::short_, SortReason::no_stock};
    const bool waits = o.pay_method == PayMethod::prepaid || o.pay_method == PayMethod::card;
    const bool unpaid = waits && o.pay_state == PayState::unpaid && o.total.minor > 0;
    if (prepay.due > 0 || unpaid) return {Sort::held, SortReason::payment};
    if (!o.delivery_to) return {Sort::held, SortReason::no_slot};
    if (*o.delivery_to <= now) return {Sort::held, SortReason::slot_past};
    const bool kept = stock == StockFact::reserved;
    return {Sort::ready, kept ? SortReason::in_stock : SortReason::stock_not_kept};
}

bool complete(const Order& o) {
    return !o.recipient.empty() && !o.phone.empty() && !o.address.empty() && !o.lines.empty() &&
           o.total.minor > 0 && o.delivery_from && o.delivery_to;
}

Next next_of(const Order& o, Sorted sorted, std::optional<Time> tell_by) {
    if (tell_by) return {NextKind::tell_buyer, tell_by};
    switch (sorted.sort) {
        case Sort::unconfirmed: return {NextKind::confirm, o.created_at};
        case Sort::short_: return {NextKind::tell_buyer, o.delivery_from};
        case Sort::held:
            if (sorted.reason == SortReason::payment) return {NextKind::pay, o.delivery_from};
            return {NextKind::hold_ends, o.hold_until ? o.hold_until : o.delivery_to};
        case Sort::ready: return {NextKind::hand_over, o.delivery_from};
        case Sort::gone: break;
    }
    const bool under_way = next(o.desk_state, DeskEvent::deliver).has_value() ||
                           next(o.desk_state, DeskEvent::depart).has_value() ||
                           next(o.desk_state, DeskEvent::arrive).has_value();
    return under_way ? Next{NextKind::delivery, o.delivery_to} : Next{};
}

std::optional<PersonId> fewest_open(std::span<const std::pair<PersonId, std::int64_t>> open) {
    const auto least = std::ranges::min_element(open, [](const auto& a, const auto& b) {
        return std::pair(a.second, a.first) < std::pair(b.second, b.first);
    });
    return least == open.end() ? std::nullopt : std::optional(least->first);
}

}  // namespace ol::orders
