#include "contact/recordings/policy.hpp"

namespace ol::recordings {
namespace {

template <class T>
bool fits(const std::optional<T>& wanted, T is) {
    return !wanted || *wanted == is;
}

bool fits(CallWay wanted, bool out) {
    switch (wanted) {
        case CallWay::both: return true;
        case CallWay::in: return !out;
        case CallWay::out: return out;
    }
    return false;
}

bool fits(const RecordRule& rule, const CallFacts& call) {
    return fits(rule.queue_id, call.queue) && fits(rule.calls, call.out) &&
           call.number.starts_with(rule.prefix);
}

bool fits(const KeepRule& rule, const KeptFacts& recording) {
    return fits(rule.queue_id, recording.queue) && fits(rule.department_id, recording.department) &&
           recording.number.starts_with(rule.prefix);
}

template <class T>
bool covers(const std::optional<T>& above, const std::optional<T>& below) {
    return !above || above == below;
}
bool covers(const RecordRule& above, const RecordRule& below) {
    return covers(above.queue_id, below.queue_id) && below.prefix.starts_with(above.prefix) &&
           (above.calls == CallWay::both || above.calls == below.calls);
}
bool covers(const KeepRule& above, const KeepRule& below) {
    return covers(above.queue_id, below.queue_id) && below.prefix.starts_with(above.prefix) &&
           covers(above.department_id, below.department_id);
}

template <class Rule>
std::optional<Shadow> first_shadow(std::span<const Rule> rules) {
    for (std::size_t below = 1; below < rules.size(); ++below)
        for (std::size_t above = 0; above < below; ++above)
            if (covers(rules[above], rules[below]))
                return Shadow{static_cast<int>(below) + 1, static_cast<int>(above) + 1};
    return std::nullopt;
}

}  // namespace

Decision decide(std::span<const RecordRule> rules, const CallFacts& call) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const RecordRule& rule = rules[i];
        if (!fits(rule, call)) continue;
        Decision out{false, false, rule.announce, static_cast<int>(i) + 1};
        switch (rule.mode) {
            case RecordMode::all: out.start = true; break;
            case RecordMode::share: out.start = in_share(call.contact, rule.percent); break;
            case RecordMode::on_demand: out.on_demand = true; break;
            case RecordMode::none: break;
        }
        return out;
    }
    return {};
}

bool in_share(ContactId contact, int percent) {
    // Ids grow with time: mixed well (splitmix64), neighbours fall anywhere in the hundred.
    auto x = static_cast<std::uint64_t>(contact.value) + 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return static_cast<int>((x ^ (x >> 31)) % 100) < percent;
}

KeepFor keep_for(std::span<const KeepRule> rules, const KeptFacts& recording) {
    for (std::size_t i = 0; i < rules.size(); ++i)
        if (fits(rules[i], recording)) return {rules[i].days, static_cast<int>(i) + 1};
    return {};
}

std::optional<Shadow> shadowed(std::span<const RecordRule> rules) { return first_shadow(rules); }
std::optional<Shadow> shadowed(std::span<const KeepRule> rules) { return first_shadow(rules); }

}  // namespace ol::recordings
