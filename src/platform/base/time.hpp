#pragma once
// Time is an int64 of UTC milliseconds everywhere; zones only at the edges. Cores never read a clock.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/result.hpp"

namespace ol {

using Ms   = std::chrono::milliseconds;
using Time = std::chrono::sys_time<Ms>;

constexpr Time from_ms(std::int64_t ms) { return Time{Ms{ms}}; }
constexpr std::int64_t to_ms(Time t) { return t.time_since_epoch().count(); }

/// The only door to the clock. `now` is wall time; `steady` never goes back and is anchored to UTC at start.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const    = 0;
    virtual Time steady() const = 0;
};
const Clock& system_clock();

/// For tests: stands still until told.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Time t = from_ms(1767225600000)) : now_(t) {}
    Time now() const override { return now_; }
    Time steady() const override { return now_; }
    void advance(Ms d) { now_ += d; }
    void set(Time t) { now_ = t; }

private:
    Time now_;
};

std::string iso8601(Time t);                       // 2026-01-01T10:00:00.000Z
Result<Time> parse_iso8601(std::string_view text);  // also without zone = UTC (WooCommerce *_gmt)
/// Local civil time of an IANA zone ("Europe/Kyiv"); unknown zone -> Error "time.zone".
struct LocalTime { int year, month, day, hour, minute, weekday /*0=Sunday*/; };
Result<LocalTime> local_time(Time t, std::string_view zone);
Result<Time> from_local(const LocalTime& t, std::string_view zone);  // a skipped hour goes forward

}  // namespace ol
