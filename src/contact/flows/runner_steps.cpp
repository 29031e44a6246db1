// What a step begins with.
#include <algorithm>
#include <limits>

#include "contact/flows/fact_text.hpp"
#include "contact/flows/runner_turn.hpp"
#include "platform/base/zone_period.hpp"

namespace ol::flows {

namespace {

constexpr int caller_wait_ms = 2000, dial_wait_ms = 120'000, priority_limit = 100;

std::uint64_t mixed(std::uint64_t seed) {  // splitmix64
    std::uint64_t z = seed + 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

std::chrono::milliseconds local_since_epoch(Time now, std::string_view tz) {
    const auto period = zone_period(now, tz);
    return now.time_since_epoch() + (period ? period->offset : Ms{0});
}

}  // namespace

Way Runner::Turn::begin(const Step& step) {
    if (ends(step.kind)) return begin_end(step);
    if (asks(step.kind)) {
        const bool about_order =
            step.kind == StepKind::order_confirm || step.kind == StepKind::order_cancel;
        if (about_order && !r.record_.order_id) return "failed";
        if (about_order) r.typed_.clear();  // a key typed before the question is no answer to it
        return r.typed_.empty() || !step.interruptible ? ask(step) : take_typed(step);
    }
    if (step.kind == StepKind::say) {
        const auto words = spoken(step.say);
        // What was typed ahead passes over what may be cut short.
        if (!words || (step.interruptible && !r.typed_.empty())) return "next";
        return speak({*words}, "next");
    }
    if (step.kind == StepKind::webhook) return begin_hook(step);
    if (step.kind == StepKind::hours) return hours_exit(step);
    if (step.kind == StepKind::branch) return branch(step);
    if (step.kind == StepKind::random) return random_exit(step);
    if (step.kind == StepKind::priority)
        r.priority_ = std::clamp(r.priority_ + step.priority, -priority_limit, priority_limit);
    if (step.kind == StepKind::set) set(step.variable, filled(step.value));
    if (step.kind == StepKind::language && !step.language.empty()) {
        r.record_.language = step.language;
        out.emplace_back(SpeakLanguage{step.language});
    }
    if (!step.skill.empty())
        r.skills_ = r.skills_.empty() ? step.skill : "(" + r.skills_ + ") & (" + step.skill + ")";
    return "next";
}

Way Runner::Turn::begin_end(const Step& step) {
    Leave how;
    how.how = step.kind;
    how.queue = step.queue_id;
    how.person = step.person_id;
    if (step.kind == StepKind::callback && step.choose_time && r.facts_.number_known)
        return ask_times(step);
    if (step.kind != StepKind::transfer || step.number.empty()) return leave(step, how);
    r.wait_ = Wait::dial;
    alarm(dial_wait_ms);
    out.emplace_back(Dial{++r.serial_, step.number});
    return std::nullopt;
}

Way Runner::Turn::begin_hook(const Step& step) {
    r.wait_ = Wait::hook;
    alarm(step.timeout_ms);
    out.emplace_back(AskHook{++r.serial_,
                             step.name,
                             step.url,
                             step.timeout_ms,
                             {r.variables_.begin(), r.variables_.end()}});
    return std::nullopt;
}

std::string Runner::Turn::hours_exit(const Step& step) const {
    if (state_at(r.facts_.hours, now_, r.facts_.tz).open) return "open";
    const bool holiday = dated_at(r.facts_.hours, now_, r.facts_.tz);
    return holiday && !exit_of(step, "holiday").empty() ? "holiday" : "closed";
}

Way Runner::Turn::branch(const Step& step) {
    const bool of_caller = std::ranges::any_of(step.tests, [](const StepTest& t) {
        return t.fact == Fact::orders || (t.fact == Fact::caller && t.is != "withheld");
    });
    if (of_caller && r.facts_.number_known && !r.facts_.caller) {
        r.wait_ = Wait::caller;
        alarm(caller_wait_ms);
        return std::nullopt;
    }
    for (const StepTest& test : step.tests)
        if (holds(test)) return test.exit;
    return "otherwise";
}

bool Runner::Turn::holds(const StepTest& test) const {
    const CallerFacts caller = r.facts_.caller.value_or(CallerFacts{});
    const auto local = local_since_epoch(now_, r.facts_.tz);
    switch (test.fact) {
        case Fact::caller:
            if (test.is == "withheld") return !r.facts_.number_known;
            return (test.is == "known") == caller.known;
        case Fact::orders:
            return caller.orders >= whole_number(test.is).value_or(std::numeric_limits<int>::max());
        case Fact::language: return r.record_.language == test.is;
        case Fact::shop: return std::to_string(r.facts_.shop.value) == test.is;
        case Fact::variable: {
            const auto found = r.variables_.find(test.name);
            return (found == r.variables_.end() ? "" : found->second) == test.is;
        }
        case Fact::time: {
            const auto span = clock_span(test.is);
            if (!span) return false;
            const auto [from, to] = *span;
            const int now = static_cast<int>(local / std::chrono::minutes{1} % 1440);
            return from <= to ? now >= from && now < to : now >= from || now < to;
        }
        case Fact::weekday: {
            const std::chrono::weekday day{
                std::chrono::sys_days{std::chrono::floor<std::chrono::days>(local)}};
            const auto days = weekdays_in(test.is);
            return days && std::ranges::find(*days, day.iso_encoding()) != days->end();
        }
    }
    return false;
}

std::string Runner::Turn::random_exit(const Step& step) const {
    std::uint64_t total = 0;
    for (const auto& exit : step.exits)
        total += static_cast<std::uint64_t>(std::max(exit.weight, 0));
    if (total == 0) return step.exits.empty() ? "" : step.exits.front().on;
    std::uint64_t left = mixed(r.facts_.chance + static_cast<std::uint64_t>(r.passed_)) % total;
    for (const auto& exit : step.exits) {
        const auto weight = static_cast<std::uint64_t>(std::max(exit.weight, 0));
        if (left < weight) return exit.on;
        left -= weight;
    }
    return step.exits.back().on;
}

}  // namespace ol::flows
