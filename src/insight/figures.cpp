// The definitions of the figures: acd.md section 3, rule by rule. Integers only.
#include "insight/tally.hpp"

namespace ol::insight {

namespace {

using routing::Exit;
constexpr int three_rings = 3;  // R31

bool is_flow_out(Exit exit) {
    switch (exit) {
        case Exit::timeout:
        case Exit::overflow:
        case Exit::key_exit:
        case Exit::empty:
        case Exit::callback: return true;
        case Exit::answered:
        case Exit::abandoned:
        case Exit::full:
        case Exit::withdrawn:
        case Exit::system_fail:
        case Exit::closed: return false;
    }
    return false;
}

bool counts_for(Figure figure, const Visit& v, const Limits& limits) {
    const bool closed = v.exited_at.has_value();
    const auto left_by = [&](Exit exit) { return closed && v.exit == exit; };
    const bool in_t = v.wait_ms <= limits.service_level.count();
    switch (figure) {
        case Figure::offered:
            return !closed || v.exit == Exit::answered || v.exit == Exit::abandoned ||
                   is_flow_out(v.exit);
        case Figure::answered: return left_by(Exit::answered);
        case Figure::abandoned: return left_by(Exit::abandoned);
        case Figure::short_abandoned:
            return left_by(Exit::abandoned) && v.wait_ms <= limits.short_abandon.count();
        case Figure::flow_out: return closed && is_flow_out(v.exit);
        case Figure::waiting: return !closed;
        case Figure::refused: return left_by(Exit::full);
        case Figure::closed: return left_by(Exit::closed);
        case Figure::failed: return left_by(Exit::withdrawn) || left_by(Exit::system_fail);
        case Figure::in_three_rings: return left_by(Exit::answered) && v.rings <= three_rings;
        case Figure::answered_in_t: return left_by(Exit::answered) && in_t;
        case Figure::abandoned_in_t: return left_by(Exit::abandoned) && in_t;
        case Figure::callback_in_t: return left_by(Exit::callback) && in_t;
        case Figure::callback_met: return left_by(Exit::callback) && v.callback_met;
        case Figure::handled: return v.done_at && left_by(Exit::answered);
    }
    return false;
}

ServiceLevel ratio(const char* code, std::int64_t numerator, std::int64_t denominator,
                   const char* definition) {
    ServiceLevel out{code, numerator, denominator, std::nullopt, definition};
    if (denominator > 0) out.permille = (numerator * 1000 + denominator / 2) / denominator;
    return out;
}

/// All seven side by side, so that nobody has to ask whose service level a number is.
std::vector<ServiceLevel> service_levels(const Figures& f) {
    const std::int64_t an = f.answered, ab = f.abandoned, in_t = f.answered_in_t,
                       ab_t = f.abandoned_in_t;
    const std::int64_t closed = an + ab + f.flow_out;
    return {ratio("answered", in_t, an, "An_T/An"),
            ratio("negative", in_t, an + ab, "An_T/(An+Ab)"),
            ratio("positive", in_t + ab_t, an + ab, "(An_T+Ab_T)/(An+Ab)"),
            ratio("ignore", in_t, an + ab - ab_t, "An_T/(An+Ab-Ab_T)"),
            // Of its three switches: flow-outs counted, short and other abandons not taken out.
            ratio("genesys", in_t, closed, "An_T/(An+Ab+Fo)"),
            ratio("connect", in_t + ab_t + f.callback_in_t, f.offered, "(An_T+Ab_T+Callback_T)/Of"),
            ratio("strict", in_t + f.callback_met, closed - f.short_abandoned,
                  "(An_T+Callback_met)/(Of_closed-Ab_s)")};
}

std::vector<ServiceLevel> other_ratios(const Figures& f) {
    const std::int64_t without_short = f.offered - f.short_abandoned;
    return {
        ratio("three_rings", f.in_three_rings, f.offered, "An_3rings/Of"),
        ratio("three_rings_without_short", f.in_three_rings, without_short, "An_3rings/(Of-Ab_s)"),
        ratio("abandon_rate", f.abandoned - f.short_abandoned, without_short,
              "(Ab-Ab_s)/(Of-Ab_s)"),
        ratio("abandon_raw", f.abandoned, f.offered, "Ab/Of")};
}

}  // namespace

Figures figures_of(std::span<const Visit> visits, Span span, const Limits& limits) {
    Tally tally(limits);
    for (const Visit& visit : visits) {
        if (span.holds(visit.entered_at)) tally.entry(visit, Tally::Way::in_bulk);
        if (visit.done_at && span.holds(*visit.done_at)) tally.handled(visit, Tally::Way::in_bulk);
    }
    tally.settle();
    return tally.figures();
}

bool selects(Figure figure, const Visit& visit, Span span, const Limits& limits) {
    const bool inside = figure == Figure::handled ? visit.done_at && span.holds(*visit.done_at)
                                                  : span.holds(visit.entered_at);
    return inside && counts_for(figure, visit, limits);
}

void Tally::entry(const Visit& v, Way way) {
    const int sign = way == Way::out ? -1 : 1;
    const auto count = [&](std::int64_t& sum, Figure figure) {
        sum += counts_for(figure, v, limits_) ? sign : 0;
    };
    count(sum_.offered, Figure::offered);
    count(sum_.answered, Figure::answered);
    count(sum_.abandoned, Figure::abandoned);
    count(sum_.short_abandoned, Figure::short_abandoned);
    count(sum_.flow_out, Figure::flow_out);
    count(sum_.waiting, Figure::waiting);
    count(sum_.refused, Figure::refused);
    count(sum_.closed, Figure::closed);
    count(sum_.failed, Figure::failed);
    count(sum_.in_three_rings, Figure::in_three_rings);
    count(sum_.answered_in_t, Figure::answered_in_t);
    count(sum_.abandoned_in_t, Figure::abandoned_in_t);
    count(sum_.callback_in_t, Figure::callback_in_t);
    count(sum_.callback_met, Figure::callback_met);
    if (!v.exited_at || !counts_for(Figure::offered, v, limits_)) return;
    wait_of(closed_waits_, v.wait_ms, way);
    if (v.exit != Exit::answered) return;
    sum_.wait_sum_ms += sign * v.wait_ms;
    wait_of(answered_waits_, v.wait_ms, way);
}

void Tally::handled(const Visit& v, Way way) {
    if (!counts_for(Figure::handled, v, limits_)) return;
    const int sign = way == Way::out ? -1 : 1;
    sum_.handled += sign;
    sum_.talk_sum_ms += sign * v.talk_ms;
    sum_.hold_sum_ms += sign * v.hold_ms;
    sum_.wrap_up_sum_ms += sign * v.wrap_ms;
}

void Tally::wait_of(SortedNumbers& waits, std::int64_t wait, Way way) {
    switch (way) {
        case Way::in: return waits.add(wait);
        case Way::out: return waits.take(wait);
        case Way::in_bulk: return waits.append_unsorted(wait);
    }
}

void Tally::settle() {
    answered_waits_.sort();
    closed_waits_.sort();
}

Figures Tally::figures() const {
    Figures out = sum_;
    out.wait_median_ms = answered_waits_.percentile(50);
    out.wait_p90_ms = answered_waits_.percentile(90);
    out.longest_ms = closed_waits_.greatest();
    out.threshold_ms = limits_.service_level.count();
    out.short_abandon_ms = limits_.short_abandon.count();
    out.service_levels = service_levels(out);
    out.ratios = other_ratios(out);
    return out;
}

}  // namespace ol::insight
