#pragma once
// Rows of the decision table as text that a manager can read (docs/guide/decision-scenarios.md).
#include <string>
#include <string_view>

#include "shop/logistics/decisions/decision.hpp"

namespace ol::logistics {

/// Whether a scenario's first word says that it is one of ours: "kind decision".
bool is_decision_scenario(std::string_view text);
/// The first line that does not go as written, as "row1.txt:7: ...", or "".
std::string run_decision_scenario(const std::string& name, std::string_view text);

}  // namespace ol::logistics
