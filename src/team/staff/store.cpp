#include "team/staff/store.hpp"

#include "platform/base/text.hpp"

namespace ol::staff::store {
namespace {

constexpr auto select_people =
    "select p.id, p.name, p.login, p.language, p.theme, p.density, p.single_keys, p.department_id, "
    "p.superior_id, "
    "p.stand_in_id, p.active, p.version, p.phone_kind, p.outside_number, p.sip_user, "
    "p.second_phone, "
    "t.confirmed_at as totp_at "
    "from person as p left join person_totp as t on t.person_id = p.id order by p.id";
constexpr auto select_roles = "select person_id, role from person_role order by person_id, role";
constexpr auto select_person_shops =
    "select person_id, shop_id from person_shop order by person_id, shop_id";
constexpr auto select_departments = "select id, name, head_id from department order by id";
constexpr auto select_absences =
    "select person_id, from_at, until_at from person_absence order by id";
constexpr auto select_shops =
    "select id, name, brand, tz, currency, languages, country, version, greeting_language, "
    "record_calls, missed_goes_to, default_region, buyer_first, phones_dial from shop order by id";
constexpr auto insert_shop_sql =
    "insert into shop(id, name, brand, tz, currency, languages, country, version, "
    "greeting_language, record_calls, missed_goes_to, default_region, created_at, buyer_first, "
    "phones_dial) values(?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
constexpr auto update_shop_sql =
    "update shop set name = ?3, brand = ?4, tz = ?5, currency = ?6, languages = ?7, country = ?8, "
    "greeting_language = ?9, record_calls = ?10, missed_goes_to = ?11, default_region = ?12, "
    "buyer_first = ?13, phones_dial = ?14, version = version + 1 where id = ?1 and version = ?2";
constexpr auto insert_person_sql =
    "insert into person(id, name, login, password_hash, language, theme, density, single_keys, "
    "department_id, "
    "superior_id, stand_in_id, active, version, phone_kind, sip_user, sip_secret, created_at) "
    "values(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, ?14, ?15, ?16)";
constexpr auto update_person_sql =
    "update person set name = ?3, login = ?4, language = ?5, department_id = ?6, superior_id = ?7, "
    "stand_in_id = ?8, "
    "active = ?9, second_phone = ?10, version = version + 1 where id = ?1 and version = ?2";
constexpr auto update_preferences_sql =
    "update person set language = ?2, theme = ?3, density = ?4, single_keys = ?5, phone_kind = ?6, "
    "outside_number = ?7, second_phone = ?8 "
    "where id = ?1";

template <class I>
std::optional<I> maybe(const db::Rows& r, std::size_t i, std::string_view col) {
    const int c = r.column(col);
    return r.is_null(i, c) ? std::nullopt : std::optional<I>(I{r.i64(i, c)});
}

std::vector<std::string> parts_of(const std::string& joined) {
    return joined.empty() ? std::vector<std::string>{} : split(joined, ',');
}

std::string_view code(MissedGoesTo m) {
    return m == MissedGoesTo::voicemail ? "voicemail" : "callback";
}
std::string_view code(PhoneKind k) {
    switch (k) {
        case PhoneKind::browser: return "browser";
        case PhoneKind::sip: return "sip";
        case PhoneKind::outside: return "outside";
    }
    return "browser";
}
PhoneKind phone_of(std::string_view code) {
    return code == "sip"       ? PhoneKind::sip
           : code == "outside" ? PhoneKind::outside
                               : PhoneKind::browser;
}

std::string_view code(SecondPhone s) {
    switch (s) {
        case SecondPhone::none: return "none";
        case SecondPhone::browser: return "browser";
        case SecondPhone::sip: return "sip";
        case SecondPhone::outside: return "outside";
    }
    return "none";
}
SecondPhone second_of(std::string_view code) {
    return code == "browser"   ? SecondPhone::browser
           : code == "sip"     ? SecondPhone::sip
           : code == "outside" ? SecondPhone::outside
                               : SecondPhone::none;
}

ShopSettings shop_row(const db::Rows& r, std::size_t i) {
    ShopSettings s;
    s.id = ShopId{r.i64(i, "id")};
    s.name = r.text(i, "name");
    s.brand = r.text(i, "brand");
    s.tz = r.text(i, "tz");
    s.currency = r.text(i, "currency");
    s.languages = parts_of(r.text(i, "languages"));
    s.country = r.text(i, "country");
    s.version = r.i64(i, "version");
    s.greeting_language = r.text(i, "greeting_language");
    s.record_calls = r.flag(i, "record_calls");
    s.missed_goes_to = r.text(i, "missed_goes_to") == "callback" ? MissedGoesTo::callback
                                                                 : MissedGoesTo::voicemail;
    s.default_region = r.text(i, "default_region");
    s.buyer_first = r.flag(i, "buyer_first");
    s.phones_dial = r.flag(i, "phones_dial");
    return s;
}

Member member_row(const db::Rows& r, std::size_t i) {
    Member m;
    m.person.id = PersonId{r.i64(i, "id")};
    m.person.name = r.text(i, "name");
    m.person.login = r.text(i, "login");
    m.person.language = r.text(i, "language");
    m.person.department_id = maybe<DepartmentId>(r, i, "department_id");
    m.person.superior_id = maybe<PersonId>(r, i, "superior_id");
    m.person.stand_in_id = maybe<PersonId>(r, i, "stand_in_id");
    m.person.active = r.flag(i, "active");
    m.person.version = r.i64(i, "version");
    m.person.sip_user = r.text(i, "sip_user");
    m.person.second_phone = second_of(r.text(i, "second_phone"));
    m.theme = r.text(i, "theme");
    m.density = r.text(i, "density");
    m.single_keys = r.flag(i, "single_keys");
    m.phone = phone_of(r.text(i, "phone_kind"));
    m.outside_number = r.text(i, "outside_number");
    m.totp_enabled = !r.is_null(i, r.column("totp_at"));
    return m;
}

void write_roles_and_shops(db::Tx& tx, const Person& p) {
    tx.exec("delete from person_role where person_id = ?1", p.id);
    for (const auto& role : p.roles)
        tx.exec("insert into person_role(person_id, role) values(?1, ?2)", p.id, role);
    tx.exec("delete from person_shop where person_id = ?1", p.id);
    for (ShopId shop : p.shop_ids)
        tx.exec("insert into person_shop(person_id, shop_id) values(?1, ?2)", p.id, shop);
}

}  // namespace

Directory load(db::Conn& conn) {
    Directory d;
    const db::Rows people = conn.query(select_people);
    for (std::size_t i = 0; i < people.size(); ++i) {
        Member m = member_row(people, i);
        d.people.emplace(m.person.id, std::move(m));
    }
    const db::Rows roles = conn.query(select_roles);
    for (std::size_t i = 0; i < roles.size(); ++i)
        d.people[PersonId{roles.i64(i, 0)}].person.roles.push_back(roles.text(i, 1));
    const db::Rows shops_of = conn.query(select_person_shops);
    for (std::size_t i = 0; i < shops_of.size(); ++i)
        d.people[PersonId{shops_of.i64(i, 0)}].person.shop_ids.push_back(
            ShopId{shops_of.i64(i, 1)});
    const db::Rows departments = conn.query(select_departments);
    for (std::size_t i = 0; i < departments.size(); ++i) {
        const DepartmentId id{departments.i64(i, "id")};
        d.departments[id] = {id, departments.text(i, "name"),
                             maybe<PersonId>(departments, i, "head_id")};
    }
    const db::Rows shops = conn.query(select_shops);
    for (std::size_t i = 0; i < shops.size(); ++i) {
        ShopSettings s = shop_row(shops, i);
        d.shops.emplace(s.id, std::move(s));
    }
    const db::Rows absences = conn.query(select_absences);
    for (std::size_t i = 0; i < absences.size(); ++i)
        d.absences.push_back({PersonId{absences.i64(i, 0)}, from_ms(absences.i64(i, 1)),
                              from_ms(absences.i64(i, 2))});
    return d;
}

void insert_shop(db::Tx& tx, const ShopSettings& s) {
    tx.exec(insert_shop_sql, s.id, s.name, s.brand, s.tz, s.currency, join(s.languages), s.country,
            s.greeting_language, s.record_calls, code(s.missed_goes_to), s.default_region, tx.now,
            s.buyer_first, s.phones_dial);
}

bool update_shop(db::Tx& tx, const ShopSettings& s) {
    return tx.exec(update_shop_sql, s.id, s.version, s.name, s.brand, s.tz, s.currency,
                   join(s.languages), s.country, s.greeting_language, s.record_calls,
                   code(s.missed_goes_to), s.default_region, s.buyer_first, s.phones_dial) == 1;
}

void insert_department(db::Tx& tx, const Department& d) {
    tx.exec("insert into department(id, name, head_id, created_at) values(?1, ?2, ?3, ?4)", d.id,
            d.name, d.head_id, tx.now);
}

bool department_name_taken(db::Tx& tx, std::string_view name) {
    return !tx.query("select id from department where name = ?1", name).empty();
}

void insert_person(db::Tx& tx, const Member& m, const Secrets& secrets) {
    const Person& p = m.person;
    tx.exec(insert_person_sql, p.id, p.name, p.login, secrets.password_hash, p.language, m.theme,
            m.density, m.single_keys, p.department_id, p.superior_id, p.stand_in_id, p.active,
            code(m.phone), p.sip_user, secrets.sip_sealed, tx.now);
    write_roles_and_shops(tx, p);
}

bool update_person(db::Tx& tx, const Person& p) {
    if (tx.exec(update_person_sql, p.id, p.version, p.name, p.login, p.language, p.department_id,
                p.superior_id, p.stand_in_id, p.active, code(p.second_phone)) != 1)
        return false;
    write_roles_and_shops(tx, p);
    return true;
}

void update_preferences(db::Tx& tx, const Member& m) {
    tx.exec(update_preferences_sql, m.person.id, m.person.language, m.theme, m.density,
            m.single_keys, code(m.phone), m.outside_number, code(m.person.second_phone));
}

bool login_taken(db::Tx& tx, std::string_view login, PersonId except) {
    return !tx.query("select id from person where login = ?1 and id <> ?2", login, except).empty();
}

bool sip_user_taken(db::Tx& tx, std::string_view sip_user) {
    return !tx.query("select id from person where sip_user = ?1", sip_user).empty();
}

void set_password(db::Tx& tx, PersonId id, std::string_view hash) {
    tx.exec("update person set password_hash = ?2 where id = ?1", id, hash);
}

std::string sip_sealed(db::Conn& conn, PersonId id) {
    const db::Rows r = conn.query("select sip_secret from person where id = ?1", id);
    return r.empty() ? std::string{} : r.text(0, 0);
}

void insert_absence(db::Tx& tx, std::int64_t id, const Absence& a) {
    tx.exec("insert into person_absence(id, person_id, from_at, until_at) values(?1, ?2, ?3, ?4)",
            id, a.person_id, a.from, a.until);
}

std::string join(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& p : parts) out += (out.empty() ? "" : ",") + p;
    return out;
}

}  // namespace ol::staff::store
