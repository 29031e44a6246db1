// Hours as people write them, read and checked. Every fault names its field.
#include <fmt/format.h>

#include <algorithm>

#include "contact/flows/types.hpp"
#include "platform/base/text.hpp"

namespace ol::flows {
namespace {

std::optional<int> number(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// "00:00" to "24:00" as minutes.
std::optional<int> minutes_of(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = number(text.substr(0, 2)), minute = number(text.substr(3));
    if (!hour || !minute || *minute > 59) return std::nullopt;
    const int all = *hour * 60 + *minute;
    return all <= day_minutes ? std::optional(all) : std::nullopt;
}

std::optional<Day> day_of(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)),
               day = number(text.substr(8));
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional(Day{date}) : std::nullopt;
}

Result<Span> span_of(const OpenTime& in, const std::string& path) {
    const auto from = minutes_of(in.from), to = minutes_of(in.to);
    if (!from || *from == day_minutes)
        return invalid("flows.time", path + ".from", "A time is written 09:00, up to 23:59.");
    if (!to) return invalid("flows.time", path + ".to", "A time is written 18:00, up to 24:00.");
    if (*from == *to)
        return invalid("flows.empty_interval", path + ".to",
                       "Opening and closing are the same; round the clock is 00:00 to 24:00.");
    return Span{*from, *to > *from ? *to : *to + day_minutes};
}

Result<Spans> spans_of(const std::vector<OpenTime>& open, const std::string& path) {
    if (open.size() > intervals_max)
        return invalid("flows.too_many", path, "At most 12 intervals on one day.");
    Spans out;
    for (std::size_t i = 0; i < open.size(); ++i) {
        const std::string place = path + "[" + std::to_string(i) + "]";
        auto span = span_of(open[i], place);
        if (!span) return span.error();
        const bool overlaps = std::ranges::any_of(
            out, [&](const Span& s) { return s.from < span->to && span->from < s.to; });
        if (overlaps)
            return invalid("flows.overlap", place + ".from",
                           "This interval overlaps another one of the same day.");
        out.push_back(*span);
    }
    std::ranges::sort(out, {}, &Span::from);
    return out;
}

Result<> read_week(const std::vector<DayHours>& week, Hours& out) {
    std::array<bool, 7> seen{};
    for (std::size_t i = 0; i < week.size(); ++i) {
        const std::string path = "week[" + std::to_string(i) + "]";
        if (week[i].day < 1 || week[i].day > 7)
            return invalid("flows.day", path + ".day", "Days are 1 = Monday to 7 = Sunday.");
        const auto at = static_cast<std::size_t>(week[i].day - 1);
        if (std::exchange(seen[at], true))
            return invalid("flows.twice", path + ".day", "This day stands in the list already.");
        auto spans = spans_of(week[i].open, path + ".open");
        if (!spans) return spans.error();
        out.week[at] = std::move(*spans);
    }
    return {};
}

Result<> read_dated(const std::vector<DatedHours>& dated, Hours& out) {
    if (dated.size() > dated_max)
        return invalid("flows.too_many", "dated", "At most 400 dates; remove those of the past.");
    for (std::size_t i = 0; i < dated.size(); ++i) {
        const std::string path = "dated[" + std::to_string(i) + "]";
        const auto day = day_of(dated[i].date);
        if (!day) return invalid("flows.date", path + ".date", "A date is written 2026-12-25.");
        if (utf8_length(dated[i].name) > name_max)
            return invalid("flows.too_long", path + ".name", "At most 100 characters fit here.");
        auto spans = spans_of(dated[i].open, path + ".open");
        if (!spans) return spans.error();
        if (!out.dated.emplace(*day, std::move(*spans)).second)
            return invalid("flows.twice", path + ".date", "This date stands in the list already.");
    }
    return {};
}

std::string text_of(int minutes) { return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60); }

}  // namespace

Result<Hours> read_hours(const HoursIn& in) {
    Hours out;
    if (auto ok = read_week(in.week, out); !ok) return ok.error();
    if (auto ok = read_dated(in.dated, out); !ok) return ok.error();
    return out;
}

std::vector<DayHours> written_week(const Hours& hours) {
    std::vector<DayHours> out;
    for (int day = 1; day <= 7; ++day) {
        DayHours one{day, {}};
        for (const Span& span : hours.week[static_cast<std::size_t>(day - 1)])
            one.open.push_back({text_of(span.from),
                                text_of(span.to > day_minutes ? span.to - day_minutes : span.to)});
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace ol::flows
