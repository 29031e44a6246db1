#pragma once
// What the line commands. The shell performs, never decides. And what the board may look at.
#include <utility>

#include "contact/routing/events.hpp"

namespace ol::routing {

/// A reason that a human may read: told in his language from code + params, never text in the core.
/// All codes stand in README.md ("Codes").
struct Reason {
    std::string code;
    std::vector<std::pair<std::string, std::string>> params;  // {"idle_ms","41000"}, {"of","3"}
    friend bool operator==(const Reason&, const Reason&) = default;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (code, params))

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
    bool finishing = false;           // leaves after this contact ("finish and leave")
    int load = 0;                     // units of 100 in hand (A30)
    std::vector<ContactId> contacts;  // all in hand, in order of id
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
/// Something to be said to a waiting buyer (A24, A25). `more_than`: "you are behind more than
/// `position`". No estimate = nothing is said about time; `soon` = "shortly".
struct Announce {
    ContactId contact;
    QueueId queue;
    Saying what = Saying::position;
    int position = 0;
    bool more_than = false;
    std::optional<Ms> estimate;
    bool soon = false;
};
/// An overflow step whose work is the shell's: play, offer_callback, offer_chat while she stays in
/// line;
/// voicemail, external, hang_up right before she leaves with Exit::overflow (A23).
struct TakeStep {
    ContactId contact;
    QueueId queue;
    StepAction action = StepAction::play;
    std::string argument;
};
/// queue_log-like record (A29) for the journal and the figures. Verbs: enter, offer, ring_cancel,
/// no_answer, declined, busy, unreachable, lost_race, connect_failed, connect, complete, abandon,
/// timeout, overflow, key, callback, empty, full, withdraw, system_fail, login, logoff, pause,
/// unpause, not_responding, add_member, remove_member, config, remove_queue, reorder, step, tier,
/// flow_out, ghost, resume, merge, penalty, membership, agent_config, emergency, all_clear,
/// estimate (wait = told, talk = actual), ignored (info says why an event had no effect). README.md
/// lists them with what each field holds.
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

using Command = std::variant<OfferContact, CancelOffer, LeaveQueue, AgentChanged, StartTimer,
                             Explain, Record, Announce, TakeStep>;

/// What the board shows; taken between two events. Waiting: by queue id, then in order of service.
struct WaitingView {
    ContactId contact;
    QueueId queue;
    Channel channel = Channel::call;
    Time entered_at{};
    int position = 0;
    std::optional<PersonId> ringing;
    Reason why_waiting;          // empty code while it rings
    std::optional<Ms> estimate;  // wait from now on (A25)
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
    int load = 0;
    std::vector<ContactId> contacts;
};
/// A25: how good the told estimates were.
struct QueueView {
    QueueId queue;
    int waiting = 0, free = 0, busy = 0, signed_in = 0;
    std::int64_t estimates = 0;
    Ms mean_error{0}, p90_error{0};
};
/// Who stands before a waiting contact, and why: sent_to_head, promoted, higher_priority
/// {"priority"}, earlier_place, waited_longer {"by_ms"}.
struct Ahead {
    ContactId contact;
    int position = 0;
    Ms waited{0};
    Reason why;
};
/// Whether an agent may take a waiting contact. `order`: among those who may, who comes first; 0 =
/// not as things stand, and `why` says the first thing in the way: not_signed_in, paused,
/// paused_here, not_responding, unreachable, leaving, excluded, tried_already, tier_closed
/// {"opens_in_ms"}, not_yet {"in_ms"}, penalty_outside, skills_missing {"skills"}, needed_at_home
/// {"queue"}, outbound_enough, held_for_other,
/// yields, not_first. Else free_now, backing_off, busy, wrapping, no_room_on_channel.
struct Prospect {
    PersonId agent;
    AgentState state = AgentState::signed_out;
    int order = 0;
    Reason why;
};
struct Prospects {
    ContactId contact;
    QueueId queue;
    bool rings = false;
    int position = 0, ahead_total = 0;
    std::optional<Ms> estimate;
    Reason why_waiting;
    std::vector<Ahead> ahead;      // the first fifty
    std::vector<Prospect> agents;  // who may, in order; then the others by id
};
struct View {
    std::vector<WaitingView> waiting;
    std::vector<AgentView> agents;
    std::vector<QueueView> queues;
};

}  // namespace ol::routing
