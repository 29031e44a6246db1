#pragma once
// The shapes of the room's API.
#include <boost/describe.hpp>
#include <optional>
#include <vector>

#include "contact/flows/flows.hpp"
#include "platform/base/ids.hpp"

namespace ol::callbacks {

/// As sent. `queue_id` absent: for every queue of the shop that has no rule of its own.
struct SlotRuleIn {
    std::optional<QueueId> queue_id;
    bool on = false;
    int slot_minutes = 30, capacity = 6, ahead_days = 7;
    bool own_hours = false;             // else the shop's hours alone
    std::vector<flows::DayHours> week;  // with own_hours: when calls back are made at all
};
BOOST_DESCRIBE_STRUCT(SlotRuleIn, (),
                      (queue_id, on, slot_minutes, capacity, ahead_days, own_hours, week))

/// As kept; version 1 was never saved.
struct SlotRuleView {
    std::optional<QueueId> queue_id;
    std::int64_t version = 1;
    bool on = false;
    int slot_minutes = 30, capacity = 6, ahead_days = 7;
    bool own_hours = false;
    std::vector<flows::DayHours> week;
};
BOOST_DESCRIBE_STRUCT(SlotRuleView, (),
                      (queue_id, version, on, slot_minutes, capacity, ahead_days, own_hours, week))

/// The shop's own rule first, then those of its queues.
struct SlotRules {
    ShopId shop_id;
    std::string tz;
    std::vector<SlotRuleView> items;
};
BOOST_DESCRIBE_STRUCT(SlotRules, (), (shop_id, tz, items))

struct SlotView {
    Time from{}, to{};
    int capacity = 0, taken = 0;
};
BOOST_DESCRIBE_STRUCT(SlotView, (), (from, to, capacity, taken))
/// `on` false: no times are offered there.
struct SlotList {
    bool on = false;
    std::string tz;
    std::vector<SlotView> items;
};
BOOST_DESCRIBE_STRUCT(SlotList, (), (on, tz, items))

// Times begin at the same minutes of every hour, or at whole hours: 5, 6, 10, 12, 15, 20, 30, 60,
// 120, 180, 240.
constexpr int slot_minutes_least = 5, slot_minutes_most = 240;
constexpr bool is_slot_length(int minutes) {
    return minutes >= slot_minutes_least && minutes <= slot_minutes_most &&
           (60 % minutes == 0 || minutes % 60 == 0);
}
static_assert(is_slot_length(12) && !is_slot_length(7) && !is_slot_length(90));
constexpr int capacity_most = 500, ahead_days_most = 14;

}  // namespace ol::callbacks
