// When a working day begins for who leaves: pure, of the shop's hours and zone.
#include "app/leaving.hpp"

namespace ol::app {
namespace {

/// The opening of the local day that `at` lies in; empty when the zone is unknown.
std::optional<Time> opening(const flows::Hours& hours, std::string_view zone, Time at) {
    auto local = local_time(at, zone);
    if (!local) return {};
    local->hour = local->minute = 0;
    const auto midnight = from_local(*local, zone);
    local->hour = 9;
    const auto nine = from_local(*local, zone);
    if (!midnight || !nine) return {};
    const auto state = flows::state_at(hours, *midnight, zone);
    return state.open || !state.until ? *nine : *state.until;
}

}  // namespace

Time next_working_day(const flows::Hours& hours, std::string_view zone, Time now) {
    constexpr Ms day{86'400'000};
    const auto today = opening(hours, zone, now);
    const auto local = local_time(now, zone);
    const bool night = local && local->hour < 5;
    if (today && night && *today > now) return *today;
    return opening(hours, zone, now + day).value_or(now + day);
}

}  // namespace ol::app
