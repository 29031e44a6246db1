#include "team/staff/directory.hpp"

#include <algorithm>

namespace ol::staff {

const Member* Directory::find(PersonId id) const {
    const auto at = people.find(id);
    return at == people.end() ? nullptr : &at->second;
}

const Member* Directory::find_login(std::string_view login) const {
    for (const auto& [id, m] : people)
        if (m.person.login == login) return &m;
    return nullptr;
}

std::string Directory::name_of(PersonId id) const {
    const Member* m = find(id);
    return m ? m->person.name : std::string{};
}

namespace {

using Shops = std::set<std::int64_t>;

bool overlap(const Shops& a, const Shops& b) {
    if (a.empty() || b.empty()) return true;  // all shops
    return std::any_of(a.begin(), a.end(), [&](auto id) { return b.contains(id); });
}

}  // namespace

bool Directory::share_shop(PersonId a, PersonId b) const {
    const Member *one = find(a), *other = find(b);
    return one && other && (a == b || overlap(one->principal.shops, other->principal.shops));
}

bool sees(const http::Principal& reader, const Member& whom) {
    const Person& p = whom.person;
    if (p.id == reader.person || p.superior_id == reader.person) return true;
    if (!overlap(reader.shops, whom.principal.shops)) return false;
    return reader.departments.empty() ||
           (p.department_id && reader.departments.contains(p.department_id->value));
}

Links Directory::links(Time now) const {
    Links out;
    for (const auto& [id, m] : people)
        out[id] = {m.person.superior_id, m.person.stand_in_id, m.person.active};
    for (const Absence& a : absences)
        if (a.from <= now && now < a.until) out[a.person_id].here = false;
    return out;
}

Links Directory::line_of_command(Time now) const {
    Links out = links(now);
    for (const auto& [id, m] : people) {
        if (m.person.superior_id || !m.person.department_id) continue;
        const auto at = departments.find(*m.person.department_id);
        if (at != departments.end() && at->second.head_id != id)
            out[id].superior = at->second.head_id;
    }
    return out;
}

Shop shop_of(const ShopSettings& s) {
    return {s.id, s.name, s.brand, s.tz, s.currency, s.languages, s.country};
}

}  // namespace ol::staff
