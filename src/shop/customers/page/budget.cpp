#include "shop/customers/page/budget.hpp"

#include <algorithm>

#include "platform/base/names.hpp"

namespace ol::customers {
namespace {

constexpr Ms day{86'400'000};
constexpr Ms week = day * 7;

/// How many are younger than `span`, of those that count.
template <class Counts>
std::vector<Time> within(const BudgetFacts& f, Ms span, Counts counts) {
    std::vector<Time> out;
    for (const auto& e : f.efforts)
        if (e.at > f.now - span && counts(e)) out.push_back(e.at);
    return out;
}

/// A place is free again when the oldest that fills the budget leaves the span.
std::optional<NotNow> spent(WhyNot code, const std::vector<Time>& calls, std::int64_t most,
                            Ms span) {
    if (std::cmp_less(calls.size(), most)) return std::nullopt;
    NotNow out{code, {{"calls", std::to_string(calls.size())}, {"most", std::to_string(most)}}, {}};
    if (most > 0) out.until = calls[static_cast<std::size_t>(most - 1)] + span;
    return out;
}

bool quiet(const ContactRules& r, std::int64_t minute) {
    const auto from = r.quiet_from_minute, to = r.quiet_to_minute;
    if (from == to) return false;
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

NotNow quiet_until(const BudgetFacts& f, const ContactRules& r) {
    const auto left = (r.quiet_to_minute - f.local_minute + 1440) % 1440;
    return {WhyNot::quiet_hours, {}, f.now + Ms{left * 60'000}};
}

void unasked_reasons(const BudgetFacts& f, const ContactRules& r, std::vector<NotNow>& out) {
    const auto ours = within(f, week, [](const Effort& e) { return unasked(e.purpose); });
    if (auto no = spent(WhyNot::unasked_spent, ours, r.unasked_per_week, week))
        out.push_back(std::move(*no));
    const Ms gap{r.unasked_gap_hours * 3'600'000};
    const auto lately = within(f, gap, [](const Effort&) { return true; });
    if (!lately.empty())
        out.push_back({WhyNot::unasked_gap,
                       {{"hours", std::to_string(r.unasked_gap_hours)}},
                       lately.front() + gap});
}

}  // namespace

std::vector<NotNow> why_not(const BudgetFacts& f, const ContactRules& r, Purpose purpose) {
    std::vector<NotNow> out;
    if (f.holder)
        out.push_back({f.holder->in_talk ? WhyNot::in_talk : WhyNot::held,
                       {{"purpose", std::string(to_name(f.holder->purpose))}},
                       std::nullopt});
    if (purpose == Purpose::reply) return out;
    if (f.do_not_call) out.push_back({WhyNot::do_not_call, {}, std::nullopt});
    const auto all = [](const Effort&) { return true; };
    if (auto no = spent(WhyNot::day_spent, within(f, day, all), r.calls_per_day, day))
        out.push_back(std::move(*no));
    if (auto no = spent(WhyNot::week_spent, within(f, week, all), r.calls_per_week, week))
        out.push_back(std::move(*no));
    if (unasked(purpose)) unasked_reasons(f, r, out);
    if (quiet(r, f.local_minute)) out.push_back(quiet_until(f, r));
    return out;
}

}  // namespace ol::customers
