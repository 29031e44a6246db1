#pragma once
// When buyers are called about their orders, as text that a manager can read
// (docs/guide/attempt-scenarios.md).
#include <string>
#include <string_view>

namespace ol::orders {

/// Whether a scenario's first word says that it is one of ours: "kind attempts".
bool is_attempt_scenario(std::string_view text);
/// The first line that does not go as written, as "story3.txt:7: ...", or "".
std::string run_attempt_scenario(const std::string& name, std::string_view text);

}  // namespace ol::orders
