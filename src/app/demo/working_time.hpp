#pragma once
// What the demo operators did in the days behind them, as facts that the floor would have written:
// signed in, ready, ringing, talking, wrap-up, a meal and two breaks where their calls leave room.
#include <vector>

#include "contact/calls/calls.hpp"
#include "platform/db/db.hpp"

namespace ol::app {

struct Shift {
    Time from{}, to{};
};

/// Gives each answered call of the shift to somebody who is free, so that nobody talks twice at
/// once. `past` in the order of entry. Pure.
void share_out(std::vector<calls::Calls::Past*>& past, const std::vector<PersonId>& operators);

/// The facts of one person's shift around her calls, in order. Nothing for a day without calls.
/// Pure.
std::vector<db::Fact> working_time(PersonId person, const Shift& shift,
                                   const std::vector<const calls::Calls::Past*>& taken);

}  // namespace ol::app
