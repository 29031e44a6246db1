#pragma once
// To whom the promises of somebody who fell ill go, by rule. Pure: the same people and promises
// give the same answer.
#include "shop/promises/promises.hpp"

namespace ol::promises {

enum class ReofferReason { with_order, superior, stand_in, fewest_open, line };
BOOST_DESCRIBE_ENUM(ReofferReason, with_order, superior, stand_in, fewest_open, line)

struct Colleague {
    PersonId id;
    std::int64_t open = 0;  // promises that she owes already
};
/// Who is here for the person who is not. Nobody in it is absent.
struct Standby {
    std::optional<PersonId> heir;  // takes her orders, and the promises of orders with them
    std::optional<PersonId> stand_in, superior;
    std::vector<Colleague> colleagues;  // of her department, who may keep promises
};
struct Reoffer {
    PromiseId promise;
    std::optional<PersonId> to;  // empty = the line
    ReofferReason reason = ReofferReason::line;
};

/// One answer per promise, in their order. A promise of an order follows the order; a difficult
/// question goes up; the rest goes to her stand-in, or else each to the colleague who owes the
/// fewest by then (the lower id when equal); without anybody to the line.
std::vector<Reoffer> reoffer(std::span<const Promise> promises, Standby standby);

}  // namespace ol::promises
