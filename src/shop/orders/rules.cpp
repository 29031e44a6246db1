#include "shop/orders/rules.hpp"

#include <algorithm>
#include <limits>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/customers/customers.hpp"

namespace ol::orders {
namespace {

/// What somebody types beyond it is a slip: ten thousand million of the currency's unit.
constexpr std::int64_t amount_most = 1'000'000'000'000;
constexpr Ms slot_most{31LL * 24 * 3600 * 1000}, slot_ahead_most{366LL * 24 * 3600 * 1000};

Error amount_error(std::string field) {
    return invalid("orders.amount", std::move(field),
                   "The sum is too large or mixes currencies; check price and quantity.");
}

std::string two(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

std::string date_of(const LocalTime& t) {
    return std::to_string(t.year) + "-" + two(t.month) + "-" + two(t.day);
}
std::string clock_of(const LocalTime& t) { return two(t.hour) + ":" + two(t.minute); }

std::string slot_text(const Order& o, std::string_view tz) {
    if (!o.delivery_from || !o.delivery_to) return {};
    const auto from = local_time(*o.delivery_from, tz), to = local_time(*o.delivery_to, tz);
    if (!from || !to) return iso8601(*o.delivery_from) + "/" + iso8601(*o.delivery_to);
    const bool same_day = date_of(*from) == date_of(*to);
    return date_of(*from) + " " + clock_of(*from) + "-" + (same_day ? "" : date_of(*to) + " ") +
           clock_of(*to);
}

std::string joined(const std::vector<OrderLine>& lines, auto text) {
    std::string out;
    for (const auto& l : lines) out += (out.empty() ? "" : " + ") + text(l);
    return out;
}

}  // namespace

std::string value_of(const Kept& k, CheckField field, std::string_view tz) {
    const Order& o = k.order;
    switch (field) {
        case CheckField::recipient: return o.recipient;
        case CheckField::address: return o.address;
        case CheckField::phone: return o.phone;
        case CheckField::product: return joined(o.lines, [](const OrderLine& l) { return l.name; });
        case CheckField::quantity:
            return joined(o.lines, [](const OrderLine& l) { return std::to_string(l.quantity); });
        case CheckField::amount: return to_decimal(o.total) + " " + o.total.currency;
        case CheckField::delivery_time: return slot_text(o, tz);
    }
    return {};
}

PayState pay_state_of(std::int64_t total, std::int64_t paid) {
    if (paid <= 0) return PayState::unpaid;
    return paid >= total ? PayState::paid : PayState::partly_paid;
}

std::int64_t cod_due(std::int64_t total, std::int64_t paid, PayMethod method, PayState state) {
    // An unpaid prepaid order waits for its payment; nothing is collected at the door for it.
    const bool collected = method == PayMethod::cod || state == PayState::partly_paid;
    return collected && state != PayState::refunded ? std::max<std::int64_t>(0, total - paid) : 0;
}

Result<> recompute(Kept& k) {
    Order& o = k.order;
    Money total{k.extra_minor, o.total.currency};
    for (std::size_t i = 0; i < o.lines.size(); ++i) {
        auto sum = add(total, o.lines[i].total);
        if (!sum) return amount_error("lines[" + std::to_string(i) + "]");
        total = *sum;
    }
    if (total.minor < 0)
        return invalid("orders.amount", "amount", "The total would be below zero.");
    o.total = total;
    if (o.pay_state != PayState::refunded) o.pay_state = pay_state_of(total.minor, k.paid_minor);
    o.cod_due = {cod_due(total.minor, k.paid_minor, o.pay_method, o.pay_state), total.currency};
    return {};
}

FieldCheck& check_of(Order& o, CheckField field) {
    return o.checks[static_cast<std::size_t>(field)];
}
const FieldCheck& check_of(const Order& o, CheckField field) {
    return o.checks[static_cast<std::size_t>(field)];
}

void fill_values(Kept& k, std::string_view tz) {
    std::vector<FieldCheck> seven;
    for (const auto field : check_fields) {
        const auto old = std::ranges::find(k.order.checks, field, &FieldCheck::field);
        seven.push_back(old == k.order.checks.end() ? FieldCheck{field} : *old);
        seven.back().value = value_of(k, field, tz);
    }
    k.order.checks = std::move(seven);
}

std::int64_t checks_done(const Order& o) {
    return std::ranges::count_if(o.checks,
                                 [](const FieldCheck& c) { return c.state != CheckState::open; });
}

Error wrong_state(DeskState s) {
    auto e =
        conflict("orders.state", "The order's state does not allow this; look at its timeline.");
    e.params = {{"state", std::string(to_name(s))}};
    return e;
}

Error version_conflict(std::int64_t present) {
    auto e = conflict("orders.version_conflict",
                      "Somebody changed this order meanwhile; look at both and save again.");
    e.params = {{"version", std::to_string(present)}};
    return e;
}

Result<> may_confirm(const Order& o, Time now) {
    if (!next(o.desk_state, DeskEvent::confirm)) return wrong_state(o.desk_state);
    auto open = conflict("orders.checks_open", "Confirm or change the open fields first.");
    for (const auto& c : o.checks)
        if (c.state == CheckState::open) open.params.emplace_back("field", to_name(c.field));
    if (!open.params.empty()) return open;
    if (o.delivery_to && *o.delivery_to <= now)
        return conflict("orders.slot_past", "The delivery time has passed; agree on a later one.");
    return {};
}

// ---- changing a field ----
namespace {

Result<> change_text(std::string& target, const CheckRequest& r) {
    const auto value = std::string(trim(r.value.value_or("")));
    if (value.empty()) return invalid("orders.value_missing", "value", "Say the new value.");
    if (utf8_length(value) > text_max)
        return invalid("orders.too_long", "value", "At most 1000 characters fit here.");
    target = value;
    return {};
}

Result<> change_address(Kept& k, const CheckRequest& r) {
    if (!r.value && !r.delivery_method)
        return invalid("orders.value_missing", "value", "Say the new address or method.");
    // What a reader outside of a contact was shown is no address: saved, it would take its place.
    if (r.value && r.value->find("***") != std::string::npos)
        return invalid("orders.masked", "value",
                       "This is the hidden form of the address; write the whole address.");
    if (r.value)
        if (auto ok = change_text(k.order.address, r); !ok) return ok;
    if (r.city) k.city = std::string(trim(*r.city));
    k.order.delivery_method = r.delivery_method.value_or(k.order.delivery_method);
    return {};
}

Result<> change_phone(Kept& k, const CheckRequest& r, const ShopFacts& shop) {
    const auto phone = normal_phone(r.value.value_or(""), shop.region);
    if (!phone)
        return invalid("orders.phone", "value",
                       "Not a possible telephone number; write it with its country code.");
    k.order.phone = *phone;
    return {};
}

Result<> change_slot(Kept& k, const CheckRequest& r, Time now) {
    if (!r.delivery_from || !r.delivery_to || *r.delivery_from >= *r.delivery_to)
        return invalid("orders.slot", "delivery_from",
                       "Give the beginning and the end of the delivery time, in that order.");
    if (*r.delivery_to <= now)
        return invalid("orders.slot", "delivery_to",
                       "This delivery time has passed; choose a later one.");
    if (*r.delivery_to - *r.delivery_from > slot_most || *r.delivery_to - now > slot_ahead_most)
        return invalid("orders.slot_far", "delivery_to",
                       "A delivery time lies within a year and takes a month at most.");
    k.order.delivery_from = r.delivery_from;
    k.order.delivery_to = r.delivery_to;
    return {};
}

Result<> change_line(Kept& k, const LineChange& change, const std::string& field) {
    auto& lines = k.order.lines;
    auto line = std::ranges::find(lines, change.id, &OrderLine::id);
    if (!change.id) {
        if (!change.price || !change.name || change.quantity == 0)
            return invalid("orders.lines", field,
                           "A new line needs a name, a price and a quantity.");
        line = lines.insert(lines.end(), OrderLine{{}, "", "", 0, {0, k.order.total.currency}, {}});
    }
    if (line == lines.end())
        return invalid("orders.lines", field, "The order has no such line; load it again.");
    if (change.quantity < 0 || change.quantity > quantity_max)
        return invalid("orders.lines", field + ".quantity", "A quantity lies between 0 and 10000.");
    if (change.quantity == 0) {
        lines.erase(line);
        return {};
    }
    const OrderLine old = *line;
    line->quantity = change.quantity;
    line->sku = change.sku.value_or(line->sku);
    line->name = change.name.value_or(line->name);
    line->price = change.price.value_or(line->price);
    if (line->price.currency != k.order.total.currency || line->price.minor < 0 ||
        line->price.minor > amount_most)
        return amount_error(field + ".price");
    if (line->price == old.price && line->quantity == old.quantity)
        return {};  // the store's own rounding stays
    auto total = times(line->price, line->quantity);
    if (!total) return amount_error(field + ".price");
    line->total = *total;
    return {};
}

/// Shorthand for an order of one line: {"field":"quantity","result":"changed","value":"2"}.
Result<std::vector<LineChange>> changes_of(const Kept& k, const CheckRequest& r) {
    if (!r.lines.empty()) return r.lines;
    const auto value = std::string(trim(r.value.value_or("")));
    if (r.field == CheckField::amount || k.order.lines.size() != 1 || value.empty())
        return invalid("orders.lines", "lines", "Say which lines change, by their ids.");
    const OrderLine& only = k.order.lines.front();
    if (r.field == CheckField::product)
        return std::vector{LineChange{only.id, only.quantity, {}, {}, value}};
    const bool number =
        value.size() <= 6 && value.find_first_not_of("0123456789") == std::string::npos;
    if (!number) return invalid("orders.lines", "value", "A quantity is a whole number.");
    return std::vector{LineChange{only.id, std::stoll(value)}};
}

Result<> change_lines(Kept& k, const CheckRequest& r) {
    if (r.field == CheckField::amount &&
        r.lines.empty()) {  // a new total: delivery fee or discount moves
        auto total = parse_money(trim(r.value.value_or("")), k.order.total.currency);
        if (!total || total->minor < 0)
            return invalid("orders.amount", "value", "Write the new total like 1250.00.");
        if (total->minor > amount_most) return amount_error("value");
        std::int64_t moved = 0, extra = 0;
        if (__builtin_sub_overflow(total->minor, k.order.total.minor, &moved) ||
            __builtin_add_overflow(k.extra_minor, moved, &extra))
            return amount_error("value");
        k.extra_minor = extra;
        return recompute(k);
    }
    auto changes = changes_of(k, r);
    if (!changes) return changes.error();
    for (std::size_t i = 0; i < changes->size(); ++i)
        if (auto ok = change_line(k, (*changes)[i], "lines[" + std::to_string(i) + "]"); !ok)
            return ok;
    if (k.order.lines.empty())
        return invalid("orders.lines", "lines", "An order keeps one line; cancel it instead.");
    if (k.order.lines.size() > lines_max)
        return invalid("orders.lines", "lines", "At most 500 lines.");
    return recompute(k);
}

Result<> change(Kept& k, const CheckRequest& r, const Evidence& e, const ShopFacts& shop) {
    switch (r.field) {
        case CheckField::recipient: return change_text(k.order.recipient, r);
        case CheckField::address: return change_address(k, r);
        case CheckField::phone: return change_phone(k, r, shop);
        case CheckField::delivery_time: return change_slot(k, r, e.at);
        case CheckField::product:
        case CheckField::quantity:
        case CheckField::amount: return change_lines(k, r);
    }
    return {};
}

/// After a change: opens what it made untrue, and lists every moved value.
void compare(Kept& k, const Order& before, CheckField asked, std::string_view tz, Checked& out) {
    for (const auto field : check_fields) {
        FieldCheck& now = check_of(k.order, field);
        const std::string was = check_of(before, field).value;
        now.value = value_of(k, field, tz);
        if (now.value == was) continue;
        const bool money = field == CheckField::amount;
        out.changes.push_back(
            {field, was, now.value, money ? k.order.total.minor - before.total.minor : 0});
        if (field == asked || now.state == CheckState::open) continue;
        now = {field, CheckState::open, now.value, {}, {}, {}, {}, was};
        out.reopened.push_back(field);
    }
}

}  // namespace

Result<Checked> apply_check(Kept& k, const CheckRequest& r, const Evidence& e,
                            const ShopFacts& shop) {
    Order& o = k.order;
    if (!editable(o.desk_state)) return wrong_state(o.desk_state);
    fill_values(k, shop.tz);
    const Order before = o;
    Checked out;
    if (r.result == CheckResult::changed) {
        Kept trial = k;
        if (auto ok = change(trial, r, e, shop); !ok) return ok.error();
        k = std::move(trial);
        compare(k, before, r.field, shop.tz, out);
    }
    FieldCheck& check = check_of(o, r.field);
    if (check.value.empty())
        return invalid("orders.value_missing", std::string(to_name(r.field)),
                       "There is nothing to confirm yet; enter a value.");
    const bool method_moved =
        r.field == CheckField::address && o.delivery_method != before.delivery_method;
    if (method_moved)
        out.changes.push_back({r.field, std::string(to_name(before.delivery_method)),
                               std::string(to_name(o.delivery_method))});
    const std::string was = check_of(before, r.field).value;
    const bool moved = check.value != was || method_moved;
    check.state = moved ? CheckState::changed : CheckState::confirmed;
    check.before = moved ? std::optional(was) : std::nullopt;
    check.by = e.by, check.at = e.at, check.by_name.reset();
    check.contact_id = e.contact ? std::optional(e.contact) : std::nullopt;
    const auto on = o.desk_state != DeskState::confirmed ? DeskEvent::call : DeskEvent::recheck;
    out.left_confirmed =
        on == DeskEvent::recheck && checks_done(o) < static_cast<std::int64_t>(check_fields.size());
    if (on == DeskEvent::call || out.left_confirmed) o.desk_state = *next(o.desk_state, on);
    return out;
}

namespace {

/// The same goods: by article, and own-named ones by their name.
bool same_goods(const OrderLine& a, const OrderLine& b) {
    return a.sku == b.sku && (!a.sku.empty() || a.name == b.name);
}

/// What one piece of this line should cost; nullopt: nobody knows.
std::optional<std::int64_t> fair_price(const Kept& before, const OrderLine& line,
                                       const ListedPrices& listed) {
    const auto& lines = before.order.lines;
    const auto own = line.id ? std::ranges::find(lines, line.id, &OrderLine::id) : lines.end();
    if (own != lines.end() && own->sku == line.sku) return own->price.minor;
    if (const auto it = listed.find(line.sku); it != listed.end()) return it->second;
    // Taken out and put in again they are still worth what they cost.
    std::optional<std::int64_t> earlier;
    for (const auto& old : lines)
        if (same_goods(old, line)) earlier = std::max(old.price.minor, earlier.value_or(0));
    if (earlier) return earlier;
    const bool kept = own != lines.end() && line.price.minor >= own->price.minor;
    return kept ? std::optional(own->price.minor) : std::nullopt;
}

}  // namespace

Given given_by(const Kept& before, const Kept& after, const ListedPrices& listed) {
    Given out;
    const auto give = [&](std::int64_t minor) {
        if (minor > 0 && __builtin_add_overflow(out.money, minor, &out.money))
            out.money = std::numeric_limits<std::int64_t>::max();
    };
    for (const auto& line : after.order.lines) {
        const auto fair = fair_price(before, line, listed);
        std::int64_t less = 0;
        out.unlisted = out.unlisted || !fair;
        if (!fair || *fair <= line.price.minor) continue;
        if (__builtin_mul_overflow(*fair - line.price.minor, line.quantity, &less))
            less = std::numeric_limits<std::int64_t>::max();
        give(less);
    }
    give(before.extra_minor - after.extra_minor);
    out.days = later_days(before.order, after.order.delivery_to);
    return out;
}

std::int64_t later_days(const Order& before, const std::optional<Time>& now) {
    const auto& was = before.delivery_to;
    constexpr std::int64_t day_ms = 86'400'000;
    // To the nearest day: later hours of the same day are not a day later, nor is a DST night.
    if (before.desk_state != DeskState::confirmed || !was || !now || *now <= *was) return 0;
    return (to_ms(*now) - to_ms(*was) + day_ms / 2) / day_ms;
}

Order masked(Order o, std::string_view city) {
    const auto mask = [&](FieldCheck& c, std::string (*rule)(std::string_view)) {
        c.value = rule(c.value);
        if (c.before) c.before = rule(*c.before);
    };
    o.phone = mask_phone(o.phone);
    o.address = customers::mask_address(o.address, city);
    o.note.clear();  // free text may hold anything
    for (auto& c : o.checks) {
        if (c.field == CheckField::phone)
            mask(c, [](std::string_view v) { return v.empty() ? "" : mask_phone(v); });
        if (c.field != CheckField::address) continue;
        c.value = o.address;
        if (c.before) c.before = customers::mask_address(*c.before, "");
    }
    return o;
}

}  // namespace ol::orders
