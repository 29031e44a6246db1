#pragma once
// A model that was checked, in the form that a day runs on: indices, microseconds, draws. For the
// room's own files.
#include <vector>

#include "contact/routing/simulator/draw.hpp"
#include "contact/routing/simulator/simulator.hpp"

namespace ol::simulator {

/// Arrivals at a rate that changes. The n-th contact comes when the expected number of contacts
/// has grown to the sum of n exponential lengths: exact for steps, nothing drawn is thrown away,
/// and the n-th contact stays the n-th when the volume changes (as thinning would not have it).
struct Rates {
    struct Step {
        std::int64_t from_us;
        double before;  // expected contacts until `from_us`
        double per_us;
    };
    std::vector<Step> steps;  // the last has rate 0: closed
    double expected() const { return steps.back().before; }
    /// When `expected` contacts have come; `never` after closing. `step` goes forward only.
    std::int64_t when(double expected, std::size_t& step) const;
};

struct PlannedNeed {
    double up_to = 0;  // of the draw: the shares so far
    std::vector<routing::SkillStep> skills;
    int priority = 0;
};

struct PlannedQueue {
    std::uint64_t whose = 0;  // of the streams: by name, so that both plans of a comparison agree
    routing::QueueConfig config;
    routing::Channel channel = routing::Channel::call;
    int priority = 0;
    Rates rates;
    Draw handle, wrap_up, patience;
    std::int64_t threshold_us = 0, short_us = 0;
    std::vector<PlannedNeed> needs;
};

struct PlannedBreak {
    std::int64_t at_us = 0, length_us = 0;
};

struct PlannedTeam {
    Draw answer;
    double misses = 0;
    std::int64_t back_after_us = 0;
    std::uint64_t whose = 0;
    std::optional<routing::AgentConfig> config;  // the agent is filled in
};

struct PlannedAgent {
    std::uint32_t team = 0;
    std::int64_t from_us = 0, to_us = 0;
    std::vector<PlannedBreak> breaks;  // at most 16
};
inline constexpr std::uint32_t breaks_limit = 16;

struct Plan {
    std::int64_t opens_us = 0, closes_us = 0, counts_from_us = 0;
    double volume = 1;
    Draw day_factor;
    int first_hour = 0, hours = 0;  // counted one by one; 0 = not by hour
    std::vector<PlannedQueue> queues;
    std::vector<PlannedTeam> teams;
    std::vector<PlannedAgent> agents;
    std::optional<routing::RouterConfig> router;
};

Result<Plan> plan_of(const SimModel& model, bool by_hour = false);

}  // namespace ol::simulator
