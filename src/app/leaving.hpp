#pragma once
// Leaving and falling ill: what is promised for the time that a person is away, and to whom it
// goes.
#include <boost/describe.hpp>

#include "contact/flows/flows.hpp"
#include "shop/promises/reoffer.hpp"

namespace ol::app {

struct Taker {
    PersonId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Taker, (), (id, name))
struct Leaving {
    Time back_at{};                           // the shop's next working day
    std::vector<promises::Promise> promises;  // hers: broken, or due before that
    std::vector<Taker> takers;                // colleagues who may keep promises
};
BOOST_DESCRIBE_STRUCT(Leaving, (), (back_at, promises, takers))

struct LeavingHandOver {
    std::vector<PromiseId> promise_ids;
    PersonId to;  // 0 = the line
};
BOOST_DESCRIBE_STRUCT(LeavingHandOver, (), (promise_ids, to))
struct LeftBehind {
    std::int64_t promises = 0;
};
BOOST_DESCRIBE_STRUCT(LeftBehind, (), (promises))

struct NewIllness {
    Time until{};
    bool preview = true;  // nothing is done yet
};
BOOST_DESCRIBE_STRUCT(NewIllness, (), (until, preview))
struct IllMove {
    promises::Promise promise;
    std::string to_name;  // "" = the line
    promises::ReofferReason reason = promises::ReofferReason::line;
};
BOOST_DESCRIBE_STRUCT(IllMove, (), (promise, to_name, reason))
struct Illness {
    PersonId person_id;
    Time until{};
    std::vector<IllMove> moves;
    std::int64_t orders = 0;     // open orders that she owns
    std::string orders_to_name;  // "" = they stay with her: nobody may take them
    bool done = false;
};
BOOST_DESCRIBE_STRUCT(Illness, (), (person_id, until, moves, orders, orders_to_name, done))

/// When who leaves now is back: the day's opening when she leaves in the night before it, else that
/// of tomorrow. A day that begins open (round the clock, or last night's hours) begins at nine.
Time next_working_day(const flows::Hours& hours, std::string_view zone, Time now);

}  // namespace ol::app
