// The clock, and ISO 8601 in and out. Zones stand in zones.cpp, which alone reads the zone
// database.
#include "platform/base/time.hpp"

#include <fmt/format.h>

#include <optional>

namespace ol {
namespace {

class SystemClock final : public Clock {
public:
    Time now() const override { return std::chrono::floor<Ms>(std::chrono::system_clock::now()); }
    Time steady() const override {
        return anchor_ + std::chrono::floor<Ms>(std::chrono::steady_clock::now() - start_);
    }

private:
    Time anchor_ = std::chrono::floor<Ms>(std::chrono::system_clock::now());
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Takes digits and signs off the front of a text; a failure stays.
struct Scanner {
    std::string_view rest;
    bool ok = true;

    int digits(std::size_t count) {
        if (rest.size() < count) return ok = false, 0;
        int value = 0;
        for (const char c : rest.substr(0, count)) {
            if (c < '0' || c > '9') return ok = false, 0;
            value = value * 10 + (c - '0');
        }
        rest.remove_prefix(count);
        return value;
    }
    bool take(char c) {
        if (rest.empty() || rest.front() != c) return false;
        rest.remove_prefix(1);
        return true;
    }
    void must(char c) { ok = take(c) && ok; }
};

std::optional<Time> parse(std::string_view text);
Ms fraction(Scanner& in);
Ms zone_offset(Scanner& in);

}  // namespace

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

std::string iso8601(Time t) {
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{t - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(date.year()),
                       unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

Result<Time> parse_iso8601(std::string_view text) {
    if (const auto t = parse(text)) return *t;
    return invalid("time.format", "", "Wanted a time such as 2026-01-01T10:00:00Z.");
}

namespace {

std::optional<Time> parse(std::string_view text) {
    Scanner in{text};
    const int year = in.digits(4);
    in.must('-');
    const int month = in.digits(2);
    in.must('-');
    const int day = in.digits(2);
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!in.ok || !date.ok()) return std::nullopt;
    Time t = std::chrono::sys_days{date};
    if (in.rest.empty()) return t;
    in.ok = in.take('T') || in.take(' ') || in.take('t');
    const int hour = in.digits(2);
    in.must(':');
    const int minute = in.digits(2);
    const int second = in.take(':') ? in.digits(2) : 0;
    if (!in.ok || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    t += std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
    t += fraction(in);
    t -= zone_offset(in);
    if (!in.ok || !in.rest.empty()) return std::nullopt;
    return t;
}

Ms fraction(Scanner& in) {
    if (!in.take('.') && !in.take(',')) return Ms{0};
    int ms = 0, count = 0;
    for (; !in.rest.empty() && in.rest.front() >= '0' && in.rest.front() <= '9'; ++count) {
        if (count < 3)
            ms = ms * 10 + (in.rest.front() - '0');  // finer than a millisecond is cut off
        in.rest.remove_prefix(1);
    }
    in.ok = in.ok && count > 0;
    for (; count < 3; ++count) ms *= 10;
    return Ms{ms};
}

Ms zone_offset(Scanner& in) {
    if (in.rest.empty() || in.take('Z') || in.take('z')) return Ms{0};
    const bool behind = in.take('-');
    in.ok = (behind || in.take('+')) && in.ok;
    const int hours = in.digits(2);
    in.take(':');
    const int minutes = in.rest.empty() ? 0 : in.digits(2);
    in.ok = in.ok && hours < 24 && minutes < 60;
    const Ms offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
    return behind ? -offset : offset;
}

}  // namespace
}  // namespace ol
