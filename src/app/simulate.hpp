#pragma once
// orderline simulate MODEL.json [--compare OTHER.json]: days on paper, as a table or JSON.
#include <cstdint>
#include <string>

namespace ol::app {

struct SimulateOptions {
    std::string model, other;  // files; `other` may be empty
    int days = 0;              // 0: as the model says
    std::int64_t seed = -1;    // -1: as the model says
    int threads = 0;           // 0: one per core
    bool json = false;
};

/// Returns the exit code: 0 well, 1 failed, 130 cancelled (what was known by then is printed).
int simulate(const SimulateOptions& options);

}  // namespace ol::app
