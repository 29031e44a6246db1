#pragma once
// A courier's directory on the wire: cities, branches, lockers. Pure: requests' bodies and readings
// only. One row that cannot be read is counted and loses nothing but itself; an answer that is no
// directory is an error.
#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "shop/logistics/couriers/couriers.hpp"

namespace ol::logistics {

enum class PointKind { branch, locker };
BOOST_DESCRIBE_ENUM(PointKind, branch, locker)

struct City {
    std::string ref, name;
    std::vector<std::string> spellings;  // other names of it: Russian, English, before a renaming
    std::string region, district;
    friend bool operator==(const City&, const City&) = default;
};

/// What a point takes; 0 = no limit told.
struct PointLimits {
    std::int64_t weight_max_g = 0;
    std::int64_t length_max_cm = 0, width_max_cm = 0, height_max_cm = 0;
    std::int64_t value_max = 0;  // minor units
    bool takes_cod = true;
    friend bool operator==(const PointLimits&, const PointLimits&) = default;
};

struct Point {
    std::string ref, city_ref;
    PointKind kind = PointKind::branch;
    std::string number, name, address, postcode;
    std::vector<std::string> spellings;
    PointLimits limits;
    bool open = true;  // the courier takes parcels for it
    friend bool operator==(const Point&, const Point&) = default;
};

/// `refs` are of rows that say who they are and nothing else that can be read; `nameless` do not
/// even say that.
template <class T>
struct Page {
    std::vector<T> items;
    std::vector<std::string> refs;
    std::int64_t nameless = 0;
    std::int64_t rows = 0;    // that came
    std::int64_t total = -1;  // of all pages, where the courier says so
};

namespace places {

/// Errors of all: "logistics.answer" (not a directory), "logistics.refused" (param code).
Result<Page<City>> novaposhta_cities(std::string_view body);
Result<Page<Point>> novaposhta_points(std::string_view body);
/// Ids of Ukrposhta's regions, in their order.
Result<std::vector<std::string>> ukrposhta_regions(std::string_view body);
Result<Page<City>> ukrposhta_cities(std::string_view body);
Result<Page<Point>> ukrposhta_points(std::string_view body);

}  // namespace places

/// A parcel as far as a point asks about it; 0 = not known, and then not held against the point.
struct ParcelFacts {
    std::int64_t weight_g = 0;
    std::int64_t length_cm = 0, width_cm = 0, height_cm = 0;
    std::int64_t value = 0, cod = 0;  // minor units
};
/// Why a point does not take it: "weight" (limit: grams), "size" (limit: the side in cm that does
/// not fit), "cod", "value" (limit: minor units). Empty = it takes it.
struct Refusal {
    std::string code;
    std::int64_t limit = 0;
};
BOOST_DESCRIBE_STRUCT(Refusal, (), (code, limit))
Refusal refusal(const PointLimits& limits, const ParcelFacts& parcel);

}  // namespace ol::logistics
