#pragma once
// The shapes of the room's API: a queue with its rules, what is wrong with it, its versions; what
// an operator can do; the rules over all queues; teams.
#include <utility>

#include "contact/queues/rules.hpp"
#include "contact/routing/importer/importer.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::queues {

using TeamId = Id<struct TeamTag>;

struct QueueSettings {
    QueueId id;
    ShopId shop_id;
    std::string name;
    std::int64_t version = 1;
    std::int64_t ring_timeout_ms = 20000, max_wait_ms = 0, max_waiting = 0, wrap_up_ms = 30000,
                 wrap_up_extend_max_ms = 120000, no_answer_max = 1, no_answer_delay_ms = 15000,
                 reject_delay_ms = 10000, busy_delay_ms = 60000, unreachable_delay_ms = 5000,
                 rounds_max = 3, service_level_ms = 20000, short_abandon_ms = 5000;
    std::vector<PersonId> member_ids;
    QueueRules rules;
};
BOOST_DESCRIBE_STRUCT(QueueSettings, (),
                      (id, shop_id, name, version, ring_timeout_ms, max_wait_ms, max_waiting,
                       wrap_up_ms, wrap_up_extend_max_ms, no_answer_max, no_answer_delay_ms,
                       reject_delay_ms, busy_delay_ms, unreachable_delay_ms, rounds_max,
                       service_level_ms, short_abandon_ms, member_ids, rules))
struct QueueList {
    std::vector<QueueSettings> items;
};
BOOST_DESCRIBE_STRUCT(QueueList, (), (items))

/// An error is refused at saving; a warning is let through.
enum class Severity { error, warning };
BOOST_DESCRIBE_ENUM(Severity, error, warning)

/// `field` is a path of QueueSettings: "rules.skill_steps[1]". Codes: README.md.
struct Finding {
    std::string code, field;
    std::vector<std::pair<std::string, std::string>> params;
    Severity severity = Severity::warning;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (code, field, params, severity))
/// Of the members, so many have what the expression in `field` asks.
struct SkillMatch {
    std::string field;
    int of = 0, matching = 0;
};
BOOST_DESCRIBE_STRUCT(SkillMatch, (), (field, of, matching))
struct CheckResult {
    std::vector<Finding> findings;
    std::vector<SkillMatch> skills;
};
BOOST_DESCRIBE_STRUCT(CheckResult, (), (findings, skills))

/// `before` and `after` are JSON texts; empty = the entry was not there.
struct FieldChange {
    std::string field, before, after;
};
BOOST_DESCRIBE_STRUCT(FieldChange, (), (field, before, after))
/// `changes` are those against the version before. `by_name` is empty for what the system did.
struct QueueVersion {
    std::int64_t version = 0;
    Time at{};
    std::string by_name, note;
    std::vector<FieldChange> changes;
    QueueSettings settings;
};
BOOST_DESCRIBE_STRUCT(QueueVersion, (), (version, at, by_name, note, changes, settings))
struct QueueVersions {
    std::vector<QueueVersion> items;  // newest first
};
BOOST_DESCRIBE_STRUCT(QueueVersions, (), (items))

struct AgentSkill {
    std::string name;
    int level = 100;
    friend bool operator==(const AgentSkill&, const AgentSkill&) = default;
};
BOOST_DESCRIBE_STRUCT(AgentSkill, (), (name, level))
struct AgentLimit {
    routing::Channel channel = routing::Channel::chat;
    int most = 1;
    friend bool operator==(const AgentLimit&, const AgentLimit&) = default;
};
BOOST_DESCRIBE_STRUCT(AgentLimit, (), (channel, most))
struct AgentRouting {
    PersonId person_id;
    std::string name;  // of the directory; what is sent is not looked at
    std::int64_t version = 1;
    std::vector<AgentSkill> skills;
    std::vector<AgentLimit> limits;  // not named: three chats or letters, one of others
    std::optional<std::int64_t> wrap_up_ms;
    std::optional<int> no_answer_max;
    int outbound_most = 100;  // A31: of a hundred contacts, so many may be outbound
};
BOOST_DESCRIBE_STRUCT(AgentRouting, (),
                      (person_id, name, version, skills, limits, wrap_up_ms, no_answer_max,
                       outbound_most))
struct AgentRoutingList {
    std::vector<AgentRouting> items;
};
BOOST_DESCRIBE_STRUCT(AgentRoutingList, (), (items))

struct ChannelUnits {
    routing::Channel channel = routing::Channel::call;
    int units = 100;
    std::vector<routing::Channel> beside;
    friend bool operator==(const ChannelUnits&, const ChannelUnits&) = default;
};
BOOST_DESCRIBE_STRUCT(ChannelUnits, (), (channel, units, beside))
struct RoutingSettings {
    std::int64_t version = 1;
    routing::CrossQueue cross_queue = routing::CrossQueue::priority;
    std::vector<ChannelUnits> channels;
    std::int64_t seed = 1;
};
BOOST_DESCRIBE_STRUCT(RoutingSettings, (), (version, cross_queue, channels, seed))

/// People who are put into queues together. It has no effect of its own on who is offered what.
struct Team {
    TeamId id;
    ShopId shop_id;
    std::string name;
    std::int64_t version = 1;
    std::vector<PersonId> person_ids;
};
BOOST_DESCRIBE_STRUCT(Team, (), (id, shop_id, name, version, person_ids))
struct TeamList {
    std::vector<Team> items;
};
BOOST_DESCRIBE_STRUCT(TeamList, (), (items))
/// Files of Asterisk or FreeSWITCH (contact/routing/importer). Without `apply` nothing is kept: the
/// answer shows what would be. `people` says who a reference is ("PJSIP/anna").
struct ImportPerson {
    std::string reference;
    PersonId person_id;
};
BOOST_DESCRIBE_STRUCT(ImportPerson, (), (reference, person_id))
struct QueueImportIn {
    ShopId shop_id;
    std::vector<importer::ImportFile> files;
    std::vector<ImportPerson> people;
    bool apply = false;
};
BOOST_DESCRIBE_STRUCT(QueueImportIn, (), (shop_id, files, people, apply))
struct QueueFromFile {
    std::string file;
    int line = 0;
    QueueSettings settings;
    std::vector<std::string> unmatched;  // references that nobody was found for
    std::vector<Finding> findings;
};
BOOST_DESCRIBE_STRUCT(QueueFromFile, (), (file, line, settings, unmatched, findings))
struct QueueImport {
    std::vector<QueueFromFile> queues;
    std::vector<importer::ImportNote> notes;
    bool applied = false;
};
BOOST_DESCRIBE_STRUCT(QueueImport, (), (queues, notes, applied))

struct Removed {};
BOOST_DESCRIBE_STRUCT(Removed, (), ())

}  // namespace ol::queues
