// The offered wait V: how long a contact of endless patience would wait for an agent. Its density
// above zero is proportional to exp(H(v)), H(v) = arrivals * integral of survival - agents * v /
// handle time (Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005). H is concave, so one peak.
#include <algorithm>
#include <cmath>

#include "team/workforce/formulas.hpp"

namespace ol::workforce {
namespace {

/// Patience as a law: who still waits after x seconds, and how long on average until then.
struct Law {
    Patience p;
    double mu = 0, sigma = 1;  // of the logarithm
    explicit Law(const Patience& patience) : p(patience) {
        if (p.shape != Patience::Shape::lognormal) return;
        sigma = std::sqrt(std::log1p(p.cv * p.cv));
        mu = std::log(p.mean_s) - sigma * sigma / 2;
    }
    static double normal_below(double z) { return std::erfc(-z * std::sqrt(0.5)) / 2; }
    double gone(double x) const {
        if (p.shape == Patience::Shape::endless || x <= 0) return 0;
        if (p.shape == Patience::Shape::exponential) return -std::expm1(-x / p.mean_s);
        return normal_below((std::log(x) - mu) / sigma);
    }
    double stays(double x) const {
        if (p.shape == Patience::Shape::endless || x <= 0) return 1;
        if (p.shape == Patience::Shape::exponential) return std::exp(-x / p.mean_s);
        return normal_below((mu - std::log(x)) / sigma);
    }
    /// E min(x, patience)
    double until(double x) const {
        if (p.shape == Patience::Shape::endless || x <= 0) return x;
        if (p.shape == Patience::Shape::exponential) return -p.mean_s * std::expm1(-x / p.mean_s);
        return p.mean_s * normal_below((std::log(x) - mu) / sigma - sigma) + x * stays(x);
    }
    double density(double x) const {
        if (p.shape == Patience::Shape::endless) return 0;
        if (p.shape == Patience::Shape::exponential) return std::exp(-x / p.mean_s) / p.mean_s;
        if (x <= 0) return 0;
        const double z = (std::log(x) - mu) / sigma;
        return std::exp(-z * z / 2) / (x * sigma * std::sqrt(2 * M_PI));
    }
};

struct OfferedWait {
    Law law;
    double arrivals, served;   // per second, the second with all agents busy
    double peak = 0, top = 0;  // where H is greatest, and H there
    double at_once = 1;        // P(V = 0)
    double factor = 0;         // density of V = factor exp(H(v) - top)
    double end = 0;            // beyond it nothing that counts

    OfferedWait(const Work& work, int agents)
        : law(work.patience), arrivals(work.load / work.handle_s), served(agents / work.handle_s) {
        find_peak();
        const double before = inverse_blocking(work.load, agents - 1);
        if (std::isinf(before)) return;
        double mass = 0;
        end = walk(0, 0, [&](double, double density) { mass += density; });
        const double at_zero = before * std::exp(-top);
        at_once = at_zero / (at_zero + arrivals * mass);
        factor = arrivals / (at_zero + arrivals * mass);
    }
    double exponent(double x) const { return arrivals * law.until(x) - served * x; }
    double slope(double x) const { return arrivals * law.stays(x) - served; }
    void find_peak() {
        if (slope(0) <= 0) return;
        double low = 0, high = law.p.mean_s;
        while (slope(high) > 0) low = high, high *= 2;
        for (int i = 0; i < 200 && low < high; ++i) {
            const double middle = (low + high) / 2;
            (slope(middle) > 0 ? low : high) = middle;
            if (high - low < 1e-12 * high) break;
        }
        peak = (low + high) / 2;
        top = exponent(peak);
    }
    /// Short enough that exp(H) and the law change by a few powers of e only.
    double panel(double x) const {
        const double bend = std::sqrt(arrivals * law.density(x));
        double length = 2 / std::max({std::abs(slope(x)), bend, 1e-300});
        const bool lognormal = law.p.shape == Patience::Shape::lognormal;
        length = std::min(length, std::max(x / 4, (lognormal ? 1e-6 : 1) * law.p.mean_s));
        return x < peak ? std::min(length, std::max(peak - x, 1e-9 * peak)) : length;
    }
    /// Calls take(v, exp(H(v) - top) dv) from `from` to `to`, or as far as anything counts when
    /// `to` is 0; returns where it ended.
    template <class Take>
    double walk(double from, double to, Take&& take) const {
        double x = from;
        for (;;) {
            if (to > 0 && x >= to) return x;
            if (to == 0 && x >= peak && exponent(x) - top < -46) return x;
            double next = x + panel(x);
            if (to > 0) next = std::min(next, to);
            gauss(x, next,
                  [&](double v, double weight) { take(v, weight * std::exp(exponent(v) - top)); });
            x = next;
        }
    }
};

Outcome all_hang_up(const Work& work) {
    return {true, 1, 1, work.patience.mean_s, work.load / work.handle_s * work.patience.mean_s, 0};
}

bool grows(const Work& work, int agents) {
    return work.patience.shape == Patience::Shape::endless && work.load >= agents;
}

ServiceLevels same(double level) { return {level, level, level, level}; }

}  // namespace

Result<Outcome> outcome_by_integral(const Work& work, int agents) {
    if (auto ok = check(work, agents); !ok) return ok.error();
    if (work.load == 0 || grows(work, agents))
        return outcome({work.load, work.handle_s, {}}, agents);
    if (agents == 0) return all_hang_up(work);
    const OfferedWait wait(work, agents);
    Outcome o;
    wait.walk(0, wait.end, [&](double v, double mass) {
        o.abandon_share += wait.factor * mass * wait.law.gone(v);
        o.mean_wait_s += wait.factor * mass * wait.law.until(v);
    });
    o.wait_share = 1 - wait.at_once;
    o.mean_queue = wait.arrivals * o.mean_wait_s;
    o.occupancy = work.load * (1 - o.abandon_share) / agents;
    return o;
}

Result<ServiceLevels> service_levels(const Work& work, int agents, double within_s) {
    if (auto ok = check(work, agents); !ok) return ok.error();
    if (!(within_s >= 0 && within_s <= 1e7))
        return invalid("workforce.threshold", "within_s", "the time is 0 to 10,000,000 seconds");
    if (work.load == 0) return same(1);
    if (grows(work, agents)) return same(0);
    if (work.patience.shape == Patience::Shape::endless) {
        const double waits = wait_share_c(work.load, agents, inverse_blocking(work.load, agents));
        return same(1 - waits * std::exp(-(agents - work.load) * within_s / work.handle_s));
    }
    const Law law(work.patience);
    if (agents == 0) {
        const double gone = law.gone(within_s);
        return ServiceLevels{0, 0, gone, 0};
    }
    const OfferedWait wait(work, agents);
    double served = wait.at_once, short_gone = 0, later = 0, later_gone = 0;
    const double split = std::min(within_s, wait.end);
    if (split > 0)
        wait.walk(0, split, [&](double v, double mass) {
            served += wait.factor * mass * wait.law.stays(v);
            short_gone += wait.factor * mass * wait.law.gone(v);
        });
    if (wait.end > split)
        wait.walk(split, wait.end, [&](double v, double mass) {
            later += wait.factor * mass;
            later_gone += wait.factor * mass * wait.law.gone(v);
        });
    const double answered = 1 - short_gone - later_gone;
    short_gone += later * law.gone(within_s);
    return ServiceLevels{served, served / (1 - short_gone), served + short_gone, served / answered};
}

}  // namespace ol::workforce
