#pragma once
// Which way of delivery is best for an order: price, arrival, and how often it came the first time.
// Pure, whole numbers only.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/money.hpp"
#include "platform/base/time.hpp"
#include "shop/logistics/ways/places.hpp"

namespace ol::logistics {

enum class Service { door, branch, locker };
BOOST_DESCRIBE_ENUM(Service, door, branch, locker)

/// Where a price is from. `told`: by the courier, lately. `kept`: by the courier, earlier.
/// `tariff`: by our dated tariff. The last two are estimates.
enum class PriceBasis { none, told, kept, tariff };
BOOST_DESCRIBE_ENUM(PriceBasis, none, told, kept, tariff)

/// A courier's price list in short, from a day on; fees are minor units.
struct Tariff {
    std::string courier, service;          // service empty = any
    std::string valid_from;                // "2026-01-01"
    std::int64_t base = 0, base_g = 1000;  // what a parcel of at most so many grams costs
    std::int64_t per_kg = 0;               // each kilogram begun beyond that
    std::int64_t cod_fee = 0, cod_permille = 0;
};
BOOST_DESCRIBE_STRUCT(Tariff, (),
                      (courier, service, valid_from, base, base_g, per_kg, cod_fee, cod_permille))
/// The newest in force on that day, one for the service before one for any. "logistics.tariff"
Result<> check_tariff(const Tariff& t);
const Tariff* tariff_for(const std::vector<Tariff>& all, std::string_view courier,
                         std::string_view service, std::string_view day);
std::int64_t price_by(const Tariff& t, const ParcelFacts& parcel);

/// Parcels delivered at the first try out of those that ended.
struct Tally {
    std::int64_t first_time = 0, of = 0;
};
/// What it was counted over: the point, the city by this service, the courier by this service.
enum class Counted { none, point, city, courier };
BOOST_DESCRIBE_ENUM(Counted, none, point, city, courier)
struct Reliability {
    Counted over = Counted::none;  // none: too few parcels to tell
    std::int64_t first_time = 0, of = 0;
};
BOOST_DESCRIBE_STRUCT(Reliability, (), (over, first_time, of))
inline constexpr std::int64_t enough_parcels = 10, parcels_looked_at = 50;
/// The most exact tally that has enough parcels.
Reliability reliability_of(const Tally& point, const Tally& city, const Tally& courier);

/// What ranking looks at.
struct WayFacts {
    std::optional<std::int64_t> price;
    std::optional<std::string> arrives_on;
    Reliability reliability;
    bool refused = false;
};
/// The price, and for the share that did not come at the first try the way once more, rounded up.
std::int64_t cost_with_risk(std::int64_t price, const Reliability& r);
/// Indexes, the best first: what takes the parcel, what has a price, the least cost with risk, the
/// soonest, as listed.
std::vector<std::size_t> ranked(const std::vector<WayFacts>& ways);

}  // namespace ol::logistics
