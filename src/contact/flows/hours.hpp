#pragma once
// When a shop is open, decided in its own civil time: weekly hours, several intervals a day,
// overnight and round the clock, and dated exceptions. Pure: no clock, no zone, no I/O. The edge
// that knows zones is state_at() in zoned.cpp.
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace ol::flows {

/// A moment on the wall clock of the shop.
using Civil = std::chrono::local_time<std::chrono::milliseconds>;
using Day = std::chrono::local_days;

/// Open from `from` until before `to`, in minutes after the midnight of the day it begins on.
/// 0 <= from < 1440, from < to <= from + 1440: beyond 1440 it ends on the next day.
struct Span {
    int from = 0, to = 0;
    friend bool operator==(const Span&, const Span&) = default;
};
using Spans = std::vector<Span>;  // sorted by from, none overlaps the next
constexpr int day_minutes = 1440;

/// An interval belongs to the day it begins on: a dated exception replaces what begins on its date,
/// while last night's interval still runs to its end.
struct Hours {
    std::array<Spans, 7> week;   // 0 = Monday
    std::map<Day, Spans> dated;  // empty spans: closed all day
    friend bool operator==(const Hours&, const Hours&) = default;
};
Hours round_the_clock();

struct Answer {
    bool open = false;
    /// Open: when it closes. Closed: when it opens next. Empty: not within horizon_days.
    std::optional<Civil> changes_at;
    friend bool operator==(const Answer&, const Answer&) = default;
};
constexpr int horizon_days = 400;

Answer open_at(const Hours& hours, Civil now);

/// What begins on this day, exceptions counted.
const Spans& spans_of(const Hours& hours, Day day);

}  // namespace ol::flows
