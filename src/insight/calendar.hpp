#pragma once
// Half-hours, days and months of a zone. A day has its true length: 46 half-hours in spring, 50 in
// autumn; the doubled hour stands twice, told apart by its UTC start.
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::insight {

/// A day of some zone as a number that sorts and can be read: 20261122. 0 = none.
using Day = int;

struct Slot {
    Day day = 0;
    int minute = 0;  // of the local day: 0, 30, ... 1410; the second time in autumn 1440 more
    Time start{};    // UTC
    friend auto operator<=>(const Slot&, const Slot&) = default;
};

/// The half-hour that holds t. An unknown zone counts as UTC.
Slot slot_of(Time t, std::string_view zone);

struct Piece {
    Slot slot;
    Ms length{};
};
/// [from, to) cut at half-hours; nothing when to <= from.
std::vector<Piece> pieces_of(Time from, Time to, std::string_view zone);

/// When the figures of that day stand: four hours after the day's end. What is learned later is
/// shown as a correction.
Time closing_of(Day day, std::string_view zone);
Time start_of(Day day, std::string_view zone);  // local midnight

bool is_day(Day day);  // of the calendar, years 2000 to 2199
Day next_day(Day day, int by = 1);
int days_between(Day from, Day to);                                    // to - from
Day week_of(Day day);                                                  // its Monday
Day month_of(Day day);                                                 // its first day
Result<Day> parse_day(std::string_view text, std::string_view field);  // "2026-11-22"
std::string to_text(Day day);

}  // namespace ol::insight
