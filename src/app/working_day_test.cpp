// When who leaves is back.
#include <gtest/gtest.h>

#include "app/leaving.hpp"

namespace ol::app {
namespace {

constexpr std::string_view kyiv = "Europe/Kyiv";

Time at(int day, int hour, int minute) {
    return *from_local({2026, 11, day, hour, minute, 0}, kyiv);
}
flows::Hours from_seven() {
    flows::Hours hours;
    hours.week.fill({{7 * 60, 22 * 60}});
    return hours;
}

TEST(WorkingDay, AnEveningIsFollowedByTomorrowsOpening) {
    EXPECT_EQ(next_working_day(from_seven(), kyiv, at(23, 22, 30)), at(24, 7, 0));
    EXPECT_EQ(next_working_day(from_seven(), kyiv, at(23, 12, 0)), at(24, 7, 0));
}

TEST(WorkingDay, WhoLeavesAfterMidnightIsBackThatMorning) {
    EXPECT_EQ(next_working_day(from_seven(), kyiv, at(24, 0, 12)), at(24, 7, 0));
}

TEST(WorkingDay, WhoLeavesAtHalfPastSixHasWorkedTheNight) {
    EXPECT_EQ(next_working_day(from_seven(), kyiv, at(24, 6, 30)), at(25, 7, 0));
}

TEST(WorkingDay, AShopThatNeverClosesBeginsAtNine) {
    EXPECT_EQ(next_working_day(flows::round_the_clock(), kyiv, at(23, 20, 0)), at(24, 9, 0));
}

TEST(WorkingDay, ClosedDaysAreLeaptOver) {
    auto hours = from_seven();
    hours.week[1] = {};  // Tuesday, the 24th
    EXPECT_EQ(next_working_day(hours, kyiv, at(23, 20, 0)), at(25, 7, 0));
}

}  // namespace
}  // namespace ol::app
