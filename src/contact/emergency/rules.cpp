// Whom an emergency stops. Pure.
#include <algorithm>

#include "contact/emergency/emergency.hpp"

namespace ol::emergency {

namespace {

template <class T>
bool has(const std::vector<T>& list, T id) {
    return std::find(list.begin(), list.end(), id) != list.end();
}

bool in_scope(const Scope& scope, const SitePerson& person) {
    if (!scope.person_ids.empty()) return has(scope.person_ids, person.id);
    if (!scope.department_ids.empty() && !has(scope.department_ids, person.department))
        return false;
    if (scope.shop_ids.empty() || person.shops.empty()) return true;
    return std::any_of(scope.shop_ids.begin(), scope.shop_ids.end(),
                       [&](ShopId shop) { return person.shops.contains(shop.value); });
}

}  // namespace

Stops stops_of(const Scope& scope, std::span<const SitePerson> people,
               std::span<const SiteQueue> queues) {
    Stops out;
    for (const SitePerson& person : people)
        if (in_scope(scope, person)) out.people.push_back(person.id);
    std::sort(out.people.begin(), out.people.end());
    for (const SiteQueue& queue : queues) {
        if (!scope.shop_ids.empty() && !has(scope.shop_ids, queue.shop)) continue;
        const bool all =
            std::all_of(queue.members.begin(), queue.members.end(), [&](PersonId member) {
                return std::binary_search(out.people.begin(), out.people.end(), member);
            });
        const bool part = !scope.person_ids.empty() || !scope.department_ids.empty();
        if (all && !(part && queue.members.empty())) out.queues.push_back(queue.id);
    }
    return out;
}

}  // namespace ol::emergency
