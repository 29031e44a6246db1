#include "shop/orders/confirming/attempts.hpp"

#include <algorithm>
#include <array>

namespace ol::orders {
namespace {

constexpr std::int64_t minutes_of_day = 24 * 60;
constexpr std::int64_t gap_max_min = 30 * minutes_of_day;
constexpr Ms day{minutes_of_day * 60'000};

Ms minutes(std::int64_t n) { return Ms{n * 60'000}; }

/// Unknown zones were refused when they were set; a zone that the system has lost counts as UTC.
LocalTime local(Time t, const std::string& zone) {
    auto found = local_time(t, zone);
    return found ? *found : *local_time(t, "UTC");
}
int minute_of(Time t, const std::string& zone) {
    const auto l = local(t, zone);
    return l.hour * 60 + l.minute;
}
Time at_minute(Time that_day, std::int64_t minute, const std::string& zone) {
    auto l = local(that_day, zone);
    l.hour = static_cast<int>(minute / 60), l.minute = static_cast<int>(minute % 60);
    const auto found = from_local(l, zone);
    return found ? *found : that_day;
}
/// From noon to noon: a day of 23 or 25 hours is one day.
Time day_after(Time t, const std::string& zone) { return at_minute(t, 12 * 60, zone) + day; }

bool weekday_open(const AttemptRule& rule, Time t, const std::string& zone) {
    const auto weekday = static_cast<std::size_t>(local(t, zone).weekday);
    return weekday < rule.days.size() && rule.days[weekday] == '1';
}

Time opens(const AttemptRule& rule, Time t, const std::string& zone) {
    if (weekday_open(rule, t, zone)) {
        const auto minute = minute_of(t, zone);
        if (minute < rule.from_min) return at_minute(t, rule.from_min, zone);
        if (minute < rule.to_min) return t;
    }
    for (int i = 0; i < 8; ++i) {
        t = day_after(t, zone);
        if (weekday_open(rule, t, zone)) break;
    }
    return at_minute(t, rule.from_min, zone);
}

/// The first moment at which every zone permits; zones that never do together: the first one's.
Time permitted(const AttemptRule& rule, Time wanted, std::span<const std::string> zones) {
    Time t = wanted;
    for (int round = 0; round < 40; ++round) {
        const Time before = t;
        for (const auto& zone : zones) t = std::max(t, opens(rule, t, zone));
        if (t == before) return t;
    }
    return opens(rule, wanted, zones.front());
}

Time closes(const AttemptRule& rule, Time t, std::span<const std::string> zones) {
    Time end = at_minute(t, rule.to_min - 1, zones.front()) + minutes(1);
    for (const auto& zone : zones)
        end = std::min(end, at_minute(t, rule.to_min - 1, zone) + minutes(1));
    return std::max(end, t + minutes(1));
}

bool afternoon(const AttemptRule& rule, Time t, const std::string& zone) {
    return minute_of(t, zone) >= rule.noon_min;
}

Time in_other_half(const AttemptRule& rule, Time last, Time earliest, const std::string& zone) {
    const bool wants_afternoon = !afternoon(rule, last, zone);
    if (wants_afternoon && minute_of(earliest, zone) < rule.noon_min)
        return at_minute(earliest, rule.noon_min, zone);
    if (wants_afternoon == afternoon(rule, earliest, zone) &&
        minute_of(earliest, zone) < rule.to_min)
        return earliest;
    return at_minute(day_after(earliest, zone), wants_afternoon ? rule.noon_min : rule.from_min,
                     zone);
}

std::string ms_text(Time t) { return std::to_string(to_ms(t)); }

struct Earliest {
    Time at{};
    std::string code;  // "" = nothing but the order's coming
};

Earliest after_last_try(const AttemptRule& rule, const AttemptStep& step, const Tried& last,
                        const std::string& zone) {
    const auto busy_gap =
        step.next_day ? rule.busy_gap_min : std::min(step.gap_min, rule.busy_gap_min);
    if (last.outcome == TryOutcome::busy) return {last.at + minutes(busy_gap), "busy"};
    Earliest e{last.at + minutes(step.gap_min), "gap"};
    if (step.next_day)
        e = {std::max(e.at, at_minute(day_after(last.at, zone), 0, zone)), "next_day"};
    if (step.other_daypart) e = {in_other_half(rule, last.at, e.at, zone), "daypart"};
    return e;
}

AttemptPlan give_up(std::string code, Time at) {
    AttemptPlan p;
    p.kind = PlanKind::give_up, p.at = at, p.try_no = 0;
    p.why.push_back({std::move(code), {}});
    return p;
}

bool message_wanted(const AttemptRule& rule, const AttemptFacts& facts) {
    if (facts.messaged || facts.tries.empty()) return false;
    const auto& last = facts.tries.back();
    if (last.outcome == TryOutcome::reached) return false;
    if (last.outcome == TryOutcome::unreachable || last.outcome == TryOutcome::wrong_number)
        return true;
    for (std::size_t i = 0; i < facts.tries.size() && i < rule.steps.size(); ++i)
        if (rule.steps[i].message_after) return true;
    return false;
}

}  // namespace

AttemptPlan plan(const AttemptRule& rule, const AttemptFacts& facts, Time now) {
    static const std::vector<std::string> utc{"UTC"};
    const auto& zones = facts.zones.empty() ? utc : facts.zones;
    const auto done = facts.tries.size();
    if (message_wanted(rule, facts)) {
        AttemptPlan p;
        p.kind = PlanKind::message, p.at = now, p.try_no = static_cast<int>(done);
        return p;
    }
    if (done > 0 && facts.tries.back().outcome == TryOutcome::wrong_number)
        return give_up("wrong_number", now);
    if (done >= rule.steps.size()) return give_up("tries_used", now);
    Earliest e{facts.since + minutes(rule.steps[done].gap_min), "gap"};
    if (done > 0) e = after_last_try(rule, rule.steps[done], facts.tries.back(), zones.front());
    if (facts.talked_at && *facts.talked_at + minutes(rule.talk_gap_min) > e.at)
        e = {*facts.talked_at + minutes(rule.talk_gap_min), "talked"};
    AttemptPlan p;
    p.try_no = static_cast<int>(done) + 1;
    p.tries_left = static_cast<int>(rule.steps.size() - done);
    if (e.at > now) p.why.push_back({e.code, {{"until", ms_text(e.at)}}});
    const Time wanted = std::max(e.at, now);
    p.at = permitted(rule, wanted, zones);
    if (p.at > wanted)
        p.why.push_back({"hours", {{"until", ms_text(p.at)}, {"zone", zones.front()}}});
    p.until = closes(rule, p.at, zones);
    return p;
}

Result<> check_rule(const AttemptRule& rule) {
    const auto wrong = [](std::string field, std::string detail) -> Result<> {
        return invalid("orders.attempt_rule", std::move(field), std::move(detail));
    };
    if (rule.steps.empty() || rule.steps.size() > 20)
        return wrong("steps", "Choose 1 to 20 tries.");
    for (std::size_t i = 0; i < rule.steps.size(); ++i)
        if (rule.steps[i].gap_min < 0 || rule.steps[i].gap_min > gap_max_min)
            return wrong("steps[" + std::to_string(i) + "].gap_min",
                         "A gap is 0 minutes to 30 days.");
    for (const auto& [value, field] :
         {std::pair{rule.busy_gap_min, "busy_gap_min"}, {rule.talk_gap_min, "talk_gap_min"}})
        if (value < 1 || value > minutes_of_day) return wrong(field, "Choose 1 to 1440 minutes.");
    if (rule.from_min < 0 || rule.from_min >= rule.noon_min || rule.noon_min >= rule.to_min ||
        rule.to_min > minutes_of_day)
        return wrong("from_min", "The hours begin before noon's mark and end after it.");
    const bool flags = rule.days.size() == 7 &&
                       rule.days.find_first_not_of("01") == std::string::npos &&
                       rule.days.find('1') != std::string::npos;
    if (!flags) return wrong("days", "Seven marks, Sunday first, 1 where people are called.");
    if (rule.max_age_days < 1 || rule.max_age_days > 365)
        return wrong("max_age_days", "Choose 1 to 365 days.");
    return {};
}

std::optional<TryOutcome> outcome_of(std::string_view disposition) {
    constexpr std::array<std::pair<std::string_view, TryOutcome>, 5> missed{{
        {"no_answer", TryOutcome::no_answer},
        {"voicemail", TryOutcome::no_answer},
        {"busy", TryOutcome::busy},
        {"unreachable", TryOutcome::unreachable},
        {"wrong_number", TryOutcome::wrong_number},
    }};
    if (disposition.empty() || disposition == "technical") return std::nullopt;
    for (const auto& [code, outcome] : missed)
        if (code == disposition) return outcome;
    return TryOutcome::reached;
}

}  // namespace ol::orders
