#include "platform/base/time.hpp"

#include <gtest/gtest.h>

namespace ol {
namespace {

std::int64_t parsed(std::string_view text) {
    const auto t = parse_iso8601(text);
    return t ? to_ms(*t) : -1;
}

}  // namespace

TEST(Iso8601, WritesMillisecondsInUtc) {
    EXPECT_EQ(iso8601(from_ms(1767225600000)), "2026-01-01T00:00:00.000Z");
    EXPECT_EQ(iso8601(from_ms(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Iso8601, ReadsTheFormsThatShopsSend) {
    constexpr std::int64_t base = 1767225600000;
    EXPECT_EQ(parsed("2026-01-01T00:00:00Z"), base);
    EXPECT_EQ(parsed("2026-01-01T00:00:00"), base) << "WooCommerce *_gmt: no zone is UTC";
    EXPECT_EQ(parsed("2026-01-01 00:00"), base);
    EXPECT_EQ(parsed("2026-01-01"), base);
    EXPECT_EQ(parsed("2026-01-01T02:00:00+02:00"), base);
    EXPECT_EQ(parsed("2026-01-01T02:00:00+0200"), base);
    EXPECT_EQ(parsed("2025-12-31T19:00:00.5-05"), base + 500);
    EXPECT_EQ(parsed("2026-01-01T00:00:00.123456Z"), base + 123);
    EXPECT_EQ(parsed("2024-02-29T00:00:00Z"), 1709164800000);
}

TEST(Iso8601, RefusesWhatIsNoTime) {
    for (const char* text :
         {"", "2026", "2026-13-01", "2025-02-29", "2026-01-01T24:00:00", "2026-01-01T00:60:00",
          "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+2",
          "2026-01-01T00:00:00Zx", "2026-1-1", "x026-01-01"})
        EXPECT_EQ(parsed(text), -1) << text;
    EXPECT_EQ(parse_iso8601("x").error().code, "time.format");
}

TEST(Iso8601, RoundTrip) {
    for (std::int64_t ms = -62135596800000; ms < 253402300799999; ms += 987654321987)
        EXPECT_EQ(parsed(iso8601(from_ms(ms))), ms);
}

TEST(Zones, SummerAndWinterInKyiv) {
    const auto winter = local_time(*parse_iso8601("2026-01-01T10:30:00Z"), "Europe/Kyiv");
    ASSERT_TRUE(winter);
    EXPECT_EQ(winter->hour, 12);
    EXPECT_EQ(winter->minute, 30);
    EXPECT_EQ(winter->weekday, 4) << "a Thursday";
    EXPECT_EQ(local_time(*parse_iso8601("2026-07-01T22:00:00Z"), "Europe/Kyiv")->day, 2);
    EXPECT_EQ(local_time(from_ms(0), "Asia/Shanghai")->hour, 8);
}

TEST(Zones, ASkippedHourGoesForwardAndADoubledOneIsTheEarlier) {
    // Kyiv 2026: 03:00 -> 04:00 on 29 March, 04:00 -> 03:00 on 25 October.
    EXPECT_EQ(iso8601(*from_local({2026, 3, 29, 3, 30, 0}, "Europe/Kyiv")),
              "2026-03-29T01:30:00.000Z");
    EXPECT_EQ(local_time(*from_local({2026, 3, 29, 3, 30, 0}, "Europe/Kyiv"), "Europe/Kyiv")->hour,
              4);
    EXPECT_EQ(iso8601(*from_local({2026, 10, 25, 3, 30, 0}, "Europe/Kyiv")),
              "2026-10-25T00:30:00.000Z");
    EXPECT_EQ(iso8601(*from_local({2026, 6, 1, 9, 0, 0}, "Europe/Kyiv")),
              "2026-06-01T06:00:00.000Z");
}

TEST(Zones, UnknownZonesAndDaysAreErrors) {
    EXPECT_EQ(local_time(from_ms(0), "Mars/Olympus").error().code, "time.zone");
    EXPECT_EQ(from_local({2026, 1, 1, 0, 0, 0}, "").error().code, "time.zone");
    EXPECT_EQ(from_local({2026, 2, 30, 0, 0, 0}, "UTC").error().code, "time.local");
    EXPECT_EQ(from_local({2026, 1, 1, 24, 0, 0}, "UTC").error().code, "time.local");
    EXPECT_EQ(from_local({2026, -1, 1, 0, 0, 0}, "UTC").error().code, "time.local");
}

TEST(Clock, SteadyStartsAtUtcAndNeverGoesBack) {
    const auto& clock = system_clock();
    EXPECT_LT(std::abs((clock.steady() - clock.now()).count()), 5000);
    Time last = clock.steady();
    for (int i = 0; i < 1000; ++i) {
        EXPECT_GE(clock.steady(), last);
        last = clock.steady();
    }
}

}  // namespace ol
