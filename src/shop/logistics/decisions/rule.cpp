// Days, cut-offs and which rule holds for a parcel: whole numbers only, no zone and no clock.
#include "shop/logistics/decisions/rule.hpp"

#include <algorithm>
#include <chrono>

namespace ol::logistics {
namespace {

constexpr int minutes_max = 24 * 60, days_max = 366;

std::optional<int> number(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

std::optional<int> day_of(std::string_view date) {
    if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
    const auto y = number(date.substr(0, 4)), m = number(date.substr(5, 2)),
               d = number(date.substr(8, 2));
    if (!y || !m || !d) return std::nullopt;
    const std::chrono::year_month_day ymd{std::chrono::year{*y},
                                          std::chrono::month{static_cast<unsigned>(*m)},
                                          std::chrono::day{static_cast<unsigned>(*d)}};
    if (!ymd.ok()) return std::nullopt;
    return static_cast<int>(std::chrono::sys_days(ymd).time_since_epoch().count());
}

std::string date_of(int day) {
    const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{day}}};
    std::string out = std::to_string(static_cast<int>(ymd.year()));
    for (const unsigned part :
         {static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day())})
        out += (part < 10 ? "-0" : "-") + std::to_string(part);
    return out;
}

bool works_on(const CourierRule& rule, int day) {
    const auto weekday = static_cast<std::size_t>(weekday_of(day));
    if (rule.working_days.size() == 7 && rule.working_days[weekday] != '1') return false;
    return std::find(rule.holidays.begin(), rule.holidays.end(), date_of(day)) ==
           rule.holidays.end();
}

int working_day(const CourierRule& rule, int day) {
    for (int later = day; later < day + days_max; ++later)
        if (works_on(rule, later)) return later;
    return day;
}

int delivery_day(const CourierRule& rule, int ordered_day, int ordered_minute) {
    int day = ordered_day;
    const auto cutoff = [&rule](int d) {
        return rule.order_cutoff_minutes.size() == 7
                   ? rule.order_cutoff_minutes[static_cast<std::size_t>(weekday_of(d))]
                   : minutes_max;
    };
    // The courier counts the lead from a working day on which it still took the order.
    if (!works_on(rule, day) || ordered_minute > cutoff(day)) {
        do {
            ++day;
        } while (day < ordered_day + days_max && (!works_on(rule, day) || cutoff(day) < 0));
    }
    for (int left = rule.lead_days; left > 0; --left) day = working_day(rule, day + 1);
    return day;
}

const CourierRule* rule_for(const std::vector<CourierRule>& candidates, std::string_view service,
                            std::string_view city, int handed_over_day, int today) {
    struct Rank {
        bool city = false, service = false;
        int from = 0;
        std::int64_t version = 0;
        auto operator<=>(const Rank&) const = default;
    };
    const CourierRule* best = nullptr;
    Rank best_rank;
    for (const CourierRule& rule : candidates) {
        if (!rule.city.empty() && rule.city != city) continue;
        if (!rule.service.empty() && rule.service != service) continue;
        const auto from = day_of(rule.valid_from);
        const int held_on = rule.touches_running ? today : handed_over_day;
        if (!from || *from > held_on) continue;
        if (const auto to = day_of(rule.valid_to); to && *to < held_on) continue;
        const Rank rank{!rule.city.empty(), !rule.service.empty(), *from, rule.version};
        if (!best || rank > best_rank) best = &rule, best_rank = rank;
    }
    return best;
}

namespace {

Result<> minute(std::string_view field, int value) {
    if (value >= 0 && value <= minutes_max) return {};
    return invalid("logistics.rule", std::string(field),
                   "A minute of the day lies between 0 and 1440.");
}

Result<> count(std::string_view field, std::int64_t value, std::int64_t most) {
    if (value >= 0 && value <= most) return {};
    return invalid("logistics.rule", std::string(field),
                   "Between 0 and " + std::to_string(most) + ".");
}

Result<> check_days(const CourierRule& rule) {
    if (!day_of(rule.valid_from))
        return invalid("logistics.rule", "valid_from", "Write the day as 2026-01-01.");
    if (!rule.valid_to.empty() && !day_of(rule.valid_to))
        return invalid("logistics.rule", "valid_to",
                       "Write the day as 2026-01-01, or leave it empty.");
    if (!rule.valid_to.empty() && *day_of(rule.valid_to) < *day_of(rule.valid_from))
        return invalid("logistics.rule", "valid_to",
                       "A rule ends on its first day at the earliest.");
    for (const auto& day : rule.holidays)
        if (!day_of(day))
            return invalid("logistics.rule", "holidays", "Write each day as 2026-01-01.");
    const auto& w = rule.working_days;
    if (w.size() != 7 || w.find_first_not_of("01") != std::string::npos ||
        w.find('1') == std::string::npos)
        return invalid("logistics.rule", "working_days",
                       "Seven digits, Sunday first, 1 for a working day: 0111110.");
    const auto cutoffs = rule.order_cutoff_minutes.size();
    if (cutoffs != 0 && cutoffs != 7)
        return invalid("logistics.rule", "order_cutoff_minutes",
                       "Seven minutes of the day, Sunday first, -1 for no orders; or none.");
    for (const auto& slot : rule.slots)
        if (slot.from_minute < 0 || slot.to_minute > minutes_max ||
            slot.from_minute >= slot.to_minute)
            return invalid("logistics.rule", "slots", "A slot begins before it ends, in one day.");
    return {};
}

}  // namespace

Result<> check_rule(const CourierRule& rule) {
    if (rule.courier.empty())
        return invalid("logistics.rule", "courier", "Say which courier the rule is of.");
    if (auto ok = check_days(rule); !ok) return ok;
    constexpr std::int64_t fee_max = 100'000'000'00;
    for (const auto& ok : {minute("redirect_until_minute", rule.redirect_until_minute),
                           minute("handover_minute", rule.handover_minute),
                           minute("dc_arrival_minute", rule.dc_arrival_minute),
                           minute("planning_close_minute", rule.planning_close_minute),
                           minute("second_cutoff_minute", rule.second_cutoff_minute),
                           count("decision_window_min", rule.decision_window_min, minutes_max),
                           count("pack_min", rule.pack_min, minutes_max),
                           count("lead_days", rule.lead_days, 60),
                           count("free_attempts", rule.free_attempts, 20),
                           count("attempts_max", rule.attempts_max, 20),
                           count("min_gap_days", rule.min_gap_days, 60),
                           count("post_days", rule.post_days, 60),
                           count("other_city_days", rule.other_city_days, 60),
                           count("storage_free_days", rule.storage_free_days, 366),
                           count("storage_days_max", rule.storage_days_max, 366),
                           count("claim_days", rule.claim_days, 3660),
                           count("extra_attempt_fee", rule.extra_attempt_fee, fee_max),
                           count("blind_fee", rule.blind_fee, fee_max),
                           count("redirect_fee", rule.redirect_fee, fee_max),
                           count("dc_fee", rule.dc_fee, fee_max),
                           count("second_fee", rule.second_fee, fee_max),
                           count("post_fee", rule.post_fee, fee_max),
                           count("storage_fee_day", rule.storage_fee_day, fee_max)})
        if (!ok) return ok;
    return {};
}

}  // namespace ol::logistics
