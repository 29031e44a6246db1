#pragma once
// One contact budget over all departments (N4, R62), pure: whether a buyer may be contacted now,
// and in words why not. No clock, no zone: the shell says what time it is at the buyer's.
#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::customers {

/// What somebody wants of a buyer. The first five are about what he ordered or asked; `feedback`
/// and `telesales` are ours alone.
enum class Purpose { confirm, delivery, after_sales, claim, reply, feedback, telesales, other };
BOOST_DESCRIBE_ENUM(Purpose, confirm, delivery, after_sales, claim, reply, feedback, telesales,
                    other)
constexpr bool unasked(Purpose p) { return p == Purpose::feedback || p == Purpose::telesales; }

/// Rules as data. Minutes of the day are the buyer's own; quiet_from == quiet_to: never quiet.
struct ContactRules {
    std::int64_t calls_per_day = 3;       // by everybody together, answered or not
    std::int64_t calls_per_week = 8;      // seven days back
    std::int64_t unasked_per_week = 1;    // calls that he did not ask for
    std::int64_t unasked_gap_hours = 24;  // of quiet after anybody's call, before one of those
    std::int64_t quiet_from_minute = 20 * 60, quiet_to_minute = 9 * 60;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ContactRules, (),
                      (calls_per_day, calls_per_week, unasked_per_week, unasked_gap_hours,
                       quiet_from_minute, quiet_to_minute, version))

/// One call to him in the ledger.
struct Effort {
    Time at{};
    Purpose purpose = Purpose::other;
};
struct Holder {
    PersonId person;
    Purpose purpose = Purpose::other;
    Time since{};
    bool in_talk = false;
};

struct BudgetFacts {
    Time now{};
    std::int64_t local_minute = 12 * 60;  // of the buyer's day
    bool do_not_call = false;
    std::optional<Holder> holder;  // somebody else
    std::vector<Effort> efforts;   // of the last seven days, newest first
};

enum class WhyNot {
    in_talk,
    held,
    do_not_call,
    day_spent,
    week_spent,
    unasked_spent,
    unasked_gap,
    quiet_hours
};
BOOST_DESCRIBE_ENUM(WhyNot, in_talk, held, do_not_call, day_spent, week_spent, unasked_spent,
                    unasked_gap, quiet_hours)

using ReasonParams = std::vector<std::pair<std::string, std::string>>;
struct NotNow {
    WhyNot code = WhyNot::held;
    ReasonParams params;
    std::optional<Time> until;  // when this reason ends by itself
};
BOOST_DESCRIBE_STRUCT(NotNow, (), (code, params, until))

/// Every reason that stands against it, the weightiest first; none = now. A promised reply is held
/// back by nothing but somebody who is with him already.
std::vector<NotNow> why_not(const BudgetFacts& facts, const ContactRules& rules, Purpose purpose);

}  // namespace ol::customers
