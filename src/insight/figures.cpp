// The live figures of a window, from the definitions of definitions.cpp. Integers only.
#include "insight/tally.hpp"

namespace ol::insight {

namespace {

/// A ratio of definitions.cpp under the short code that the board has for it.
ServiceLevel ratio(std::string code, std::string_view definition, const Sums& sums) {
    const Definition& d = *find_definition(definition);
    return {std::move(code), d.numerator(sums), d.denominator(sums), value_of(d, sums),
            std::string(d.formula)};
}

/// All seven side by side, so that nobody has to ask whose service level a number is.
std::vector<ServiceLevel> service_levels(const Sums& s) {
    std::vector<ServiceLevel> out;
    for (const char* code :
         {"answered", "negative", "positive", "ignore", "genesys", "connect", "strict"})
        out.push_back(ratio(code, std::string("sl_") + code, s));
    return out;
}

std::vector<ServiceLevel> other_ratios(const Sums& s) {
    std::vector<ServiceLevel> out;
    for (const char* code :
         {"three_rings", "three_rings_without_short", "abandon_rate", "abandon_raw"})
        out.push_back(ratio(code, code, s));
    return out;
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
    return inside && counts(figure, visit, limits);
}

void Tally::entry(const Visit& v, Way way) {
    const Sums share = entry_sums(v, limits_);
    sum_.add(share, way == Way::out ? -1 : 1);
    if (!v.exited_at || share[Sum::offered] == 0) return;
    wait_of(closed_waits_, v.wait_ms, way);
    if (share[Sum::answered] != 0) wait_of(answered_waits_, v.wait_ms, way);
}

void Tally::handled(const Visit& v, Way way) {
    sum_.add(handle_sums(v, limits_), way == Way::out ? -1 : 1);
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

/// Median, P90 and the longest wait are exact here: the board holds the waits of its windows.
Figures Tally::figures() const {
    using enum Sum;
    const Sums& s = sum_;
    Figures out;
    out.offered = s[offered];
    out.answered = s[answered];
    out.abandoned = s[abandoned];
    out.short_abandoned = s[short_abandoned];
    out.flow_out = s[flow_out];
    out.waiting = s[waiting];
    out.refused = s[refused];
    out.closed = s[closed_shop];
    out.failed = s[failed];
    out.in_three_rings = s[in_three_rings];
    out.answered_in_t = s[answered_in_t];
    out.abandoned_in_t = s[abandoned_in_t];
    out.callback_in_t = s[callback_in_t];
    out.callback_met = s[callback_met];
    out.wait_sum_ms = s[wait_ms];
    out.handled = s[Sum::handled];
    out.talk_sum_ms = s[talk_ms];
    out.hold_sum_ms = s[hold_ms];
    out.wrap_up_sum_ms = s[wrap_up_ms];
    out.wait_median_ms = answered_waits_.percentile(50);
    out.wait_p90_ms = answered_waits_.percentile(90);
    out.longest_ms = closed_waits_.greatest();
    out.threshold_ms = limits_.service_level.count();
    out.short_abandon_ms = limits_.short_abandon.count();
    out.service_levels = service_levels(s);
    out.ratios = other_ratios(s);
    return out;
}

}  // namespace ol::insight
