#pragma once
// Pure: when a buyer is called about his order, when he is written to instead, and when it is given
// up (spec section 6, story 3). The rule is data; the facts are what has been tried. No clock, no
// database.
#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "shop/orders/types.hpp"

namespace ol::orders {

/// How one try came out; the operator's disposition in fewer words.
enum class TryOutcome { no_answer, busy, unreachable, wrong_number, reached };
BOOST_DESCRIBE_ENUM(TryOutcome, no_answer, busy, unreachable, wrong_number, reached)
/// What becomes of the order when every try is used.
enum class AfterLast { wait, hold, cancel };
BOOST_DESCRIBE_ENUM(AfterLast, wait, hold, cancel)

/// One try: not before `gap_min` after the one before it; on a later day of the buyer; in the other
/// half of his day than the last; and whether a message is written when it reached nobody.
struct AttemptStep {
    std::int64_t gap_min = 0;
    bool next_day = false, other_daypart = false, message_after = false;
    friend bool operator==(const AttemptStep&, const AttemptStep&) = default;
};
BOOST_DESCRIBE_STRUCT(AttemptStep, (), (gap_min, next_day, other_daypart, message_after))

/// A shop's rule. Hours are minutes of the buyer's own day.
struct AttemptRule {
    bool on = false;
    std::vector<AttemptStep> steps{{},
                                   {.gap_min = 20, .message_after = true},
                                   {.gap_min = 120},
                                   {.next_day = true, .other_daypart = true},
                                   {.gap_min = 1440}};
    std::int64_t busy_gap_min = 10;  // shorter than a step's gap: he is there
    std::int64_t talk_gap_min = 20;  // after he wrote or called himself
    std::int64_t from_min = 9 * 60, noon_min = 13 * 60, to_min = 20 * 60;
    std::string days = "1111111";  // Sunday first
    AfterLast after_last = AfterLast::wait;
    std::int64_t max_age_days = 3;    // an older order is not called by itself
    std::optional<QueueId> queue_id;  // none: the shop's first
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(AttemptRule, (),
                      (on, steps, busy_gap_min, talk_gap_min, from_min, noon_min, to_min, days,
                       after_last, max_age_days, queue_id, version))
/// orders.attempt_rule, naming the field: 1 to 20 steps, gaps to 30 days, hours in their order.
Result<> check_rule(const AttemptRule& rule);

struct Tried {
    Time at{};
    TryOutcome outcome = TryOutcome::no_answer;
};
struct AttemptFacts {
    Time since{};              // the order came
    std::vector<Tried> tries;  // oldest first
    bool messaged = false;
    std::optional<Time> talked_at;   // he called or wrote himself, and it is not settled
    std::vector<std::string> zones;  // every zone he may be in: all must permit; none = UTC
};

enum class PlanKind { call, message, give_up };
BOOST_DESCRIBE_ENUM(PlanKind, call, message, give_up)
/// Why not now: gap, busy, talked, next_day, daypart, hours, day; or why no more: tries_used,
/// wrong_number. Told by the desk.
struct WhyNot {
    std::string code;
    Params params;
    friend bool operator==(const WhyNot&, const WhyNot&) = default;
};
BOOST_DESCRIBE_STRUCT(WhyNot, (), (code, params))
struct AttemptPlan {
    PlanKind kind = PlanKind::call;
    Time at{};     // now or later
    Time until{};  // of a call: the hours end; who was not called by then waits for the next
    int try_no = 1, tries_left = 0;  // left: this one included
    std::vector<WhyNot> why;
};
AttemptPlan plan(const AttemptRule& rule, const AttemptFacts& facts, Time now);

/// Of the closed list of dispositions; nullopt: says nothing about the buyer (technical, "").
std::optional<TryOutcome> outcome_of(std::string_view disposition);

}  // namespace ol::orders
