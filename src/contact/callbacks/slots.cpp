#include "contact/callbacks/slots.hpp"

#include <algorithm>

#include "platform/base/zone_period.hpp"

namespace ol::callbacks {
namespace {

using flows::Civil;
using flows::Day;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::minutes;

Ms offset_at(Time t, const std::string& tz) {
    const auto period = zone_period(t, tz);
    return period ? period->offset : Ms{0};
}

/// The real moment of a wall clock's time: the first of two, none in the skipped hour.
std::optional<Time> moment_of(Civil local, const std::string& tz) {
    const Time as_utc{local.time_since_epoch()};
    const Ms before = offset_at(as_utc - days{1}, tz), after = offset_at(as_utc + days{1}, tz);
    const Time first = as_utc - std::max(before, after), second = as_utc - std::min(before, after);
    if (offset_at(first, tz) == as_utc - first) return first;
    if (offset_at(second, tz) == as_utc - second) return second;
    return std::nullopt;
}

bool open_through(const flows::Hours& hours, Civil from, Ms length) {
    const auto answer = flows::open_at(hours, from);
    return answer.open && (!answer.changes_at || *answer.changes_at >= from + length);
}

int taken_in(std::span<const Taken> bookings, Time from, Time to) {
    return static_cast<int>(std::ranges::count_if(
        bookings, [&](const Taken& b) { return b.from < to && from < b.to; }));
}

}  // namespace

std::vector<Slot> slots(Time now, const SlotRule& rule, std::span<const Taken> bookings) {
    std::vector<Slot> out;
    if (!rule.on || rule.slot_minutes <= 0) return out;
    const Ms length = minutes{rule.slot_minutes};
    const Day today = floor<days>(Civil{now.time_since_epoch() + offset_at(now, rule.tz)});
    const int first = (rule.earliest + rule.slot_minutes - 1) / rule.slot_minutes;
    for (int day = 0; day <= rule.ahead_days; ++day)
        for (int n = first; (n + 1) * rule.slot_minutes <= rule.latest; ++n) {
            const Civil local = today + days{day} + minutes{n * rule.slot_minutes};
            if (!open_through(rule.shop, local, length)) continue;
            if (rule.own && !open_through(*rule.own, local, length)) continue;
            const auto from = moment_of(local, rule.tz);
            if (!from || *from <= now) continue;
            const Time to = *from + length;
            if (offset_at(*from, rule.tz) != offset_at(to, rule.tz)) continue;
            out.push_back({*from, to, rule.capacity, taken_in(bookings, *from, to)});
        }
    return out;
}

std::vector<Slot> free_slots(const std::vector<Slot>& all, std::size_t most) {
    std::vector<Slot> out;
    for (const Slot& slot : all) {
        if (out.size() >= most) break;
        if (slot.free()) out.push_back(slot);
    }
    return out;
}

std::optional<Slot> slot_at(const std::vector<Slot>& all, Time from) {
    const auto found = std::ranges::find(all, from, &Slot::from);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace ol::callbacks
