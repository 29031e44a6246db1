#pragma once
// What goes into and comes out of the line. Plain data; every field is decided by the shell before the core sees it.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::routing {

enum class Channel { call, task, chat, letter };

/// How a queue visit ended: exactly one per visit (rule A28).
enum class Exit { answered, abandoned, timeout, overflow, key_exit, callback, empty, full, withdrawn, system_fail };

/// Why an offer came to nothing (rule A18); only no_answer counts towards RONA.
enum class OfferFailure { no_answer, declined, busy, unreachable, caller_left, lost_race, connect_failed };

enum class AgentState { signed_out, paused, ready, reserved, talking, wrap_up, not_responding };

/// The reasons a human may read; told in his language from code + params (never text in the core).
struct Reason {
    std::string code;  // "longest_idle", "only_one_ready", "no_one_ready", "everyone_busy", "excluded_after_no_answer"...
    std::vector<std::pair<std::string, std::string>> params;  // {"idle_ms","41000"}, {"of","3"}
    friend bool operator==(const Reason&, const Reason&) = default;
};

struct QueueConfig {
    QueueId id;
    std::string name;
    Ms ring_timeout{20000};
    Ms max_wait{0};               // 0 = no limit; then Exit::timeout
    int max_waiting = 0;           // 0 = no limit; else Exit::full at join (A5)
    Ms wrap_up{30000};             // A20
    Ms wrap_up_extend_max{120000};
    int no_answer_max = 1;         // consecutive no-answers until not_responding (A18)
    Ms no_answer_delay{15000}, reject_delay{10000}, busy_delay{60000}, unreachable_delay{5000};
    Ms no_agent_exit{0};           // nobody signed in for so long -> Exit::empty; 0 = stay
    /// A contact that has been offered to everyone signed in, this many rounds, leaves with Exit::overflow (voicemail or
    /// call-back by the shop's setting) instead of looping; a lone operator: after one round.
    int rounds_max = 3;
    std::vector<PersonId> members;
    std::int64_t version = 1;
};

// ---- events (facts from the shell; ids minted there) ----
struct QueueConfigured { QueueConfig queue; };
struct QueueRemoved    { QueueId queue; };
struct ContactQueued {
    ContactId contact;
    QueueId queue;
    Channel channel = Channel::call;
    int priority = 0;               // kept for later; FIFO within equal priority (A1)
    Time entered_at{};              // may lie before now: age kept (A3: call-back, return after a lost operator)
    std::vector<PersonId> excluded;  // never offered to these
    bool at_head = false;           // buyer whose operator vanished goes first
};
struct ContactLeft     { ContactId contact; Exit exit = Exit::abandoned; };   // caller hung up, withdrawn, key, call-back taken
struct ContactResumed  { ContactId contact; };                                 // reserved for live change; no effect when absent
struct AgentSignedIn   { PersonId agent; };                                    // paused until ready
struct AgentSignedOut  { PersonId agent; };
struct AgentReady      { PersonId agent; };                                    // also ends not_responding and wrap-up
struct AgentPaused     { PersonId agent; std::string reason; bool after_contact = false; };  // "finish and leave" waits for the end
struct AgentReachable  { PersonId agent; bool reachable = true; };             // phone registered / browser leg up
struct OfferAccepted   { ContactId contact; PersonId agent; };                 // she answered: clock of SL stops here
struct OfferRefused    { ContactId contact; PersonId agent; OfferFailure cause = OfferFailure::declined; };
struct ContactConnected{ ContactId contact; PersonId agent; };                 // media joined
struct ContactDone     { ContactId contact; PersonId agent; bool wrap_up = true; };  // talk over; wrap-up starts
struct WrapUpEnded     { PersonId agent; };                                    // she saved the wrap-up
struct WrapUpExtended  { PersonId agent; Ms by{60000}; };
struct TimerDue        {};                                                     // the shell woke us at the asked time

using Event = std::variant<QueueConfigured, QueueRemoved, ContactQueued, ContactLeft, ContactResumed, AgentSignedIn,
                           AgentSignedOut, AgentReady, AgentPaused, AgentReachable, OfferAccepted, OfferRefused,
                           ContactConnected, ContactDone, WrapUpEnded, WrapUpExtended, TimerDue>;

// ---- commands (the shell performs, never decides) ----
struct OfferContact  { ContactId contact; PersonId agent; QueueId queue; Time expires_at{}; Reason why; int attempt = 1; };
struct CancelOffer   { ContactId contact; PersonId agent; OfferFailure cause = OfferFailure::caller_left; };
struct LeaveQueue    { ContactId contact; QueueId queue; Exit exit = Exit::timeout; Ms waited{0}; int position = 0; };
struct AgentChanged  { PersonId agent; AgentState state = AgentState::signed_out; std::string reason; Time since{}; std::optional<Time> until; std::optional<ContactId> contact; };
struct StartTimer    { Time at{}; };           // post TimerDue then; only the earliest asked matters
struct Explain       { ContactId contact; PersonId agent; Reason reason; };  // why this agent / why still waiting (agent 0)
/// queue_log-like record (A29) for the journal and the figures.
struct Record        { std::string verb; ContactId contact; QueueId queue; PersonId agent; Ms wait{0}; Ms ring{0}; Ms talk{0}; int position = 0; std::string info; };

using Command = std::variant<OfferContact, CancelOffer, LeaveQueue, AgentChanged, StartTimer, Explain, Record>;

/// What the board shows; taken between two events.
struct WaitingView { ContactId contact; QueueId queue; Channel channel = Channel::call; Time entered_at{}; int position = 0; std::optional<PersonId> ringing; Reason why_waiting; };
struct AgentView   { PersonId agent; AgentState state = AgentState::signed_out; std::string reason; Time since{}; std::optional<Time> until; std::optional<ContactId> contact; bool reachable = false; };
struct View { std::vector<WaitingView> waiting; std::vector<AgentView> agents; };

}  // namespace ol::routing
