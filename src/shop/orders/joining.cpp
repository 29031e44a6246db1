// Several orders of one buyer: found, merged, taken apart again, split. What follows is decided by
// joins.cpp.
#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/orders/address.hpp"
#include "shop/orders/orders.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders {
namespace {

constexpr int candidates_max = 12;

Before before_of(const Kept& k) { return {k.order, k.paid_minor, k.extra_minor, k.city}; }

/// One person by the books: the same card, or the same telephone under a name that could be one.
bool same_person(const Kept& a, const Kept& b) {
    return a.order.customer_id == b.order.customer_id ||
           (a.order.phone == b.order.phone && !a.order.phone.empty() &&
            customers::compatible_names(a.order.recipient, b.order.recipient));
}

}  // namespace

std::vector<Kept> Orders::candidates(db::Conn& c, const Kept& k) const {
    std::vector<std::string> phones{k.order.phone};
    if (const auto buyer =
            d_.customers.customer(c, k.order.customer_id, customers::Visibility::full))
        for (const auto& i : buyer->identities)
            if (i.kind == customers::IdentityKind::phone && i.value != k.order.phone)
                phones.push_back(i.value);
    std::vector<Kept> out;
    for (const OrderId id :
         store::of_buyer(c, k.order.shop_id, k.order.customer_id, phones, candidates_max + 1)) {
        if (id == k.order.id) continue;
        if (auto other = store::load(c, id)) out.push_back(std::move(*other));
    }
    return out;
}

Result<SameBuyerList> Orders::same_buyer(const http::Principal& who, ContactId contact,
                                         OrderId id) const {
    auto seen = for_reader(who, contact, id);
    if (!seen) return seen.error();
    SameBuyerList out;
    auto ok = d_.db.read([&](db::Conn& c) -> Result<> {
        auto k = load(c, id, {});
        if (!k) return k.error();
        out.links = store::links(c, id);
        out.merged = store::merged_in(c, id);
        out.may_unmerge = store::standing_merge(c, id) != 0 && !has_waybill(k->order) &&
                          editable(k->order.desk_state);
        const auto tz = d_.shop(c, k->order.shop_id).tz;
        const auto here = address_norm(k->order.address, k->city);
        for (auto& other : candidates(c, *k)) {
            SameBuyer s;
            s.same_customer = other.order.customer_id == k->order.customer_id;
            s.same_phone = other.order.phone == k->order.phone;
            s.same_address = same_address(here, address_norm(other.order.address, other.city));
            s.apart = store::apart(c, id, other.order.id);
            s.bar = bar_between(*k, other);
            if (auto both = joined(*k, std::span(&other, 1), tz)) {
                s.offered = !s.apart;
                s.saved = {both->saved, k->order.total.currency};
                s.total = both->order.order.total;
                s.cod_due = both->order.order.cod_due;
                s.lines_total = {s.total.minor - both->order.extra_minor, s.total.currency};
            }
            s.order.id = other.order.id;
            out.items.push_back(std::move(s));
        }
        return {};
    });
    if (!ok) return ok.error();
    for (auto& s : out.items)  // each by its own buyer's right to be seen
        if (auto o = for_reader(who, contact, s.order.id)) s.order = std::move(*o);
    std::ranges::stable_sort(out.items, std::greater{}, &SameBuyer::offered);
    return out;
}

Result<> Orders::merge(db::Tx& tx, OrderId id, std::int64_t version, const MergeOrders& in,
                       PersonId by) const {
    auto k = load(tx.conn, id, version);
    if (!k) return k.error();
    if (in.with.empty() || in.with.size() > candidates_max)
        return invalid("orders.merge", "with", "Choose one to twelve orders to merge.");
    std::vector<Kept> others;
    BeforeBox before{{before_of(*k)}};
    for (const auto& w : in.with) {
        auto other = load(tx.conn, w.id, w.version);
        if (!other) return other.error();
        const bool twice = w.id == id || std::ranges::any_of(others, [&](const Kept& o) {
                               return o.order.id == w.id;
                           });
        if (twice) return invalid("orders.merge", "with", "An order is named twice.");
        if (!in.same_buyer && !same_person(*k, *other))
            return conflict("orders.same_buyer",
                            "A telephone alone proves nobody. Ask whether both orders are hers.");
        before.orders.push_back(before_of(*other));
        others.push_back(std::move(*other));
    }
    auto both = joined(*k, others, d_.shop(tx.conn, k->order.shop_id).tz);
    if (!both) return both.error();
    const auto given = given_by_merge(tx.conn, *k, others, *both);
    if (auto ok = within_limits(tx.conn, k->order, given.asked, by, tx.now); !ok) return ok;
    if (auto ok = save(tx, both->order); !ok) return ok;
    const auto merge_id = d_.ids.next();
    const auto contact = in.contact_id.value_or(ContactId{});
    store::add_merge(tx, merge_id, id, both->saved, before, by, contact);
    for (auto& other : others) {
        if (auto ok = move(tx, other, DeskEvent::merge, by, {{"number", k->order.number}}); !ok)
            return ok;
        if (auto ok = save(tx, other); !ok) return ok;
        store::add_link(tx, d_.ids.next(), "merged_into", other.order.id, id, merge_id);
        if (d_.catalogue) d_.catalogue->move(tx, other.order.id, id);
        note(tx, id, "joined", by, {{"number", other.order.number}});
    }
    const auto delta = both->order.order.total.minor - k->order.total.minor;
    store::add_change(tx, d_.ids.next(), id, both->order.order.version,
                      {CheckField::amount, to_decimal(k->order.total),
                       to_decimal(both->order.order.total), delta, given.money, given.days},
                      {by, tx.now, contact}, "merge");
    tx.journal({"order.joined", id.value, by.value,
                "{\"orders\":" + std::to_string(others.size()) +
                    ",\"saved_minor\":" + std::to_string(both->saved) +
                    ",\"currency\":" + json::quote(k->order.total.currency) + "}"});
    return {};
}

/// The one other place that assigns a state: back to what a merge has kept.
Result<> Orders::restore(db::Tx& tx, const Before& before, std::int64_t paid_since,
                         PersonId by) const {
    auto now = load(tx.conn, before.order.id, {});
    if (!now) return now.error();
    Kept k{before.order, before.paid, before.extra, before.city};
    k.order.version = now->order.version;
    k.paid_minor += paid_since;
    if (paid_since != 0)
        if (auto ok = recompute(k); !ok) return ok;
    if (auto ok = save(tx, k); !ok) return ok;
    const bool confirmed = k.order.desk_state == DeskState::confirmed;
    if (d_.catalogue && confirmed)
        (void)d_.catalogue->reserve(tx, k.order.id, store::wants(tx.conn, *d_.catalogue, k.order));
    note(tx, k.order.id, "unmerged", by);
    tx.journal({"order.unmerged", k.order.id.value, by.value});
    const bool slot = confirmed && k.order.delivery_to && *k.order.delivery_to > tx.now;
    if (!slot) return {};
    auto promise = promise_slot(tx, k.order, {}, by);
    return promise ? Result<>{} : Result<>(promise.error());
}

Result<> Orders::unmerge(db::Tx& tx, OrderId id, std::int64_t version, const UnmergeOrder&,
                         PersonId by) const {
    auto k = load(tx.conn, id, version);
    if (!k) return k.error();
    const auto last = store::last_merge(tx.conn, id);
    if (!last)
        return conflict("orders.not_merged", "No order is merged into this one; load it again.");
    if (has_waybill(k->order))
        return conflict("orders.waybill", "There is a waybill already; the parcel is one.");
    if (!editable(k->order.desk_state)) return wrong_state(k->order.desk_state);
    std::int64_t paid_before = 0;
    for (const auto& b : last->before.orders) paid_before += b.paid;
    if (d_.catalogue) d_.catalogue->release(tx, id);
    bool target = true;
    for (const auto& b : last->before.orders) {
        const auto since = target ? k->paid_minor - paid_before : 0;
        if (auto ok = restore(tx, b, since, by); !ok) return ok;
        target = false;
    }
    store::undo_merge(tx, last->id);
    store::take_back_given(tx, id);
    return {};
}

Result<> Orders::keep_apart(db::Tx& tx, OrderId id, OrderId other, PersonId by) const {
    for (const OrderId o : {id, other})
        if (auto k = load(tx.conn, o, {}); !k) return k.error();
    if (id == other) return invalid("orders.merge", "other", "An order is not apart from itself.");
    store::put_apart(tx, id, other, by);
    tx.journal({"order.kept_apart", id.value, by.value,
                "{\"other\":\"" + std::to_string(other.value) + "\"}"});
    return {};
}

std::vector<PartLine> Orders::short_lines(db::Conn& c, const Kept& k) const {
    std::vector<PartLine> out;
    if (!d_.catalogue) return out;
    std::map<catalogue::ProductId, std::int64_t> left;
    for (const auto& r : d_.catalogue->reserved(c, k.order.id)) left[r.product] += r.quantity;
    for (const auto& l : k.order.lines) {
        const auto product = d_.catalogue->by_sku(c, k.order.shop_id, l.sku);
        if (!product) continue;
        const auto there = d_.catalogue->free(c, std::span(&*product, 1));
        if (there.empty()) continue;
        auto& mine = left.try_emplace(*product, 0).first->second;
        const auto have = mine + there.at(*product);
        mine -= l.quantity;
        if (have < l.quantity) out.push_back({l.id, l.quantity - std::max<std::int64_t>(0, have)});
    }
    return out;
}

Result<OrderId> Orders::split(db::Tx& tx, OrderId id, std::int64_t version, const SplitOrder& in,
                              PersonId by) const {
    auto k = load(tx.conn, id, version);
    if (!k) return k.error();
    if (in.delivery_from.has_value() != in.delivery_to.has_value() ||
        (in.delivery_from && (*in.delivery_from >= *in.delivery_to || *in.delivery_to <= tx.now)))
        return invalid("orders.slot", "delivery_from",
                       "Give the beginning and the end of the delivery time, in that order.");
    const auto lines = in.short_stock ? short_lines(tx.conn, *k) : in.lines;
    const auto tz = d_.shop(tx.conn, k->order.shop_id).tz;
    auto parts = parted(*k, lines, tz);
    if (!parts) return parts.error();
    Order& part = parts->part.order;
    part.id = d_.ids.next_id<OrderId>();
    std::size_t number = 2;
    for (const auto& l : store::links(tx.conn, id)) number += l.kind == "split_into" ? 1 : 0;
    part.number = k->order.number + "/" + std::to_string(number);
    part.source = "desk", part.external_id = std::to_string(part.id.value);
    part.created_at = tx.now, part.version = 0;
    if (in.delivery_from) {
        part.delivery_from = in.delivery_from, part.delivery_to = in.delivery_to;
        fill_values(parts->part, tz);
        check_of(part, CheckField::delivery_time) = {CheckField::delivery_time};
    }
    // The rest keeps what is reserved for it; the new order takes its own when it is confirmed.
    if (part.desk_state == DeskState::confirmed) part.desk_state = DeskState::calling;
    if (d_.catalogue) d_.catalogue->release(tx, id);
    if (auto ok = save(tx, parts->rest); !ok) return ok.error();
    const auto names = d_.customers.names(tx.conn, std::span(&part.customer_id, 1));
    store::insert(tx, parts->part, names.empty() ? "" : names.begin()->second, d_.ids);
    if (d_.catalogue && parts->rest.order.desk_state == DeskState::confirmed)
        (void)d_.catalogue->reserve(tx, id,
                                    store::wants(tx.conn, *d_.catalogue, parts->rest.order));
    store::add_link(tx, d_.ids.next(), "split_of", part.id, id);
    store::add_change(
        tx, d_.ids.next(), id, parts->rest.order.version,
        {CheckField::amount, to_decimal(k->order.total), to_decimal(parts->rest.order.total),
         parts->rest.order.total.minor - k->order.total.minor},
        {by, tx.now, in.contact_id.value_or(ContactId{})}, "split");
    note(tx, id, "split", by, {{"number", part.number}});
    note(tx, part.id, "created", by, {{"source", "split"}});
    tx.journal({"order.split", id.value, by.value,
                "{\"part\":\"" + std::to_string(part.id.value) + "\"}"});
    tx.journal({"order.created", part.id.value, by.value, R"({"source":"split"})"});
    return part.id;
}

}  // namespace ol::orders
