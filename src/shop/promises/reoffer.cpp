#include "shop/promises/reoffer.hpp"

#include <algorithm>

namespace ol::promises {
namespace {

Reoffer answer(const Promise& p, Standby& s) {
    if (p.order_id && s.heir) return {p.id, s.heir, ReofferReason::with_order};
    if (p.question && s.superior) return {p.id, s.superior, ReofferReason::superior};
    if (s.stand_in) return {p.id, s.stand_in, ReofferReason::stand_in};
    const auto fewest = std::min_element(
        s.colleagues.begin(), s.colleagues.end(), [](const Colleague& a, const Colleague& b) {
            return a.open != b.open ? a.open < b.open : a.id < b.id;
        });
    if (fewest == s.colleagues.end()) return {p.id, {}, ReofferReason::line};
    ++fewest->open;
    return {p.id, fewest->id, ReofferReason::fewest_open};
}

}  // namespace

std::vector<Reoffer> reoffer(std::span<const Promise> promises, Standby standby) {
    std::vector<Reoffer> out;
    for (const auto& p : promises) out.push_back(answer(p, standby));
    return out;
}

}  // namespace ol::promises
