#pragma once
// One line of a decision scenario: its words, and what a word may set in the snapshot.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/scenario_lines.hpp"
#include "shop/logistics/decisions/decision.hpp"

namespace ol::logistics::scenario {

using ol::scenario::Line;
using ol::scenario::lines_of;
using ol::scenario::words_of;

std::optional<int> read_clock(std::string_view text);            // "14:50" -> 890
std::optional<std::int64_t> read_amount(std::string_view text);  // "40" or "7.50", minor units
std::string told_amount(std::int64_t minor);                     // 4000 -> "40"

/// Sets "name=value" of a rule, limit, parcel or decide line; what is wrong with it, or "".
std::string set_rule(CourierRule& rule, std::string_view name, std::string_view value);
std::string set_limit(OwnLimits& limits, std::string_view name, std::string_view value);
std::string set_fact(Snapshot& facts, std::string_view name, std::string_view value);

}  // namespace ol::logistics::scenario
