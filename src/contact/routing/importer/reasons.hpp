#pragma once
// Why a line of a foreign configuration is mentioned. Codes only: the desk and the command line
// have the words.
#include <boost/describe.hpp>

namespace ol::importer {

/// What became of the line. no_equal: we have no such thing. changed: it works, but differently.
/// outside: it is set in another place of ours (prompts, recording, flows). no_effect: it did
/// nothing there either, or does nothing as long as another option stands so. The rest: the line
/// could not be taken as it stands.
enum class NoteCode {
    no_equal,
    changed,
    outside,
    no_effect,
    unknown_option,
    bad_value,
    repeated,
    not_read,
    skipped,
    unmatched
};
BOOST_DESCRIBE_ENUM(NoteCode, no_equal, changed, outside, no_effect, unknown_option, bad_value,
                    repeated, not_read, skipped, unmatched)

enum class ImportReason {
    // changed
    never_called_first,    // leastrecent: trap 5
    newcomer_at_minimum,   // fewest calls: A9h
    order_of_file,         // rrmemory: the peer's order is that of a hash table
    rings_long,            // timeout = 0
    retry_default,         // retry = 0 means the default there
    weight_only_servable,  // trap 7
    wrap_up_everywhere,    // wrapuptime without shared_lastcall; trap 12
    busy_never_rung,       // ringinuse = yes
    order_defined,         // force_longest_waiting_caller = no
    estimate_of_rest,      // trap 1
    rounds_up,
    periodic_from_start,
    not_while_ringing,  // A24
    rule_same_moment,   // trap 6
    rule_in_two_steps,
    raise_keeps_window,  // trap 10
    last_step_endless,   // A13
    always_kept,         // persistentmembers = no
    own_phone_watched,
    lone_operator,  // A23: asked once, then overflow
    accepted_in_desk,
    first_tier_at_once,  // trap 8
    break_is_absent,     // trap 8
    from_queue_entry,    // time-base-score = system
    per_queue,           // a setting of agents there, of queues here
    silent_until_ready,  // agent-no-answer-status
    always_reserved,     // A8
    browser_line_open,   // uuid-standby
    // no_equal
    whisper,
    connect_delay,
    channel_variables,
    dialplan_code,
    busy_not_paused,
    ring_not_restarted,
    random_order,
    realtime,
    signs_in_herself,
    phone_login,
    password,
    dynamic_skills,  // EWT, $variables of the dialplan
    // outside
    prompts,
    music,
    recording,
    service_level,
    queue_log,
    queue_call,  // arguments of Queue() in the dialplan
    database,
    events,
    keys,
    phone_address,
    // no_effect
    tier_rules_off,
    announcements_off,
    resume_off,
    acknowledge_off,
    reserved,
    // unknown_option
    unknown,
    // bad_value
    not_a_number,
    not_yes_or_no,
    not_a_choice,
    out_of_range,
    empty,
    too_many,
    rule_unknown,
    skills_unreadable,
    queue_unknown,
    agent_unknown,
    not_utf8,
    // repeated
    overridden,
    member_again,
    // not_read
    include_not_given,
    include_too_deep,
    command,
    preprocessor,
    variable,
    // skipped
    line_too_long,
    no_equals_sign,
    no_section,
    bad_section,
    section_again,
    template_unused,
    template_unknown,
    name_missing,
    other_configuration,
    rule_unused,
    // unmatched
    nobody,
    ambiguous,
    same_person
};
// More than BOOST_DESCRIBE_ENUM takes at once.
// clang-format off
BOOST_DESCRIBE_ENUM_BEGIN(ImportReason)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, never_called_first)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, newcomer_at_minimum)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, order_of_file)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, rings_long)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, retry_default)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, weight_only_servable)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, wrap_up_everywhere)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, busy_never_rung)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, order_defined)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, estimate_of_rest)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, rounds_up)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, periodic_from_start)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, not_while_ringing)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, rule_same_moment)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, rule_in_two_steps)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, raise_keeps_window)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, last_step_endless)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, always_kept)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, own_phone_watched)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, lone_operator)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, accepted_in_desk)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, first_tier_at_once)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, break_is_absent)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, from_queue_entry)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, per_queue)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, silent_until_ready)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, always_reserved)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, browser_line_open)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, whisper)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, connect_delay)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, channel_variables)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, dialplan_code)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, busy_not_paused)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, ring_not_restarted)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, random_order)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, realtime)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, signs_in_herself)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, phone_login)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, password)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, dynamic_skills)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, prompts) BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, music)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, recording)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, service_level)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, queue_log)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, queue_call)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, database) BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, events)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, keys)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, phone_address)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, tier_rules_off)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, announcements_off)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, resume_off)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, acknowledge_off)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, reserved) BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, unknown)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, not_a_number)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, not_yes_or_no)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, not_a_choice)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, out_of_range)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, empty) BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, too_many)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, rule_unknown)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, skills_unreadable)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, queue_unknown)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, agent_unknown)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, not_utf8)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, overridden)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, member_again)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, include_not_given)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, include_too_deep)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, command)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, preprocessor)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, variable)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, line_too_long)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, no_equals_sign)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, no_section)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, bad_section)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, section_again)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, template_unused)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, template_unknown)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, name_missing)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, other_configuration)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, rule_unused)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, nobody) BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, ambiguous)
BOOST_DESCRIBE_ENUM_ENTRY(ImportReason, same_person)
BOOST_DESCRIBE_ENUM_END(ImportReason)
// clang-format on

}  // namespace ol::importer
