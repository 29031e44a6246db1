// Half-hours and days of a zone, at the two nights of the year that are not like others.
#include "insight/calendar.hpp"

#include <gtest/gtest.h>

#include <set>

namespace ol::insight {
namespace calendar_test {

constexpr const char* kyiv = "Europe/Kyiv";
Time utc(const char* text) { return *parse_iso8601(text); }

TEST(calendar, a_day_has_46_48_or_50_half_hours) {
    for (const auto& [day, count] :
         {std::pair{20260329, 46}, std::pair{20260615, 48}, std::pair{20261025, 50}}) {
        const auto pieces = pieces_of(start_of(day, kyiv), start_of(next_day(day), kyiv), kyiv);
        EXPECT_EQ(pieces.size(), static_cast<std::size_t>(count)) << day;
        std::set<Slot> distinct;
        for (const auto& p : pieces) {
            EXPECT_EQ(p.slot.day, day);
            EXPECT_EQ(p.length, Ms{1800000});
            distinct.insert(p.slot);
        }
        EXPECT_EQ(distinct.size(), pieces.size()) << day;
    }
}

TEST(calendar, the_doubled_hour_is_told_apart) {
    // Kyiv, 25 October 2026: 04:00 summer time becomes 03:00 at 01:00 UTC.
    const Slot first = slot_of(utc("2026-10-25T00:10:00Z"), kyiv);
    const Slot second = slot_of(utc("2026-10-25T01:10:00Z"), kyiv);
    EXPECT_EQ(first.minute, 180);
    EXPECT_EQ(second.minute, 180 + 1440);
    EXPECT_EQ(second.start - first.start, std::chrono::hours{1});
}

TEST(calendar, half_hours_follow_the_zone_not_utc) {
    EXPECT_EQ(slot_of(utc("2026-01-01T00:20:00Z"), "Asia/Kathmandu").minute, 6 * 60);  // 06:05
    EXPECT_EQ(slot_of(utc("2026-01-01T00:20:00Z"), "Asia/Kathmandu").start,
              utc("2026-01-01T00:15:00Z"));
    EXPECT_EQ(slot_of(utc("2025-12-31T23:59:59Z"), kyiv).day, 20260101);
    EXPECT_EQ(slot_of(utc("2025-12-31T23:59:59Z"), "no/where").day, 20251231);
}

TEST(calendar, an_interval_is_cut_without_loss) {
    const Time from = utc("2026-11-21T21:50:00.250Z"), to = utc("2026-11-21T22:40:00Z");
    const auto pieces = pieces_of(from, to, kyiv);  // midnight in Kyiv is 22:00 UTC
    ASSERT_EQ(pieces.size(), 3u);
    EXPECT_EQ(pieces[0].slot.day, 20261121);
    EXPECT_EQ(pieces[1].slot.day, 20261122);
    EXPECT_EQ(pieces[0].length + pieces[1].length + pieces[2].length, to - from);
    EXPECT_TRUE(pieces_of(to, from, kyiv).empty());
}

TEST(calendar, days_weeks_months) {
    EXPECT_EQ(next_day(20261231), 20270101);
    EXPECT_EQ(next_day(20280228), 20280229);
    EXPECT_EQ(week_of(20261122), 20261116);  // a Sunday belongs to Monday before
    EXPECT_EQ(week_of(20261116), 20261116);
    EXPECT_EQ(month_of(20261122), 20261101);
    EXPECT_EQ(days_between(20260301, 20260401), 31);
    EXPECT_EQ(closing_of(20261122, kyiv), utc("2026-11-23T02:00:00Z"));
    EXPECT_EQ(*parse_day("2026-11-22", "from"), 20261122);
    for (const char* bad : {"", "2026-02-29", "2026-1-1", "26-11-2211", "2026/11/22", "1999-12-31",
                            "2026-11-2x", "9999-99-99"}) {
        const auto day = parse_day(bad, "from");
        ASSERT_FALSE(day) << bad;
        EXPECT_EQ(day.error().field, "from");
    }
}

}  // namespace calendar_test
}  // namespace ol::insight
