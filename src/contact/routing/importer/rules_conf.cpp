// queuerules.conf: penaltychange => seconds,max[,min[,raise]] (A10, A11).
#include <algorithm>

#include "contact/routing/importer/asterisk.hpp"
#include "platform/base/text.hpp"

namespace ol::importer {

using routing::PenaltyRule;

namespace {

constexpr std::size_t rules_max = 64;  // what a queue of ours can have

struct Change {
    bool given = false, relative = false;
    int value = 0;
};

Change change_of(const std::vector<std::string>& words, std::size_t at, const Option& line,
                 Notes& notes) {
    const std::string text(at < words.size() ? trim(words[at]) : std::string_view{});
    if (text.empty()) return {};
    Option part = line;
    part.value = text;
    return {true, text[0] == '+' || text[0] == '-', number_of(part, 0, notes)};
}

/// Ours has one mark "relative" for a rule: a line that mixes both becomes two rules of the same
/// moment, in the order in which neither pushes the other back.
void add_window(RuleSet& set, Ms after, const Change& max, const Change& min, const Option& line,
                Notes& notes) {
    PenaltyRule rule;
    rule.after = after;
    if (max.given && min.given && max.relative != min.relative) {
        PenaltyRule upper = rule, lower = rule;
        upper.max = max.value, upper.relative = max.relative;
        lower.min = min.value, lower.relative = min.relative;
        const Change& moving = max.relative ? max : min;
        const bool up_first = moving.value >= 0;
        set.rules.push_back(up_first ? upper : lower);
        set.rules.push_back(up_first ? lower : upper);
        notes.add(NoteCode::changed, ImportReason::rule_in_two_steps, line);
        return;
    }
    if (max.given) rule.max = max.value;
    if (min.given) rule.min = min.value;
    rule.relative = (max.given && max.relative) || (min.given && min.relative);
    set.rules.push_back(rule);
}

struct RulesDraft {
    RuleSet& set;
    Notes& notes;
};

void penalty_change(RulesDraft& d, const Option& line) {
    if (d.set.rules.size() > 2 * rules_max) return;  // told at the end, as too many
    const std::vector<std::string> words = split(line.value, ',');
    Option when = line;
    when.value = words.empty() ? "" : words[0];
    if (words.size() < 2 || words.size() > 4)
        return d.notes.add(NoteCode::bad_value, ImportReason::not_a_choice, line, {{"used", "-"}});
    const int after = number_of(when, -1, d.notes);
    if (after < 0)
        return d.notes.add(NoteCode::bad_value, ImportReason::out_of_range, line, {{"used", "-"}});
    const std::size_t before = d.set.rules.size();
    add_window(d.set, seconds(after), change_of(words, 1, line, d.notes),
               change_of(words, 2, line, d.notes), line, d.notes);
    std::string raise(words.size() > 3 ? trim(words[3]) : std::string_view{});
    if (raise.empty()) return;
    PenaltyRule& rule = d.set.rules.back();
    rule.raise_order_only = lower_ascii(raise).starts_with('r');
    if (rule.raise_order_only) {
        raise.erase(0, 1);
        d.notes.add(NoteCode::changed, ImportReason::raise_keeps_window, line);
    }
    const bool relative = raise.starts_with('+') || raise.starts_with('-');
    Option part = line;
    part.value = raise;
    int value = number_of(part, 0, d.notes);
    if (relative) {  // ours is absolute: what stands by then is known
        int stands = 0;
        Ms latest{-1};
        for (std::size_t i = 0; i < before; ++i)
            if (d.set.rules[i].raise && d.set.rules[i].after <= rule.after &&
                d.set.rules[i].after >= latest)
                stands = *d.set.rules[i].raise, latest = d.set.rules[i].after;
        value = std::clamp(stands + value, 0, 1'000'000);
    }
    rule.raise = std::max(0, value);
}

constexpr Known<RulesDraft> rule_options[] = {{"penaltychange", penalty_change}};

}  // namespace

void read_queue_rules(const Conf& conf, Draft& draft) {
    for (const ConfSection& section : conf.sections) {
        if (section.is_template) continue;
        if (same_word(section.name, "general")) {
            for (const Option& option : section.options) {
                if (!same_word(option.name, "realtime_rules"))
                    draft.notes.add(NoteCode::unknown_option, ImportReason::unknown, option);
                else if (yes(option, draft.notes))
                    draft.notes.add(NoteCode::no_equal, ImportReason::realtime, option);
            }
            continue;
        }
        const auto [it, fresh] =
            draft.rules.try_emplace(lower_ascii(section.name), RuleSet{section.place, {}, false});
        if (!fresh) {
            draft.notes.add(
                NoteCode::skipped, ImportReason::section_again, section.place, {}, {},
                {{"first", it->second.place.file + ':' + std::to_string(it->second.place.line)},
                 {"options", std::to_string(section.options.size())}});
            continue;
        }
        RulesDraft rules{it->second, draft.notes};
        for (const Option& option : section.options)
            if (const auto* known = find_option(rule_options, option.name))
                known->apply(rules, option);
            else
                draft.notes.add(NoteCode::unknown_option, ImportReason::unknown, option);
        std::stable_sort(
            it->second.rules.begin(), it->second.rules.end(),
            [](const PenaltyRule& a, const PenaltyRule& b) { return a.after < b.after; });
        if (it->second.rules.size() <= rules_max) continue;
        it->second.rules.resize(rules_max);
        draft.notes.add(NoteCode::bad_value, ImportReason::too_many, section.place, {}, {},
                        {{"used", std::to_string(rules_max)}});
    }
}

std::vector<std::string> known_rule_options() {
    auto names = names_of(rule_options);
    names.push_back("realtime_rules");
    return names;
}

}  // namespace ol::importer
