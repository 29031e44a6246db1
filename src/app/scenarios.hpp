#pragma once
// `orderline check-scenarios`: a folder of texts, each run against the core that its first word
// names (docs/guide/scenarios.md): "kind decision", or the line when it names none.
#include <string>
#include <vector>

#include "platform/base/result.hpp"

namespace ol::app {

struct ScenarioOutcome {
    std::string file, first_difference;  // "" = goes as written
};
/// Every *.txt of the folder, by name. "app.no_scenarios" when there is none.
Result<std::vector<ScenarioOutcome>> check_scenarios(const std::string& folder);

}  // namespace ol::app
