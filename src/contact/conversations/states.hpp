#pragma once
// The life of a conversation: whose turn it is. Who has it (place) is beside it: the line and the
// people at work decide that. docs/lifecycles.md draws both.
#include <array>
#include <boost/describe.hpp>
#include <optional>

namespace ol::conversations {

/// open: nobody owes a word (taken up by hand); waiting_us: he wrote last; waiting_buyer: we did.
enum class State { open, waiting_us, waiting_buyer, snoozed, closed };
BOOST_DESCRIBE_ENUM(State, open, waiting_us, waiting_buyer, snoozed, closed)

/// none: nobody's (closed, or its operator left while it rested); line: waits; hers: somebody's.
enum class Place { none, line, hers };
BOOST_DESCRIBE_ENUM(Place, none, line, hers)

enum class Happening { buyer_wrote, we_wrote, snoozed, woke, closed, reopened };
BOOST_DESCRIBE_ENUM(Happening, buyer_wrote, we_wrote, snoozed, woke, closed, reopened)

struct Move {
    State from;
    Happening on;
    State to;
};

constexpr auto moves = std::to_array<Move>({
    {State::open, Happening::buyer_wrote, State::waiting_us},
    {State::open, Happening::we_wrote, State::waiting_buyer},
    {State::open, Happening::snoozed, State::snoozed},
    {State::open, Happening::closed, State::closed},
    {State::waiting_us, Happening::buyer_wrote, State::waiting_us},
    {State::waiting_us, Happening::we_wrote, State::waiting_buyer},
    {State::waiting_us, Happening::snoozed, State::snoozed},
    {State::waiting_us, Happening::closed, State::closed},
    {State::waiting_buyer, Happening::buyer_wrote, State::waiting_us},
    {State::waiting_buyer, Happening::we_wrote, State::waiting_buyer},
    {State::waiting_buyer, Happening::snoozed, State::snoozed},
    {State::waiting_buyer, Happening::closed, State::closed},
    {State::snoozed, Happening::buyer_wrote, State::waiting_us},
    {State::snoozed, Happening::we_wrote, State::waiting_buyer},
    {State::snoozed, Happening::snoozed, State::snoozed},
    {State::snoozed, Happening::woke, State::waiting_us},
    {State::snoozed, Happening::closed, State::closed},
    {State::closed, Happening::buyer_wrote, State::waiting_us},
    {State::closed, Happening::reopened, State::open},
});

/// Nothing: not possible from there (the API answers 409).
constexpr std::optional<State> next(State from, Happening on) {
    for (const Move& m : moves)
        if (m.from == from && m.on == on) return m.to;
    return std::nullopt;
}
static_assert(!next(State::closed, Happening::we_wrote));  // opened again first: it has an owner
static_assert(!next(State::closed, Happening::snoozed));
static_assert(!next(State::open, Happening::woke));
static_assert(next(State::closed, Happening::buyer_wrote) == State::waiting_us);

}  // namespace ol::conversations
