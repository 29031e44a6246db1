#pragma once
// Times at which the shop calls back: a day cut into slots, each with so many places. Pure: the
// same answer for a caller, an operator and, later, the form on the shop's pages.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "contact/flows/flows.hpp"
#include "platform/base/time.hpp"

namespace ol::callbacks {

/// When and how many. Slots begin at whole multiples of `slot_minutes` after midnight of the shop's
/// own day, and lie wholly within both hours and within [earliest, latest) of the day, which are
/// the humane ones unless a test says otherwise.
struct SlotRule {
    bool on = false;
    int slot_minutes = 30;  // is_slot_length(), or what an older version kept
    int capacity = 6;       // calls that begin in one slot
    int ahead_days = 7;     // today is 0
    flows::Hours shop = flows::round_the_clock();
    std::optional<flows::Hours> own;          // narrower than the shop's
    std::string tz = "UTC";                   // IANA; unknown = UTC
    int earliest = 9 * 60, latest = 21 * 60;  // minutes after midnight
};

/// A promised call, [from, to).
struct Taken {
    Time from{}, to{};
};

/// [from, to) of real time. `taken` may exceed `capacity` after the rule was tightened.
struct Slot {
    Time from{}, to{};
    int capacity = 0, taken = 0;
    bool free() const { return taken < capacity; }
    friend bool operator==(const Slot&, const Slot&) = default;
};

/// Every slot that begins after `now`, ascending, full ones too. A booking takes a place in each
/// slot that it overlaps, so that another slot length loses nobody's place. A slot that the clock
/// change would stretch, shorten or skip is not offered; in a doubled hour the first is meant.
std::vector<Slot> slots(Time now, const SlotRule& rule, std::span<const Taken> bookings);

/// The first `most` that have a place.
std::vector<Slot> free_slots(const std::vector<Slot>& all, std::size_t most);
/// The slot that begins then.
std::optional<Slot> slot_at(const std::vector<Slot>& all, Time from);

}  // namespace ol::callbacks
