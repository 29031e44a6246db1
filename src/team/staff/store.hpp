#pragma once
// Private: rows of people, departments, shops. Rules are not here.
#include "platform/db/db.hpp"
#include "team/staff/directory.hpp"

namespace ol::staff::store {

Directory load(db::Conn& conn);  // all rows; principals are left to the rules

void insert_shop(db::Tx& tx, const ShopSettings& shop);
bool update_shop(db::Tx& tx,
                 const ShopSettings& shop);  // where version = shop.version; writes version + 1

void insert_department(db::Tx& tx, const Department& d);
bool department_name_taken(db::Tx& tx, std::string_view name);

struct Secrets {
    std::string password_hash, sip_sealed;
};
void insert_person(db::Tx& tx, const Member& m, const Secrets& secrets);
bool update_person(
    db::Tx& tx, const Person& p);  // where version = p.version; writes version + 1, roles and shops
void update_preferences(db::Tx& tx, const Member& m);  // language, theme, density, keys, phone
bool login_taken(db::Tx& tx, std::string_view login, PersonId except);
bool sip_user_taken(db::Tx& tx, std::string_view sip_user);
void set_password(db::Tx& tx, PersonId id, std::string_view hash);
std::string sip_sealed(db::Conn& conn, PersonId id);  // "" when unknown
void insert_absence(db::Tx& tx, std::int64_t id, const Absence& a);

std::string join(const std::vector<std::string>& parts);  // "uk,ru"

}  // namespace ol::staff::store
