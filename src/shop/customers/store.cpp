#include "shop/customers/store.hpp"

#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "platform/db/text_index.hpp"
#include "shop/customers/named.hpp"

namespace ol::customers::store {
namespace {

constexpr auto sql_customer =
    R"(select id, name, language, tz, kind, since, order_count, notes, do_not_call, version
    from customer where id = ?1)";
constexpr auto sql_identities = R"(select id, kind, value, verified, shared from customer_identity
    where customer_id = ?1 order by id)";
constexpr auto sql_addresses = R"(select id, line, city, region, postcode from customer_address
    where customer_id = ?1 order by id)";
constexpr auto sql_trusted = R"(select id, name, relation, phone, may_receive from customer_trusted
    where customer_id = ?1 order by id)";
constexpr auto sql_insert =
    R"(insert into customer (id, name, name_folded, language, tz, kind, since, order_count,
    notes, do_not_call, version) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, false, 1))";
constexpr auto sql_update =
    R"(update customer set name = ?3, name_folded = ?4, language = ?5, tz = ?6, kind = ?7,
    notes = ?8, version = version + 1 where id = ?1 and version = ?2)";
constexpr auto sql_add_identity =
    R"(insert into customer_identity (id, customer_id, kind, value, reversed, verified,
    shared) values (?1, ?2, ?3, ?4, ?5, false, false) on conflict (customer_id, kind,
    value) do nothing)";
constexpr auto sql_holders =
    R"(select c.id, c.name, i.shared from customer_identity i join customer c
    on c.id = i.customer_id where i.value = ?1 and i.kind = ?2 and c.merged_into is null
    order by c.id)";
constexpr auto sql_mark_shared =
    R"(update customer_identity set shared = true where value = ?1 and kind = ?2
    and shared = false and (select count(*) from customer_identity o join customer c
    on c.id = o.customer_id where o.value = ?3 and o.kind = ?4 and c.merged_into is null) > 1)";
constexpr std::string_view sql_search_tail =
    R"(select distinct i.customer_id as id from customer_identity i
    join customer c on c.id = i.customer_id where i.kind = 'phone'
    and i.customer_id < ?2 and c.merged_into is null and )";

std::string reversed(std::string_view s) { return {s.rbegin(), s.rend()}; }

std::vector<CustomerId> ids_of(const db::Rows& rows) {
    std::vector<CustomerId> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back({rows.i64(i, 0)});
    return out;
}

void load_lists(db::Conn& c, Customer& customer) {
    const auto identities = c.query(sql_identities, customer.id);
    for (std::size_t i = 0; i < identities.size(); ++i)
        customer.identities.push_back(
            {{identities.i64(i, 0)},
             from_name<IdentityKind>(identities.text(i, 1)).value_or(IdentityKind::phone),
             identities.text(i, 2),
             false,
             identities.flag(i, 3),
             identities.flag(i, 4)});
    const auto addresses = c.query(sql_addresses, customer.id);
    for (std::size_t i = 0; i < addresses.size(); ++i)
        customer.addresses.push_back({{addresses.i64(i, 0)},
                                      addresses.text(i, 1),
                                      addresses.text(i, 2),
                                      addresses.text(i, 3),
                                      addresses.text(i, 4)});
    const auto trusted = c.query(sql_trusted, customer.id);
    for (std::size_t i = 0; i < trusted.size(); ++i)
        customer.trusted.push_back({{trusted.i64(i, 0)},
                                    trusted.text(i, 1),
                                    trusted.text(i, 2),
                                    trusted.text(i, 3),
                                    trusted.flag(i, 4)});
}

}  // namespace

std::string like_escaped(std::string_view s) {
    std::string out;
    for (const char c : s) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::optional<Customer> load(db::Conn& c, CustomerId id) {
    const auto r = c.query(sql_customer, id);
    if (r.empty()) return std::nullopt;
    Customer out;
    out.id = {r.i64(0, 0)};
    out.name = r.text(0, 1);
    out.language = r.text(0, 2);
    out.tz = r.text(0, 3);
    out.kind = from_name<Kind>(r.text(0, 4)).value_or(Kind::other);
    out.since = from_ms(r.i64(0, 5));
    out.order_count = r.i64(0, 6);
    out.notes = r.text(0, 7);
    out.do_not_call = r.flag(0, 8);
    out.version = r.i64(0, 9);
    load_lists(c, out);
    return out;
}

void insert(db::Tx& tx, const Customer& x) {
    tx.exec(sql_insert, x.id, x.name, fold(x.name), x.language, x.tz, to_name(x.kind), tx.now,
            x.notes);
    named::written(tx, x.id, x.name, true);
}

bool update(db::Tx& tx, const Customer& x, std::int64_t version) {
    if (tx.exec(sql_update, x.id, version, x.name, fold(x.name), x.language, x.tz, to_name(x.kind),
                x.notes) != 1)
        return false;
    named::written(tx, x.id, x.name);
    return true;
}

std::optional<std::int64_t> version_of(db::Conn& c, CustomerId id) {
    const auto r = c.query("select version from customer where id = ?1", id);
    return r.empty() ? std::nullopt : std::optional(r.i64(0, 0));
}

std::optional<CustomerId> merged_into(db::Conn& c, CustomerId id) {
    const auto r = c.query("select merged_into from customer where id = ?1", id);
    if (r.empty() || r.is_null(0, 0)) return std::nullopt;
    return CustomerId{r.i64(0, 0)};
}

void add_identity(db::Tx& tx, IdentityId id, CustomerId customer, IdentityKind kind,
                  std::string_view value) {
    tx.exec(sql_add_identity, id, customer, to_name(kind), value, reversed(value));
    mark_shared(tx, kind, value);
}

void add_address(db::Tx& tx, AddressId id, CustomerId customer, const NewAddress& a) {
    tx.exec(
        "insert into customer_address (id, customer_id, line, city, region, postcode) values "
        "(?1,?2,?3,?4,?5,?6)",
        id, customer, a.text, a.city, a.region, a.postcode);
}

void add_trusted(db::Tx& tx, TrustedId id, CustomerId customer, const NewTrusted& t,
                 std::string_view phone) {
    tx.exec(R"(insert into customer_trusted (id, customer_id, name, relation, phone, may_receive)
        values (?1,?2,?3,?4,?5,?6))",
            id, customer, t.name, t.relation, phone, t.may_receive);
}

bool has_address(db::Conn& c, CustomerId customer, std::string_view text) {
    return !c.query("select id from customer_address where customer_id = ?1 and line = ?2 limit 1",
                    customer, text)
                .empty();
}

std::vector<Holder> holders(db::Conn& c, IdentityKind kind, std::string_view value) {
    std::vector<Holder> out;
    const auto r = c.query(sql_holders, value, to_name(kind));
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({{r.i64(i, 0)}, r.text(i, 1), r.flag(i, 2)});
    return out;
}

void mark_shared(db::Tx& tx, IdentityKind kind, std::string_view value) {
    tx.exec(sql_mark_shared, value, to_name(kind), value, to_name(kind));
}

std::vector<TrustedHit> trusted_by_phone(db::Conn& c, std::string_view phone) {
    std::vector<TrustedHit> out;
    const auto r = c.query(
        "select t.customer_id, t.name from customer_trusted t join customer c on "
        "c.id = t.customer_id where t.phone = ?1 and c.merged_into is null order by t.id",
        phone);
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back({{r.i64(i, 0)}, r.text(i, 1)});
    return out;
}

std::vector<CustomerId> search_name(db::Conn& c, std::string_view folded, std::int64_t before,
                                    int limit) {
    return named::found(c, folded, before, limit);
}

std::vector<CustomerId> search_tail(db::Conn& c, std::string_view digits, std::int64_t before,
                                    int limit) {
    const auto fits = db::begins_with_digits(c.dialect(), "i.reversed", "?1");
    return ids_of(
        c.query(std::string(sql_search_tail) + fits + " order by i.customer_id desc limit ?3",
                reversed(digits), before, limit));
}

std::vector<std::int64_t> shops_of(db::Conn& c, CustomerId customer) {
    const auto rows = c.query("select shop_id from customer_shop where customer_id = ?1", customer);
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(rows.i64(i, 0));
    return out;
}

void add_shop(db::Tx& tx, CustomerId customer, std::int64_t shop) {
    tx.exec(
        "insert into customer_shop (customer_id, shop_id) values (?1,?2) on conflict do nothing",
        customer, shop);
}

bool viewed(db::Conn& c, const View& v) {
    return !c.query(
                 R"(select id from pii_view where customer_id = ?1 and contact_id = ?2
                 and person_id = ?3
        and field = ?4 limit 1)",
                 v.customer, v.contact, v.person, v.field)
                .empty();
}

void insert_view(db::Tx& tx, std::int64_t id, const View& v) {
    tx.exec(R"(insert into pii_view (id, at, person_id, contact_id, customer_id, field, reason)
        values (?1,?2,?3,?4,?5,?6,?7))",
            id, tx.now, v.person, v.contact, v.customer, v.field, v.reason);
}

}  // namespace ol::customers::store
