#pragma once
// Shapes of emergency mode, as the desk and alert feeds see them.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::emergency {

using EmergencyId = Id<struct EmergencyTag>;
using AlertFeedId = Id<struct AlertFeedTag>;

/// What keeps the people of a site from work.
enum class Kind { air_raid, power, provider, other };
BOOST_DESCRIBE_ENUM(Kind, air_raid, power, provider, other)

/// Whom it concerns: named people; else those of the departments and shops (empty = all of them).
/// A queue stands still when nobody is left who could take its contacts.
struct Scope {
    std::vector<ShopId> shop_ids;
    std::vector<DepartmentId> department_ids;
    std::vector<PersonId> person_ids;
};
BOOST_DESCRIBE_STRUCT(Scope, (), (shop_ids, department_ids, person_ids))

struct EmergencyIn {
    Kind kind = Kind::other;
    std::string note;
    Scope scope;
    std::int64_t move_promises_by_ms = 0;  // open call-backs and replies due meanwhile; 0 = none
};
BOOST_DESCRIBE_STRUCT(EmergencyIn, (), (kind, note, scope, move_promises_by_ms))

/// Who would stop, before the key is pressed.
struct Reach {
    std::int64_t people = 0, queues = 0, promises = 0;
};
BOOST_DESCRIBE_STRUCT(Reach, (), (people, queues, promises))

/// Whom it stops; kept as a row says it.
struct Stops {
    std::vector<PersonId> people;  // ascending
    std::vector<QueueId> queues;
};
BOOST_DESCRIBE_STRUCT(Stops, (), (people, queues))

struct Emergency {
    EmergencyId id;
    Kind kind = Kind::other;
    std::string source;  // "desk" or "feed"
    std::string note;
    std::vector<PersonId> person_ids;
    std::vector<QueueId> queue_ids;
    Time began_at{};
    std::optional<Time> ended_at;
    std::string began_by, ended_by;  // names; empty = the feed
    std::int64_t promises_moved = 0, stagger_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Emergency, (),
                      (id, kind, source, note, person_ids, queue_ids, began_at, ended_at, began_by,
                       ended_by, promises_moved, stagger_ms))
struct EmergencyList {
    std::vector<Emergency> items;  // the running first, then newest first
};
BOOST_DESCRIBE_STRUCT(EmergencyList, (), (items))

/// People come back one by one, `stagger_ms` apart, so that the first minute is no second wave.
struct AllClear {
    std::int64_t stagger_ms = 5000;
};
BOOST_DESCRIBE_STRUCT(AllClear, (), (stagger_ms))

/// A source outside that says on and off: an alarm service, a UPS, a watchdog of the provider.
struct AlertFeedIn {
    std::string name;
    Kind kind = Kind::air_raid;
    Scope scope;
    std::int64_t move_promises_by_ms = 0, stagger_ms = 5000;
};
BOOST_DESCRIBE_STRUCT(AlertFeedIn, (), (name, kind, scope, move_promises_by_ms, stagger_ms))
struct AlertFeed {
    AlertFeedId id;
    AlertFeedIn feed;
    std::string url;  // shown once, when it is made: whoever knows it can ring the alarm
    std::optional<Time> last_at;
    std::string last_state;
};
BOOST_DESCRIBE_STRUCT(AlertFeed, (), (id, feed, url, last_at, last_state))
struct AlertFeedList {
    std::vector<AlertFeed> items;
};
BOOST_DESCRIBE_STRUCT(AlertFeedList, (), (items))

/// The body of the webhook: state is "on" or "off". Said twice it changes nothing.
struct Alert {
    std::string state;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Alert, (), (state, note))
struct AlertAnswer {
    std::string state;  // as it stands now
    std::optional<EmergencyId> emergency_id;
};
BOOST_DESCRIBE_STRUCT(AlertAnswer, (), (state, emergency_id))
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

}  // namespace ol::emergency
