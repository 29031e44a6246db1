#pragma once
// How long a zone's clock runs evenly: for whoever must be exact across daylight saving. Apart from
// time.hpp, which everything includes.
#include "platform/base/time.hpp"

namespace ol {

/// Local time = UTC + offset until `end`, when the offset changes (daylight saving, law);
/// Time::max() when it never does. Unknown zone -> Error "time.zone".
struct ZonePeriod {
    Ms offset{0};
    Time end{};
};
Result<ZonePeriod> zone_period(Time t, std::string_view zone);

}  // namespace ol
