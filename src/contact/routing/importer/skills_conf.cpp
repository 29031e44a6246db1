// Wazo's queueskills.conf ("[agent-7]" and "english = 75") and queueskillrules.conf
// ("rule => WT < 60, english > 50"): levels and steps of A13.
#include <algorithm>

#include "contact/routing/importer/asterisk.hpp"
#include "contact/routing/skills.hpp"
#include "platform/base/text.hpp"

namespace ol::importer {

namespace {

constexpr std::size_t steps_max = 16, skills_max = 1000;

/// "WT < 60" -> 60; nothing when it is no such condition.
std::optional<int> waited_less_than(std::string_view condition) {
    condition = trim(condition);
    if (!same_word(condition.substr(0, 2), "WT")) return std::nullopt;
    condition = trim(condition.substr(2));
    if (!condition.starts_with('<')) return std::nullopt;
    condition = trim(condition.substr(1));
    if (condition.empty() || condition.size() > 6) return std::nullopt;
    int value = 0;
    for (const char c : condition) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

struct Steps {
    std::vector<routing::SkillStep> list;
    int until_s = 0;
    bool endless = false;
};

void read_step(const Option& line, Steps& steps, Notes& notes) {
    const auto comma = line.value.find(',');
    const bool timed = comma != line.value.npos;
    const auto until = timed ? waited_less_than(line.value.substr(0, comma)) : std::nullopt;
    const std::string text(trim(std::string_view(line.value).substr(timed ? comma + 1 : 0)));
    if ((timed && !until) || text.find('$') != text.npos)
        return notes.add(NoteCode::no_equal, ImportReason::dynamic_skills, line);
    const auto parsed = routing::Expression::parse(text);
    if (!parsed)
        return notes.add(NoteCode::bad_value, ImportReason::skills_unreadable, line,
                         {{"detail", parsed.error().detail}});
    if (steps.endless || (until && *until <= steps.until_s))  // nobody ever comes to it
        return notes.add(NoteCode::bad_value, ImportReason::out_of_range, line, {{"used", "-"}});
    if (steps.list.size() >= steps_max)
        return notes.add(NoteCode::bad_value, ImportReason::too_many, line,
                         {{"used", std::to_string(steps_max)}});
    steps.list.push_back({until ? seconds(*until - steps.until_s) : Ms{0}, text});
    steps.until_s = until.value_or(steps.until_s);
    steps.endless = !until;
}

bool first_of_name(const ConfSection& section, std::map<std::string, Place>& known, Notes& notes) {
    const auto [it, fresh] = known.try_emplace(section.name, section.place);
    if (!fresh)
        notes.add(NoteCode::skipped, ImportReason::section_again, section.place, {}, {},
                  {{"first", it->second.file + ':' + std::to_string(it->second.line)},
                   {"options", std::to_string(section.options.size())}});
    return fresh;
}

}  // namespace

void read_skills(const Conf& conf, Draft& draft) {
    std::map<std::string, Place> known;
    for (const ConfSection& section : conf.sections) {
        if (section.is_template || !first_of_name(section, known, draft.notes)) continue;
        SkillSet set{section.place, {}, false};
        for (const Option& option : effective(section, {}, draft.notes))
            if (set.skills.size() < skills_max)
                set.skills.push_back({option.name, number_of(option, 0, draft.notes)});
            else
                draft.notes.add(NoteCode::bad_value, ImportReason::too_many, option,
                                {{"used", std::to_string(skills_max)}});
        draft.skills.try_emplace(section.name, std::move(set));
    }
}

void read_skill_rules(const Conf& conf, Draft& draft) {
    std::map<std::string, Place> known;
    for (const ConfSection& section : conf.sections) {
        if (section.is_template || !first_of_name(section, known, draft.notes)) continue;
        Steps steps;
        for (const Option& option : section.options)
            if (same_word(option.name, "rule"))
                read_step(option, steps, draft.notes);
            else
                draft.notes.add(NoteCode::unknown_option, ImportReason::unknown, option);
        if (!steps.list.empty() && !steps.endless) {
            steps.list.back().lasts = Ms{0};
            draft.notes.add(NoteCode::changed, ImportReason::last_step_endless, section.place, {},
                            {}, {{"seconds", std::to_string(steps.until_s)}});
        }
        draft.notes.add(NoteCode::outside, ImportReason::queue_call, section.place, "rule");
        draft.out.skill_rules.push_back({section.name, std::move(steps.list)});
    }
}

}  // namespace ol::importer
