#pragma once
// What the desk sees of contacts: the JSON shapes of the API and of the live stream.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contact/calls/talk_types.hpp"
#include "contact/flows/flows.hpp"
#include "contact/queues/types.hpp"
#include "platform/base/json.hpp"
#include "shop/customers/customers.hpp"
#include "shop/orders/orders.hpp"
#include "shop/promises/promises.hpp"

namespace ol::calls {

struct AgentView {
    PersonId person_id;
    std::string name, state, reason;
    Time since{};
    std::optional<Time> until;
    std::optional<ContactId> contact_id;
    bool reachable = false;
    std::string phone_kind;
    bool finishing = false;
    std::string work;  // ringing or in hand: call, one written channel (webchat...), chat: several
};
BOOST_DESCRIBE_STRUCT(AgentView, (),
                      (person_id, name, state, reason, since, until, contact_id, reachable,
                       phone_kind, finishing, work))

struct ReasonView {
    std::string code;
    std::vector<std::pair<std::string, std::string>> params;
};
BOOST_DESCRIBE_STRUCT(ReasonView, (), (code, params))

struct RecentContact {
    ContactId contact_id;
    Time at{};
    std::string channel, direction, disposition, exit, by_name, note;
    std::int64_t duration_ms = 0;
    std::optional<int> rating;  // by the buyer, 1 to 5
};
BOOST_DESCRIBE_STRUCT(RecentContact, (),
                      (contact_id, at, channel, direction, disposition, exit, by_name, note,
                       duration_ms, rating))

/// A call out on its way. stage: her_phone | trunk | ringing | early_media | over; outcome, when
/// it is over: answered | busy | no_answer | wrong_number | refused | unreachable | cancelled.
struct DialView {
    std::string stage, outcome;
    std::int64_t status = 0;   // SIP status of the last failure
    bool buyer_first = false;  // she is connected when he answers
};
BOOST_DESCRIBE_STRUCT(DialView, (), (stage, outcome, status, buyer_first))

struct ContactCard {
    ContactId contact_id;
    std::string channel = "call", kind = "inbound_call", direction = "in";
    QueueId queue_id;
    ShopId shop_id;
    std::string shop_name, state;
    Time entered_at{};
    std::optional<Time> offered_at, answered_at, ended_at, expires_at;
    int rings = 0, attempt = 0;
    ReasonView why;
    std::string came_by;  // sip | web | demo
    customers::Caller caller;
    std::optional<customers::Customer> customer;
    std::vector<orders::Order> orders;
    std::vector<promises::Promise> promises;
    std::vector<RecentContact> recent;
    std::string recording = "none";
    bool held = false, muted = false;
    std::string note_draft;
    std::optional<Time> wrap_up_until;
    std::optional<RecordingId> voicemail_recording_id;
    std::optional<DialView> dial;           // a call out
    std::optional<flows::FlowRecord> flow;  // what he did before the line
    std::optional<TalkView> talk;           // more than two, or come from another operator
    std::string phone, rings_at;      // browser | sip | outside: where she talks, where it goes
    std::optional<OrderId> order_id;  // what it is about, of his open orders
};
BOOST_DESCRIBE_STRUCT(ContactCard, (),
                      (contact_id, channel, kind, direction, queue_id, shop_id, shop_name, state,
                       entered_at, offered_at, answered_at, ended_at, expires_at, rings, attempt,
                       why, came_by, caller, customer, orders, promises, recent, recording, held,
                       muted, note_draft, wrap_up_until, voicemail_recording_id, dial, flow, talk,
                       phone, rings_at, order_id))

struct CurrentContact {
    std::optional<ContactCard> contact;
};
BOOST_DESCRIBE_STRUCT(CurrentContact, (), (contact))

struct ContactRow {
    ContactId contact_id;
    Time at{};
    std::string kind, came_by, caller_name, caller_masked, queue_name, exit;
    std::int64_t wait_ms = 0, talk_ms = 0;
    int rings = 0;
    std::string by_name, disposition;
    std::optional<RecordingId> recording_id;
    std::optional<int> rating;  // by the buyer, 1 to 5
};
BOOST_DESCRIBE_STRUCT(ContactRow, (),
                      (contact_id, at, kind, came_by, caller_name, caller_masked, queue_name, exit,
                       wait_ms, talk_ms, rings, by_name, disposition, recording_id, rating))
struct ContactPage {
    std::vector<ContactRow> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ContactPage, (), (items, next))

struct Task {
    ContactId contact_id;
    std::string kind;  // callback | voicemail | order_confirm | order_short
    customers::Caller caller;
    Time entered_at{};
    std::string reason, state;
    std::optional<RecordingId> recording_id;
    std::optional<Time> due_at;      // waits for this hour: an opening, another try, a time booked
    std::optional<Time> slot_until;  // booked: he was promised to be called before
    int calls = 1, tries = 0;        // how often he called, and how often we tried
    ShopId shop_id;
    QueueId queue_id;
    std::optional<OrderId> order_id = {};
};
BOOST_DESCRIBE_STRUCT(Task, (),
                      (contact_id, kind, caller, entered_at, reason, state, recording_id, due_at,
                       slot_until, calls, tries, shop_id, queue_id, order_id))
/// A call-back at a time: whom, by one of contact_id, customer_id, order_id, number; when, as
/// /shops/{id}/callback-slots offers it.
struct BookIn {
    std::optional<ShopId> shop_id;
    std::optional<QueueId> queue_id;
    std::optional<ContactId> contact_id;
    std::optional<CustomerId> customer_id;
    std::optional<OrderId> order_id;
    std::optional<std::string> number;
    Time from{};
};
BOOST_DESCRIBE_STRUCT(BookIn, (),
                      (shop_id, queue_id, contact_id, customer_id, order_id, number, from))
struct BookOut {
    ContactId task_id;
    Time from{}, to{};
};
BOOST_DESCRIBE_STRUCT(BookOut, (), (task_id, from, to))
struct TaskList {
    std::vector<Task> items;
};
BOOST_DESCRIBE_STRUCT(TaskList, (), (items))

/// How the line of a contact sounded, a side: what came from the buyer, what from the operator.
struct LinePoint {
    std::int64_t mos_x100 = 0, loss_permille = 0, jitter_ms = 0;  // mos 0: nothing arrived
};
BOOST_DESCRIBE_STRUCT(LinePoint, (), (mos_x100, loss_permille, jitter_ms))
struct LineSide {
    std::string side;  // buyer | operator
    std::int64_t packets = 0, loss_permille = 0, jitter_ms = 0, mos_x100 = 0, mos_least_x100 = 0,
                 silent_ms = 0;
    std::vector<LinePoint> points;  // one in two seconds of talk, the first hour
};
BOOST_DESCRIBE_STRUCT(LineSide, (),
                      (side, packets, loss_permille, jitter_ms, mos_x100, mos_least_x100, silent_ms,
                       points))
struct LineView {
    std::vector<LineSide> sides;
};
BOOST_DESCRIBE_STRUCT(LineView, (), (sides))
/// The live event "line": what is wrong now with what comes from this side; "" = good again.
struct LineEvent {
    ContactId contact_id;
    std::string side, fault;
};
BOOST_DESCRIBE_STRUCT(LineEvent, (), (contact_id, side, fault))

/// Lost calls of a period. Back: somebody talked to him later, whoever called whom.
struct LostFigures {
    std::int64_t lost = 0, within_15 = 0, within_60 = 0, back = 0, returned = 0, open = 0,
                 settled = 0, never = 0;
};
BOOST_DESCRIBE_STRUCT(LostFigures, (),
                      (lost, within_15, within_60, back, returned, open, settled, never))
struct LostCall {
    ContactId contact_id;
    Time lost_at{};
    std::string reason, outcome;  // outcome "" = he still waits
    std::optional<Time> outcome_at;
    std::string caller_name, caller_masked, queue_name, by_name;
};
BOOST_DESCRIBE_STRUCT(LostCall, (),
                      (contact_id, lost_at, reason, outcome, outcome_at, caller_name, caller_masked,
                       queue_name, by_name))
struct LostPage {
    LostFigures figures;
    std::vector<LostCall> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(LostPage, (), (figures, items, next))

// Queues and their rules are of contact/queues; the floor, the board and the set-up speak of them.
using queues::QueueSettings;

struct WhyRow {
    Time at{};
    std::string agent_name;
    ReasonView reason;
};
BOOST_DESCRIBE_STRUCT(WhyRow, (), (at, agent_name, reason))
struct WhyList {
    std::vector<WhyRow> items;
};
BOOST_DESCRIBE_STRUCT(WhyList, (), (items))

/// Who comes next, and why (GET /api/v1/contacts/{id}/prospects). Codes: contact/routing/README.md.
struct AheadView {
    ContactId contact_id;
    int position = 0;
    std::string caller;  // masked
    std::int64_t waited_ms = 0;
    ReasonView reason;
};
BOOST_DESCRIBE_STRUCT(AheadView, (), (contact_id, position, caller, waited_ms, reason))
struct ProspectView {
    PersonId person_id;
    std::string name, state;
    int order = 0;  // 0 = not as things stand
    ReasonView reason;
};
BOOST_DESCRIBE_STRUCT(ProspectView, (), (person_id, name, state, order, reason))
struct ProspectsView {
    ContactId contact_id;
    QueueId queue_id;
    bool rings = false;
    int position = 0, ahead_total = 0;
    std::optional<std::int64_t> estimate_ms;
    std::optional<ReasonView> why;
    std::vector<AheadView> ahead;  // the first fifty
    std::vector<ProspectView> agents;
};
BOOST_DESCRIBE_STRUCT(ProspectsView, (),
                      (contact_id, queue_id, rings, position, ahead_total, estimate_ms, why, ahead,
                       agents))

/// The live event "saving": whether rows reach the database, and how many wait or were lost.
struct Saving {
    bool ok = true;
    std::string code;
    std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(Saving, (), (ok, code, rows))

// ---- request bodies ----
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())
struct PresenceIn {
    std::string state;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(PresenceIn, (), (state, reason))
struct MuteIn {
    bool muted = true;
};
BOOST_DESCRIBE_STRUCT(MuteIn, (), (muted))
struct DigitsIn {
    std::string digits;
};
BOOST_DESCRIBE_STRUCT(DigitsIn, (), (digits))
struct ReasonIn {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonIn, (), (reason))
struct NoteIn {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(NoteIn, (), (text))
struct CustomerIn {
    CustomerId customer_id;
};
BOOST_DESCRIBE_STRUCT(CustomerIn, (), (customer_id))
struct WrapUpIn {
    std::string disposition;
    std::string note;
    std::string cause;
};
BOOST_DESCRIBE_STRUCT(WrapUpIn, (), (disposition, note, cause))
struct MoreTimeOut {
    Time until{};
};
BOOST_DESCRIBE_STRUCT(MoreTimeOut, (), (until))

// ---- calling out ----
/// Whom: one of number, order_id, customer_id, contact_id (a task). The two confirmations are asked
/// for by the errors calls.quiet_hours and calls.do_not_call.
struct DialIn {
    std::optional<std::string> number;
    std::optional<OrderId> order_id;
    std::optional<CustomerId> customer_id;
    std::optional<ContactId> contact_id;
    std::optional<ShopId> shop_id;  // for whom; none = the shop of the order, task or queue
    bool confirm_quiet = false, confirm_do_not_call = false;
};
BOOST_DESCRIBE_STRUCT(DialIn, (),
                      (number, order_id, customer_id, contact_id, shop_id, confirm_quiet,
                       confirm_do_not_call))
struct DialOut {
    ContactId contact_id;
};
BOOST_DESCRIBE_STRUCT(DialOut, (), (contact_id))
/// code "" = it can be called now; else what POST /calls would answer.
struct DialCheck {
    std::string code, number_masked, country, local_time;
    bool quiet = false;
};
BOOST_DESCRIBE_STRUCT(DialCheck, (), (code, number_masked, country, local_time, quiet))

}  // namespace ol::calls
