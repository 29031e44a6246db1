#pragma once
// Shapes of the program's own routes.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "contact/flows/flows.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/json.hpp"
#include "platform/base/time.hpp"

namespace ol::app {

struct Empty {};
BOOST_DESCRIBE_STRUCT(Empty, (), ())

struct SipState {
    std::int64_t legs = 0, transactions = 0, invites = 0, shed = 0, flood_refused = 0,
                 auth_failed = 0, malformed = 0;
};
BOOST_DESCRIBE_STRUCT(SipState, (),
                      (legs, transactions, invites, shed, flood_refused, auth_failed, malformed))
struct MediaState {
    std::int64_t legs = 0, bridges = 0, recordings = 0, packets_in = 0, packets_out = 0,
                 late_ticks = 0;
};
BOOST_DESCRIBE_STRUCT(MediaState, (),
                      (legs, bridges, recordings, packets_in, packets_out, late_ticks))
struct SystemState {
    std::string version = "0.1.0";
    std::int64_t uptime_ms = 0;
    std::string database = "ok";
    std::int64_t disk_free_mb = 0;
    SipState sip;
    MediaState media;
    std::int64_t not_saved = 0;
};
BOOST_DESCRIBE_STRUCT(SystemState, (),
                      (version, uptime_ms, database, disk_free_mb, sip, media, not_saved))

struct CrashReport {
    Time at{};
    std::int64_t down_ms = 0;
    int tasks_restored = 0, calls_lost = 0, callbacks_made = 0, recordings_repaired = 0,
        orders_checked = 0, promises_checked = 0;
};
BOOST_DESCRIBE_STRUCT(CrashReport, (),
                      (at, down_ms, tasks_restored, calls_lost, callbacks_made, recordings_repaired,
                       orders_checked, promises_checked))
struct DemoState {
    bool available = false, busy_hour = false;
    std::vector<std::string> scenarios;
    std::optional<CrashReport> last_crash;
};
BOOST_DESCRIBE_STRUCT(DemoState, (), (available, busy_hour, scenarios, last_crash))
struct DemoCall {
    std::string scenario;
};
BOOST_DESCRIBE_STRUCT(DemoCall, (), (scenario))
struct DemoBusy {
    bool on = false;
};
BOOST_DESCRIBE_STRUCT(DemoBusy, (), (on))

struct SetupState {
    bool needed = false;
};
BOOST_DESCRIBE_STRUCT(SetupState, (), (needed))
struct SetupPerson {
    std::string name, login, password, role;
};
BOOST_DESCRIBE_STRUCT(SetupPerson, (), (name, login, password, role))
/// The ten questions of the first visit (R91): they yield a working configuration.
struct SetupAnswers {
    std::string shop_name, country;
    std::vector<std::string> languages, numbers;
    bool alone = false;
    std::vector<SetupPerson> people;
    std::string owner_name, owner_login, owner_password;
    std::vector<std::string> channels;
    std::vector<flows::DayHours> week;  // empty: round the clock
    std::string confirm_rule, missed_goes_to;
    std::string desk_language;  // in which the questions were answered; empty: the shop's first
    bool demo = false;
};
BOOST_DESCRIBE_STRUCT(SetupAnswers, (),
                      (shop_name, country, languages, numbers, alone, people, owner_name,
                       owner_login, owner_password, channels, week, confirm_rule, missed_goes_to,
                       desk_language, demo))
struct SetupDone {
    std::string login;
};
BOOST_DESCRIBE_STRUCT(SetupDone, (), (login))

}  // namespace ol::app
