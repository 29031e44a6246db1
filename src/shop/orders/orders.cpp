// The desk's work on one order: read, check, confirm, hold, cancel. What a store says comes in
// intake.cpp.
#include "shop/orders/orders.hpp"

#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/orders/finding.hpp"
#include "shop/orders/measured.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders {
namespace {

Error unknown_order() {
    return not_found("orders.unknown", "No such order; the list may be out of date.");
}

Result<> fits(std::string_view text, std::string field) {
    if (utf8_length(text) <= text_max) return {};
    return invalid("orders.too_long", std::move(field), "At most 1000 characters fit here.");
}

Result<> texts_fit(const NewOrder& in) {
    for (const auto& [text, field] :
         {std::pair{&in.recipient, "recipient"}, {&in.address, "address"}, {&in.city, "city"}})
        if (auto ok = fits(*text, field); !ok) return ok;
    for (std::size_t i = 0; i < in.lines.size(); ++i) {
        const auto path = "lines[" + std::to_string(i) + "]";
        if (auto ok = fits(in.lines[i].sku, path + ".sku"); !ok) return ok;
        if (auto ok = fits(in.lines[i].name, path + ".name"); !ok) return ok;
    }
    return {};
}

std::string_view fact_of(DeskState s) {
    switch (s) {
        case DeskState::new_: return "order.reopened";
        case DeskState::calling: return "order.calling";
        case DeskState::confirmed: return "order.confirmed";
        case DeskState::hold: return "order.held";
        case DeskState::no_contact: return "order.no_contact";
        case DeskState::cancelled: return "order.cancelled";
        case DeskState::duplicate: return "order.duplicate";
        case DeskState::handed_over: return "order.handed_over";
        case DeskState::in_transit: return "order.in_transit";
        case DeskState::at_point: return "order.at_point";
        case DeskState::out_for_delivery: return "order.out_for_delivery";
        case DeskState::delivered: return "order.delivered";
        case DeskState::attempt_failed: return "order.attempt_failed";
        case DeskState::refused: return "order.refused";
        case DeskState::completed: return "order.completed";
        case DeskState::returning: return "order.returning";
        case DeskState::returned: return "order.returned";
        case DeskState::merged: return "order.merged";
    }
    return "order.changed";
}

std::string customer_name(db::Conn& c, const customers::Customers& customers, CustomerId id) {
    const auto names = customers.names(c, std::span(&id, 1));
    return names.empty() ? "" : names.begin()->second;
}

std::optional<std::string> own_phone(db::Conn& c, const customers::Customers& customers,
                                     CustomerId id) {
    const auto customer = customers.customer(c, id, customers::Visibility::full);
    if (!customer) return {};
    for (const auto& identity : customer->identities)
        if (identity.kind == customers::IdentityKind::phone) return identity.value;
    return {};
}

/// The slot that she was promised is void from then on.
bool calls_off_delivery(DeskEvent on) {
    using E = DeskEvent;
    return on == E::hold || on == E::cancel || on == E::duplicate || on == E::reopen ||
           on == E::no_contact || on == E::merge;
}

/// Reserved with the confirmation, free with whatever undoes it, gone with the courier: in the same
/// transaction. What is short stays so until the shop's stock is given out anew.
void stock_follows(db::Tx& tx, const catalogue::Catalogue& stock, const Order& o, DeskEvent on) {
    if (on == DeskEvent::confirm)
        (void)stock.reserve(tx, o.id, store::wants(tx.conn, stock, o));
    else if (on == DeskEvent::hand_over)
        stock.ship(tx, o.id);
    else if (on != DeskEvent::merge && calls_off_delivery(on))
        stock.release(tx, o.id);
}

std::string json_pair(std::string_view key, std::string_view code) {
    return "{" + json::quote(key) + ":" + json::quote(code) + "}";
}

bool within(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}

}  // namespace

void Orders::note(db::Tx& tx, OrderId order, std::string_view kind, PersonId by,
                  const Params& params) const {
    store::add_timeline(tx, d_.ids.next(), order, kind, by, params);
}

Result<Kept> Orders::load(db::Conn& c, OrderId id, std::optional<std::int64_t> version) const {
    auto k = store::load(c, id);
    if (!k) return unknown_order();
    if (version && *version != k->order.version) return version_conflict(k->order.version);
    return std::move(*k);
}

Result<> Orders::save(db::Tx& tx, Kept& k) const {
    const auto version = k.order.version;
    if (!store::save(tx, k, version, customer_name(tx.conn, d_.customers, k.order.customer_id),
                     d_.ids))
        return version_conflict(version);
    return {};
}

void Orders::finish(db::Conn& c, Kept& k) const {
    Order& o = k.order;
    fill_values(k, d_.shop(c, o.shop_id).tz);
    o.customer_name = customer_name(c, d_.customers, o.customer_id);
    const auto name = [&](PersonId p) {
        return d_.person_name ? d_.person_name(c, p) : std::string();
    };
    if (o.owner_id) o.owner_name = name(*o.owner_id);
    for (auto& check : o.checks)
        if (check.by) check.by_name = name(*check.by);
    o.timeline = store::timeline(c, o.id, name);
}

Result<Order> Orders::order(db::Conn& c, OrderId id) const {
    auto k = load(c, id, {});
    if (!k) return k.error();
    finish(c, *k);
    return std::move(k->order);
}

std::vector<Order> Orders::of_customer(db::Conn& c, CustomerId customer, bool open_only,
                                       int limit) const {
    constexpr auto ended = "('cancelled','duplicate','merged','completed','returned')";
    const auto rows =
        c.query("select id from shop_order where customer_id = ?1" +
                    (open_only ? std::string(" and desk_state not in ") + ended : std::string()) +
                    " order by created_at desc, id desc limit ?2",
                customer, limit);
    std::vector<Order> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (auto found = order(c, {rows.i64(i, 0)})) out.push_back(std::move(*found));
    return out;
}

Result<Order> Orders::for_reader(const http::Principal& who, ContactId contact, OrderId id) const {
    std::string city;
    auto found = d_.db.read_as<Order>([&](db::Conn& c) -> Result<Order> {
        auto k = load(c, id, {});
        if (!k) return k.error();
        if (!within(who, k->order.shop_id))
            return unknown_order();  // the same answer as for none: ids reveal nothing
        finish(c, *k);
        city = k->city;
        return std::move(k->order);
    });
    if (!found) return found;
    auto visibility = d_.customers.look(who.person, contact, found->customer_id, "order");
    if (!visibility) return visibility.error();
    return *visibility == customers::Visibility::full ? std::move(*found)
                                                      : masked(std::move(*found), city);
}

Result<OrderPage> Orders::list(const http::Principal& who, const Query& q) const {
    store::Filter f{q.state,  {who.shops.begin(), who.shops.end()}, q.q, who.may("customers.view"),
                    q.cursor, std::clamp(q.limit, 1, 200)};
    if (q.shop && !within(who, *q.shop))
        return forbidden("orders.shop", "This shop is not among yours.");
    if (q.shop) f.shops = {q.shop->value};
    return d_.db.read_as<OrderPage>([&](db::Conn& c) -> Result<OrderPage> {
        OrderPage page;
        for (auto& r : store::list(c, f)) {
            r.row.customer_name = customer_name(c, d_.customers, r.customer);
            if (r.owner && d_.person_name) r.row.owner_name = d_.person_name(c, *r.owner);
            page.items.push_back(std::move(r.row));
        }
        if (static_cast<int>(page.items.size()) > f.limit) {
            page.items.pop_back();
            const auto& last = page.items.back();
            page.next =
                std::to_string(to_ms(last.created_at)) + "." + std::to_string(last.id.value);
        }
        page.counts = store::counts(c, f);
        return page;
    });
}

Result<ProductList> Orders::products(const http::Principal& who, const std::string& q, ShopId shop,
                                     int limit) const {
    if (!within(who, shop)) return forbidden("orders.shop", "This shop is not among yours.");
    return d_.db.read_as<ProductList>([&](db::Conn& c) -> Result<ProductList> {
        return ProductList{store::sold_lately(c, shop, fold(q), std::clamp(limit, 1, 50))};
    });
}

Result<bool> Orders::index_older(int count) const {
    return d_.db.write_as<bool>(
        [&](db::Tx& tx) -> Result<bool> { return finding::index_older(tx, count); });
}

std::optional<ShopId> Orders::shop_of(db::Conn& c, OrderId id) const {
    const auto r = c.query("select shop_id from shop_order where id = ?1", id);
    return r.empty() ? std::nullopt : std::optional(ShopId{r.i64(0, 0)});
}

std::map<ContactId, std::set<std::string>> Orders::numbers_in(
    db::Conn& c, std::span<const ContactId> contacts) const {
    std::map<ContactId, std::set<std::string>> out;
    for (const ContactId contact : contacts) {
        const auto spoken = c.query(
            "select number from shop_order where id in (select order_id from order_check where "
            "contact_id = ?1 union select order_id from order_change where contact_id = ?1)",
            contact);
        for (std::size_t i = 0; i < spoken.size(); ++i) out[contact].insert(spoken.text(i, 0));
        for (const OrderId id : d_.promises.orders_in(c, contact)) {
            const auto promised = c.query("select number from shop_order where id = ?1", id);
            if (!promised.empty()) out[contact].insert(promised.text(0, 0));
        }
    }
    return out;
}

std::int64_t Orders::count_unconfirmed(db::Conn& c, std::optional<ShopId> shop) const {
    const std::string sql =
        "select count(*) from shop_order where desk_state in ('new','calling','no_contact')";
    return (shop ? c.query(sql + " and shop_id = ?1", *shop) : c.query(sql)).i64(0, 0);
}

// ---- changes ----

Result<> Orders::move(db::Tx& tx, Kept& k, DeskEvent on, PersonId by, const Params& params) const {
    Order& o = k.order;
    const auto to = next(o.desk_state, on);
    if (!to) return wrong_state(o.desk_state);
    o.desk_state = *to;
    if (o.desk_state != DeskState::hold) o.hold_reason.reset(), o.hold_until.reset();
    if (o.desk_state != DeskState::cancelled) o.cancel_reason.reset();
    if (calls_off_delivery(on))
        d_.promises.cancel_for_order(tx, o.id, promises::Kind::delivery, to_name(on), by);
    if (d_.catalogue) stock_follows(tx, *d_.catalogue, o, on);
    if (d_.approvals) requests_follow(tx, *d_.approvals, o);
    note(tx, o.id, to_name(on), by, params);
    // With its sum as of this moment, so that the figures of a day do not change with later edits.
    tx.journal({std::string(fact_of(o.desk_state)), o.id.value, by.value,
                "{\"shop\":\"" + std::to_string(o.shop_id.value) +
                    "\",\"currency\":" + json::quote(o.total.currency) +
                    ",\"total_minor\":" + std::to_string(o.total.minor) + "}"});
    return {};
}

Result<OrderId> Orders::create(db::Tx& tx, const NewOrder& in, PersonId by) const {
    const auto shop = d_.shop(tx.conn, in.shop_id);
    if (!in.shop_id || shop.currency.empty())
        return invalid("orders.shop", "shop_id", "Say for which shop the order is.");
    // A chosen buyer's number is masked outside her contact, so none typed means her own.
    const auto phone = in.phone.empty() && in.customer_id
                           ? own_phone(tx.conn, d_.customers, *in.customer_id)
                           : normal_phone(in.phone, shop.region);
    if (!phone)
        return invalid("orders.phone", "phone",
                       "Not a possible telephone number; write it with its country code.");
    if (trim(in.recipient).empty())
        return invalid("orders.value_missing", "recipient", "Say who receives the order.");
    if (auto ok = texts_fit(in); !ok) return ok.error();
    if (in.lines.empty() || in.lines.size() > lines_max)
        return invalid("orders.lines", "lines", "An order has 1 to 500 lines.");
    Kept k;
    Order& o = k.order;
    o.total.currency = shop.currency;
    for (std::size_t i = 0; i < in.lines.size(); ++i) {
        const auto& l = in.lines[i];
        const auto path = "lines[" + std::to_string(i) + "]";
        if (trim(l.name).empty())
            return invalid("orders.value_missing", path + ".name", "Say which product it is.");
        if (l.quantity < 1 || l.quantity > quantity_max)
            return invalid("orders.lines", path + ".quantity",
                           "A quantity lies between 1 and 10000.");
        const auto total = times(l.price, l.quantity);
        if (l.price.minor < 0 || l.price.currency != shop.currency)
            return invalid("orders.amount", path + ".price",
                           "Write the price in " + shop.currency + ", not below zero.");
        if (!total)
            return invalid("orders.amount", path + ".price",
                           "This price times the quantity is too large.");
        o.lines.push_back({{}, l.sku, l.name, l.quantity, l.price, *total});
    }
    o.id = d_.ids.next_id<OrderId>(), o.shop_id = in.shop_id,
    o.number = store::next_number(tx, in.shop_id);
    o.recipient = std::string(trim(in.recipient)), o.phone = *phone, o.address = in.address,
    k.city = in.city;
    o.delivery_method = in.delivery_method, o.pay_method = in.pay_method,
    o.note = in.note.substr(0, 4000);
    o.source = "desk", o.external_id = std::to_string(o.id.value), o.created_at = tx.now;
    if (by) o.owner_id = by;
    if (auto ok = recompute(k); !ok) return ok.error();
    const auto given = given_new(tx.conn, k);
    if (auto ok = within_limits(tx.conn, k.order,
                                {given.unlisted ? approvals::beyond_any : given.money}, by, tx.now);
        !ok)
        return ok.error();
    auto customer =
        in.customer_id
            ? Result<CustomerId>(*in.customer_id)
            : d_.customers.intake(
                  tx, {o.recipient, *phone, "", "", shop.tz, shop.region, {in.address, in.city}});
    if (!customer) return customer.error();
    o.customer_id = *customer;
    const auto name = customer_name(tx.conn, d_.customers, *customer);
    if (in.customer_id && !d_.customers.customer(tx.conn, *customer, customers::Visibility::masked))
        return invalid("orders.customer", "customer_id", "No such customer.");
    store::insert(tx, k, name, d_.ids);
    d_.customers.count_order(tx, *customer);
    note_given(tx, o, given, by);
    note(tx, o.id, "created", by, {{"source", "desk"}});
    tx.journal({"order.created", o.id.value, by.value, json_pair("source", "desk")});
    return o.id;
}

Result<> Orders::check(db::Tx& tx, OrderId id, std::int64_t version, const CheckRequest& in,
                       PersonId by) const {
    auto k = load(tx.conn, id, version);
    if (!k) return k.error();
    auto done = measure(tx.conn, *k, in, by, tx.now);
    if (!done) return done.error();
    if (!done->over.empty())
        return needs_approval(done->over, done->superior, k->order.total.currency);
    return settle(tx, *k, *done, in, by);
}

Result<> Orders::settle(db::Tx& tx, Kept& k, Measured& done, const CheckRequest& in,
                        PersonId by) const {
    const OrderId id = k.order.id;
    const auto& checked = done.checked;
    if (!k.order.owner_id && by)
        k.order.owner_id = by;  // R18: one named owner from the first word on
    if (done.before == DeskState::hold) k.order.hold_reason.reset(), k.order.hold_until.reset();
    if (auto ok = save(tx, k); !ok) return ok;
    for (const auto& c : checked.changes)
        store::add_change(tx, d_.ids.next(), id, k.order.version, c, done.evidence);
    const bool changed = check_of(k.order, in.field).state == CheckState::changed;
    const std::string field(to_name(in.field));
    note(tx, id, changed ? "check_changed" : "check_confirmed", by, {{"field", field}});
    for (const auto f : checked.reopened)
        note(tx, id, "check_reopened", by, {{"field", std::string(to_name(f))}});
    tx.journal({changed ? "order.field_changed" : "order.field_confirmed", id.value, by.value,
                json_pair("field", field)});
    if (checked.left_confirmed) tx.journal({"order.calling", id.value, by.value});
    const bool goods =
        changed && (in.field == CheckField::product || in.field == CheckField::quantity);
    if (goods && d_.catalogue && k.order.desk_state == DeskState::confirmed)
        stock_follows(tx, *d_.catalogue, k.order, DeskEvent::confirm);
    const bool new_slot = changed && in.field == CheckField::delivery_time &&
                          k.order.desk_state == DeskState::confirmed;
    if (!new_slot) return {};
    auto promise = promise_slot(tx, k.order, done.evidence.contact, by);
    return promise ? Result<>{} : Result<>(promise.error());
}

/// The slot becomes a promise in the same transaction; an earlier slot's promise is called off.
Result<promises::Promise> Orders::promise_slot(db::Tx& tx, const Order& o, ContactId contact,
                                               PersonId by) const {
    d_.promises.cancel_for_order(tx, o.id, promises::Kind::delivery, "replaced", by);
    promises::NewPromise in{promises::Kind::delivery, o.customer_id,   o.id,      {}, o.number,
                            *o.delivery_to,           o.delivery_from, o.owner_id};
    if (contact) in.contact_id = contact;
    auto promise = d_.promises.make(tx, in, "order", by);
    if (!promise) return promise;
    note(tx, o.id, "promise_made", by,
         {{"kind", "delivery"}, {"due_at", std::to_string(to_ms(*o.delivery_to))}});
    return promise;
}

Result<Confirmed> Orders::confirm(db::Tx& tx, OrderId id, std::int64_t version, ContactId contact,
                                  PersonId by) const {
    auto k = load(tx.conn, id, version);
    if (!k) return k.error();
    fill_values(*k, d_.shop(tx.conn, k->order.shop_id).tz);
    if (auto ok = may_confirm(k->order, tx.now); !ok) return ok.error();
    if (!k->order.owner_id && by) k->order.owner_id = by;
    if (auto ok = move(tx, *k, DeskEvent::confirm, by, {}); !ok) return ok.error();
    if (auto ok = save(tx, *k); !ok) return ok.error();
    const Order& o = k->order;
    auto promise = promise_slot(tx, o, contact, by);
    if (!promise) return promise.error();
    return Confirmed{id, std::move(*promise)};
}

Result<> Orders::hold(db::Tx& tx, OrderId id, std::optional<std::int64_t> version,
                      const HoldOrder& in, PersonId by) const {
    if (trim(in.reason).empty())
        return invalid("orders.reason", "reason", "Say why the order is held.");
    if (in.until && *in.until <= tx.now)
        return invalid("orders.until", "until", "Choose a time in the future.");
    auto k = load(tx.conn, id, version);
    if (!k) return k.error();
    if (auto ok = move(tx, *k, DeskEvent::hold, by, {{"reason", in.reason.substr(0, text_max)}});
        !ok)
        return ok;
    k->order.hold_reason = in.reason.substr(0, text_max);
    k->order.hold_until = in.until;
    return save(tx, *k);
}

Result<> Orders::cancel(db::Tx& tx, OrderId id, std::optional<std::int64_t> version,
                        std::string_view reason, PersonId by) const {
    if (trim(reason).empty())
        return invalid("orders.reason", "reason", "Say why the order is cancelled.");
    auto k = load(tx.conn, id, version);
    if (!k) return k.error();
    const std::string kept(reason.substr(0, text_max));
    if (auto ok = move(tx, *k, DeskEvent::cancel, by, {{"reason", kept}}); !ok) return ok;
    k->order.cancel_reason = kept;
    return save(tx, *k);
}

Result<> Orders::advance(db::Tx& tx, OrderId id, std::optional<std::int64_t> version, DeskEvent on,
                         PersonId by) const {
    auto k = load(tx.conn, id, version);
    if (!k) return k.error();
    // Those three carry more than an event: checks with evidence, a promise, a reason.
    if (on == DeskEvent::confirm || on == DeskEvent::hold || on == DeskEvent::cancel)
        return invalid("orders.event", "event", "Use confirm, hold or cancel for this.");
    if (auto ok = move(tx, *k, on, by, {}); !ok) return ok;
    return save(tx, *k);
}

std::optional<OrderId> Orders::of_caller(db::Conn& c, ShopId shop, std::string_view number_digits,
                                         std::string_view phone_tail) const {
    return store::of_caller(c, shop, number_digits, phone_tail);
}

}  // namespace ol::orders
