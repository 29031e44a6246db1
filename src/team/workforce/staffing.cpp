// The formulas turned round (agents for a target), and what stands around them: schedules, redials,
// chat, the square root.
#include <algorithm>
#include <cmath>

#include "team/workforce/formulas.hpp"

namespace ol::workforce {
namespace {

Result<void> check(const Target& target) {
    const auto share = [](const std::optional<double>& v) { return !v || (*v >= 0 && *v <= 1); };
    if (!share(target.service_level) || !share(target.abandon_share_max) ||
        !share(target.occupancy_max))
        return invalid("workforce.target", "target", "shares are between 0 and 1");
    if (!(target.within_s >= 0) || (target.mean_wait_s_max && !(*target.mean_wait_s_max >= 0)))
        return invalid("workforce.target", "target", "times are not below zero");
    if (!target.service_level && !target.abandon_share_max && !target.mean_wait_s_max &&
        !target.occupancy_max)
        return invalid("workforce.target", "target",
                       "name a service level, a wait, a share of abandonment or an occupancy");
    return {};
}

bool met(const Target& t, const Outcome& o, double service_level) {
    return o.stable && (!t.service_level || service_level >= *t.service_level) &&
           (!t.abandon_share_max || o.abandon_share <= *t.abandon_share_max) &&
           (!t.mean_wait_s_max || o.mean_wait_s <= *t.mean_wait_s_max) &&
           (!t.occupancy_max || o.occupancy <= *t.occupancy_max);
}

Error out_of_reach() {
    return invalid("workforce.out_of_reach", "target", "even 1,000,000 agents do not meet it");
}

/// One recursion step per agent tried, so that the whole search costs no more than one answer.
Result<int> agents_for_c(const Work& work, const Target& target) {
    const int least = static_cast<int>(std::floor(work.load)) + 1;
    if (least > agents_limit) return out_of_reach();
    double inverse = inverse_blocking(work.load, least);
    for (int n = least; n <= agents_limit; ++n) {
        Outcome o;
        const double spare = n - work.load;
        o.wait_share = wait_share_c(work.load, n, inverse);
        o.mean_wait_s = o.wait_share * work.handle_s / spare;
        o.occupancy = work.load / n;
        const double level =
            target.service_level
                ? 1 - o.wait_share * std::exp(-spare * target.within_s / work.handle_s)
                : 1;
        if (met(target, o, level)) return n;
        inverse = 1 + inverse * ((n + 1) / work.load);
    }
    return out_of_reach();
}

Result<bool> enough(const Work& work, int agents, const Target& target) {
    auto o = outcome(work, agents);
    if (!o) return o.error();
    if (!target.service_level) return met(target, *o, 1);
    auto levels = service_levels(work, agents, target.within_s);
    if (!levels) return levels.error();
    return met(target, *o, levels->of_offered);
}

/// Every figure gets better with each agent, so halving finds the least.
Result<int> agents_by_halving(const Work& work, const Target& target) {
    int low = -1, high = static_cast<int>(std::min<double>(work.load + 1, agents_limit));
    for (;;) {
        auto ok = enough(work, high, target);
        if (!ok) return ok.error();
        if (*ok) break;
        if (high == agents_limit) return out_of_reach();
        low = high;
        high = std::min(agents_limit, high + std::max(4, high / 4));
    }
    while (high - low > 1) {
        const int middle = low + (high - low) / 2;
        auto ok = enough(work, middle, target);
        if (!ok) return ok.error();
        (*ok ? high : low) = middle;
    }
    return high;
}

double normal_density(double z) { return std::exp(-z * z / 2) / std::sqrt(2 * M_PI); }
double normal_above(double z) { return std::erfc(z * std::sqrt(0.5)) / 2; }
double hazard(double z) { return normal_density(z) / normal_above(z); }

}  // namespace

Result<int> agents_for(const Work& work, const Target& target) {
    if (auto ok = check(work, 0); !ok) return ok.error();
    if (auto ok = check(target); !ok) return ok.error();
    if (work.load == 0) return 0;
    return work.patience.shape == Patience::Shape::endless ? agents_for_c(work, target)
                                                           : agents_by_halving(work, target);
}

Result<int> scheduled_for(int agents, double shrinkage) {
    if (agents < 0 || agents > agents_limit)
        return invalid("workforce.agents", "agents", "agents are 0 to 1,000,000");
    if (!(shrinkage >= 0 && shrinkage <= 0.95))
        return invalid("workforce.shrinkage", "shrinkage", "shrinkage is a share of 0 to 0.95");
    return static_cast<int>(std::ceil(agents / (1 - shrinkage) - 1e-9));
}

Result<double> wait_percentile_s(const Work& work, int agents, double share) {
    if (work.patience.shape != Patience::Shape::endless)
        return invalid("workforce.patience", "patience", "the closed form is for endless patience");
    if (!(share >= 0 && share < 1))
        return invalid("workforce.share", "share", "the share is 0 to below 1");
    auto o = outcome(work, agents);
    if (!o) return o.error();
    if (!o->stable)
        return invalid("workforce.unstable", "agents",
                       "the line grows for ever: more agents than erlangs are needed");
    if (o->wait_share <= 1 - share) return 0.0;
    return std::log(o->wait_share / (1 - share)) * work.handle_s / (agents - work.load);
}

Result<double> blocking_between(double load, double agents) {
    if (!(agents >= 0 && agents <= agents_limit))
        return invalid("workforce.agents", "agents", "agents are 0 to 1,000,000");
    const double whole = std::floor(agents), part = agents - whole;
    if (part == 0) return blocking(load, static_cast<int>(whole));
    if (auto ok = check({load, 1, {}}, 0); !ok) return ok.error();
    if (load == 0) return 0.0;
    // 1/B = integral of exp(-u) (1 + u / load)^agents; the power bends where u is near the load.
    double inverse = 0;
    for (double from = 0, to; from < 60; from = to) {
        to = from + std::min(2.0, std::max(from, load) / 2);
        gauss(from, to, [&](double u, double weight) {
            inverse += weight * std::exp(-u + part * std::log1p(u / load));
        });
    }
    for (double k = part + 1; k <= agents + 0.5; ++k) inverse = 1 + inverse * (k / load);
    return 1 / inverse;
}

Result<double> load_at_blocking(int agents, double share) {
    if (auto ok = check({1, 1, {}}, agents); !ok) return ok.error();
    if (!(share >= 0 && share < 1))
        return invalid("workforce.share", "share", "the share is 0 to below 1");
    double low = 0, high = 1;
    while (high < load_limit && *blocking(high, agents) < share) low = high, high *= 2;
    if (high >= load_limit) return out_of_reach();
    while (high - low > 1e-13 * high) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        (*blocking(middle, agents) < share ? low : high) = middle;
    }
    return (low + high) / 2;
}

double square_root_wait(double beta) { return 1 / (1 + beta / hazard(-beta)); }

double square_root_wait(double beta, double patience_over_handle) {
    const double root = std::sqrt(patience_over_handle);
    return 1 / (1 + hazard(beta * root) / root / hazard(-beta));
}

Result<double> load_with_redials(const Work& work, int agents, double again) {
    if (!(again >= 0 && again < 1))
        return invalid("workforce.share", "again", "the share that calls again is 0 to below 1");
    Work offered = work;
    for (int i = 0; i < 2000; ++i) {
        auto o = outcome(offered, agents);
        if (!o) return o.error();
        const double next =
            std::min(load_limit, work.load + again * o->abandon_share * offered.load);
        if (std::abs(next - offered.load) <= 1e-12 * next) return next;
        offered.load = next;
    }
    return offered.load;
}

Result<ChatOutcome> chat_outcome(const Work& work, int agents, int at_once, double slower) {
    if (auto ok = check(work, agents); !ok) return ok.error();
    if (at_once < 1 || at_once > 50)
        return invalid("workforce.at_once", "at_once", "chats at once are 1 to 50");
    if (!(slower >= 0 && slower <= 10))
        return invalid("workforce.slower", "slower", "the slowing per further chat is 0 to 10");
    if (work.patience.shape == Patience::Shape::lognormal)
        return invalid("workforce.patience", "patience", "chat knows endless or exponential");
    const double arrivals = work.load / work.handle_s;
    const auto rate = [&](int j) {
        return j == 0 ? 0 : j / (work.handle_s * (1 + slower * (j - 1)));
    };
    ChatOutcome o;
    o.capacity_per_s = agents * rate(at_once);
    const bool endless = work.patience.shape == Patience::Shape::endless;
    if (work.load == 0) return o;
    if (endless && arrivals >= o.capacity_per_s)
        return invalid("workforce.unstable", "agents", "the line grows for ever");
    double term = 1, all = 1, held = 0, waits = 0, queue = 0;
    const double slots = static_cast<double>(agents) * at_once;
    for (double k = 1; k < 1e8; ++k) {
        const double in_hand = std::min(k, slots), each = agents ? std::floor(in_hand / agents) : 0;
        const double more = in_hand - each * agents;
        double out = in_hand >= slots ? o.capacity_per_s
                                      : more * rate(static_cast<int>(each) + 1) +
                                            (agents - more) * rate(static_cast<int>(each));
        if (!endless) out += std::max(0.0, k - slots) / work.patience.mean_s;
        term *= arrivals / out;
        all += term, held += in_hand * term;
        if (k >= slots) waits += term, queue += (k - slots) * term;
        if (arrivals < out && k > slots && term * k < 1e-18 * all) break;
        if (all > 1e250) term /= 1e250, all /= 1e250, held /= 1e250, waits /= 1e250, queue /= 1e250;
    }
    if (slots == 0) waits += 1;
    o.wait_share = waits / all;
    o.mean_wait_s = queue / all / arrivals;
    o.chats_per_agent = agents ? held / all / agents : 0;
    return o;
}

}  // namespace ol::workforce
