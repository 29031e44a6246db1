#include "team/staff/people_rules.hpp"

#include <algorithm>

#include "platform/base/text.hpp"
#include "team/staff/impl.hpp"

namespace ol::staff {
namespace {

bool holds(const std::vector<std::string>& roles, std::string_view code) {
    return std::find(roles.begin(), roles.end(), code) != roles.end();
}

Result<> check_login(std::string_view login) {
    const bool fine = login.size() >= 2 && login.size() <= 40 &&
                      std::all_of(login.begin(), login.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
                                 c == '_' || c == '-' || c == '@';
                      });
    if (fine) return {};
    return invalid("staff.login", "login", "A login has 2 to 40 of a-z, 0-9 and . _ - @.");
}

Result<> check_roles(const std::vector<std::string>& roles) {
    for (std::size_t i = 0; i < roles.size(); ++i)
        if (!find_role(roles[i]))
            return invalid("staff.role_unknown", "roles[" + std::to_string(i) + "]",
                           "There is no role \"" + to_valid_utf8(roles[i]) +
                               "\"; GET /api/v1/roles lists them.");
    return {};
}

Result<> check_person_exists(const Directory& d, const std::optional<PersonId>& id,
                             std::string_view field) {
    if (!id || d.find(*id)) return {};
    return invalid("staff.person_unknown", std::string(field), "There is no such person.");
}

bool other_active_owner(const Directory& d, PersonId except) {
    return std::any_of(d.people.begin(), d.people.end(), [&](const auto& p) {
        return p.first != except && p.second.person.active && holds(p.second.person.roles, "owner");
    });
}

// A leaked account must be locked at once by whoever sees it: IT may switch off all but an owner's.
bool only_locks(const Actor& actor, const Person& before, const Person& after) {
    Person locked = before;
    locked.active = false;
    return actor.who.may("settings.edit") && !after.active &&
           changed_fields(locked, after).empty() && !holds(before.roles, "owner");
}

}  // namespace

Actor actor_of(const Directory& d, const http::Principal& who) {
    const Member* m = d.find(who.person);
    return {who, m ? m->person.roles : std::vector<std::string>{},
            !who.person && who.may("people.edit")};
}

Result<> check_person(const Directory& d, const Person& p) {
    if (auto r = check_text(p.name, 100, "name"); !r) return r;
    if (auto r = check_login(p.login); !r) return r;
    if (auto r = check_language(p.language, "language"); !r) return r;
    if (auto r = check_roles(p.roles); !r) return r;
    if (p.department_id && !d.departments.contains(*p.department_id))
        return invalid("staff.department_unknown", "department_id", "There is no such department.");
    if (auto r = check_person_exists(d, p.superior_id, "superior_id"); !r) return r;
    if (auto r = check_person_exists(d, p.stand_in_id, "stand_in_id"); !r) return r;
    if (p.stand_in_id == p.id)
        return invalid("staff.stand_in_self", "stand_in_id",
                       "Nobody stands in for herself; choose somebody else.");
    for (std::size_t i = 0; i < p.shop_ids.size(); ++i)
        if (!d.shops.contains(p.shop_ids[i]))
            return invalid("staff.shop_unknown", "shop_ids[" + std::to_string(i) + "]",
                           "There is no such shop.");
    return {};
}

Result<> check_second(const Member& m, SecondPhone second) {
    const bool same = (second == SecondPhone::browser && m.phone == PhoneKind::browser) ||
                      (second == SecondPhone::sip && m.phone == PhoneKind::sip) ||
                      (second == SecondPhone::outside && m.phone == PhoneKind::outside);
    if (same)
        return invalid("staff.second_phone", "second_phone",
                       "the second device is another one than the phone; choose another, or none");
    if (second == SecondPhone::outside && m.outside_number.empty())
        return invalid("staff.no_outside_number", "second_phone",
                       "she has to give her number outside first, on her phone's page");
    return {};
}

Result<> check_may_manage(const Actor& actor, const Person& p) {
    if (actor.system) return {};
    if (!actor.who.may("people.edit"))
        return forbidden("staff.people_edit", "This needs the right people.edit.");
    const auto& departments = actor.who.departments;
    if (!departments.empty() && !(p.department_id && departments.contains(p.department_id->value)))
        return forbidden("staff.other_department", "You manage the people of your own department.");
    for (ShopId s : p.shop_ids)
        if (!actor.who.shops.empty() && !actor.who.shops.contains(s.value))
            return forbidden("staff.other_shop", "You manage the people of your own shops.");
    for (const auto& role : p.roles)
        if (!may_grant(actor.roles, role)) {
            Error e = forbidden("staff.role_not_yours",
                                "You may not give or manage the role " + role + ".");
            e.field = "roles";
            e.params.emplace_back("role", role);
            return e;
        }
    return {};
}

Result<> fill_shops(const Directory& d, Person& p) {
    if (!needs_shops(p.roles) || !p.shop_ids.empty()) return {};
    if (d.shops.size() != 1)
        return invalid("staff.shops_required", "shop_ids",
                       "These roles work for named shops; name at least one.");
    p.shop_ids.push_back(d.shops.begin()->first);
    return {};
}

Result<> check_change(const Directory& d, const Actor& actor, const Person& before,
                      const Person& after) {
    const bool self = actor.who.person == before.id && !actor.system;
    const bool owner = holds(actor.roles, "owner");
    const bool rights_same = before.roles == after.roles && before.shop_ids == after.shop_ids &&
                             before.department_id == after.department_id &&
                             before.active == after.active;
    if (self && !rights_same && !owner)
        return forbidden("staff.own_rights", "Nobody changes her own rights; ask your superior.");
    if (self && !after.active)
        return conflict("staff.own_account", "You cannot switch off your own account.");
    if (holds(before.roles, "owner") && before.active &&
        !(holds(after.roles, "owner") && after.active) && !other_active_owner(d, before.id))
        return conflict("staff.last_owner",
                        "The house needs one active owner; name another one first.");
    if (!self && !only_locks(actor, before, after)) {
        if (auto r = check_may_manage(actor, before); !r) return r;
        if (auto r = check_may_manage(actor, after); !r) return r;
    }
    if (after.superior_id && after.superior_id != before.superior_id)
        return check_superior(d.links(Time{}), after.id, *after.superior_id);
    return {};
}

Person patched(const Person& before, const PersonPatch& patch) {
    Person p = before;
    if (patch.name) p.name = std::string(trim(*patch.name));
    if (patch.login) p.login = clean_login(*patch.login);
    if (patch.language) p.language = *patch.language;
    const auto set = [](auto& to, const auto& from) {
        if (from && from->value == 0)
            to.reset();
        else if (from)
            to = from;
    };
    set(p.department_id, patch.department_id);
    set(p.superior_id, patch.superior_id);
    set(p.stand_in_id, patch.stand_in_id);
    if (patch.roles) p.roles = *patch.roles;
    if (patch.shop_ids) p.shop_ids = *patch.shop_ids;
    if (patch.active) p.active = *patch.active;
    if (patch.second_phone) p.second_phone = *patch.second_phone;
    return p;
}

void sort_lists(Person& p) {
    const auto once = [](auto& list) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    };
    once(p.roles);
    once(p.shop_ids);
}

std::vector<std::string> changed_fields(const Person& a, const Person& b) {
    std::vector<std::string> out;
    const auto note = [&](bool same, const char* field) {
        if (!same) out.emplace_back(field);
    };
    note(a.name == b.name, "name");
    note(a.login == b.login, "login");
    note(a.language == b.language, "language");
    note(a.department_id == b.department_id, "department_id");
    note(a.superior_id == b.superior_id, "superior_id");
    note(a.stand_in_id == b.stand_in_id, "stand_in_id");
    note(a.roles == b.roles, "roles");
    note(a.shop_ids == b.shop_ids, "shop_ids");
    note(a.active == b.active, "active");
    note(a.second_phone == b.second_phone, "second_phone");
    return out;
}

std::string clean_login(std::string_view typed) { return lower_ascii(trim(typed)); }

}  // namespace ol::staff
