#include "insight/calendar.hpp"

#include <charconv>
#include <cstdio>

namespace ol::insight {

namespace {

constexpr Ms half_hour{30 * 60 * 1000};
constexpr int closes_after_h = 4;

std::chrono::sys_days civil(Day day) {
    return std::chrono::year{day / 10000} / (day / 100 % 100) / (day % 100);
}
Day number(std::chrono::sys_days at) {
    const std::chrono::year_month_day d{at};
    return int(d.year()) * 10000 + static_cast<int>(unsigned(d.month())) * 100 +
           static_cast<int>(unsigned(d.day()));
}
LocalTime local(Time t, std::string_view zone) {
    if (const auto known = local_time(t, zone)) return *known;
    return *local_time(t, "UTC");
}

}  // namespace

Slot slot_of(Time t, std::string_view zone) {
    const auto at = local(t, zone);
    const Time minute = std::chrono::floor<std::chrono::minutes>(t);
    const auto first = from_local(at, zone);
    const bool again = first && *first != minute;  // the doubled hour: from_local gives the first
    return {at.year * 10000 + at.month * 100 + at.day,
            at.hour * 60 + at.minute / 30 * 30 + (again ? 1440 : 0),
            minute - std::chrono::minutes{at.minute % 30}};
}

std::vector<Piece> pieces_of(Time from, Time to, std::string_view zone) {
    std::vector<Piece> out;
    while (from < to) {
        const Slot slot = slot_of(from, zone);
        const Time next = std::min(slot.start + half_hour, to);
        out.push_back({slot, next - from});
        from = next;
    }
    return out;
}

Time start_of(Day day, std::string_view zone) {
    const LocalTime midnight{day / 10000, day / 100 % 100, day % 100, 0, 0, 0};
    if (const auto known = from_local(midnight, zone)) return *known;
    return civil(day);
}

Time closing_of(Day day, std::string_view zone) {
    return start_of(next_day(day), zone) + std::chrono::hours{closes_after_h};
}

bool is_day(Day day) {
    if (day < 20000101 || day > 21991231) return false;
    return std::chrono::year_month_day{std::chrono::year{day / 10000},
                                       std::chrono::month(static_cast<unsigned>(day / 100 % 100)),
                                       std::chrono::day(static_cast<unsigned>(day % 100))}
        .ok();
}

Day next_day(Day day, int by) { return number(civil(day) + std::chrono::days{by}); }
int days_between(Day from, Day to) { return static_cast<int>((civil(to) - civil(from)).count()); }
Day week_of(Day day) {
    const auto at = civil(day);
    const auto weekday = std::chrono::weekday{at}.iso_encoding();
    return number(at - std::chrono::days{weekday - 1});
}
Day month_of(Day day) { return day / 100 * 100 + 1; }

Result<Day> parse_day(std::string_view text, std::string_view field) {
    int parts[3] = {0, 0, 0};
    bool ok = text.size() == 10 && text[4] == '-' && text[7] == '-';
    constexpr std::size_t starts[] = {0, 5, 8}, lengths[] = {4, 2, 2};
    for (int i = 0; ok && i < 3; ++i) {
        const char* at = text.data() + starts[i];
        const auto r = std::from_chars(at, at + lengths[i], parts[i]);
        ok = r.ec == std::errc{} && r.ptr == at + lengths[i];
    }
    const Day day = parts[0] * 10000 + parts[1] * 100 + parts[2];
    if (!ok || !is_day(day))
        return invalid("insight.day", std::string(field),
                       "Write a day of the calendar as YYYY-MM-DD, from 2000 to 2199.");
    return day;
}

std::string to_text(Day day) {
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
    return text;
}

}  // namespace ol::insight
