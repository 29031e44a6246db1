// Civil time of IANA zones by howardhinnant-date over the system's zone database (g++ 12 has none
// of its own).
#include <date/tz.h>

#include "platform/base/zone_period.hpp"

namespace ol {
namespace {

const date::time_zone* find_zone(std::string_view name) {
    try {
        return date::locate_zone(std::string(name));
    } catch (const std::exception&) {
        return nullptr;
    }
}

Error unknown_zone(std::string_view name) {
    return invalid("time.zone", "",
                   "Unknown time zone \"" + std::string(name.substr(0, 60)) +
                       "\"; use an IANA name such as Europe/Kyiv.");
}

}  // namespace

Result<LocalTime> local_time(Time t, std::string_view zone) {
    const auto* tz = find_zone(zone);
    if (!tz) return unknown_zone(zone);
    const auto local = tz->to_local(t);
    const auto day = date::floor<date::days>(local);
    const date::year_month_day ymd{day};
    const date::hh_mm_ss clock{local - day};
    return LocalTime{int(ymd.year()),
                     int(unsigned(ymd.month())),
                     int(unsigned(ymd.day())),
                     int(clock.hours().count()),
                     int(clock.minutes().count()),
                     int(date::weekday{day}.c_encoding())};
}

Result<Time> from_local(const LocalTime& t, std::string_view zone) {
    const auto* tz = find_zone(zone);
    if (!tz) return unknown_zone(zone);
    const date::year_month_day ymd{date::year{t.year}, date::month(unsigned(t.month)),
                                   date::day(unsigned(t.day))};
    const bool ok = t.month > 0 && t.day > 0 && ymd.ok() && t.hour >= 0 && t.hour < 24 &&
                    t.minute >= 0 && t.minute < 60;
    if (!ok) return invalid("time.local", "", "No such day or hour in the calendar.");
    const auto local =
        date::local_days{ymd} + std::chrono::hours{t.hour} + std::chrono::minutes{t.minute};
    // With the offset before the change a skipped 02:30 becomes 03:30, and a doubled hour is the
    // earlier one.
    const auto info = tz->get_info(local);
    return Time{std::chrono::duration_cast<Ms>(local.time_since_epoch() - info.first.offset)};
}

Result<ZonePeriod> zone_period(Time t, std::string_view zone) {
    const auto* tz = find_zone(zone);
    if (!tz) return unknown_zone(zone);
    const auto info = tz->get_info(t);
    // The last period of a zone ends beyond what milliseconds can count.
    const auto last = std::chrono::floor<std::chrono::seconds>(Time::max());
    return ZonePeriod{info.offset, info.end < last ? Time{info.end} : Time::max()};
}

}  // namespace ol
