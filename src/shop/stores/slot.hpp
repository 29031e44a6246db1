#pragma once
// Dates and delivery slots as shops' plugins and spreadsheets write them.
#include <optional>
#include <string_view>
#include <utility>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::stores {

/// "2026-11-22", "22.11.2026", "2026-11-22 14:00", "22.11.2026 14:00:30", ISO 8601 with zone, or
/// milliseconds since 1970. Without a zone it is local time of `zone`. stores.date
Result<Time> parse_date(std::string_view text, std::string_view zone);

/// A date and "14:00-18:00", "14-18", "14:00 – 18:00". An empty time is the whole day from 9 to 21.
/// nullopt: unreadable.
std::optional<std::pair<Time, Time>> parse_slot(std::string_view date, std::string_view hours,
                                                std::string_view zone);

}  // namespace ol::stores
