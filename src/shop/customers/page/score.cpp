#include "shop/customers/page/score.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ol::customers {
namespace {

bool has_identity(const Customer& c, IdentityKind kind) {
    return std::ranges::any_of(c.identities, [&](const Identity& i) { return i.kind == kind; });
}

}  // namespace

Completeness completeness(const Customer& c) {
    const auto words = split(std::string(trim(c.name)), ' ');
    const auto city = [](const Address& a) { return !a.city.empty(); };
    // Weights add up to 100: what a delivery needs counts most.
    const struct {
        Missing what;
        std::int64_t weight;
        bool there;
    } parts[] = {
        {Missing::phone, 20, has_identity(c, IdentityKind::phone)},
        {Missing::name, 15, !trim(c.name).empty()},
        {Missing::address, 15, !c.addresses.empty()},
        {Missing::surname, 10, words.size() > 1},
        {Missing::city, 10, std::ranges::any_of(c.addresses, city)},
        {Missing::language, 10, !c.language.empty()},
        {Missing::email, 10, has_identity(c, IdentityKind::email)},
        {Missing::time_zone, 5, !c.tz.empty()},
        {Missing::trusted, 5, !c.trusted.empty()},
    };
    Completeness out;
    for (const auto& part : parts)
        if (part.there)
            out.percent += part.weight;
        else
            out.ask.push_back(part.what);
    return out;
}

}  // namespace ol::customers
