#include "contact/flows/hours.hpp"

#include <algorithm>

namespace ol::flows {
namespace {

using std::chrono::days;
using std::chrono::minutes;

struct Stretch {
    Civil from, to;
};
Stretch stretch(Day day, const Span& span) {
    return {Civil{day} + minutes{span.from}, Civil{day} + minutes{span.to}};
}

/// The end of the opening that holds `now`; intervals that touch or overlap, also across midnight,
/// are one opening. Empty: it goes on beyond the horizon.
std::optional<Civil> closing(const Hours& hours, Day today, Civil now) {
    Civil end = now;
    for (Day day = today - days{1}; day <= today + days{horizon_days}; day += days{1}) {
        if (Civil{day} > end) return end;
        for (const Span& span : spans_of(hours, day)) {
            const auto [from, to] = stretch(day, span);
            if (from > end) break;  // sorted: what follows begins later still
            end = std::max(end, to);
        }
    }
    return std::nullopt;
}

std::optional<Civil> opening(const Hours& hours, Day today, Civil now) {
    for (Day day = today; day <= today + days{horizon_days}; day += days{1})
        for (const Span& span : spans_of(hours, day))
            if (const Civil from = stretch(day, span).from; from > now) return from;
    return std::nullopt;
}

bool holds(const Hours& hours, Day day, Civil now) {
    return std::ranges::any_of(spans_of(hours, day), [&](const Span& span) {
        const auto [from, to] = stretch(day, span);
        return from <= now && now < to;
    });
}

}  // namespace

Answer open_at(const Hours& hours, Civil now) {
    const Day today = std::chrono::floor<days>(now);
    const bool open = holds(hours, today, now) || holds(hours, today - days{1}, now);
    return {open, open ? closing(hours, today, now) : opening(hours, today, now)};
}

const Spans& spans_of(const Hours& hours, Day day) {
    const auto dated = hours.dated.find(day);
    if (dated != hours.dated.end()) return dated->second;
    return hours.week[std::chrono::weekday{day}.iso_encoding() - 1];
}

Hours round_the_clock() {
    Hours hours;
    hours.week.fill({{0, day_minutes}});
    return hours;
}

}  // namespace ol::flows
