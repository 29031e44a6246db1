#pragma once
// A picture of people, departments and shops in memory, replaced as a whole after each change.
// Readers hold a shared pointer: no lock, no database; fit for the floor.
#include <map>
#include <memory>

#include "platform/http/http.hpp"
#include "team/staff/superior.hpp"
#include "team/staff/types.hpp"

namespace ol::staff {

struct Member {
    Person person;
    std::string theme, density;
    bool single_keys = true;
    PhoneKind phone = PhoneKind::browser;
    std::string outside_number;
    bool totp_enabled = false;
    http::Principal principal;  // rights and scope, without a session
};

struct Directory {
    std::map<PersonId, Member> people;
    std::map<DepartmentId, Department> departments;
    std::map<ShopId, ShopSettings> shops;
    std::vector<Absence> absences;

    const Member* find(PersonId id) const;
    const Member* find_login(std::string_view login) const;  // as stored: lower case
    std::string name_of(PersonId id) const;                  // "" when unknown
    /// Both work for one shop at least; who works for all shares one with everybody.
    bool share_shop(PersonId a, PersonId b) const;
    Links links(Time now) const;  // as set for each person
    /// Whoever has no superior of her own has her department's head. It may hold cycles.
    Links line_of_command(Time now) const;
};
using DirectoryPtr = std::shared_ptr<const Directory>;

Shop shop_of(const ShopSettings& settings);

/// The people whom a reader may know of: of her departments, and of a shop of hers.
bool sees(const http::Principal& reader, const Member& whom);

}  // namespace ol::staff
