// Edits beyond one's own limits (R19): measured, asked of the superior, carried out when he says
// yes; and money that came.
#include <algorithm>

#include "platform/base/json.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/orders/measured.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders {
namespace {

/// Listed prices of goods that an edit may have brought in.
ListedPrices listed_prices(db::Conn& c, const catalogue::Catalogue* catalogue, const Kept& before,
                           const Kept& after) {
    ListedPrices out;
    if (!catalogue) return out;
    for (const auto& line : after.order.lines) {
        const bool was = std::ranges::any_of(before.order.lines, [&](const OrderLine& old) {
            return line.id && old.id == line.id && old.sku == line.sku;
        });
        if (was || line.sku.empty()) continue;
        const auto id = catalogue->by_sku(c, after.order.shop_id, line.sku);
        if (!id) continue;
        const auto product = catalogue->product(c, *id);
        // A price of 0 says that none is known.
        if (product && product->price.minor > 0 &&
            product->price.currency == after.order.total.currency)
            out[line.sku] = product->price.minor;
    }
    return out;
}

void write_given(Checked& checked, const Given& given) {
    for (auto& change : checked.changes) {
        if (change.field == CheckField::amount) change.given = given.money;
        if (change.field == CheckField::delivery_time) change.later_days = given.days;
    }
}

std::int64_t sum(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    return __builtin_add_overflow(a, b, &out) ? std::max(a, b) : out;
}

/// What the superior reads: the fact that was asked for, and the sum.
approvals::Params words_of(const Checked& checked, CheckField asked) {
    approvals::Params out{{"field", std::string(to_name(asked))}};
    for (const auto& c : checked.changes)
        if (c.field == asked || c.field == CheckField::amount || c.field == CheckField::product) {
            const std::string field(to_name(c.field));
            out.emplace_back(field + "_before", c.before);
            out.emplace_back(field + "_after", c.after);
        }
    return out;
}

/// What the superior saw as the state before is the state now.
bool still_before(const approvals::Params& seen, const approvals::Params& now) {
    return std::ranges::all_of(now, [&](const auto& one) {
        return !one.first.ends_with("_before") || std::ranges::find(seen, one) != seen.end();
    });
}

}  // namespace

void requests_follow(db::Tx& tx, const approvals::Approvals& approvals, const Order& o) {
    switch (o.desk_state) {
        case DeskState::cancelled:
        case DeskState::duplicate: return approvals.close_order(tx, o.id, "order_cancelled");
        case DeskState::merged: return approvals.close_order(tx, o.id, "order_merged");
        case DeskState::completed:
        case DeskState::returned: return approvals.close_order(tx, o.id, "order_ended");
        case DeskState::handed_over:  // nothing of it is edited any more
            return approvals.close_order(tx, o.id, "order_sent", approvals::Subject::edit);
        case DeskState::new_:
        case DeskState::calling:
        case DeskState::confirmed:
        case DeskState::hold:
        case DeskState::no_contact:
        case DeskState::in_transit:
        case DeskState::at_point:
        case DeskState::out_for_delivery:
        case DeskState::delivered:
        case DeskState::attempt_failed:
        case DeskState::refused:
        case DeskState::returning: return;
    }
}

Error needs_approval(std::span<const approvals::Over> over, const std::string& superior,
                     const std::string& currency) {
    auto e = conflict("orders.needs_approval",
                      "This is beyond your own limits; ask your superior for it.");
    e.params = {{"superior", superior}, {"currency", currency}};
    for (const auto& o : over) {
        e.params.emplace_back("kind", to_name(o.kind));
        e.params.emplace_back("most", std::to_string(o.most));
        e.params.emplace_back("asked", std::to_string(o.asked));
    }
    return e;
}

Result<> Orders::within_limits(db::Conn& c, const Order& o, const approvals::Asked& asked,
                               PersonId by, Time now) const {
    if (!d_.approvals || !by || (asked.money <= 0 && asked.days <= 0)) return {};
    const auto over = d_.approvals->over(c, o.shop_id, by, asked, now);
    if (over.empty()) return {};
    return needs_approval(over, d_.approvals->above_name(c, by, now), o.total.currency);
}

/// Of an order that is taken by hand: what its prices are below the listed ones. A shop without
/// goods in the catalogue has no list to be below.
Given Orders::given_new(db::Conn& c, const Kept& k) const {
    Kept nothing;
    auto out = given_by(nothing, k, listed_prices(c, d_.catalogue, nothing, k));
    if (out.unlisted) {
        const auto shop = k.order.shop_id.value;
        out.unlisted =
            d_.catalogue && !d_.catalogue->search(c, std::span(&shop, 1), "", "", 1).items.empty();
    }
    return out;
}

/// Edits later count together with what was given when it was taken.
void Orders::note_given(db::Tx& tx, const Order& o, const Given& given, PersonId by) const {
    if (given.money <= 0) return;
    store::add_change(tx, d_.ids.next(), o.id, 1,
                      {CheckField::amount, "", to_decimal(o.total), 0, given.money},
                      {by, tx.now, {}}, "taken");
}

/// Fees that are not paid any more, what was given in the others, and promises that come later:
/// merging is no way around one's limits.
Orders::MergeGives Orders::given_by_merge(db::Conn& c, const Kept& target,
                                          std::span<const Kept> others, const Joined& both) const {
    const auto earlier = store::given_so_far(c, target.order.id);
    MergeGives out{both.saved, 0, {}};
    for (const auto& other : others) {
        const auto his = store::given_so_far(c, other.order.id);
        out.money = sum(out.money, his.money);
        const auto late = sum(his.days, later_days(other.order, both.order.order.delivery_to));
        out.days = std::max(out.days, late - earlier.days);
    }
    if (out.money > 0) out.asked.money = sum(earlier.money, out.money);
    if (out.days > 0) out.asked.days = earlier.days + out.days;
    return out;
}

Result<Orders::Measured> Orders::measure(db::Conn& c, Kept& k, const CheckRequest& in, PersonId by,
                                         Time now) const {
    Measured out;
    out.evidence = {by, now, in.contact_id.value_or(ContactId{})};
    out.before = k.order.desk_state;
    const Kept before = k;
    auto checked = apply_check(k, in, out.evidence, d_.shop(c, k.order.shop_id));
    if (!checked) return checked.error();
    const auto given = given_by(before, k, listed_prices(c, d_.catalogue, before, k));
    write_given(*checked, given);
    out.checked = std::move(*checked);
    if (!d_.approvals || !by || (given.money == 0 && given.days == 0 && !given.unlisted))
        return out;
    const auto before_it = store::given_so_far(c, k.order.id);
    approvals::Asked asked;
    if (given.money > 0) asked.money = sum(before_it.money, given.money);
    if (given.unlisted) asked.money = approvals::beyond_any;
    if (given.days > 0) asked.days = sum(before_it.days, given.days);
    out.over = d_.approvals->over(c, k.order.shop_id, by, asked, now);
    if (!out.over.empty()) out.superior = d_.approvals->above_name(c, by, now);
    return out;
}

Result<approvals::Approval> Orders::ask_edit(db::Tx& tx, OrderId id, std::int64_t version,
                                             const AskEdit& in, PersonId by) const {
    auto k = load(tx.conn, id, version);
    if (!k) return k.error();
    const auto done = measure(tx.conn, *k, in.check, by, tx.now);
    if (!done) return done.error();
    if (done->over.empty() || !d_.approvals)
        return conflict("approvals.within", "This is within your own limits; do it yourself.");
    approvals::NewApproval more{k->order.shop_id, id,
                                k->order.number,  approvals::Subject::edit,
                                id.value,         k->order.total.currency,
                                done->over,       words_of(done->checked, in.check.field)};
    more.request = json::write(in.check), more.why = in.why;
    auto asked = d_.approvals->ask(tx, more, by);
    if (asked)
        note(tx, id, "approval_asked", by, {{"field", std::string(to_name(in.check.field))}});
    return asked;
}

Result<> Orders::carry_edit(db::Tx& tx, const approvals::Approval& a,
                            const std::string& request) const {
    auto in = json::read<CheckRequest>(request);
    if (!in) return in.error();
    auto k = load(tx.conn, a.order_id, {});
    if (!k) return k.error();
    auto done = measure(tx.conn, *k, *in, a.asked_by, tx.now);
    if (!done) return done.error();
    // The request names all lines: carried out on others it would take back what came meanwhile.
    if (!still_before(a.words, words_of(done->checked, in->field)))
        return conflict("approvals.changed",
                        "Somebody changed the order meanwhile; refuse it and let it be asked "
                        "again.");
    for (const auto& now : done->over) {
        const auto said = std::ranges::find(a.over, now.kind, &approvals::Over::kind);
        if (said == a.over.end() || now.asked > said->asked)
            return conflict("approvals.changed",
                            "The order changed meanwhile, and this would give away more than was "
                            "asked; refuse it and let it be asked again.");
    }
    if (auto ok = settle(tx, *k, *done, *in, a.asked_by); !ok) return ok;
    note(tx, a.order_id, "approval_approved", a.decided_by.value_or(PersonId{}),
         {{"field", std::string(to_name(in->field))}});
    return {};
}

Result<> Orders::take_payment(db::Tx& tx, OrderId id, std::optional<std::int64_t> version,
                              const PaymentCame& in, PersonId by) const {
    auto k = load(tx.conn, id, version);
    if (!k) return k.error();
    const auto open = k->order.total.minor - k->paid_minor;
    if (in.amount.currency != k->order.total.currency || in.amount.minor <= 0 ||
        in.amount.minor > open || k->order.pay_state == PayState::refunded)
        return invalid("orders.amount", "amount",
                       "Write what came, in the order's currency, not more than is still open.");
    if (utf8_length(in.note) > 200)
        return invalid("orders.too_long", "note", "At most 200 characters fit here.");
    k->paid_minor += in.amount.minor;
    if (auto ok = recompute(*k); !ok) return ok;
    if (auto ok = save(tx, *k); !ok) return ok;
    note(tx, id, "payment_came", by,
         {{"amount", to_decimal(in.amount) + " " + in.amount.currency},
          {"note", std::string(trim(in.note))}});
    tx.journal(
        {"order.paid", id.value, by.value, "{\"minor\":" + std::to_string(in.amount.minor) + "}"});
    return {};
}

}  // namespace ol::orders
