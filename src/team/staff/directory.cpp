#include "team/staff/directory.hpp"

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
