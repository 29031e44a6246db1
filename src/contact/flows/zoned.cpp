// Civil hours and real moments: the only place of the room that knows zones.
#include "contact/flows/flows.hpp"
#include "platform/base/zone_period.hpp"

namespace ol::flows {

HoursState state_at(const Hours& hours, Time now, std::string_view zone) {
    std::optional<bool> open;
    const Time horizon = now + std::chrono::days{horizon_days};
    // Between two changes of the zone's offset civil time runs as real time does; at each change
    // the question is asked anew.
    for (Time at = now; at < horizon;) {
        const auto period = zone_period(at, zone);
        if (!period) return {};
        const Answer answer = open_at(hours, Civil{at.time_since_epoch() + period->offset});
        if (!open) open = answer.open;
        if (answer.open != *open) return {*open, at};
        if (answer.changes_at) {
            const Time change{answer.changes_at->time_since_epoch() - period->offset};
            if (change < period->end) return {*open, change};
        }
        at = period->end;
    }
    return {open.value_or(true), std::nullopt};
}

Ms open_between(const Hours& hours, Time from, Time to, std::string_view zone) {
    Ms open{0};
    for (Time at = std::max(from, to - std::chrono::days{horizon_days}); at < to;) {
        const HoursState now = state_at(hours, at, zone);
        const Time until = std::min(to, now.until.value_or(to));
        if (now.open) open += until - at;
        at = until;
    }
    return open;
}

namespace {
Hours humane_hours() {
    Hours hours;
    hours.week.fill({{9 * 60, 21 * 60}});
    return hours;
}
}  // namespace

HoursState humane_state(Time at, std::string_view zone) {
    static const Hours hours = humane_hours();
    return state_at(hours, at, zone);
}

Time humane_at(Time wanted, std::string_view zone) {
    const HoursState state = humane_state(wanted, zone);
    return state.open ? wanted : state.until.value_or(wanted);
}

bool dated_at(const Hours& hours, Time now, std::string_view zone) {
    const auto period = zone_period(now, zone);
    const Civil local{now.time_since_epoch() + (period ? period->offset : Ms{0})};
    return hours.dated.contains(std::chrono::floor<std::chrono::days>(local));
}

}  // namespace ol::flows
