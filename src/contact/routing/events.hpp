#pragma once
// Facts from the shell; ids and times are made there. Plain data.
#include <variant>

#include "contact/routing/settings.hpp"

namespace ol::routing {

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
    int priority = 0;                 // higher goes first; FIFO within equal priority (A1)
    Time entered_at{};                // may lie before now: age kept (A3: call-back, lost operator)
    std::vector<PersonId> excluded;   // never offered to these
    bool at_head = false;             // operator vanished: goes first, never refused as full
    int position = 0;                 // wanted place, 1 = next; within her own or a lower band (A1)
    std::vector<PersonId> preferred;  // owner of the open order first, then the last agent (A22)
    Ms prefer_for{0};                 // held so long for the first of them who works
    std::int64_t identity = 0;        // the buyer, over all channels; 0 = nobody we know (A26, A27)
    std::vector<SkillStep> skills;    // instead of the queue's
    std::vector<QueueId> also;        // waits in these queues too (A23)
    std::optional<Time> expires_at;   // a call-back's last moment (A26)
    bool outbound = false;
};
/// caller hung up, withdrawn, key, call-back taken
struct ContactLeft {
    ContactId contact;
    Exit exit = Exit::abandoned;
};
/// takes back a ContactDeferred
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
    bool long_break = false;  // nobody is held for her meanwhile (A22)
};
/// phone registered / browser leg up
struct AgentReachable {
    PersonId agent;
    bool reachable = true;
};
/// Her desk is open: chats and letters reach her there, also while her phone is gone.
struct AgentAtDesk {
    PersonId agent;
    bool at_desk = true;
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
    bool wrap_up_asked = false;  // she pressed for it (modes asked_open, asked_timed)
    std::string ended_by;        // "agent", "caller", "transfer"; empty = agent
};
/// she saved the wrap-up
struct WrapUpEnded {
    PersonId agent;
    ContactId contact;  // one of several; none = all of hers
};
struct WrapUpExtended {
    PersonId agent;
    Ms by{60000};
    ContactId contact;
};
struct TimerDue {};  // the shell woke us at the asked time

struct RouterConfigured {
    RouterConfig router;
};
struct AgentConfigured {
    AgentConfig agent;
};
/// One membership changes while it lives (AT5); no queue = in each of hers. A pause here stops this
/// queue only.
struct MembershipChanged {
    PersonId agent;
    QueueId queue;
    std::optional<int> penalty, tier, position, grade;
    std::optional<bool> paused;
    std::string reason;
};
/// Live change of a waiting contact (A4): effective on the next dispatch, which is this one.
struct ContactChanged {
    ContactId contact;
    std::optional<int> priority;
    std::optional<int> position;
    std::optional<QueueId> queue;
    bool keep_age = true;  // with queue
    std::optional<std::vector<SkillStep>> skills;
};
/// Keeps her place but is not offered before `until` (a call-back outside its hours, A26).
struct ContactDeferred {
    ContactId contact;
    Time until{};
};
/// The buyer chose to be called back: `as` takes the place, the age and all that was tried; the
/// voice visit ends with Exit::callback (A26).
struct ContactToCallback {
    ContactId contact, as;
    Channel channel = Channel::task;
    std::optional<Time> expires_at;
};
/// A chat that waits for the buyer costs nothing until he writes again (A30).
struct ContactParked {
    ContactId contact;
    PersonId agent;
    bool parked = true;
};
/// A person takes a waiting contact by hand; over her limits only when `permitted` (A30).
struct ContactPicked {
    ContactId contact;
    PersonId agent;
    bool permitted = false;
};
/// She calls out by herself: the contact is hers at once, new or taken out of the line (a task).
/// What rang at her phone goes on to others and is nobody's fault.
struct AgentDials {
    ContactId contact;
    PersonId agent;
    QueueId queue;  // whose wrap-up follows; an unknown one gives none
};
/// For one person by name (a transfer, a consultation, a take-over): she takes it, or it leaves at
/// once as withdrawn. In no line, no punishment for a refusal. `queue` gives wrap-up and figures.
struct ContactDirected {
    ContactId contact;
    PersonId agent;
    QueueId queue;
    Channel channel = Channel::call;
    Time entered_at{};
    Ms ring_timeout{20000};
    std::int64_t identity = 0;
    bool permitted = false;  // also in a pause, and in her wrap-up of this very contact
};
/// The talk of `contact` goes on as `as`: who was consulted has the buyer's contact now.
struct ContactRenamed {
    ContactId contact, as;
    std::int64_t identity = 0;
};
/// Emergency (air raid, power): these agents go to a pause of its own, these queues keep everybody
/// in place. `emergency` names it; several may run.
struct EmergencyBegan {
    std::int64_t emergency = 0;
    std::vector<PersonId> agents;
    std::vector<QueueId> queues;
};
/// All clear: the agents come back one by one, `stagger` apart.
struct EmergencyEnded {
    std::int64_t emergency = 0;
    Ms stagger{0};
};
/// A contact's place in one further queue, as LineKey has it.
struct KeptPlace {
    QueueId queue;
    std::int64_t band = 0;
    Time when{};
    std::int64_t slot = 0;
    int step = 0, tier = 0;
};
/// What a waiting contact is made of: state rows keep it, a new process says it again (A8).
struct ContactRestored {
    ContactQueued contact;
    Time joined_at{};
    std::int64_t band = 0;  // place in the line, as LineKey has it
    Time when{};
    std::int64_t slot = 0;
    std::vector<KeptPlace> also;
    bool promoted = false;
    std::vector<PersonId> tried;
    bool refused_by_person = false;
    int rounds = 0, attempts = 0, entered_position = 0, step = 0, tier = 0;
    std::vector<std::string> fired;  // overflow steps, "<queue>:<step>"
    std::optional<Time> deferred_until;
};

BOOST_DESCRIBE_STRUCT(QueueConfigured, (), (queue))
BOOST_DESCRIBE_STRUCT(QueueRemoved, (), (queue))
BOOST_DESCRIBE_STRUCT(ContactQueued, (),
                      (contact, queue, channel, priority, entered_at, excluded, at_head, position,
                       preferred, prefer_for, identity, skills, also, expires_at, outbound))
BOOST_DESCRIBE_STRUCT(ContactLeft, (), (contact, exit))
BOOST_DESCRIBE_STRUCT(ContactResumed, (), (contact))
BOOST_DESCRIBE_STRUCT(AgentSignedIn, (), (agent))
BOOST_DESCRIBE_STRUCT(AgentSignedOut, (), (agent))
BOOST_DESCRIBE_STRUCT(AgentReady, (), (agent))
BOOST_DESCRIBE_STRUCT(AgentPaused, (), (agent, reason, after_contact, long_break))
BOOST_DESCRIBE_STRUCT(AgentReachable, (), (agent, reachable))
BOOST_DESCRIBE_STRUCT(AgentAtDesk, (), (agent, at_desk))
BOOST_DESCRIBE_STRUCT(OfferAccepted, (), (contact, agent))
BOOST_DESCRIBE_STRUCT(OfferRefused, (), (contact, agent, cause))
BOOST_DESCRIBE_STRUCT(ContactConnected, (), (contact, agent))
BOOST_DESCRIBE_STRUCT(ContactDone, (), (contact, agent, wrap_up, wrap_up_asked, ended_by))
BOOST_DESCRIBE_STRUCT(WrapUpEnded, (), (agent, contact))
BOOST_DESCRIBE_STRUCT(WrapUpExtended, (), (agent, by, contact))
BOOST_DESCRIBE_STRUCT(TimerDue, (), ())
BOOST_DESCRIBE_STRUCT(RouterConfigured, (), (router))
BOOST_DESCRIBE_STRUCT(AgentConfigured, (), (agent))
BOOST_DESCRIBE_STRUCT(MembershipChanged, (),
                      (agent, queue, penalty, tier, position, grade, paused, reason))
BOOST_DESCRIBE_STRUCT(ContactChanged, (), (contact, priority, position, queue, keep_age, skills))
BOOST_DESCRIBE_STRUCT(ContactDeferred, (), (contact, until))
BOOST_DESCRIBE_STRUCT(ContactToCallback, (), (contact, as, channel, expires_at))
BOOST_DESCRIBE_STRUCT(ContactParked, (), (contact, agent, parked))
BOOST_DESCRIBE_STRUCT(ContactPicked, (), (contact, agent, permitted))
BOOST_DESCRIBE_STRUCT(AgentDials, (), (contact, agent, queue))
BOOST_DESCRIBE_STRUCT(ContactDirected, (),
                      (contact, agent, queue, channel, entered_at, ring_timeout, identity,
                       permitted))
BOOST_DESCRIBE_STRUCT(ContactRenamed, (), (contact, as, identity))
BOOST_DESCRIBE_STRUCT(EmergencyBegan, (), (emergency, agents, queues))
BOOST_DESCRIBE_STRUCT(EmergencyEnded, (), (emergency, stagger))
BOOST_DESCRIBE_STRUCT(KeptPlace, (), (queue, band, when, slot, step, tier))
BOOST_DESCRIBE_STRUCT(ContactRestored, (),
                      (contact, joined_at, band, when, slot, also, promoted, tried,
                       refused_by_person, rounds, attempts, entered_position, step, tier, fired,
                       deferred_until))

using Event =
    std::variant<QueueConfigured, QueueRemoved, ContactQueued, ContactLeft, ContactResumed,
                 AgentSignedIn, AgentSignedOut, AgentReady, AgentPaused, AgentReachable,
                 OfferAccepted, OfferRefused, ContactConnected, ContactDone, WrapUpEnded,
                 WrapUpExtended, TimerDue, RouterConfigured, AgentConfigured, MembershipChanged,
                 ContactChanged, ContactDeferred, ContactToCallback, ContactParked, ContactPicked,
                 EmergencyBegan, EmergencyEnded, ContactRestored, AgentDials, ContactDirected,
                 ContactRenamed, AgentAtDesk>;

}  // namespace ol::routing
