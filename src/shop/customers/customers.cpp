// The room's work for others: who calls, who may see, whose order it is.
#include "shop/customers/customers.hpp"

#include <algorithm>

#include "platform/base/text.hpp"
#include "shop/customers/named.hpp"
#include "shop/customers/store.hpp"

namespace ol::customers {
namespace {

constexpr std::size_t name_max = 200, text_max = 4000, lists_max = 50;
constexpr int page_max = 100, readings_max = 10;

std::string two_digits(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

std::optional<std::string> local_clock(Time now, const std::string& tz) {
    if (tz.empty()) return std::nullopt;
    const auto t = local_time(now, tz);
    if (!t) return std::nullopt;
    return two_digits(t->hour) + ":" + two_digits(t->minute);
}

Who who_of(Kind k) {
    switch (k) {
        case Kind::buyer: return Who::buyer;
        case Kind::courier: return Who::courier;
        case Kind::supplier: return Who::supplier;
        case Kind::other: return Who::other;
    }
    return Who::other;
}

Error unknown_customer() {
    return not_found("customers.unknown", "No such customer; the list may be out of date.");
}

/// What is changed on a card that went into another would be seen by nobody.
Result<> still_own(db::Conn& c, CustomerId id) {
    const auto into = store::merged_into(c, id);
    if (!into) return {};
    auto e = conflict("customers.merged",
                      "This buyer was merged into another one; change that card instead.");
    e.params = {{"into", std::to_string(into->value)}};
    return e;
}

Result<std::string> checked_phone(std::string_view raw, std::string_view region,
                                  std::string field) {
    auto phone = normal_phone(raw, region);
    if (!phone)
        return invalid("customers.phone", std::move(field),
                       "Not a possible telephone number; write it with its country code, for "
                       "example +380501112233.");
    return *phone;
}

Result<std::string> checked_email(std::string_view raw) {
    const std::string email = lower_ascii(trim(raw));
    const auto at = email.find('@');
    const bool ok = at != std::string::npos && at > 0 && email.find('.', at) != std::string::npos &&
                    email.size() <= 254 && email.find_first_of(" \t\r\n<>,") == std::string::npos;
    if (!ok)
        return invalid("customers.email", "email",
                       "Not an e-mail address; write it like name@example.com.");
    return email;
}

Result<> checked_text(std::string_view s, std::size_t max, std::string field) {
    if (utf8_length(s) <= max) return {};
    return invalid("customers.too_long", std::move(field),
                   "At most " + std::to_string(max) + " characters fit here.");
}

std::string digits_of(std::string_view s) {
    std::string out;
    for (const char c : s)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

/// "2233", "111-22-33", "+380 50 111 22 33": only digits and what people put between them.
bool looks_like_number(std::string_view q) {
    return digits_of(q).size() >= 4 &&
           q.find_first_not_of("0123456789+-() .") == std::string_view::npos;
}

}  // namespace

Caller Customers::identify(db::Conn& c, std::string_view number, std::string_view region) const {
    Caller out;
    const auto phone = normal_phone(number, region);
    if (!phone) return out;
    out.number = *phone;
    out.number_masked = mask_phone(*phone);
    const auto owners = store::holders(c, IdentityKind::phone, *phone);
    for (const auto& h : owners) out.customer_ids.push_back(h.id);
    if (owners.size() > 1 || (owners.size() == 1 && owners[0].shared)) {
        out.who = Who::ambiguous;
        return out;
    }
    if (owners.size() == 1) {
        const auto known = store::load(c, owners[0].id);
        out.who = who_of(known->kind);
        out.name = known->name;
        out.language = known->language;
        out.local_time = local_clock(d_.clock.now(), known->tz);
        return out;
    }
    const auto trusted = store::trusted_by_phone(c, *phone);
    for (const auto& t : trusted)
        if (std::ranges::find(out.customer_ids, t.customer) == out.customer_ids.end())
            out.customer_ids.push_back(t.customer);
    if (out.customer_ids.size() > 1) out.who = Who::ambiguous;
    if (out.customer_ids.size() != 1) return out;
    const auto buyer = store::load(c, out.customer_ids[0]);
    out.who = Who::trusted;
    out.name = trusted[0].name;
    out.language = buyer->language;
    out.trusted_for = buyer->name;
    out.local_time = local_clock(d_.clock.now(), buyer->tz);
    return out;
}

Result<Caller> Customers::identify(std::string_view number, std::string_view region) const {
    return d_.db.read_as<Caller>(
        [&](db::Conn& c) -> Result<Caller> { return identify(c, number, region); });
}

Result<Customer> Customers::customer(db::Conn& c, CustomerId id, Visibility visibility) const {
    auto found = store::load(c, id);
    if (!found) return unknown_customer();
    return visibility == Visibility::full ? std::move(*found) : masked(std::move(*found));
}

Result<Customer> Customers::customer(CustomerId id, Visibility visibility) const {
    return d_.db.read_as<Customer>([&](db::Conn& c) { return customer(c, id, visibility); });
}

Result<Visibility> Customers::look(PersonId person, ContactId contact, CustomerId id,
                                   std::string_view field) const {
    if (!contact || !d_.may_see || !d_.may_see(person, contact, id)) return Visibility::masked;
    const View view{person, contact, id, std::string(field), "contact"};
    auto seen =
        d_.db.read_as<bool>([&](db::Conn& c) -> Result<bool> { return store::viewed(c, view); });
    if (!seen) return seen.error();
    if (*seen) return Visibility::full;
    // What cannot be written down is not shown: the log is the condition of seeing.
    auto logged = d_.db.write([&](db::Tx& tx) -> Result<> {
        if (!store::viewed(tx.conn, view)) log_view(tx, view);
        return {};
    });
    if (!logged) return logged.error();
    return Visibility::full;
}

Result<Customer> Customers::for_reader(PersonId person, ContactId contact, CustomerId id) const {
    auto visibility = look(person, contact, id, "card");
    if (!visibility) return visibility.error();
    return customer(id, *visibility);
}

std::map<std::int64_t, std::string> Customers::names(db::Conn& c,
                                                     std::span<const CustomerId> ids) const {
    std::map<std::int64_t, std::string> out;
    for (const auto id : ids) {
        if (out.contains(id.value)) continue;
        const auto r = c.query("select name from customer where id = ?1", id);
        if (!r.empty()) out[id.value] = r.text(0, 0);
    }
    return out;
}

bool Customers::within(db::Conn& c, CustomerId id, const std::set<std::int64_t>& shops) const {
    if (shops.empty()) return true;
    for (const auto shop : store::shops_of(c, id))
        if (shops.contains(shop)) return true;
    return d_.known_in && d_.known_in(c, id, {shops.begin(), shops.end()});
}

Result<> Customers::readable(const http::Principal& who, ContactId contact, CustomerId id) const {
    if (who.shops.empty() || (contact && d_.may_see && d_.may_see(who.person, contact, id)))
        return {};
    return d_.db.read([&](db::Conn& c) -> Result<> {
        if (within(c, id, who.shops)) return {};
        return unknown_customer();
    });
}

Result<bool> Customers::index_older(int count) const {
    return d_.db.write_as<bool>(
        [&](db::Tx& tx) -> Result<bool> { return named::index_older(tx, count); });
}

Result<CustomerPage> Customers::search(std::string_view q, std::string_view cursor, int limit,
                                       const std::set<std::int64_t>& shops) const {
    limit = std::clamp(limit, 1, page_max);
    std::int64_t before = std::int64_t{1} << 53;
    if (!cursor.empty()) before = std::strtoll(std::string(cursor).c_str(), nullptr, 10);
    return d_.db.read_as<CustomerPage>([&](db::Conn& c) -> Result<CustomerPage> {
        CustomerPage page;
        const auto full = [&] { return std::cmp_greater_equal(page.items.size(), limit); };
        // Who sees few shops may find none in a whole reading: a few more, then a cursor.
        for (int reading = 0; reading < readings_max && !full(); ++reading) {
            page.next.reset();
            auto ids = looks_like_number(q) ? store::search_tail(c, digits_of(q), before, limit + 1)
                                            : store::search_name(c, fold(q), before, limit + 1);
            const bool more = std::cmp_greater(ids.size(), limit);
            if (more) ids.resize(static_cast<std::size_t>(limit));
            for (const auto id : ids) {
                if (!within(c, id, shops)) continue;
                if (full()) break;
                if (auto found = store::load(c, id))
                    page.items.push_back(masked(std::move(*found)));
                before = id.value;
            }
            if (!more) break;
            if (!full()) before = ids.back().value;
            page.next = std::to_string(before);
        }
        return page;
    });
}

namespace {

Result<> add_lists(db::Tx& tx, IdSource& ids, CustomerId id,
                   const std::vector<NewAddress>& addresses, const std::vector<NewTrusted>& trusted,
                   std::string_view region) {
    if (addresses.size() + trusted.size() > lists_max)
        return invalid("customers.too_many", "add_addresses",
                       "Add at most 50 addresses and persons at a time.");
    for (const auto& a : addresses) {
        if (auto ok = checked_text(a.text + a.city + a.region + a.postcode, text_max, "addresses");
            !ok)
            return ok;
        if (!store::has_address(tx.conn, id, a.text))
            store::add_address(tx, ids.next_id<AddressId>(), id, a);
    }
    for (const auto& t : trusted) {
        auto phone = checked_phone(t.phone, region, "trusted.phone");
        if (!phone) return phone.error();
        if (auto ok = checked_text(t.name + t.relation, name_max, "trusted.name"); !ok) return ok;
        store::add_trusted(tx, ids.next_id<TrustedId>(), id, t, *phone);
    }
    return {};
}

Result<> add_identities(db::Tx& tx, IdSource& ids, CustomerId id, std::string_view phone,
                        std::string_view email, std::string_view region) {
    if (!phone.empty()) {
        auto normal = checked_phone(phone, region, "phone");
        if (!normal) return normal.error();
        store::add_identity(tx, ids.next_id<IdentityId>(), id, IdentityKind::phone, *normal);
    }
    if (!email.empty()) {
        auto normal = checked_email(email);
        if (!normal) return normal.error();
        store::add_identity(tx, ids.next_id<IdentityId>(), id, IdentityKind::email, *normal);
    }
    return {};
}

}  // namespace

Result<CustomerId> Customers::create(db::Tx& tx, const NewCustomer& in, PersonId by,
                                     const std::set<std::int64_t>& shops) const {
    if (auto ok = checked_text(in.name, name_max, "name"); !ok) return ok.error();
    if (auto ok = checked_text(in.notes, text_max, "notes"); !ok) return ok.error();
    Customer x;
    x.id = d_.ids.next_id<CustomerId>();
    x.name = std::string(trim(in.name));
    x.language = in.language;
    x.tz = in.tz;
    x.kind = in.kind;
    x.notes = in.notes;
    store::insert(tx, x);
    if (auto ok = add_identities(tx, d_.ids, x.id, in.phone, in.email, in.region); !ok)
        return ok.error();
    if (auto ok = add_lists(tx, d_.ids, x.id, in.addresses, in.trusted, in.region); !ok)
        return ok.error();
    for (const auto shop : shops) store::add_shop(tx, x.id, shop);
    tx.journal({"customer.created", x.id.value, by.value});
    return x.id;
}

Result<> Customers::patch(db::Tx& tx, CustomerId id, std::int64_t version, const CustomerPatch& p,
                          PersonId by) const {
    auto x = store::load(tx.conn, id);
    if (!x) return unknown_customer();
    if (auto ok = still_own(tx.conn, id); !ok) return ok;
    if (auto ok = checked_text(p.name.value_or(""), name_max, "name"); !ok) return ok;
    if (auto ok = checked_text(p.notes.value_or(""), text_max, "notes"); !ok) return ok;
    x->name = p.name.value_or(x->name);
    x->language = p.language.value_or(x->language);
    x->tz = p.tz.value_or(x->tz);
    x->notes = p.notes.value_or(x->notes);
    x->kind = p.kind.value_or(x->kind);
    if (!store::update(tx, *x, version)) {
        auto e = conflict("customers.version_conflict",
                          "Somebody changed this customer meanwhile; look at both and save again.");
        e.params = {{"version", std::to_string(x->version)}};
        return e;
    }
    const std::string region = p.region.value_or("");
    if (auto ok = add_identities(tx, d_.ids, id, p.add_phone.value_or(""), p.add_email.value_or(""),
                                 region);
        !ok)
        return ok;
    if (auto ok = add_lists(tx, d_.ids, id, p.add_addresses, p.add_trusted, region); !ok) return ok;
    for (const auto i : p.remove_identities)
        tx.exec("delete from customer_identity where id = ?1 and customer_id = ?2", i, id);
    for (const auto i : p.remove_addresses)
        tx.exec("delete from customer_address where id = ?1 and customer_id = ?2", i, id);
    for (const auto i : p.remove_trusted)
        tx.exec("delete from customer_trusted where id = ?1 and customer_id = ?2", i, id);
    tx.journal({"customer.changed", id.value, by.value});
    return {};
}

Result<std::string> Customers::reveal(db::Tx& tx, CustomerId id, const RevealRequest& r,
                                      PersonId by) const {
    if (trim(r.reason).empty())
        return invalid("customers.reason", "reason",
                       "Say why you need to see it; the reason is kept.");
    if (auto ok = checked_text(r.reason, name_max, "reason"); !ok) return ok.error();
    if (r.identity_id.has_value() == r.address_id.has_value())
        return invalid("customers.reveal_one", "identity_id",
                       "Name one identity or one address to reveal.");
    const auto x = store::load(tx.conn, id);
    if (!x) return unknown_customer();
    std::optional<std::string> value;
    for (const auto& i : x->identities)
        if (r.identity_id == i.id) value = i.value;
    for (const auto& a : x->addresses)
        if (r.address_id == a.id) value = a.text + (a.postcode.empty() ? "" : ", " + a.postcode);
    if (!value)
        return not_found("customers.unknown_field",
                         "This customer has no such number, e-mail or address.");
    log_view(tx, {by, {}, id, r.identity_id ? "identity" : "address", r.reason});
    return *value;
}

Result<> Customers::do_not_call(db::Tx& tx, CustomerId id, std::string_view reason,
                                PersonId by) const {
    if (auto ok = still_own(tx.conn, id); !ok) return ok;
    if (tx.exec("update customer set do_not_call = true, version = version + 1 where id = ?1",
                id) == 0)
        return unknown_customer();
    tx.exec(
        "insert into customer_do_not_call (id, customer_id, at, person_id, reason) values "
        "(?1,?2,?3,?4,?5)",
        d_.ids.next(), id, tx.now, by, reason.substr(0, name_max));
    tx.journal({"customer.do_not_call", id.value, by.value});
    if (d_.audit) d_.audit(tx, by, "customer.do_not_call", id.value, "{}");
    return {};
}

namespace {

/// The one customer who has this identity and a compatible name; an equal name goes before a merely
/// compatible one.
std::optional<CustomerId> matching(const std::vector<store::Holder>& holders,
                                   std::string_view name) {
    std::optional<CustomerId> found;
    for (const auto& h : holders) {
        if (fold(h.name) == fold(name)) return h.id;
        if (!found && compatible_names(h.name, name)) found = h.id;
    }
    return found;
}

}  // namespace

Result<CustomerId> Customers::intake(db::Tx& tx, const Intake& in) const {
    const auto phone = in.phone_normal && !in.phone.empty() ? std::optional(in.phone)
                                                            : normal_phone(in.phone, in.region);
    const auto email = in.email.empty() ? Result<std::string>(Error{}) : checked_email(in.email);
    const std::string name = in.do_not_trust_name ? "" : std::string(trim(in.name));
    std::optional<CustomerId> found;
    if (phone && !name.empty())
        found = matching(store::holders(tx.conn, IdentityKind::phone, *phone), name);
    if (!found && email && !name.empty())
        found = matching(store::holders(tx.conn, IdentityKind::email, *email), name);
    if (!found) {
        Customer x;
        x.id = d_.ids.next_id<CustomerId>();
        x.name = std::string(trim(in.name));
        x.language = in.language;
        x.tz = in.tz;
        store::insert(tx, x);
        tx.journal({"customer.created", x.id.value, 0});
        found = x.id;
    }
    if (in.shop) store::add_shop(tx, *found, in.shop.value);
    if (phone)
        store::add_identity(tx, d_.ids.next_id<IdentityId>(), *found, IdentityKind::phone, *phone);
    if (email)
        store::add_identity(tx, d_.ids.next_id<IdentityId>(), *found, IdentityKind::email, *email);
    if (!in.address.text.empty() && !store::has_address(tx.conn, *found, in.address.text))
        store::add_address(tx, d_.ids.next_id<AddressId>(), *found, in.address);
    return *found;
}

void Customers::count_order(db::Tx& tx, CustomerId id) const {
    tx.exec("update customer set order_count = order_count + 1 where id = ?1", id);
}

void Customers::log_view(db::Tx& tx, const View& view) const {
    store::insert_view(tx, d_.ids.next(), view);
    if (d_.audit)
        d_.audit(tx, view.person, "customer.seen", view.customer.value,
                 R"({"field":")" + view.field + R"("})");
}

}  // namespace ol::customers
