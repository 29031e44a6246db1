#pragma once
// More than two in a call, as the API and the desk see it.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "contact/flows/flows.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/json.hpp"
#include "platform/base/time.hpp"

namespace ol::calls {

/// A colleague asked, or in the call. `state`: waiting (a queue looks), ringing, consulting,
/// joined.
struct TalkParty {
    std::optional<PersonId> person_id;
    std::optional<QueueId> queue_id;
    std::string name, state;  // a number outside: masked
    bool outside = false;
};
BOOST_DESCRIBE_STRUCT(TalkParty, (), (person_id, queue_id, name, state, outside))
struct TalkWatcher {
    PersonId person_id;
    std::string name, mode;  // listen, whisper, join
};
BOOST_DESCRIBE_STRUCT(TalkWatcher, (), (person_id, name, mode))
/// Part of the card once a call has more than two, or has come from another operator.
struct TalkView {
    std::string role;           // operator, colleague
    std::string operator_name;  // for a colleague: who asks her
    std::string from_name;      // a blind transfer: who sent him
    bool aside = false;         // operator and colleague talk, the buyer hears music
    std::vector<TalkParty> parties;
    std::vector<TalkWatcher> watchers;
    std::string word;  // what came of the last thing asked: no_answer, declined, busy, left
};
BOOST_DESCRIBE_STRUCT(TalkView, (),
                      (role, operator_name, from_name, aside, parties, watchers, word))

struct TransferIn {
    std::optional<PersonId> person_id;
    std::optional<QueueId> queue_id;
    std::optional<std::string> number;     // outside; one of the four. Needs calls.dial
    std::optional<flows::FlowId> flow_id;  // a published flow of his shop; transfer only
    std::optional<bool> keep_age;    // of a queue: his wait goes on counting (default) or anew
    std::optional<bool> conference;  // consult: three-way as soon as she answers
};
BOOST_DESCRIBE_STRUCT(TransferIn, (), (person_id, queue_id, number, flow_id, keep_age, conference))

struct MoveIn {
    std::string to;  // browser, sip, outside: another phone of hers; stay: it rings there no more
};
BOOST_DESCRIBE_STRUCT(MoveIn, (), (to))

struct TargetPerson {
    PersonId person_id;
    std::string name, state, reason;
    bool free = false;  // may be called by name now
    std::string work;   // as AgentView::work
};
BOOST_DESCRIBE_STRUCT(TargetPerson, (), (person_id, name, state, reason, free, work))
struct TargetQueue {
    QueueId queue_id;
    std::string name;
    int waiting = 0, free = 0;
    std::int64_t longest_ms = 0;
};
BOOST_DESCRIBE_STRUCT(TargetQueue, (), (queue_id, name, waiting, free, longest_ms))
struct TargetFlow {
    flows::FlowId flow_id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(TargetFlow, (), (flow_id, name))
struct TransferTargets {
    std::vector<TargetPerson> people;
    std::vector<TargetQueue> queues;
    std::vector<TargetFlow> flows;  // published, of the shop of her contact
};
BOOST_DESCRIBE_STRUCT(TransferTargets, (), (people, queues, flows))

struct SuperviseIn {
    std::string mode;  // listen, whisper, join, take_over, stop
};
BOOST_DESCRIBE_STRUCT(SuperviseIn, (), (mode))
struct LiveCall {
    ContactId contact_id;
    QueueId queue_id;
    std::string queue_name, caller;  // masked
    PersonId operator_id;
    std::string operator_name;
    Time since{};
    bool held = false, aside = false;
    bool acknowledged = false;  // the operator's word that she knows of listening-in is on file
    std::vector<TalkParty> parties;
    std::vector<TalkWatcher> watchers;
};
BOOST_DESCRIBE_STRUCT(LiveCall, (),
                      (contact_id, queue_id, queue_name, caller, operator_id, operator_name, since,
                       held, aside, acknowledged, parties, watchers))
struct LiveCalls {
    std::vector<LiveCall> items;
};
BOOST_DESCRIBE_STRUCT(LiveCalls, (), (items))

/// Who did what in a contact, and when. `what`: talk, consult, conference, transfer, swap, listen,
/// whisper, join, take_over, consult_failed, transfer_failed.
struct PartView {
    Time from{}, until{};
    std::string what, person_name, by_name, queue_name, disposition, note;
    /// How a talk ended: buyer, operator, lost, transfer, take_over, system, server; "" while it
    /// goes on, of what was before spans were kept, and of what is no talk.
    std::string ended;
    std::optional<int> rating;  // of a talk, by the buyer: 1 to 5
};
BOOST_DESCRIBE_STRUCT(PartView, (),
                      (from, until, what, person_name, by_name, queue_name, disposition, note,
                       ended, rating))
struct PartList {
    std::vector<PartView> items;
};
BOOST_DESCRIBE_STRUCT(PartList, (), (items))

/// The operator's word that her calls may be listened to, with its date.
struct Monitoring {
    PersonId person_id;
    std::optional<Time> acknowledged_at;
    std::string by_name;
};
BOOST_DESCRIBE_STRUCT(Monitoring, (), (person_id, acknowledged_at, by_name))
struct MonitoringIn {
    std::optional<Time> acknowledged_at;  // absent: taken back
};
BOOST_DESCRIBE_STRUCT(MonitoringIn, (), (acknowledged_at))
struct Supervision {
    bool operator_sees = true;  // her desk shows who listens
};
BOOST_DESCRIBE_STRUCT(Supervision, (), (operator_sees))

}  // namespace ol::calls
