#pragma once
// What a courier allows, by when and for how much, as dated data (store.md section 4,
// "Regulation"). Minutes are of the local day (14:50 = 890), fees are minor units of the shop's
// currency.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "shop/logistics/status.hpp"

namespace ol::logistics {

struct DaySlot {
    int from_minute = 0, to_minute = 0;
    friend bool operator==(const DaySlot&, const DaySlot&) = default;
};
BOOST_DESCRIBE_STRUCT(DaySlot, (), (from_minute, to_minute))

/// A day of the calendar, so that a rule needs no zone: 2026-01-01 is written so in JSON and SQL.
struct CourierRule {
    std::string courier;     // "novaposhta"
    std::string service;     // "door", "branch"; empty = any
    std::string city;        // empty = any
    std::string valid_from;  // "2026-01-01"
    std::string valid_to;    // the last day; empty = until a newer version
    std::int64_t version = 0;
    bool touches_running = false;  // the courier applies it to parcels that are under way too

    // ordering and hand-over
    std::vector<DaySlot> slots;
    /// Sunday first; -1 = no orders that day.
    std::vector<int> order_cutoff_minutes;
    int handover_minute = 18 * 60, handover_grace_min = 15, lead_days = 1;
    std::string working_days = "1111111";  // Sunday first
    std::vector<std::string> holidays;     // "2026-05-01"
    int pre_call_min = 60;

    // a failed contact
    int decision_window_min = 30, courier_calls_due = 2;
    int free_attempts = 2, attempts_max = 3, min_gap_days = 1;
    std::int64_t extra_attempt_fee = 0, blind_fee = 0;
    bool blind_after_customer = false;
    std::vector<Status> blind_from, redirect_from, reslot_from, return_from;  // empty = see below

    // redirect, via the distribution centre, a second unit
    int redirect_until_minute = 16 * 60;
    std::int64_t redirect_fee = 0;
    bool redirect_same_zone = true;
    int dc_arrival_minute = 20 * 60, planning_close_minute = 18 * 60, other_city_days = 1;
    std::int64_t dc_fee = 0;
    int pack_min = 15, second_cutoff_minute = 15 * 60, post_days = 2;
    std::int64_t second_fee = 0, post_fee = 0;

    // storage at a point, liability, money
    int storage_free_days = 7, storage_days_max = 14;
    std::int64_t storage_fee_day = 0;
    bool liable_late = true, liable_loss = true, liable_absent = false;
    int claim_days = 30, cod_payout_days = 2, cod_fee_permille = 20;
    friend bool operator==(const CourierRule&, const CourierRule&) = default;
};
BOOST_DESCRIBE_STRUCT(CourierRule, (),
                      (courier, service, city, valid_from, valid_to, version, touches_running,
                       slots, order_cutoff_minutes, handover_minute, handover_grace_min, lead_days,
                       working_days, holidays, pre_call_min, decision_window_min, courier_calls_due,
                       free_attempts, attempts_max, min_gap_days, extra_attempt_fee, blind_fee,
                       blind_after_customer, blind_from, redirect_from, reslot_from, return_from,
                       redirect_until_minute, redirect_fee, redirect_same_zone, dc_arrival_minute,
                       planning_close_minute, other_city_days, dc_fee, pack_min,
                       second_cutoff_minute, post_days, second_fee, post_fee, storage_free_days,
                       storage_days_max, storage_fee_day, liable_late, liable_loss, liable_absent,
                       claim_days, cod_payout_days, cod_fee_permille))

/// Days since 1970-01-01 of "2026-01-01"; nullopt for anything that is no date.
std::optional<int> day_of(std::string_view date);
std::string date_of(int day);
/// 0 = Sunday.
constexpr int weekday_of(int day) { return ((day + 4) % 7 + 7) % 7; }
static_assert(weekday_of(0) == 4);  // 1970-01-01 was a Thursday

bool works_on(const CourierRule& rule, int day);
/// The first working day at or after `day`; a rule without working days has none: `day` itself.
int working_day(const CourierRule& rule, int day);
/// The day on which what is ordered then is delivered: past the cut-off it counts as ordered on the
/// next working day, then the lead in working days.
int delivery_day(const CourierRule& rule, int ordered_day, int ordered_minute);
/// The rule for a parcel: the most exact (city, then service), the newest in force on the day it
/// was handed over; a newer one only when the courier says that it touches running parcels.
/// `candidates` are of one courier. nullptr when none was in force.
const CourierRule* rule_for(const std::vector<CourierRule>& candidates, std::string_view service,
                            std::string_view city, int handed_over_day, int today);
/// A rule that could never work is refused by its field: "logistics.rule".
Result<> check_rule(const CourierRule& rule);

}  // namespace ol::logistics
