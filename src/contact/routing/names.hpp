#pragma once
// The closed vocabularies of the line: channels, exits, causes, states, strategies.
#include <boost/describe.hpp>

namespace ol::routing {

enum class Channel { call, task, chat, letter };

/// How a queue visit ended: exactly one per visit (rule A28).
enum class Exit {
    answered,
    abandoned,
    timeout,
    overflow,
    key_exit,
    callback,
    empty,
    full,
    withdrawn,
    system_fail,
    closed  // the shop was closed: never in the line, told by calls
};

/// Why an offer came to nothing (rule A18); only no_answer counts towards RONA.
enum class OfferFailure {
    no_answer,
    declined,
    busy,
    unreachable,
    caller_left,
    lost_race,
    connect_failed
};

enum class AgentState { signed_out, paused, ready, reserved, talking, wrap_up, not_responding };

/// Who is chosen among the eligible of the best open tier and penalty (A9a-A9o); ties always: lower
/// position, longer idle, agent id.
enum class Strategy {
    longest_idle,
    ring_all,
    ring_progressively,
    linear,
    round_robin,
    sequential,
    least_recent,
    fewest_calls,
    least_talk,
    least_occupied,
    random,
    weighted_by_penalty,  // lowest draw of [0, (1 + penalty) * 1000)
    weighted_by_grade,    // chance in proportion to the membership's grade
    by_grade,             // highest grade, ties longest idle
    best_skill,
    spare_capacity,  // the emptiest desk first
    fill_first       // the fullest desk that still has room
};

/// What "idle" counts from (A9g).
enum class IdleSince { last_end, ready, last_start, last_inbound_end };
/// How priority orders a queue (A2): strictly, or as seconds of waiting.
enum class ScoreMode { strict, additive };
/// Which contact a freeing agent takes among her queues, after the queues' weights (A16).
enum class CrossQueue { priority, wait, score };
/// A20; asked = only when she asks for it at the end of the talk.
enum class WrapUpMode { none, asked_open, asked_timed, timed, timed_in_full, open };
/// Whether a wrap-up holds the whole agent or only the capacity of the contact that ended.
enum class WrapUpScope { agent, slot };
/// A21: a queue is empty when each member meets one of these (or there is no member).
enum class EmptyWhen { paused, penalty, inuse, ringing, unavailable, invalid, unknown, wrapup };
/// A18: what a silent phone is taken out of.
enum class RonaScope { all, queue };
/// A19: app = the ring ends with the longest wait; conf = it rings in full.
enum class RingLimit { app, conf };
/// A23.
enum class StepAction {
    add_queue,
    raise_priority,
    change_skills,
    play,
    offer_callback,
    to_queue,
    voicemail,
    external,
    hang_up,
    offer_chat
};
/// A24: whose position is told.
enum class TellPosition { no, yes, up_to, more_than };
/// A25.
enum class Estimate { no, by_waits, by_position };
/// What is said to a waiting buyer.
enum class Saying { position, estimate, periodic, emergency };

BOOST_DESCRIBE_ENUM(Channel, call, task, chat, letter)
BOOST_DESCRIBE_ENUM(Exit, answered, abandoned, timeout, overflow, key_exit, callback, empty, full,
                    withdrawn, system_fail, closed)
BOOST_DESCRIBE_ENUM(OfferFailure, no_answer, declined, busy, unreachable, caller_left, lost_race,
                    connect_failed)
BOOST_DESCRIBE_ENUM(AgentState, signed_out, paused, ready, reserved, talking, wrap_up,
                    not_responding)
BOOST_DESCRIBE_ENUM(Strategy, longest_idle, ring_all, ring_progressively, linear, round_robin,
                    sequential, least_recent, fewest_calls, least_talk, least_occupied, random,
                    weighted_by_penalty, weighted_by_grade, by_grade, best_skill, spare_capacity,
                    fill_first)
BOOST_DESCRIBE_ENUM(IdleSince, last_end, ready, last_start, last_inbound_end)
BOOST_DESCRIBE_ENUM(ScoreMode, strict, additive)
BOOST_DESCRIBE_ENUM(CrossQueue, priority, wait, score)
BOOST_DESCRIBE_ENUM(WrapUpMode, none, asked_open, asked_timed, timed, timed_in_full, open)
BOOST_DESCRIBE_ENUM(WrapUpScope, agent, slot)
BOOST_DESCRIBE_ENUM(EmptyWhen, paused, penalty, inuse, ringing, unavailable, invalid, unknown,
                    wrapup)
BOOST_DESCRIBE_ENUM(RonaScope, all, queue)
BOOST_DESCRIBE_ENUM(RingLimit, app, conf)
BOOST_DESCRIBE_ENUM(StepAction, add_queue, raise_priority, change_skills, play, offer_callback,
                    to_queue, voicemail, external, hang_up, offer_chat)
BOOST_DESCRIBE_ENUM(TellPosition, no, yes, up_to, more_than)
BOOST_DESCRIBE_ENUM(Estimate, no, by_waits, by_position)
BOOST_DESCRIBE_ENUM(Saying, position, estimate, periodic, emergency)

}  // namespace ol::routing
