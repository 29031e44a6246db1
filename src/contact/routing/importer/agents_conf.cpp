// agents.conf: of today ([1001] with wrapuptime in ms, fullname) and up to Asterisk 11 (one section
// [agents] with "agent => id,password,name" and settings that hold for those below them).
#include <algorithm>

#include "contact/routing/importer/asterisk.hpp"
#include "platform/base/text.hpp"

namespace ol::importer {

namespace {

struct AgentDraft {
    Draft& draft;
    Notes& notes = draft.notes;
    std::vector<std::size_t> agents;  // those that the section is about
    std::optional<Ms> wrap_up;        // of [agents]: for the lines below
    bool acknowledges = false;
    std::vector<Option> with_acknowledge;  // what has no effect without ackcall
};

void none_such(AgentDraft& a, const Option& o) {
    a.notes.add(NoteCode::no_equal, ImportReason::phone_login, o);
}
void music(AgentDraft& a, const Option& o) {
    a.notes.add(NoteCode::outside, ImportReason::music, o);
}
void prompt(AgentDraft& a, const Option& o) {
    a.notes.add(NoteCode::outside, ImportReason::prompts, o);
}
void recording(AgentDraft& a, const Option& o) {
    a.notes.add(NoteCode::outside, ImportReason::recording, o);
}
void log_only(AgentDraft& a, const Option& o) {
    a.notes.add(NoteCode::outside, ImportReason::queue_log, o);
}

void wrap_up(AgentDraft& a, const Option& o) {  // in ms, unlike that of a queue
    a.wrap_up = Ms{std::max(0, number_of(o, 0, a.notes))};
    for (const std::size_t agent : a.agents) a.draft.agents[agent].config.wrap_up = a.wrap_up;
}
void full_name(AgentDraft& a, const Option& o) {
    for (const std::size_t agent : a.agents) a.draft.agents[agent].name = o.value;
}
void acknowledge(AgentDraft& a, const Option& o) {
    a.acknowledges = same_word(o.value, "always") || yes(o, a.notes);
    if (a.acknowledges) a.notes.add(NoteCode::changed, ImportReason::accepted_in_desk, o);
}
void with_acknowledge(AgentDraft& a, const Option& o) { a.with_acknowledge.push_back(o); }

/// The agents that queues speak of as this number; else a new one of that number.
std::vector<std::size_t> agents_of(Draft& draft, const std::string& number, const Place& place) {
    std::vector<std::size_t> found = draft.agents.with_key(number);
    if (!found.empty()) return found;
    if (const auto made = draft.agents.of("Agent/" + number)) return {*made};
    draft.fail("import.too_many_agents", place, "An import has at most 20,000 agents; divide it.");
    return {};
}

/// "agent => 1001,4321,Mark Spencer": the password is not kept, not even in a note.
void old_agent(AgentDraft& a, const Option& o) {
    const std::vector<std::string> words = split(o.value, ',');
    const std::string number(words.empty() ? std::string_view{} : trim(words[0]));
    Option told = o;
    told.value = number;
    if (number.empty())
        return a.notes.add(NoteCode::bad_value, ImportReason::empty, told, {{"used", "-"}});
    if (words.size() > 1 && !trim(words[1]).empty())
        a.notes.add(NoteCode::no_equal, ImportReason::password, told);
    for (const std::size_t agent : agents_of(a.draft, number, o.place)) {
        if (words.size() > 2) a.draft.agents[agent].name = std::string(trim(words[2]));
        if (a.wrap_up) a.draft.agents[agent].config.wrap_up = a.wrap_up;
    }
}

constexpr Known<AgentDraft> agent_options[] = {
    {"ackcall", acknowledge},
    {"acceptdtmf", with_acknowledge},
    {"autologoff", with_acknowledge},
    {"wrapuptime", wrap_up},
    {"musiconhold", music},
    {"recordagentcalls", recording},
    {"custom_beep", prompt},
    {"fullname", full_name},
    // up to Asterisk 11
    {"agent", old_agent},
    {"group", none_such},
    {"endcall", none_such},
    {"enddtmf", none_such},
    {"multiplelogin", none_such},
    {"persistentagents", none_such},
    {"maxlogintries", none_such},
    {"autologoffunavail", none_such},
    {"goodbye", prompt},
    {"updatecdr", log_only},
    {"recordformat", recording},
    {"urlprefix", recording},
    {"savecallsin", recording},
    {"createlink", recording},
};

void finish(AgentDraft& a) {
    for (const Option& o : a.with_acknowledge)
        if (a.acknowledges)
            a.notes.add(NoteCode::no_equal, ImportReason::accepted_in_desk, o);
        else
            a.notes.add(NoteCode::no_effect, ImportReason::acknowledge_off, o);
}

void read_section(const ConfSection& section, Draft& draft) {
    AgentDraft a{draft};
    const bool shared = same_word(section.name, "general") || same_word(section.name, "agents");
    if (!shared) a.agents = agents_of(draft, section.name, section.place);
    const auto options = shared ? section.options : effective(section, {"agent"}, draft.notes);
    for (const Option& option : options)
        if (const auto* known = find_option(agent_options, option.name))
            known->apply(a, option);
        else
            draft.notes.add(NoteCode::unknown_option, ImportReason::unknown, option);
    finish(a);
}

}  // namespace

void read_agents(const Conf& conf, Draft& draft) {
    for (const ConfSection& section : conf.sections) {
        if (!draft.fault.code.empty() || draft.notes.full()) return;
        if (!section.is_template) read_section(section, draft);
    }
}

std::vector<std::string> known_agent_options() { return names_of(agent_options); }

}  // namespace ol::importer
