// The rule of slots: capacity, hours, and the two nights of the clock change.
#include "contact/callbacks/slots.hpp"

#include <gtest/gtest.h>

namespace ol::callbacks {
namespace slots_test {

Time at(const char* text) { return parse_iso8601(text).value(); }

SlotRule rule(const char* tz = "Europe/Kyiv") {
    SlotRule r;
    r.on = true;
    r.tz = tz;
    return r;
}

std::vector<Taken> booked(Time from, int times, Ms length = std::chrono::minutes{30}) {
    return std::vector<Taken>(static_cast<std::size_t>(times), Taken{from, from + length});
}

// Story 5 of the specification. Kyiv is two hours ahead of UTC in November.
TEST(callback_slots, the_seventh_is_offered_the_next_half_hour) {
    const Time three = at("2026-11-16T13:00:00Z");
    const Time now = at("2026-11-16T12:40:00Z");
    for (int taken = 0; taken <= 7; ++taken) {
        const auto all = slots(now, rule(), booked(three, taken));
        ASSERT_FALSE(all.empty());
        EXPECT_EQ(all.front().from, three);
        EXPECT_EQ(all.front().taken, taken);
        const auto free = free_slots(all, 1);
        ASSERT_EQ(free.size(), 1u);
        EXPECT_EQ(free[0].from, taken < 6 ? three : at("2026-11-16T13:30:00Z")) << taken;
    }
}

TEST(callback_slots, one_that_has_begun_is_over) {
    const auto all = slots(at("2026-11-16T13:00:00Z"), rule(), {});
    EXPECT_EQ(all.front().from, at("2026-11-16T13:30:00Z"));
    EXPECT_TRUE(slots(at("2026-11-16T13:00:00Z"), SlotRule{}, {}).empty()) << "switched off";
}

TEST(callback_slots, humane_hours_bound_the_day) {
    SlotRule r = rule();
    r.ahead_days = 0;
    const auto all = slots(at("2026-11-15T22:30:00Z"), r, {});  // 0:30 of Monday
    ASSERT_EQ(all.size(), 24u);
    EXPECT_EQ(all.front().from, at("2026-11-16T07:00:00Z"));
    EXPECT_EQ(all.back().to, at("2026-11-16T19:00:00Z"));
    EXPECT_TRUE(slots(at("2026-11-16T20:00:00Z"), r, {}).empty());
}

TEST(callback_slots, they_lie_wholly_within_both_hours) {
    SlotRule r = rule();
    r.ahead_days = 0;
    r.slot_minutes = 60;
    for (auto& day : r.shop.week) day = {{9 * 60, 13 * 60 + 30}, {14 * 60, 18 * 60}};
    flows::Hours own;
    own.week[0] = {{10 * 60 + 30, 16 * 60}};  // Monday alone
    r.own = own;
    std::vector<Time> begins;
    for (const auto& slot : slots(at("2026-11-15T22:30:00Z"), r, {})) begins.push_back(slot.from);
    EXPECT_EQ(begins, (std::vector{at("2026-11-16T09:00:00Z"), at("2026-11-16T10:00:00Z"),
                                   at("2026-11-16T12:00:00Z"), at("2026-11-16T13:00:00Z")}));
    EXPECT_TRUE(slots(at("2026-11-16T22:30:00Z"), r, {}).empty()) << "Tuesday";
}

TEST(callback_slots, a_holiday_has_none) {
    SlotRule r = rule();
    r.ahead_days = 1;
    r.shop.dated[std::chrono::local_days{std::chrono::year{2026} / 11 / 17}] = {};
    for (const auto& slot : slots(at("2026-11-16T07:10:00Z"), r, {}))
        EXPECT_LE(slot.to, at("2026-11-16T19:00:00Z"));
}

TEST(callback_slots, another_length_loses_nobodys_place) {
    SlotRule r = rule();
    r.slot_minutes = 60;
    r.capacity = 2;
    auto taken = booked(at("2026-11-16T13:00:00Z"), 1);
    taken.push_back({at("2026-11-16T13:30:00Z"), at("2026-11-16T14:00:00Z")});
    const auto all = slots(at("2026-11-16T12:40:00Z"), r, taken);
    EXPECT_EQ(all[0].taken, 2);
    EXPECT_FALSE(all[0].free());
    EXPECT_EQ(all[1].taken, 0) << "a booking that ends where a slot begins is not in it";
}

// ---- the nights of the clock change: round the clock, so that they matter ----

std::vector<Slot> night(const char* from, const char* to) {
    SlotRule r = rule();
    r.earliest = 0;
    r.latest = 24 * 60;
    std::vector<Slot> out;
    for (const auto& slot : slots(at(from), r, {}))
        if (slot.from < at(to)) out.push_back(slot);
    return out;
}

TEST(callback_slots, the_skipped_hour_has_none) {
    // 29 March 2026: 3:00 becomes 4:00 at 01:00 UTC.
    const auto all = night("2026-03-28T23:45:00Z", "2026-03-29T03:00:00Z");
    std::vector<Time> begins;
    for (const auto& slot : all) {
        begins.push_back(slot.from);
        EXPECT_EQ(slot.to - slot.from, std::chrono::minutes{30});
    }
    EXPECT_EQ(begins, (std::vector{at("2026-03-29T00:00:00Z"),  // 2:00
                                   at("2026-03-29T01:00:00Z"),  // 4:00
                                   at("2026-03-29T01:30:00Z"), at("2026-03-29T02:00:00Z"),
                                   at("2026-03-29T02:30:00Z")}))
        << "2:30 would end in the skip";
}

TEST(callback_slots, of_the_doubled_hour_the_first_is_meant) {
    // 25 October 2026: 4:00 becomes 3:00 at 01:00 UTC.
    const auto all = night("2026-10-24T23:45:00Z", "2026-10-25T03:00:00Z");
    std::vector<Time> begins;
    for (const auto& slot : all) begins.push_back(slot.from);
    EXPECT_EQ(begins, (std::vector{at("2026-10-25T00:00:00Z"),  // 3:00 the first time
                                   at("2026-10-25T02:00:00Z"),  // 4:00
                                   at("2026-10-25T02:30:00Z")}));
    for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LE(all[i - 1].to, all[i].from);
}

TEST(callback_slots, the_same_wall_clock_after_the_change) {
    SlotRule r = rule();
    r.slot_minutes = 240;  // 12:00 and 16:00
    std::vector<Time> begins;
    r.ahead_days = 1;
    for (const auto& slot : slots(at("2026-10-24T08:30:00Z"), r, {})) begins.push_back(slot.from);
    EXPECT_EQ(begins, (std::vector{at("2026-10-24T09:00:00Z"), at("2026-10-24T13:00:00Z"),
                                   at("2026-10-25T10:00:00Z"), at("2026-10-25T14:00:00Z")}));
}

TEST(callback_slots, an_unknown_zone_is_utc) {
    const auto all = slots(at("2026-11-16T12:40:00Z"), rule("Nowhere/Town"), {});
    EXPECT_EQ(all.front().from, at("2026-11-16T13:00:00Z"));
}

}  // namespace slots_test
}  // namespace ol::callbacks
