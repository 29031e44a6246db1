#pragma once
// What a test of a branch is held against, as editors write it. Read here by the check and by calls
// alike, so that what passes the one is understood by the other. Pure.
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace ol::flows {

/// "09:00-12:00" -> {540, 720}, minutes of the day, the second at most 1440; "22:00-06:00" goes
/// over midnight. Nothing for anything else, also for an interval without length.
std::optional<std::pair<int, int>> clock_span(std::string_view text);
/// "1,2,3" -> {1, 2, 3}, ISO 8601. Nothing for anything else.
std::optional<std::vector<unsigned>> weekdays_in(std::string_view text);
/// A whole number from 0 to 999,999,999.
std::optional<int> whole_number(std::string_view text);

}  // namespace ol::flows
