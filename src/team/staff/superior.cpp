#include "team/staff/superior.hpp"

#include <algorithm>
#include <set>

namespace ol::staff {
namespace {

std::optional<PersonId> above(const Links& links, PersonId who) {
    const auto at = links.find(who);
    return at == links.end() ? std::nullopt : at->second.superior;
}

bool here(const Links& links, PersonId who) {
    const auto at = links.find(who);
    return at != links.end() && at->second.here;
}

}  // namespace

std::optional<PersonId> acting_superior(const Links& links, PersonId who) {
    std::set<PersonId> seen{who};  // rows of an older version may hold a cycle: never walk it twice
    for (auto at = above(links, who); at && seen.insert(*at).second; at = above(links, *at)) {
        if (here(links, *at)) return at;
        const auto boss = links.find(*at);
        if (boss == links.end()) return std::nullopt;
        const auto stand_in = boss->second.stand_in;
        if (stand_in && *stand_in != who && here(links, *stand_in)) return stand_in;
    }
    return std::nullopt;
}

std::vector<PersonId> answering_line(const Links& links, PersonId who) {
    std::vector<PersonId> out;
    const auto take = [&](PersonId person) {
        if (here(links, person) && std::ranges::find(out, person) == out.end())
            out.push_back(person);
    };
    std::set<PersonId> seen;
    for (std::optional<PersonId> at = who; at && seen.insert(*at).second; at = above(links, *at)) {
        take(*at);
        const auto link = links.find(*at);
        if (link != links.end() && link->second.stand_in) take(*link->second.stand_in);
    }
    return out;
}

Result<> check_superior(const Links& links, PersonId who, PersonId superior) {
    std::string chain = std::to_string(who.value);
    std::set<PersonId> seen;
    for (std::optional<PersonId> at = superior; at && seen.insert(*at).second;
         at = above(links, *at)) {
        chain += " > " + std::to_string(at->value);
        if (*at != who) continue;
        Error e = invalid(
            "staff.superior_cycle", "superior_id",
            "This superior reports to the same person (" + chain + "); choose somebody else.");
        e.params.emplace_back("chain", chain);
        return e;
    }
    return {};
}

}  // namespace ol::staff
