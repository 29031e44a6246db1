#pragma once
// What goes into and comes out of the line. Plain data; every field is decided by the shell before
// the core sees it.
#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

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

BOOST_DESCRIBE_ENUM(Channel, call, task, chat, letter)
BOOST_DESCRIBE_ENUM(Exit, answered, abandoned, timeout, overflow, key_exit, callback, empty, full,
                    withdrawn, system_fail, closed)
BOOST_DESCRIBE_ENUM(OfferFailure, no_answer, declined, busy, unreachable, caller_left, lost_race,
                    connect_failed)
BOOST_DESCRIBE_ENUM(AgentState, signed_out, paused, ready, reserved, talking, wrap_up,
                    not_responding)

/// The reasons a human may read; told in his language from code + params (never text in the core).
/// Why this agent: "longest_idle" {idle_ms, of}, "only_one_ready" {idle_ms}.
/// Why a contact waits: "no_one_signed_in", "everyone_busy", "after_refusal", "all_unreachable",
/// "all_not_responding", "all_paused", each with {of: signed in}; "excluded_after_no_answer",
/// "excluded" with {of: free agents}.
struct Reason {
    std::string code;
    std::vector<std::pair<std::string, std::string>> params;  // {"idle_ms","41000"}, {"of","3"}
    friend bool operator==(const Reason&, const Reason&) = default;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (code, params))

struct QueueConfig {
    QueueId id;
    std::string name;
    Ms ring_timeout{20000};
    Ms max_wait{0};  // 0 = no limit; then Exit::timeout. Counted from the start of the visit, not
                     // from its kept age
    int max_waiting = 0;  // 0 = no limit; else Exit::full at join (A5)
    Ms wrap_up{30000};    // A20
    Ms wrap_up_extend_max{120000};
    int no_answer_max = 1;  // consecutive no-answers until not_responding (A18)
    Ms no_answer_delay{15000}, reject_delay{10000}, busy_delay{60000}, unreachable_delay{5000};
    Ms no_agent_exit{0};  // nobody signed in for so long -> Exit::empty; 0 = stay
    /// A contact that has been offered to everyone signed in, this many rounds, leaves with
    /// Exit::overflow (voicemail or call-back by the shop's setting) instead of looping; a lone
    /// operator: after one round. 0 = no limit.
    int rounds_max = 3;
    std::vector<PersonId> members;
    std::int64_t version = 1;
    friend bool operator==(const QueueConfig&, const QueueConfig&) = default;
};
BOOST_DESCRIBE_STRUCT(QueueConfig, (),
                      (id, name, ring_timeout, max_wait, max_waiting, wrap_up, wrap_up_extend_max,
                       no_answer_max, no_answer_delay, reject_delay, busy_delay, unreachable_delay,
                       no_agent_exit, rounds_max, members, version))

// ---- events (facts from the shell; ids minted there) ----
/// an older version than the standing one is ignored
struct QueueConfigured {
    QueueConfig queue;
};
/// who waits there leaves with Exit::withdrawn
struct QueueRemoved {
    QueueId queue;
};
struct ContactQueued {
    ContactId contact;
    QueueId queue;
    Channel channel = Channel::call;
    int priority = 0;                // higher goes first; FIFO within equal priority (A1)
    Time entered_at{};               // may lie before now: age kept (A3: call-back, lost operator)
    std::vector<PersonId> excluded;  // never offered to these
    bool at_head = false;            // operator vanished: goes first, never refused as full
};
/// caller hung up, withdrawn, key, call-back taken
struct ContactLeft {
    ContactId contact;
    Exit exit = Exit::abandoned;
};
/// reserved for live change; no effect when absent
struct ContactResumed {
    ContactId contact;
};
/// paused until ready
struct AgentSignedIn {
    PersonId agent;
};
/// in talk: after the talk, without wrap-up
struct AgentSignedOut {
    PersonId agent;
};
/// also ends not_responding and wrap-up
struct AgentReady {
    PersonId agent;
};
/// "finish and leave" waits for the end
struct AgentPaused {
    PersonId agent;
    std::string reason;
    bool after_contact = false;
};
/// phone registered / browser leg up
struct AgentReachable {
    PersonId agent;
    bool reachable = true;
};
/// she answered: clock of SL stops here
struct OfferAccepted {
    ContactId contact;
    PersonId agent;
};
struct OfferRefused {
    ContactId contact;
    PersonId agent;
    OfferFailure cause = OfferFailure::declined;
};
/// media joined; must follow OfferAccepted within the lease
struct ContactConnected {
    ContactId contact;
    PersonId agent;
};
/// talk over; wrap-up starts
struct ContactDone {
    ContactId contact;
    PersonId agent;
    bool wrap_up = true;
};
/// she saved the wrap-up
struct WrapUpEnded {
    PersonId agent;
};
struct WrapUpExtended {
    PersonId agent;
    Ms by{60000};
};
struct TimerDue {};  // the shell woke us at the asked time

BOOST_DESCRIBE_STRUCT(QueueConfigured, (), (queue))
BOOST_DESCRIBE_STRUCT(QueueRemoved, (), (queue))
BOOST_DESCRIBE_STRUCT(ContactQueued, (),
                      (contact, queue, channel, priority, entered_at, excluded, at_head))
BOOST_DESCRIBE_STRUCT(ContactLeft, (), (contact, exit))
BOOST_DESCRIBE_STRUCT(ContactResumed, (), (contact))
BOOST_DESCRIBE_STRUCT(AgentSignedIn, (), (agent))
BOOST_DESCRIBE_STRUCT(AgentSignedOut, (), (agent))
BOOST_DESCRIBE_STRUCT(AgentReady, (), (agent))
BOOST_DESCRIBE_STRUCT(AgentPaused, (), (agent, reason, after_contact))
BOOST_DESCRIBE_STRUCT(AgentReachable, (), (agent, reachable))
BOOST_DESCRIBE_STRUCT(OfferAccepted, (), (contact, agent))
BOOST_DESCRIBE_STRUCT(OfferRefused, (), (contact, agent, cause))
BOOST_DESCRIBE_STRUCT(ContactConnected, (), (contact, agent))
BOOST_DESCRIBE_STRUCT(ContactDone, (), (contact, agent, wrap_up))
BOOST_DESCRIBE_STRUCT(WrapUpEnded, (), (agent))
BOOST_DESCRIBE_STRUCT(WrapUpExtended, (), (agent, by))
BOOST_DESCRIBE_STRUCT(TimerDue, (), ())

using Event = std::variant<QueueConfigured, QueueRemoved, ContactQueued, ContactLeft,
                           ContactResumed, AgentSignedIn, AgentSignedOut, AgentReady, AgentPaused,
                           AgentReachable, OfferAccepted, OfferRefused, ContactConnected,
                           ContactDone, WrapUpEnded, WrapUpExtended, TimerDue>;

// ---- commands (the shell performs, never decides) ----
struct OfferContact {
    ContactId contact;
    PersonId agent;
    QueueId queue;
    Time expires_at{};
    Reason why;
    int attempt = 1;
};
/// stop ringing her, drop her leg
struct CancelOffer {
    ContactId contact;
    PersonId agent;
    OfferFailure cause = OfferFailure::caller_left;
};
/// one per visit, also answered
struct LeaveQueue {
    ContactId contact;
    QueueId queue;
    Exit exit = Exit::timeout;
    Ms waited{0};
    int position = 0;
};
struct AgentChanged {
    PersonId agent;
    AgentState state = AgentState::signed_out;
    std::string reason;  // paused: hers; ready: why held back until `until`; reserved: "joining"
    Time since{};
    std::optional<Time> until;
    std::optional<ContactId> contact;
    bool reachable = false;
    bool finishing = false;  // leaves after this contact ("finish and leave")
};
/// post TimerDue then; only the earliest asked matters
struct StartTimer {
    Time at{};
};
/// why this agent / why still waiting (agent 0)
struct Explain {
    ContactId contact;
    PersonId agent;
    Reason reason;
};
/// queue_log-like record (A29) for the journal and the figures. Verbs: enter, offer, ring_cancel,
/// no_answer, declined, busy, unreachable, lost_race, connect_failed, connect, complete, abandon,
/// timeout, overflow, key, callback, empty, full, withdraw, system_fail, login, logoff, pause,
/// unpause, not_responding, add_member, remove_member, config, remove_queue, ignored (info says why
/// an event had no effect).
struct Record {
    std::string verb;
    ContactId contact;
    QueueId queue;
    PersonId agent;
    Ms wait{0};  // since entered_at until answered or left
    Ms ring{0};
    Ms talk{0};
    int position = 0;
    std::string info;
    int entered_position = 0;
};

using Command =
    std::variant<OfferContact, CancelOffer, LeaveQueue, AgentChanged, StartTimer, Explain, Record>;

/// What the board shows; taken between two events. Waiting: by queue id, then in order of service.
struct WaitingView {
    ContactId contact;
    QueueId queue;
    Channel channel = Channel::call;
    Time entered_at{};
    int position = 0;
    std::optional<PersonId> ringing;
    Reason why_waiting;  // empty code while it rings
};
struct AgentView {
    PersonId agent;
    AgentState state = AgentState::signed_out;
    std::string reason;
    Time since{};
    std::optional<Time> until;
    std::optional<ContactId> contact;
    bool reachable = false;
    bool finishing = false;
};
struct View {
    std::vector<WaitingView> waiting;
    std::vector<AgentView> agents;
};

}  // namespace ol::routing
