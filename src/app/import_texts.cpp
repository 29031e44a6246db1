// The words of an import in English, for the command line; the desk has its own catalogue.
#include "app/import_queues.hpp"
#include "platform/base/names.hpp"

namespace ol::app {

namespace {

using importer::ImportReason;
using importer::NoteCode;

struct Words {
    ImportReason reason;
    const char* text;
};
/// {name} stands for a parameter of the note. In the order of the reasons.
constexpr Words reason_words[] = {
    {ImportReason::never_called_first,
     "who was never called goes first, however long another has been idle"},
    {ImportReason::newcomer_at_minimum,
     "who signs in starts at the team's lowest count, not at 0, so that a newcomer "
     "is "
     "not flooded"},
    {ImportReason::order_of_file,
     "the order is that of the file; there it was that of a table in memory"},
    {ImportReason::rings_long, "a ring without end becomes one of {used} s"},
    {ImportReason::retry_default, "there too this means the default, {used} s"},
    {ImportReason::weight_only_servable,
     "a heavier queue goes first only with callers whom the free operator may serve"},
    {ImportReason::wrap_up_everywhere,
     "wrap-up holds the operator in all queues, as with shared_lastcall=yes"},
    {ImportReason::busy_never_rung, "who is in a call is never rung for another call"},
    {ImportReason::order_defined,
     "the order across queues is always defined: weight, then priority, then waiting"},
    {ImportReason::estimate_of_rest,
     "the caller hears what is left of the average wait, never a longer time than "
     "before"},
    {ImportReason::rounds_up, "the estimate is rounded up to {used} s"},
    {ImportReason::periodic_from_start,
     "counted from the start of each announcement, not from its end"},
    {ImportReason::not_while_ringing, "nothing is said while a phone rings for the caller"},
    {ImportReason::rule_same_moment,
     "a change comes when the caller has waited so long or longer, for the first in "
     "line too; there one second later"},
    {ImportReason::rule_in_two_steps,
     "one limit is relative, the other absolute: two changes of the same moment"},
    {ImportReason::raise_keeps_window,
     "rN changes the order only: who was inside the limits stays inside"},
    {ImportReason::last_step_endless,
     "the last step has no end; there the rule ended after {seconds} s"},
    {ImportReason::always_kept, "who serves a queue is always kept over a restart"},
    {ImportReason::own_phone_watched,
     "the phone that is rung is the one that is watched; used to find the person"},
    {ImportReason::lone_operator,
     "when a single operator is signed in, a caller rings at her once and then leaves by overflow "
     "(call-back or voicemail) instead of ringing on"},
    {ImportReason::accepted_in_desk, "a call is accepted in the desk, not by a key"},
    {ImportReason::first_tier_at_once,
     "the lowest level present ({level}) opens at once; there after {wait} s"},
    {ImportReason::break_is_absent,
     "a level whose people are all on break counts as empty and is passed at once"},
    {ImportReason::from_queue_entry,
     "waiting counts from the entry into the queue; a flow may bring the earlier "
     "time "
     "along"},
    {ImportReason::per_queue,
     "set for each agent there, for the queue here: the longest, {used} s, counts"},
    {ImportReason::silent_until_ready,
     "who does not answer often enough is 'not responding' until she presses Ready"},
    {ImportReason::always_reserved, "an offer always reserves the operator"},
    {ImportReason::browser_line_open,
     "the browser's line is open all the time; a desk phone is rung for each call"},
    {ImportReason::whisper,
     "nothing is played to the operator; her desk shows queue, caller and wait"},
    {ImportReason::connect_delay, "operator and caller are joined without delay"},
    {ImportReason::channel_variables,
     "there is no dialplan to read variables; use the events of the API"},
    {ImportReason::dialplan_code, "there is no dialplan to run; use the webhooks of the API"},
    {ImportReason::busy_not_paused, "who was never rung is not taken out"},
    {ImportReason::ring_not_restarted, "each operator has a ring time of her own"},
    {ImportReason::random_order, "announcements go in their order"},
    {ImportReason::realtime, "settings are not read from a database; export them into a file"},
    {ImportReason::signs_in_herself, "people sign in and take their breaks themselves"},
    {ImportReason::phone_login, "people sign in at the desk, not by phone"},
    {ImportReason::password, "passwords are not taken over; it is not shown here"},
    {ImportReason::dynamic_skills,
     "the expected wait and variables of the dialplan are not known to a step; this one was left "
     "out"},
    {ImportReason::prompts, "set in the shop's prompts"},
    {ImportReason::music, "set in the shop's music"},
    {ImportReason::recording, "set in the shop's recording"},
    {ImportReason::service_level, "set with the figures; seven service levels stand there"},
    {ImportReason::queue_log, "the journal and the audit always have this"},
    {ImportReason::queue_call,
     "what the dialplan gives with a call (longest wait, priority, penalties, rule, "
     "skills, variables) is not in these files: set it in the queue and its flow"},
    {ImportReason::database, "the centre has a database of its own"},
    {ImportReason::events, "events are always sent"},
    {ImportReason::keys, "what a key does while waiting is set in the shop's flow"},
    {ImportReason::phone_address, "the phone is set at the person"},
    {ImportReason::tier_rules_off, "without tier-rules-apply every level is open at once"},
    {ImportReason::announcements_off, "without announce-frequency nothing is said"},
    {ImportReason::resume_off, "without abandoned-resume-allowed nobody gets her place again"},
    {ImportReason::acknowledge_off, "without ackcall there is nothing to acknowledge"},
    {ImportReason::reserved, "a state of its running, not a setting"},
    {ImportReason::unknown, "not known to the importer"},
    {ImportReason::not_a_number, "not a number; {used} is used"},
    {ImportReason::not_yes_or_no, "neither yes nor no; {used} is used"},
    {ImportReason::not_a_choice, "no such choice; {used} is used"},
    {ImportReason::out_of_range, "out of range; {used} is used"},
    {ImportReason::empty, "empty"},
    {ImportReason::too_many, "too many; the first {used} count"},
    {ImportReason::rule_unknown, "no rule of this name; give queuerules.conf too"},
    {ImportReason::skills_unreadable, "the expression cannot be read: {detail}"},
    {ImportReason::queue_unknown, "its queue is not in these files"},
    {ImportReason::agent_unknown, "there is no <agent> of this name; taken with the defaults"},
    {ImportReason::not_utf8, "not UTF-8; what could not be read became a mark"},
    {ImportReason::overridden, "set again at {by}, which counts"},
    {ImportReason::member_again, "stands already at {first}; this one counts"},
    {ImportReason::include_not_given, "this file was not given; give it too and it is read here"},
    {ImportReason::include_too_deep, "a file includes itself, or 16 deep"},
    {ImportReason::command, "a command is never run; give its output as a file"},
    {ImportReason::preprocessor, "not carried out; give what it makes as a file"},
    {ImportReason::variable, "a variable whose value is not known here"},
    {ImportReason::line_too_long, "the line has over {most} bytes and was passed over"},
    {ImportReason::no_equals_sign, "not of the form name = value"},
    {ImportReason::no_section, "stands in no section"},
    {ImportReason::bad_section, "the bracket of the section is not closed"},
    {ImportReason::section_again,
     "defined already at {first}; these {options} options were passed over, as there"},
    {ImportReason::template_unused, "no section uses this template with its {options} options"},
    {ImportReason::template_unknown, "there is no such section before it"},
    {ImportReason::name_missing, "it has no name"},
    {ImportReason::other_configuration, "not the configuration of the call centre"},
    {ImportReason::rule_unused, "no queue names this rule; the dialplan may give it with a call"},
    {ImportReason::nobody, "nobody has this login or extension; choose a person for it"},
    {ImportReason::ambiguous, "several people are called so; choose one of them"},
    {ImportReason::same_person, "the same person as {other}, which counts"},
};
constexpr bool complete() {
    if (std::size(reason_words) != enum_names<ImportReason>.size()) return false;
    for (std::size_t i = 0; i < std::size(reason_words); ++i)
        if (reason_words[i].reason != enum_names<ImportReason>[i].value) return false;
    return true;
}
static_assert(complete(), "a reason without words, or out of order");

std::string filled(std::string text, const std::map<std::string, std::string>& params) {
    for (const auto& [name, value] : params) {
        const std::string mark = '{' + name + '}';
        for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + value.size()))
            text.replace(at, mark.size(), value);
    }
    return text;
}

std::string label_of(NoteCode code) {
    switch (code) {
        case NoteCode::no_equal: return "no equal";
        case NoteCode::changed: return "differs";
        case NoteCode::outside: return "set elsewhere";
        case NoteCode::no_effect: return "no effect";
        case NoteCode::unknown_option: return "unknown";
        case NoteCode::bad_value: return "not taken as written";
        case NoteCode::repeated: return "repeated";
        case NoteCode::not_read: return "not read";
        case NoteCode::skipped: return "passed over";
        case NoteCode::unmatched: return "no person yet";
    }
    return "";
}

std::string seconds(Ms time) {
    const auto ms = time.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

std::string conditions(const std::vector<routing::EmptyWhen>& list) {
    std::string out;
    for (const auto when : list) out += (out.empty() ? "" : ", ") + std::string(to_name(when));
    return out;
}

}  // namespace

std::string note_in_english(const importer::ImportNote& note) {
    std::string out = note.file;
    if (note.line > 0) out += ':' + std::to_string(note.line);
    if (!note.section.empty()) out += " [" + note.section + ']';
    out += ' ' + label_of(note.code) + ": ";
    if (!note.option.empty()) out += note.option + (note.value.empty() ? "" : " = ") + note.value;
    if (note.option.empty()) out += note.value;
    if (!note.option.empty() || !note.value.empty()) out += ": ";
    return out + filled(reason_words[static_cast<std::size_t>(note.reason)].text, note.params);
}

std::vector<std::string> queue_in_english(const importer::ImportedQueue& queue) {
    const routing::QueueConfig& c = queue.config;
    std::vector<std::string> lines;
    const auto say = [&](const char* what, std::string value) {
        if (!value.empty()) lines.push_back(std::string(what) + ": " + std::move(value));
    };
    const auto time = [&](const char* what, Ms value) {
        if (value > Ms{0}) say(what, seconds(value));
    };
    say("strategy", std::string(to_name(c.strategy)));
    time("rings", c.ring_timeout);
    time("then the caller waits", c.retry);
    time("longest wait", c.max_wait);
    if (c.max_waiting > 0) say("most waiting", std::to_string(c.max_waiting));
    time("wrap-up", c.wrap_up);
    if (c.weight != 0) say("weight", std::to_string(c.weight));
    if (c.one_at_a_time) say("offered", "only the first in line");
    if (c.no_answer_max < 1000)
        say("taken out after unanswered rings", std::to_string(c.no_answer_max));
    say("nobody may join when all are", conditions(c.join_empty));
    say("all leave when all are", conditions(c.leave_empty));
    time("all leave when nobody is signed in for", c.no_agent_exit);
    time("next tier after", c.tier_wait);
    if (!c.penalty_rules.empty()) say("penalty rules", std::to_string(c.penalty_rules.size()));
    time("place kept after hanging up", c.resume_within);
    time("position and estimate said every", c.announcements.every);
    time("announcement every", c.announcements.periodic_every);
    const auto matched = c.memberships.size();
    say("members", std::to_string(queue.members.size()) + ", of them with a person " +
                       std::to_string(matched));
    return lines;
}

}  // namespace ol::app
