#pragma once
// The shapes of the room's API. Hours are written as people say them, "09:00" to "18:00", in the
// shop's own time.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "contact/flows/hours.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::flows {

/// What becomes of who calls while the shop is closed.
enum class AfterHours { callback, voicemail, hang_up };
BOOST_DESCRIBE_ENUM(AfterHours, callback, voicemail, hang_up)

/// "09:00" to "18:00"; an end not after its beginning is on the next day ("22:00" to "06:00");
/// "00:00" to "24:00" is the whole day.
struct OpenTime {
    std::string from, to;
};
BOOST_DESCRIBE_STRUCT(OpenTime, (), (from, to))

struct DayHours {
    int day = 0;  // ISO 8601: 1 = Monday ... 7 = Sunday
    std::vector<OpenTime> open;
};
BOOST_DESCRIBE_STRUCT(DayHours, (), (day, open))

/// A holiday, a short day: instead of the week's hours on that date.
struct DatedHours {
    std::string date;  // "2026-12-25"
    std::string name;  // for the people of the shop
    std::vector<OpenTime> open;
};
BOOST_DESCRIBE_STRUCT(DatedHours, (), (date, name, open))

/// As sent: a day that is not named is closed.
struct HoursIn {
    std::vector<DayHours> week;
    std::vector<DatedHours> dated;
    AfterHours closed_goes_to = AfterHours::callback;
};
BOOST_DESCRIBE_STRUCT(HoursIn, (), (week, dated, closed_goes_to))

/// Open or closed at a moment. until: when that changes, absent beyond the horizon of 400 days.
struct HoursState {
    bool open = true;
    std::optional<Time> until;
};
BOOST_DESCRIBE_STRUCT(HoursState, (), (open, until))

/// As kept: the week has all seven days, Monday first; dates ascend.
struct ShopHours {
    ShopId shop_id;
    std::int64_t version = 1;
    std::string tz;
    std::vector<DayHours> week;
    std::vector<DatedHours> dated;
    AfterHours closed_goes_to = AfterHours::callback;
    HoursState now;
};
BOOST_DESCRIBE_STRUCT(ShopHours, (), (shop_id, version, tz, week, dated, closed_goes_to, now))

/// The hours as a call needs them. A shop that never said any is open round the clock.
struct Rule {
    Hours hours = round_the_clock();
    AfterHours closed_goes_to = AfterHours::callback;
};

constexpr std::size_t intervals_max = 12, dated_max = 400, name_max = 100;

/// Checks what was sent and reads it. Errors name the field ("week[2].open[0].to"): flows.day,
/// flows.time, flows.empty_interval, flows.overlap, flows.date, flows.twice, flows.too_many,
/// flows.too_long.
Result<Hours> read_hours(const HoursIn& in);
/// The same hours as people write them; read_hours(written(h)) gives h.
std::vector<DayHours> written_week(const Hours& hours);

/// The edge to zones: "IANA name" of the shop, real moments. Daylight saving is exact: a skipped
/// time opens or closes at the skip, in a doubled hour the wall clock counts both times.
/// An unknown zone is open without end: a call is never refused for a mistake in the settings.
HoursState state_at(const Hours& hours, Time now, std::string_view zone);
/// How long they are open within [from, to); of what is longer than 400 days the last 400 alone.
Ms open_between(const Hours& hours, Time from, Time to, std::string_view zone);
/// Is this date one of the exceptions (a holiday, a short day)?
bool dated_at(const Hours& hours, Time now, std::string_view zone);

}  // namespace ol::flows
