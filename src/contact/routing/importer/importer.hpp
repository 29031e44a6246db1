#pragma once
// The public header of the importer: queues of Asterisk (queues.conf, queuerules.conf, agents.conf,
// and queueskills.conf, queueskillrules.conf of Wazo) and FreeSWITCH (callcenter.conf.xml) become
// ours; what has no equal is a note. Pure: texts in, values out; nothing is executed, fetched or
// opened.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contact/routing/importer/reasons.hpp"
#include "contact/routing/types.hpp"
#include "platform/base/result.hpp"

namespace ol::importer {

using routing::AgentConfig;
using routing::Membership;
using routing::QueueConfig;
using routing::RouterConfig;

inline constexpr std::size_t file_bytes_max = 4u << 20, files_max = 256;
inline constexpr std::size_t line_bytes_max = 8190;  // as Asterisk: a longer line is skipped
inline constexpr std::size_t queues_max = 5'000, members_max = 5'000, agents_max = 20'000;
inline constexpr std::size_t lines_max = 200'000, options_max = 100'000, notes_max = 50'000;
inline constexpr int include_depth_max = 16, xml_depth_max = 32;

/// A file as it was given. The kind follows from the name (queues*.conf, queuerules*.conf,
/// agents*.conf, queueskills*.conf, queueskillrules*.conf, *.xml); a file that another one includes
/// may be called anything.
struct ImportFile {
    std::string name, text;
};
BOOST_DESCRIBE_STRUCT(ImportFile, (), (name, text))

/// Somebody that a reference may mean: by login, else extension, else name when only one has it.
struct KnownPerson {
    PersonId person;
    std::string login, extension, name;
};
BOOST_DESCRIBE_STRUCT(KnownPerson, (), (person, login, extension, name))

/// One line of the report. `section` is the queue, agent or rule; line 0 = something that no line
/// says (a default of the peer that differs, what stands in its dialplan). `params`: what the words
/// need, for example {"used": "5"}. A password is never in `value`.
struct ImportNote {
    NoteCode code = NoteCode::unknown_option;
    ImportReason reason = ImportReason::unknown;
    std::string file;
    int line = 0;
    std::string section, option, value;
    std::map<std::string, std::string> params;
    friend bool operator==(const ImportNote&, const ImportNote&) = default;
};
BOOST_DESCRIBE_STRUCT(ImportNote, (), (code, reason, file, line, section, option, value, params))

/// Who serves a queue, on which terms. `terms.agent` is 0 while nobody was found for `reference`.
struct ImportedMember {
    std::string reference;
    Membership terms;
    std::string file;
    int line = 0;
};
BOOST_DESCRIBE_STRUCT(ImportedMember, (), (reference, terms, file, line))

/// `config.memberships` holds the members that were matched to people; `config.id` counts from 1,
/// whoever saves it gives it an id of her own (nothing in an import refers to a queue by id).
struct ImportedQueue {
    std::string file;
    int line = 0;
    QueueConfig config;
    std::vector<ImportedMember> members;
};
BOOST_DESCRIBE_STRUCT(ImportedQueue, (), (file, line, config, members))

/// `reference` as the members have it ("PJSIP/anna", "1000@default"); `keys` are what a login or an
/// extension may be, best first. `config.agent` is 0 while nobody was found.
struct ImportedAgent {
    std::string reference, name;
    std::vector<std::string> keys;
    AgentConfig config;
};
BOOST_DESCRIBE_STRUCT(ImportedAgent, (), (reference, name, keys, config))

/// A rule set of queueskillrules.conf. Which one holds is said by the dialplan with each call, so
/// none is in a queue yet: choose one as the queue's `skill_steps`.
struct ImportedSkillRule {
    std::string name;
    std::vector<routing::SkillStep> steps;
};
BOOST_DESCRIBE_STRUCT(ImportedSkillRule, (), (name, steps))

struct Imported {
    RouterConfig router;
    std::vector<ImportedQueue> queues;
    std::vector<ImportedAgent> agents;
    std::vector<ImportedSkillRule> skill_rules;
    std::vector<ImportNote> notes;
};
BOOST_DESCRIBE_STRUCT(Imported, (), (router, queues, agents, skill_rules, notes))

/// What POST /queue-imports and `orderline import-queues` call. Queues come in the order of the
/// files, notes by file and line. Errors (nothing was imported): import.no_files,
/// import.too_many_files, import.file_too_large, import.kind_unknown, import.mixed_kinds,
/// import.no_queues, import.too_many_queues, import.too_many_members, import.too_many_agents,
/// import.too_many_lines, import.too_many_options, import.too_many_notes, import.xml_syntax,
/// import.xml_too_deep, import.xml_doctype; `field` is "file:line".
Result<Imported> import_queues(const std::vector<ImportFile>& files,
                               const std::vector<KnownPerson>& people = {});

/// Matches the references anew (a person was added, or the desk lets somebody choose: give the
/// reference itself as `login`). Notes `unmatched` are made anew too.
void match(Imported& imported, const std::vector<KnownPerson>& people);

/// One made-up person for each reference, ids from 1: to try an import in a scenario or the
/// simulator before the people are there.
std::vector<KnownPerson> stand_ins(const Imported& imported);

/// Every option that the importer knows by name, by place: "queues.conf", "queues.conf [general]",
/// "queues.conf member", "queuerules.conf", "agents.conf", "queueskillrules.conf", "callcenter
/// settings", "callcenter queue", "callcenter agent", "callcenter tier". For the guide and the
/// tests.
std::map<std::string, std::vector<std::string>> known_options();

}  // namespace ol::importer
