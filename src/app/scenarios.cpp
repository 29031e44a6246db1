#include "app/scenarios.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "contact/routing/routing.hpp"
#include "shop/logistics/decisions/scenario.hpp"
#include "shop/orders/confirming/scenario.hpp"

namespace ol::app {
namespace {

std::string run(const std::string& name, const std::string& text) {
    if (logistics::is_decision_scenario(text)) return logistics::run_decision_scenario(name, text);
    if (orders::is_attempt_scenario(text)) return orders::run_attempt_scenario(name, text);
    return routing::run_scenario(name, text).first_difference;
}

}  // namespace

Result<std::vector<ScenarioOutcome>> check_scenarios(const std::string& folder) {
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    std::error_code fault;
    for (const auto& entry : fs::directory_iterator(folder, fault))
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    if (fault || files.empty())
        return invalid("app.no_scenarios", "folder",
                       "No *.txt in " + folder + "; name a folder of scenarios.");
    std::sort(files.begin(), files.end());
    std::vector<ScenarioOutcome> out;
    for (const auto& path : files) {
        const auto name = path.filename().string();
        std::ifstream in(path);
        std::stringstream text;
        text << in.rdbuf();
        out.push_back({name, in ? run(name, text.str()) : name + ": cannot be read"});
    }
    return out;
}

}  // namespace ol::app
