// Erlang B and C, and Erlang A by sums over the states. Who waits how long: offered_wait.cpp.
#include "team/workforce/erlang.hpp"

#include <cmath>

#include "team/workforce/formulas.hpp"

namespace ol::workforce {

Result<void> check(const Work& work, int agents) {
    const auto in = [](double v, double least, double most) { return v >= least && v <= most; };
    if (!in(work.load, 0, load_limit))
        return invalid("workforce.load", "load", "the load is 0 to 1,000,000 erlangs");
    if (agents < 0 || agents > agents_limit)
        return invalid("workforce.agents", "agents", "agents are 0 to 1,000,000");
    if (!in(work.handle_s, 0.001, 1e7))
        return invalid("workforce.handle_time", "handle_s",
                       "the handle time is 0.001 to 10,000,000 seconds");
    if (work.patience.shape == Patience::Shape::endless) return {};
    if (!in(work.patience.mean_s, 0.001, 1e7))
        return invalid("workforce.patience", "patience.mean_s",
                       "the mean patience is 0.001 to 10,000,000 seconds; endless has a shape");
    if (work.patience.shape == Patience::Shape::lognormal && !in(work.patience.cv, 0.01, 10))
        return invalid("workforce.patience", "patience.cv",
                       "the spread of patience (cv) is 0.01 to 10");
    return {};
}

double inverse_blocking(double load, int agents) {
    const double per_load = 1 / load;
    double inverse = 1;
    for (int k = 1; k <= agents; ++k) inverse = 1 + inverse * (k * per_load);
    return inverse;
}

double wait_share_c(double load, int agents, double inverse) {
    const double b = 1 / inverse, busy = load / agents;
    return b / (1 - busy * (1 - b));
}

Result<double> blocking(double load, int agents) {
    if (auto ok = check({load, 1, {}}, agents); !ok) return ok.error();
    return load == 0 ? (agents == 0 ? 1.0 : 0.0) : 1 / inverse_blocking(load, agents);
}

namespace {

Outcome nobody_calls() { return {}; }

Outcome grows_for_ever(int agents) {
    const double infinite = std::numeric_limits<double>::infinity();
    return {false, 1, 0, infinite, infinite, agents > 0 ? 1.0 : 0.0};
}

Outcome erlang_c(const Work& work, int agents) {
    if (work.load >= agents) return grows_for_ever(agents);
    Outcome o;
    o.wait_share = wait_share_c(work.load, agents, inverse_blocking(work.load, agents));
    o.mean_wait_s = o.wait_share * work.handle_s / (agents - work.load);
    o.mean_queue = o.wait_share * work.load / (agents - work.load);
    o.occupancy = work.load / agents;
    return o;
}

/// With j waiting, relative to none waiting, all agents busy: t(j) = t(j-1) load / (n + j
/// impatience). Under overload the terms first rise beyond every limit, so that all is kept in a
/// moving scale.
Outcome erlang_a(const Work& work, int agents) {
    const double impatience = work.handle_s / work.patience.mean_s;
    double scale = 1, term = 1, all = 1, waiting = 0;
    for (double j = 1;; ++j) {
        const double ratio = work.load / (agents + j * impatience);
        term *= ratio;
        all += term;
        waiting += j * term;
        if (ratio < 1 && term * j < 1e-18 * std::max(waiting, all)) break;
        if (all > 1e250) scale /= 1e250, term /= 1e250, all /= 1e250, waiting /= 1e250;
    }
    const double inverse = inverse_blocking(work.load, agents);
    if (std::isinf(inverse)) return {true, 0, 0, 0, 0, work.load / agents};
    const double whole = (inverse - 1) * scale + all;
    Outcome o;
    o.wait_share = all / whole;
    o.mean_queue = waiting / whole;
    o.abandon_share = impatience * o.mean_queue / work.load;
    o.mean_wait_s = o.mean_queue * work.handle_s / work.load;
    o.occupancy = agents > 0 ? work.load * (1 - o.abandon_share) / agents : 0;
    return o;
}

/// How many terms the sum would take; very long patience is told faster by the integral.
bool sum_is_short(const Work& work, int agents) {
    const double impatience = work.handle_s / work.patience.mean_s;
    const double peak = std::max(0.0, work.load - agents) / impatience;
    return peak + 10 * std::sqrt((peak * impatience + agents) / impatience) < 3e6;
}

}  // namespace

Result<Outcome> outcome(const Work& work, int agents) {
    if (auto ok = check(work, agents); !ok) return ok.error();
    if (work.load == 0) return nobody_calls();
    if (work.patience.shape == Patience::Shape::endless) return erlang_c(work, agents);
    if (work.patience.shape == Patience::Shape::exponential && sum_is_short(work, agents))
        return erlang_a(work, agents);
    return outcome_by_integral(work, agents);
}

}  // namespace ol::workforce
