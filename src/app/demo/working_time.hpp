#pragma once
// What the demo operators did in the days behind them: their calls go through one line, and what
// each of them did becomes the facts that the floor would have written: signed in, ready, ringing,
// talking, wrap-up, breaks. So the figures of the line and of the people fit together.
#include <span>
#include <vector>

#include "contact/calls/calls.hpp"
#include "platform/db/db.hpp"

namespace ol::app {

struct Break {
    Time from{};
    Ms length{0};
};
/// One person's working time. A break waits for the end of the contact in hand.
struct Duty {
    PersonId person;
    Time from{}, to{};
    std::vector<Break> breaks;  // in order, apart
};

/// `past` knows when it came, how long the talk and the wrap-up would be; who took it, its wait,
/// rings and exit are found here.
struct AskedCall {
    calls::Calls::Past* past = nullptr;
    Ms ring{5000}, patience{120000};
};

/// Each call goes to who has been free longest; when nobody is, it waits for the first who will be,
/// at most until its patience or `max_wait` ends. Nothing lasts beyond `latest`. `calls` in the
/// order of entry. The facts of each person in order of time. Pure.
std::vector<db::Fact> play_day(std::span<AskedCall> calls, std::span<const Duty> people,
                               Ms max_wait, Time latest);

/// Who is on duty: two early, one in the middle, two late, another five each day; `from` and `to`
/// are when calls come, the hours of `opens` to `closes` when the shop would have them. Pure.
std::vector<Duty> duties(const std::vector<PersonId>& operators, int day, Time opens, Time closes,
                         Time from, Time to);

}  // namespace ol::app
