// Hours in the shop's own civil time, and the same in real moments across daylight saving.
#include <gtest/gtest.h>

#include "contact/flows/types.hpp"

namespace ol::flows {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hh_mm_ss;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono_literals::operator""y;

/// 2026-11-16 is a Monday.
Civil civil(int month, int day, int hour, int minute, int year_of = 2026) {
    return Civil{local_days{year{year_of} / month / day}} + hours{hour} + minutes{minute};
}
std::string said(std::optional<Civil> at) {
    if (!at) return "never";
    const auto day = floor<days>(*at);
    const year_month_day date{day};
    const hh_mm_ss clock{*at - Civil{day}};
    char text[40];
    std::snprintf(text, sizeof text, "%02u-%02u %02d:%02d", unsigned(date.month()),
                  unsigned(date.day()), int(clock.hours().count()), int(clock.minutes().count()));
    return text;
}
std::string ask(const Hours& h, Civil now) {
    const Answer a = open_at(h, now);
    return std::string(a.open ? "open until " : "closed until ") + said(a.changes_at);
}
constexpr int at(int hour, int minute = 0) { return hour * 60 + minute; }

Hours office() {  // Monday to Friday with a lunch break, Saturday morning
    Hours h;
    for (std::size_t day = 0; day < 5; ++day) h.week[day] = {{at(9), at(13)}, {at(14), at(18)}};
    h.week[5] = {{at(10), at(14)}};
    return h;
}
Hours night_shift() {
    Hours h;
    h.week.fill({{at(22), at(30)}});
    return h;
}

TEST(hours, the_first_minute_is_open_and_the_last_is_not) {
    EXPECT_EQ(ask(office(), civil(11, 16, 8, 59)), "closed until 11-16 09:00");
    EXPECT_EQ(ask(office(), civil(11, 16, 9, 0)), "open until 11-16 13:00");
    EXPECT_EQ(ask(office(), civil(11, 16, 13, 0) - milliseconds{1}), "open until 11-16 13:00");
    EXPECT_EQ(ask(office(), civil(11, 16, 13, 0)), "closed until 11-16 14:00");
}

TEST(hours, the_next_opening_may_be_days_away) {
    EXPECT_EQ(ask(office(), civil(11, 20, 18, 0)), "closed until 11-21 10:00");  // Friday evening
    EXPECT_EQ(ask(office(), civil(11, 21, 15, 0)), "closed until 11-23 09:00");  // Saturday
    EXPECT_EQ(ask(office(), civil(11, 22, 12, 0)), "closed until 11-23 09:00");  // Sunday
}

TEST(hours, an_overnight_interval_is_one_opening) {
    EXPECT_EQ(ask(night_shift(), civil(11, 16, 21, 59)), "closed until 11-16 22:00");
    EXPECT_EQ(ask(night_shift(), civil(11, 16, 23, 0)), "open until 11-17 06:00");
    EXPECT_EQ(ask(night_shift(), civil(11, 17, 5, 59)), "open until 11-17 06:00");
    EXPECT_EQ(ask(night_shift(), civil(11, 17, 6, 0)), "closed until 11-17 22:00");
}

TEST(hours, the_night_of_sunday_ends_on_monday) {
    Hours h;
    h.week[6] = {{at(22), at(30)}};
    EXPECT_EQ(ask(h, civil(11, 16, 3, 0)), "open until 11-16 06:00");  // Monday morning
    EXPECT_EQ(ask(h, civil(11, 16, 7, 0)), "closed until 11-22 22:00");
}

TEST(hours, round_the_clock_never_changes) {
    EXPECT_EQ(ask(round_the_clock(), civil(11, 16, 0, 0)), "open until never");
    Hours but_christmas = round_the_clock();
    but_christmas.dated[local_days{2026y / 12 / 25}] = {};
    EXPECT_EQ(ask(but_christmas, civil(11, 16, 3, 0)), "open until 12-25 00:00");
    EXPECT_EQ(ask(but_christmas, civil(12, 25, 0, 0)), "closed until 12-26 00:00");
}

TEST(hours, intervals_that_touch_are_one_opening) {
    Hours h;
    h.week[0] = {{at(9), at(12)}, {at(12), at(24)}};
    h.week[1] = {{at(0), at(2)}};
    EXPECT_EQ(ask(h, civil(11, 16, 10, 0)), "open until 11-17 02:00");
}

TEST(hours, a_date_replaces_what_begins_on_it) {
    Hours h = office();
    h.dated[local_days{2026y / 11 / 16}] = {};
    h.dated[local_days{2026y / 11 / 17}] = {{at(11), at(12)}};
    h.dated[local_days{2026y / 11 / 22}] = {{at(8), at(9)}};  // a Sunday
    EXPECT_EQ(ask(h, civil(11, 16, 10, 0)), "closed until 11-17 11:00");
    EXPECT_EQ(ask(h, civil(11, 17, 11, 30)), "open until 11-17 12:00");
    EXPECT_EQ(ask(h, civil(11, 17, 12, 0)), "closed until 11-18 09:00");
    EXPECT_EQ(ask(h, civil(11, 22, 8, 30)), "open until 11-22 09:00");
}

TEST(hours, the_night_before_a_holiday_runs_to_its_end) {
    Hours h = night_shift();
    h.dated[local_days{2026y / 12 / 25}] = {};
    EXPECT_EQ(ask(h, civil(12, 25, 5, 0)), "open until 12-25 06:00");
    EXPECT_EQ(ask(h, civil(12, 25, 22, 30)), "closed until 12-26 22:00");
}

TEST(hours, a_shop_without_hours_never_opens) {
    EXPECT_EQ(ask(Hours{}, civil(11, 16, 12, 0)), "closed until never");
    Hours one_day;
    one_day.dated[local_days{2027y / 12 / 1}] = {{at(9), at(10)}};
    EXPECT_EQ(ask(one_day, civil(11, 16, 12, 0)), "closed until 12-01 09:00");
}

TEST(hours, the_last_day_of_february_in_a_leap_year) {
    Hours h = office();
    h.dated[local_days{2028y / 2 / 29}] = {};  // a Tuesday
    EXPECT_EQ(ask(h, civil(2, 28, 18, 0, 2028)), "closed until 03-01 09:00");
}

// ---- real moments: Kyiv changes at 03:00 on 2026-03-29 (forward) and 04:00 on 2026-10-25 (back)

Time utc(std::string_view text) { return parse_iso8601(text).value(); }
std::string real(const Hours& h, std::string_view now, std::string_view zone = "Europe/Kyiv") {
    const HoursState s = state_at(h, utc(now), zone);
    return std::string(s.open ? "open until " : "closed until ") +
           (s.until ? iso8601(*s.until).substr(0, 16) : "never");
}

TEST(zoned, the_shops_own_clock_counts) {
    EXPECT_EQ(real(office(), "2026-11-16T06:59:59Z"), "closed until 2026-11-16T07:00");
    EXPECT_EQ(real(office(), "2026-11-16T07:00:00Z"), "open until 2026-11-16T11:00");
    EXPECT_EQ(real(office(), "2026-11-16T07:00:00Z", "Asia/Shanghai"),
              "open until 2026-11-16T10:00");
    EXPECT_EQ(real(office(), "2026-07-13T06:00:00Z"), "open until 2026-07-13T10:00");  // summer
}

TEST(zoned, an_opening_after_the_clocks_change_is_told_in_the_new_time) {
    // Saturday 14:00 local closing; Monday 09:00 is UTC+3 in spring, UTC+2 in autumn.
    EXPECT_EQ(real(office(), "2026-03-28T13:00:00Z"), "closed until 2026-03-30T06:00");
    EXPECT_EQ(real(office(), "2026-10-24T13:00:00Z"), "closed until 2026-10-26T07:00");
}

TEST(zoned, a_night_shift_has_seven_or_nine_hours) {
    EXPECT_EQ(real(night_shift(), "2026-03-28T20:00:00Z"), "open until 2026-03-29T03:00");
    EXPECT_EQ(real(night_shift(), "2026-10-24T19:00:00Z"), "open until 2026-10-25T04:00");
}

TEST(zoned, how_long_it_was_open_is_counted_by_the_shops_own_clock) {
    const auto hours = [](const Hours& h, std::string_view from, std::string_view to) {
        return open_between(h, utc(from), utc(to), "Europe/Kyiv").count() / 60000;
    };
    // Monday 8:30 to 18:30 in Kyiv: four hours and four, the lunch apart.
    EXPECT_EQ(hours(office(), "2026-11-16T06:30:00Z", "2026-11-16T16:30:00Z"), 480);
    EXPECT_EQ(hours(office(), "2026-11-16T10:30:00Z", "2026-11-16T12:30:00Z"), 60);
    EXPECT_EQ(hours(office(), "2026-11-21T12:00:00Z", "2026-11-23T07:00:00Z"), 0);  // the weekend
    EXPECT_EQ(hours(night_shift(), "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), 7 * 60);
    EXPECT_EQ(hours(night_shift(), "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), 9 * 60);
    EXPECT_EQ(hours(round_the_clock(), "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), 24 * 60);
    EXPECT_EQ(hours(office(), "2026-11-16T12:00:00Z", "2026-11-16T12:00:00Z"), 0);
    EXPECT_EQ(hours(office(), "2026-11-16T12:00:00Z", "2026-11-16T10:00:00Z"), 0);  // set back
    EXPECT_EQ(hours(round_the_clock(), "1970-01-01T00:00:00Z", "2026-11-16T10:00:00Z"),
              horizon_days * 24 * 60);
}

TEST(zoned, what_falls_into_the_skipped_hour_opens_at_the_skip) {
    Hours h;
    h.week.fill({{at(3, 30), at(5)}});
    EXPECT_EQ(real(h, "2026-03-29T00:30:00Z"), "closed until 2026-03-29T01:00");
    EXPECT_EQ(real(h, "2026-03-29T01:00:00Z"), "open until 2026-03-29T02:00");
    Hours lost;  // begins and ends within the skipped hour: not on that day
    lost.week.fill({{at(3, 10), at(3, 50)}});
    EXPECT_EQ(real(lost, "2026-03-29T00:30:00Z"), "closed until 2026-03-30T00:10");
}

TEST(zoned, in_the_doubled_hour_the_wall_clock_counts_twice) {
    Hours h;
    h.week.fill({{at(3), at(3, 30)}});
    EXPECT_EQ(real(h, "2026-10-25T00:10:00Z"), "open until 2026-10-25T00:30");
    EXPECT_EQ(real(h, "2026-10-25T00:40:00Z"), "closed until 2026-10-25T01:00");
    EXPECT_EQ(real(h, "2026-10-25T01:10:00Z"), "open until 2026-10-25T01:30");
    EXPECT_EQ(real(h, "2026-10-25T01:30:00Z"), "closed until 2026-10-26T01:00");
}

TEST(zoned, round_the_clock_has_no_end_in_any_zone) {
    for (const char* zone : {"Europe/Kyiv", "Asia/Shanghai", "UTC", "Australia/Lord_Howe"})
        EXPECT_EQ(real(round_the_clock(), "2026-03-29T00:30:00Z", zone), "open until never");
}

TEST(zoned, a_mistaken_zone_never_refuses_a_call) {
    EXPECT_EQ(real(Hours{}, "2026-03-29T00:30:00Z", "Europe/Atlantis"), "open until never");
}

/// Every minute of a year, told one by one, agrees with the jump to the next change.
TEST(zoned, the_next_change_is_the_first_minute_that_differs) {
    Hours h = office();
    h.week[5] = {{at(22), at(27)}};
    h.week[6] = {{at(2), at(2, 30)}, {at(3, 15), at(4, 45)}};
    h.dated[local_days{2026y / 10 / 26}] = {};
    const Time end = utc("2026-11-02T00:00:00Z");
    for (Time t = utc("2026-10-20T00:00:00Z"); t < end;) {
        const HoursState s = state_at(h, t, "Europe/Kyiv");
        ASSERT_TRUE(s.until) << iso8601(t);
        ASSERT_GT(*s.until, t);
        for (Time m = t; m < *s.until; m += minutes{5})
            ASSERT_EQ(state_at(h, m, "Europe/Kyiv").open, s.open) << iso8601(m);
        ASSERT_NE(state_at(h, *s.until, "Europe/Kyiv").open, s.open) << iso8601(*s.until);
        t = *s.until;
    }
}

// ---- as people write them ----

HoursIn monday(std::vector<OpenTime> open) { return {{{1, std::move(open)}}, {}, {}}; }
std::string fault(const HoursIn& in) {
    const auto r = read_hours(in);
    return r ? "" : r.error().code + " " + r.error().field;
}

TEST(written, every_case_of_the_settings_page) {
    EXPECT_EQ(read_hours(monday({{"09:00", "18:00"}}))->week[0], (Spans{{at(9), at(18)}}));
    EXPECT_EQ(read_hours(monday({{"22:00", "06:00"}}))->week[0], (Spans{{at(22), at(30)}}));
    EXPECT_EQ(read_hours(monday({{"00:00", "24:00"}}))->week[0], (Spans{{0, day_minutes}}));
    EXPECT_EQ(read_hours(monday({{"18:00", "00:00"}}))->week[0], (Spans{{at(18), at(24)}}));
    EXPECT_EQ(read_hours(monday({{"14:00", "18:00"}, {"09:00", "13:00"}}))->week[0],
              (Spans{{at(9), at(13)}, {at(14), at(18)}}))
        << "sorted";
    EXPECT_TRUE(read_hours(HoursIn{})->week[0].empty()) << "a day that is not named is closed";
}

TEST(written, a_fault_names_its_field) {
    EXPECT_EQ(fault(monday({{"9:00", "18:00"}})), "flows.time week[0].open[0].from");
    EXPECT_EQ(fault(monday({{"24:00", "18:00"}})), "flows.time week[0].open[0].from");
    EXPECT_EQ(fault(monday({{"09:00", "24:01"}})), "flows.time week[0].open[0].to");
    EXPECT_EQ(fault(monday({{"09:00", "18:60"}})), "flows.time week[0].open[0].to");
    EXPECT_EQ(fault(monday({{"09:00", ""}})), "flows.time week[0].open[0].to");
    EXPECT_EQ(fault(monday({{"09:00", "09:00"}})), "flows.empty_interval week[0].open[0].to");
    EXPECT_EQ(fault(monday({{"09:00", "13:00"}, {"12:00", "18:00"}})),
              "flows.overlap week[0].open[1].from");
    EXPECT_EQ(fault(monday({{"22:00", "06:00"}, {"20:00", "23:00"}})),
              "flows.overlap week[0].open[1].from");
    EXPECT_EQ(fault(monday(std::vector<OpenTime>(13, {"09:00", "10:00"}))),
              "flows.too_many week[0].open");
    EXPECT_EQ(fault({{{0, {}}}, {}, {}}), "flows.day week[0].day");
    EXPECT_EQ(fault({{{1, {}}, {1, {}}}, {}, {}}), "flows.twice week[1].day");
    EXPECT_EQ(fault({{}, {{"2026-02-30", "", {}}}, {}}), "flows.date dated[0].date");
    EXPECT_EQ(fault({{}, {{"26-02-03", "", {}}}, {}}), "flows.date dated[0].date");
    EXPECT_EQ(fault({{}, {{"2026-12-25", "", {}}, {"2026-12-25", "", {}}}, {}}),
              "flows.twice dated[1].date");
    EXPECT_EQ(fault({{}, {{"2026-12-25", std::string(101, 'x'), {}}}, {}}),
              "flows.too_long dated[0].name");
    EXPECT_EQ(fault({{}, {{"2026-12-31", "", {{"10:00", "25:00"}}}}, {}}),
              "flows.time dated[0].open[0].to");
}

TEST(written, what_is_written_out_reads_the_same) {
    Hours h = office();
    h.week[5] = {{at(22), at(30)}};
    h.week[6] = {{0, day_minutes}};
    h.week[2] = {{at(18), at(24)}};
    HoursIn in;
    in.week = written_week(h);
    ASSERT_EQ(in.week.size(), 7u);
    EXPECT_EQ(in.week[5].open[0].to, "06:00");
    EXPECT_EQ(in.week[6].open[0].to, "24:00");
    EXPECT_EQ(in.week[2].open[0].to, "24:00");
    EXPECT_EQ(*read_hours(in), h);
}

}  // namespace
}  // namespace ol::flows
