#pragma once
// What the readers of Asterisk's files share.
#include "contact/routing/importer/conf.hpp"
#include "contact/routing/importer/people.hpp"

namespace ol::importer {

/// queuerules.conf: a list of changes by name (lower case).
struct RuleSet {
    Place place;
    std::vector<routing::PenaltyRule> rules;
    bool used = false;
};
using RuleSets = std::map<std::string, RuleSet>;

/// queueskills.conf: the levels that a member's line speaks of as "agent-7".
struct SkillSet {
    Place place;
    std::vector<routing::Skill> skills;
    bool used = false;
};

/// queues.conf [general]: holds for every queue.
struct General {
    bool autofill = false, shared_lastcall = false, negative_signs_out = false;
};

/// An import of Asterisk's files in the making.
struct Draft {
    Imported out;
    Notes notes;
    Agents agents{out.agents};
    RuleSets rules;
    std::map<std::string, SkillSet> skills;  // by name
    General general;
    std::map<std::string, Place> queue_places;  // by name
    Error fault;
    bool ring_in_use_by_default = false;

    Draft() = default;
    Draft(const Draft&) = delete;
    void fail(const char* code, const Place& place, std::string detail);
};

/// A row of a table of options: what the option does to `Target`.
template <class Target>
struct Known {
    std::string_view name;
    void (*apply)(Target&, const Option&);
};
template <class Target, std::size_t n>
const Known<Target>* find_option(const Known<Target> (&table)[n], std::string_view name) {
    for (const Known<Target>& known : table)
        if (same_word(known.name, name)) return &known;
    return nullptr;
}
template <class Target, std::size_t n>
std::vector<std::string> names_of(const Known<Target> (&table)[n]) {
    std::vector<std::string> names;
    for (const Known<Target>& known : table) names.emplace_back(known.name);
    return names;
}

void read_queue_rules(const Conf& conf, Draft& draft);
void read_skills(const Conf& conf, Draft& draft);
void read_skill_rules(const Conf& conf, Draft& draft);
void read_queues(const Conf& conf, Draft& draft);
void read_agents(const Conf& conf, Draft& draft);
void read_members(const std::vector<Option>& lines, ImportedQueue& queue, Draft& draft);

std::vector<std::string> known_queue_options();
std::vector<std::string> known_general_options();
std::vector<std::string> known_member_parts();
std::vector<std::string> known_rule_options();
std::vector<std::string> known_agent_options();

}  // namespace ol::importer
