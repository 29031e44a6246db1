#pragma once
// How many people a team needs, and what a team of a given size gives: Erlang's formulas. Functions
// from values to a value; stable to 1,000,000 agents. Units: load in erlangs (arrivals per second
// times handle time in seconds), times in seconds, shares 0..1.
//
// Sources: A. K. Erlang 1917 (B, C); C. Palm 1957 (A: M/M/n+M); Garnett, Mandelbaum, Reiman 2002
// (square root with patience); Halfin, Whitt 1981; Zeltyn, Mandelbaum 2005 (patience of any shape).
#include <limits>
#include <optional>

#include "platform/base/result.hpp"

namespace ol::workforce {

inline constexpr int agents_limit = 1'000'000;
inline constexpr double load_limit = 1'000'000;  // erlangs

/// How long a buyer is willing to wait. Endless: nobody hangs up (Erlang C).
struct Patience {
    enum class Shape { endless, exponential, lognormal };
    Shape shape = Shape::endless;
    double mean_s = 0;
    double cv = 1;  // standard deviation / mean; of the lognormal only
    static Patience exponential(double mean_s) { return {Shape::exponential, mean_s, 1}; }
    static Patience lognormal(double mean_s, double cv) { return {Shape::lognormal, mean_s, cv}; }
};

struct Work {
    double load = 0;      // erlangs offered
    double handle_s = 0;  // talk + hold + wrap-up, mean
    Patience patience;
};

/// What a team gives to `Work`. The four service levels differ by what they do with those who hung
/// up within the time: see ServiceLevels.
struct Outcome {
    bool stable = true;     // false: nobody hangs up and the load is not below the agents, so that
                            // the line grows for ever; waits are infinite, wait_share is 1
    double wait_share = 0;  // does not get an agent at once
    double abandon_share = 0;
    double mean_wait_s = 0;  // of all, also of those who hang up
    double mean_queue = 0;   // contacts waiting
    double occupancy = 0;    // of an agent's time
};

/// For n = 50, load 50, handle time 180 s, patience 120 s, T = 20 s the four are 0.807, 0.848,
/// 0.855, 0.860: say which one is meant.
struct ServiceLevels {
    double of_offered = 0;       // answered <= T / offered
    double without_short = 0;    // answered <= T / (offered - hung up <= T)
    double short_as_served = 0;  // (answered <= T + hung up <= T) / offered
    double of_answered = 0;      // answered <= T / answered
};

/// Erlang B: the share that finds all lines taken and goes away. Exact recursion over 1/B
/// (only positive terms, nothing overflows before B itself vanishes); O(agents).
/// Errors: workforce.load, workforce.agents.
Result<double> blocking(double load, int agents);
/// The same between whole numbers of lines (what half an agent more would give); the recursion
/// starts from the integral for the fractional part.
Result<double> blocking_between(double load, double agents);
/// The load that `agents` lines carry at this blocking.
Result<double> load_at_blocking(int agents, double share);

/// Erlang C when patience is endless, Erlang A (state sums) when it is exponential, M/M/n+G
/// (integrals) when it is lognormal. Errors: workforce.{load,agents,handle_time,patience}.
Result<Outcome> outcome(const Work& work, int agents);
/// Erlang A and M/M/n+G by integrals over the offered wait: a second way to the same numbers, kept
/// because two exact ways that agree are worth more than one. Errors as outcome.
Result<Outcome> outcome_by_integral(const Work& work, int agents);
/// Service levels at `within_s`. Errors as outcome, and workforce.threshold.
Result<ServiceLevels> service_levels(const Work& work, int agents, double within_s);
/// The wait that `share` of all do not exceed (Erlang C: closed form): 0 when so many are answered
/// at once. Errors: as outcome; workforce.patience when patience is not endless; workforce.share;
/// workforce.unstable.
Result<double> wait_percentile_s(const Work& work, int agents, double share);

/// What is wanted of a team; what is absent is not asked for.
struct Target {
    std::optional<double> service_level;  // of_offered, within `within_s`
    double within_s = 20;
    std::optional<double> abandon_share_max;
    std::optional<double> mean_wait_s_max;
    std::optional<double> occupancy_max;
};

/// The least number of agents that meets the target. Erlang C carries its recursion on: O(agents).
/// Errors: as service_levels; workforce.target (nothing asked for, or a share outside 0..1);
/// workforce.out_of_reach above agents_limit.
Result<int> agents_for(const Work& work, const Target& target);

/// People to schedule so that `agents` are there when the share `shrinkage` is on leave, ill or in
/// training: agents / (1 - shrinkage), rounded up. Errors: workforce.agents, workforce.shrinkage.
Result<int> scheduled_for(int agents, double shrinkage);

/// The share that waits with load + beta sqrt(load) agents, for large teams (Halfin, Whitt); beta
/// above 0. With patience: Garnett's; patience_over_handle = mean patience / mean handle time, any
/// beta. Only a starting point for a search; the exact sum costs microseconds.
double square_root_wait(double beta);
double square_root_wait(double beta, double patience_over_handle);

/// Those who hang up and call again: the offered load that settles when `again` of those who hung
/// up return. `work.load` counts first calls only. Errors as outcome; workforce.share.
Result<double> load_with_redials(const Work& work, int agents, double again);

/// Chat: an agent holds up to `at_once` chats, and with j of them is slower: each takes
/// handle_s (1 + slower (j - 1)). Chats are spread evenly. Errors as outcome, and
/// workforce.at_once, workforce.slower.
struct ChatOutcome {
    double capacity_per_s = 0;  // the most that all agents together can finish
    double wait_share = 0, mean_wait_s = 0;
    double chats_per_agent = 0;
};
Result<ChatOutcome> chat_outcome(const Work& work, int agents, int at_once, double slower);

}  // namespace ol::workforce
