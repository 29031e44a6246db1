#include "shop/logistics/ways/rank.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "shop/logistics/decisions/rule.hpp"

namespace ol::logistics {

Result<> check_tariff(const Tariff& t) {
    constexpr std::int64_t fee_max = 100'000'00, base_g_max = 1'000'000;
    const auto wrong = [](std::string field, std::string detail) {
        return invalid("logistics.tariff", std::move(field), std::move(detail));
    };
    if (!from_name<Courier>(t.courier)) return wrong("courier", "No such courier.");
    if (!t.service.empty() && !from_name<Service>(t.service))
        return wrong("service", "door, branch or locker; empty for any.");
    if (!day_of(t.valid_from)) return wrong("valid_from", "Write the day as 2026-01-01.");
    if (t.base_g <= 0 || t.base_g > base_g_max) return wrong("base_g", "Grams, from 1 to 1000000.");
    if (t.cod_permille < 0 || t.cod_permille > 1000)
        return wrong("cod_permille", "Thousandths, from 0 to 1000.");
    for (const auto& [field, fee] : {std::pair{"base", t.base}, std::pair{"per_kg", t.per_kg},
                                     std::pair{"cod_fee", t.cod_fee}})
        if (fee < 0 || fee > fee_max) return wrong(field, "Minor units, from 0 to 10000000.");
    return {};
}

const Tariff* tariff_for(const std::vector<Tariff>& all, std::string_view courier,
                         std::string_view service, std::string_view day) {
    const Tariff* best = nullptr;
    const auto rank = [](const Tariff& t) { return std::pair(!t.service.empty(), t.valid_from); };
    for (const auto& t : all) {
        if (t.courier != courier || (!t.service.empty() && t.service != service)) continue;
        if (t.valid_from > day) continue;
        if (!best || rank(t) >= rank(*best)) best = &t;
    }
    return best;
}

std::int64_t price_by(const Tariff& t, const ParcelFacts& parcel) {
    constexpr std::int64_t kilo = 1000;
    const auto beyond = std::max<std::int64_t>(0, parcel.weight_g - t.base_g);
    auto price = t.base + (beyond + kilo - 1) / kilo * t.per_kg;
    if (parcel.cod > 0) price += t.cod_fee + (parcel.cod * t.cod_permille + 999) / 1000;
    return price;
}

Reliability reliability_of(const Tally& point, const Tally& city, const Tally& courier) {
    if (point.of >= enough_parcels) return {Counted::point, point.first_time, point.of};
    if (city.of >= enough_parcels) return {Counted::city, city.first_time, city.of};
    if (courier.of >= enough_parcels) return {Counted::courier, courier.first_time, courier.of};
    return {};
}

std::int64_t cost_with_risk(std::int64_t price, const Reliability& r) {
    if (r.of <= 0) return price;
    return price + (price * (r.of - r.first_time) + r.of - 1) / r.of;
}

std::vector<std::size_t> ranked(const std::vector<WayFacts>& ways) {
    std::vector<std::size_t> order(ways.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto key = [&](std::size_t i) {
        const auto& w = ways[i];
        return std::tuple(w.refused, !w.price,
                          w.price ? cost_with_risk(*w.price, w.reliability) : 0, !w.arrives_on,
                          w.arrives_on.value_or(""));
    };
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    return order;
}

}  // namespace ol::logistics
