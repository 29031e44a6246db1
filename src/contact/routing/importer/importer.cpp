#include "contact/routing/importer/importer.hpp"

#include <algorithm>

#include "contact/routing/importer/asterisk.hpp"
#include "contact/routing/importer/callcenter.hpp"
#include "platform/base/text.hpp"

namespace ol::importer {

namespace {

constexpr std::size_t all_bytes_max = 16u << 20, includes_max = 10'000;

enum class Kind { rules, skills, skill_rules, queues, agents, callcenter };

/// By the name, else XML by its first sign.
std::optional<Kind> kind_of(const ImportFile& file) {
    const auto slash = file.name.find_last_of("/\\");
    const std::string name = lower_ascii(file.name.substr(slash == file.name.npos ? 0 : slash + 1));
    if (name.ends_with(".xml") || trim(file.text.substr(0, 1000)).starts_with('<'))
        return Kind::callcenter;
    if (name.starts_with("queueskillrules")) return Kind::skill_rules;
    if (name.starts_with("queueskills")) return Kind::skills;
    if (name.starts_with("queuerules")) return Kind::rules;
    if (name.starts_with("agents")) return Kind::agents;
    if (name.starts_with("queues")) return Kind::queues;
    return std::nullopt;
}

Error at(const char* code, const std::string& place, std::string detail) {
    return invalid(code, place, std::move(detail));
}

struct Sorted {
    std::vector<ImportFile> callcenter;
    std::vector<std::pair<Kind, const ImportFile*>> asterisk;  // those nobody includes
};

Result<Sorted> sorted(const std::vector<ImportFile>& files) {
    if (files.empty()) return at("import.no_files", "", "Give at least one configuration file.");
    if (files.size() > files_max)
        return at("import.too_many_files", "", "At most 256 files can be imported at once.");
    std::vector<std::string> included;
    std::size_t bytes = 0;
    for (const ImportFile& file : files) {
        bytes += file.text.size();
        if (bytes > all_bytes_max)
            return at("import.file_too_large", file.name,
                      "All files together have at most 16 MiB.");
        if (file.text.size() > file_bytes_max)
            return at("import.file_too_large", file.name,
                      "A configuration file has at most 4 MiB.");
        if (kind_of(file) == Kind::callcenter) continue;
        for (std::string& name : included_names(file))
            if (included.size() < includes_max) included.push_back(std::move(name));
    }
    Sorted out;
    for (const ImportFile& file : files) {
        const auto kind = kind_of(file);
        const bool elsewhere =
            kind != Kind::callcenter &&
            std::any_of(included.begin(), included.end(),
                        [&](const std::string& name) { return name_fits(name, file.name); });
        if (elsewhere) continue;
        if (!kind)
            return at("import.kind_unknown", file.name,
                      "What kind of file this is follows from its name: queues*.conf, "
                      "queuerules*.conf, agents*.conf, queueskills*.conf, queueskillrules*.conf or "
                      "*.xml; a file that another one includes "
                      "may be called anything.");
        if (*kind == Kind::callcenter)
            out.callcenter.push_back(file);
        else
            out.asterisk.emplace_back(*kind, &file);
    }
    if (!out.callcenter.empty() && !out.asterisk.empty())
        return at(
            "import.mixed_kinds", out.callcenter.front().name,
            "Import Asterisk's files and FreeSWITCH's one after the other: their rules between "
            "queues differ.");
    return out;
}

/// What no line says, once for an import.
void general_notes(Draft& draft, const std::string& file) {
    const Place nowhere{file, 0, {}};
    draft.notes.add(NoteCode::outside, ImportReason::queue_call, nowhere, "Queue()");
    draft.notes.add(NoteCode::changed, ImportReason::lone_operator, nowhere);
    if (draft.ring_in_use_by_default)
        draft.notes.add(NoteCode::changed, ImportReason::busy_never_rung, nowhere, "ringinuse",
                        "yes");
    for (const auto& [name, rules] : draft.rules)
        if (!rules.used)
            draft.notes.add(NoteCode::no_effect, ImportReason::rule_unused, rules.place);
    for (const auto& [name, skills] : draft.skills)
        if (!skills.used)
            draft.notes.add(NoteCode::no_effect, ImportReason::rule_unused, skills.place, "skills");
}

Result<Imported> read_asterisk(const Sorted& sorted, const std::vector<ImportFile>& files) {
    Draft draft;
    // Rules and skills before the queues that name them, agents after the members that speak of
    // them.
    for (const Kind kind :
         {Kind::rules, Kind::skills, Kind::skill_rules, Kind::queues, Kind::agents})
        for (const auto& [is, file] : sorted.asterisk) {
            if (is != kind) continue;
            const auto conf = read_conf(*file, files, draft.notes);
            if (!conf) return conf.error();
            if (kind == Kind::rules) read_queue_rules(*conf, draft);
            if (kind == Kind::skills) read_skills(*conf, draft);
            if (kind == Kind::skill_rules) read_skill_rules(*conf, draft);
            if (kind == Kind::queues) read_queues(*conf, draft);
            if (kind == Kind::agents) read_agents(*conf, draft);
            if (!draft.fault.code.empty()) return draft.fault;
        }
    if (!sorted.asterisk.empty() && !draft.out.queues.empty())
        general_notes(draft, sorted.asterisk.front().second->name);
    draft.out.notes = draft.notes.take();
    return std::move(draft.out);
}

}  // namespace

Result<Imported> import_queues(const std::vector<ImportFile>& files,
                               const std::vector<KnownPerson>& people) {
    const auto order = sorted(files);
    if (!order) return order.error();
    auto imported = order->callcenter.empty() ? read_asterisk(*order, files)
                                              : read_callcenter(order->callcenter);
    if (!imported) return imported.error();
    match(*imported, people);
    if (imported->notes.size() >= notes_max)
        return at(
            "import.too_many_notes", files.front().name,
            "There are over 50,000 things to say about these files; import fewer at once, and "
            "check that they are configuration files.");
    if (imported->queues.empty() && imported->agents.empty())
        return at("import.no_queues", files.front().name,
                  "There is no queue in these files; give queues.conf or callcenter.conf.xml.");
    return imported;
}

std::map<std::string, std::vector<std::string>> known_options() {
    auto known = known_callcenter_options();
    known["queues.conf"] = known_queue_options();
    known["queues.conf [general]"] = known_general_options();
    known["queues.conf member"] = known_member_parts();
    known["queuerules.conf"] = known_rule_options();
    known["queueskillrules.conf"] = {"rule"};
    known["agents.conf"] = known_agent_options();
    return known;
}

}  // namespace ol::importer
