#pragma once
// The shapes of the live board and of the figures, as the API and the live stream give them.
#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contact/routing/routing.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::insight {

/// Half-open [from, to).
struct Span {
    Time from{};
    Time to = Time::max();
    bool holds(Time t) const { return from <= t && t < to; }
};

/// The two limits of a queue. Comparisons: answered in T when wait <= T; a short abandon when wait
/// <= s.
struct Limits {
    Ms service_level{20000};
    Ms short_abandon{5000};
};

/// One visit of one queue: the only fact that figures are made of. Told whole at each step; later
/// steps know more.
struct Visit {
    ContactId contact;
    QueueId queue;
    PersonId agent;     // who answered; 0 = nobody
    std::string kind;   // "inbound_call", "callback", ...
    Time entered_at{};  // decides the interval of offered, service level and abandonment
    std::optional<Time> answered_at;
    std::optional<Time> exited_at;  // absent = still waiting
    std::optional<Time>
        done_at;  // talk and wrap-up over: decides the interval of the handle figures
    routing::Exit exit = routing::Exit::abandoned;  // means something once exited_at is there
    std::int64_t wait_ms = 0;                       // entered until answered or left
    std::int64_t talk_ms = 0, hold_ms = 0, wrap_ms = 0;
    int rings = 0;              // by ring events at the operator's phone, not by seconds (R31, T11)
    bool callback_met = false;  // exit callback: the buyer was connected by the promised time
};
BOOST_DESCRIBE_STRUCT(Visit, (),
                      (contact, queue, agent, kind, entered_at, answered_at, exited_at, done_at,
                       exit, wait_ms, talk_ms, hold_ms, wrap_ms, rings, callback_met))

/// A ratio with its definition beside it. permille is rounded half up; absent when the denominator
/// is 0 (null, not 0).
struct ServiceLevel {
    std::string code;
    std::int64_t numerator = 0, denominator = 0;
    std::optional<std::int64_t> permille;
    std::string definition;  // An_T/(An+Ab), ...; the letters are explained in README.md
};
BOOST_DESCRIBE_STRUCT(ServiceLevel, (), (code, numerator, denominator, permille, definition))

struct Figures {
    std::int64_t offered = 0;          // Of: answered + abandoned + flow_out + waiting
    std::int64_t answered = 0;         // An
    std::int64_t abandoned = 0;        // Ab, short ones included
    std::int64_t short_abandoned = 0;  // Ab_s: left within the short-abandon limit (wait <= s)
    std::int64_t flow_out = 0;         // Fo: timeout, overflow, key, empty, call-back chosen
    std::int64_t waiting = 0;
    std::int64_t refused = 0;  // full at the door: not offered (A5)
    std::int64_t closed = 0;   // called while the shop was closed: not offered, in no ratio
    std::int64_t failed = 0;   // withdrawn by a person, or lost by the system: shown, in no ratio
    std::int64_t in_three_rings = 0;  // answered after at most three rings
    std::int64_t answered_in_t = 0, abandoned_in_t = 0, callback_in_t = 0;  // wait <= T
    std::int64_t callback_met = 0;
    std::int64_t wait_sum_ms =
        0;  // of the answered; sums and counts are kept, averages never added
    std::optional<std::int64_t> wait_median_ms, wait_p90_ms;  // of the answered, nearest rank
    std::int64_t longest_ms = 0;  // longest wait of those answered or gone
    std::int64_t talk_sum_ms = 0, hold_sum_ms = 0, wrap_up_sum_ms = 0, handled = 0;  // by end
    std::vector<ServiceLevel>
        service_levels;  // answered, negative, positive, ignore, genesys, connect, strict
    std::vector<ServiceLevel>
        ratios;  // three_rings, three_rings_without_short, abandon_rate, abandon_raw
    std::int64_t threshold_ms = 0;      // T
    std::int64_t short_abandon_ms = 0;  // s
};
BOOST_DESCRIBE_STRUCT(Figures, (),
                      (offered, answered, abandoned, short_abandoned, flow_out, waiting, refused,
                       closed, failed, in_three_rings, answered_in_t, abandoned_in_t, callback_in_t,
                       callback_met, wait_sum_ms, wait_median_ms, wait_p90_ms, longest_ms,
                       talk_sum_ms, hold_sum_ms, wrap_up_sum_ms, handled, service_levels, ratios,
                       threshold_ms, short_abandon_ms))

struct BoardWaiting {
    ContactId contact_id;
    std::string channel, kind, caller_name;
    Time since{};
    int position = 0;
    std::optional<std::string> ringing;  // the name of the operator whose phone rings
    routing::Reason why;
};
BOOST_DESCRIBE_STRUCT(BoardWaiting, (),
                      (contact_id, channel, kind, caller_name, since, position, ringing, why))

struct BoardShop {
    QueueId queue_id;
    std::string name;
    std::vector<BoardWaiting> waiting;
    Figures today, last_30_min;
    std::int64_t longest_wait_ms =
        0;             // of those who wait now; call-back tasks apart (they do not hold the line)
    bool open = true;  // by the shop's hours
    std::optional<Time> hours_change_at;  // when it closes, or opens again
};
BOOST_DESCRIBE_STRUCT(BoardShop, (),
                      (queue_id, name, waiting, today, last_30_min, longest_wait_ms, open,
                       hours_change_at))

/// The operator on the board: the same fields as the desk's AgentView, filled by wiring from
/// contact/calls.
struct BoardAgent {
    PersonId person_id;
    std::string name, state, reason;
    Time since{};
    std::optional<Time> until;
    std::optional<ContactId> contact_id;
    bool reachable = false;
    std::string phone_kind;
    bool finishing = false;
    std::string work;
};
BOOST_DESCRIBE_STRUCT(BoardAgent, (),
                      (person_id, name, state, reason, since, until, contact_id, reachable,
                       phone_kind, finishing, work))

struct Board {
    Time at{};
    std::vector<BoardShop> shops;
    std::vector<BoardAgent> agents;
    std::int64_t promises_due_30 = 0, promises_overdue = 0, orders_unconfirmed = 0,
                 callbacks_open = 0;
};
BOOST_DESCRIBE_STRUCT(Board, (),
                      (at, shops, agents, promises_due_30, promises_overdue, orders_unconfirmed,
                       callbacks_open))

/// The figures that can be opened into their visits: GET /api/v1/figures/{code}/rows.
enum class Figure {
    offered,
    answered,
    abandoned,
    short_abandoned,
    flow_out,
    waiting,
    refused,
    closed,
    failed,
    in_three_rings,
    answered_in_t,
    abandoned_in_t,
    callback_in_t,
    callback_met,
    handled
};
BOOST_DESCRIBE_ENUM(Figure, offered, answered, abandoned, short_abandoned, flow_out, waiting,
                    refused, closed, failed, in_three_rings, answered_in_t, abandoned_in_t,
                    callback_in_t, callback_met, handled)

enum class Window { today, last_30_min };
BOOST_DESCRIBE_ENUM(Window, today, last_30_min)

}  // namespace ol::insight
