// Words of a decision scenario and what they set.
#include "shop/logistics/decisions/scenario_words.hpp"

#include <map>
#include <utility>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"

namespace ol::logistics::scenario {
namespace {

std::optional<std::int64_t> read_whole(std::string_view text) {
    if (text.empty() || text.size() > 12) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::string wants(std::string_view name, std::string_view what) {
    return std::string(name) + " wants " + std::string(what);
}

template <class T>
std::string put(T& to, std::string_view name, std::optional<T> value, std::string_view what) {
    if (!value) return wants(name, what);
    to = *value;
    return {};
}

std::string put_count(int& to, std::string_view name, std::string_view value) {
    if (value.ends_with('m') || value.ends_with('d')) value.remove_suffix(1);
    const auto n = read_whole(value);
    if (!n || *n > 100000) return wants(name, "a whole number, as 30m or 2");
    to = static_cast<int>(*n);
    return {};
}

std::string put_statuses(std::vector<Status>& to, std::string_view name, std::string_view value) {
    to.clear();
    for (const auto& word : split(value, ',')) {
        const auto status = from_name<Status>(word);
        if (!status) return wants(name, "statuses joined by commas");
        to.push_back(*status);
    }
    return {};
}

std::string put_faults(std::vector<Fault>& to, std::string_view name, std::string_view value) {
    to.clear();
    if (value == "none") return {};
    for (const auto& word : split(value, ',')) {
        const auto fault = from_name<Fault>(word);
        if (!fault) return wants(name, "none, or faults joined by commas");
        to.push_back(*fault);
    }
    return {};
}

std::string put_slot(DaySlot& to, std::string_view name, std::string_view value) {
    const auto dash = value.find('-');
    const auto from = read_clock(value.substr(0, dash));
    const auto till = dash == value.npos ? std::nullopt : read_clock(value.substr(dash + 1));
    if (!from || !till || *from >= *till) return wants(name, "a slot, as 14:00-18:00");
    to = {*from, *till};
    return {};
}

std::string put_yes(bool& to, std::string_view name, std::string_view value) {
    if (value != "yes" && value != "no") return wants(name, "yes or no");
    to = value == "yes";
    return {};
}

std::string put_other(OtherPerson& to, std::string_view value) {
    if (value != "yes" && value != "no" && value != "absent")
        return "b wants yes, no or absent: whether B is identified";
    to = value == "yes"  ? OtherPerson::identified
         : value == "no" ? OtherPerson::unidentified
                         : OtherPerson::absent;
    return {};
}

}  // namespace

std::optional<int> read_clock(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == text.npos || text.size() - colon != 3) return std::nullopt;
    const auto h = read_whole(text.substr(0, colon)), m = read_whole(text.substr(colon + 1));
    if (!h || !m || *h > 24 || *m > 59) return std::nullopt;
    return static_cast<int>(*h * 60 + *m);
}

std::optional<std::int64_t> read_amount(std::string_view text) {
    const auto point = text.find('.');
    const auto whole = read_whole(text.substr(0, point));
    if (!whole) return std::nullopt;
    if (point == text.npos) return *whole * 100;
    const auto part = read_whole(text.substr(point + 1));
    if (!part || text.size() - point != 3) return std::nullopt;
    return *whole * 100 + *part;
}

std::string told_amount(std::int64_t minor) {
    std::string out = std::to_string(minor / 100);
    if (const auto part = minor % 100) out += (part < 10 ? ".0" : ".") + std::to_string(part);
    return out;
}

std::string set_rule(CourierRule& rule, std::string_view name, std::string_view value) {
    static const std::map<std::string_view, int CourierRule::*> counts{
        {"window", &CourierRule::decision_window_min},
        {"free_attempts", &CourierRule::free_attempts},
        {"attempts_max", &CourierRule::attempts_max},
        {"min_gap_days", &CourierRule::min_gap_days},
        {"pack", &CourierRule::pack_min},
        {"post_days", &CourierRule::post_days},
        {"other_city_days", &CourierRule::other_city_days}};
    static const std::map<std::string_view, int CourierRule::*> clocks{
        {"redirect_until", &CourierRule::redirect_until_minute},
        {"second_cutoff", &CourierRule::second_cutoff_minute},
        {"dc_arrival", &CourierRule::dc_arrival_minute},
        {"planning_close", &CourierRule::planning_close_minute}};
    static const std::map<std::string_view, std::int64_t CourierRule::*> fees{
        {"redirect_fee", &CourierRule::redirect_fee},   {"blind_fee", &CourierRule::blind_fee},
        {"extra_fee", &CourierRule::extra_attempt_fee}, {"dc_fee", &CourierRule::dc_fee},
        {"second_fee", &CourierRule::second_fee},       {"post_fee", &CourierRule::post_fee}};
    static const std::map<std::string_view, bool CourierRule::*> flags{
        {"same_zone_only", &CourierRule::redirect_same_zone},
        {"blind_after_customer", &CourierRule::blind_after_customer}};
    static const std::map<std::string_view, std::vector<Status> CourierRule::*> statuses{
        {"blind_from", &CourierRule::blind_from},
        {"redirect_from", &CourierRule::redirect_from},
        {"reslot_from", &CourierRule::reslot_from},
        {"return_from", &CourierRule::return_from}};
    if (const auto it = counts.find(name); it != counts.end())
        return put_count(rule.*(it->second), name, value);
    if (const auto it = clocks.find(name); it != clocks.end())
        return put(rule.*(it->second), name, read_clock(value), "a time, as 14:50");
    if (const auto it = fees.find(name); it != fees.end())
        return put(rule.*(it->second), name, read_amount(value), "an amount, as 40 or 7.50");
    if (const auto it = flags.find(name); it != flags.end())
        return put_yes(rule.*(it->second), name, value);
    if (const auto it = statuses.find(name); it != statuses.end())
        return put_statuses(rule.*(it->second), name, value);
    if (name == "working_days") rule.working_days = value;
    if (name == "holidays") rule.holidays = split(value, ',');
    if (name == "working_days" || name == "holidays") return {};
    return "a rule has no " + std::string(name);
}

std::string set_limit(OwnLimits& limits, std::string_view name, std::string_view value) {
    const auto count = [&](std::optional<int>& to) {
        int n = 0;
        auto problem = put_count(n, name, value);
        if (problem.empty()) to = n;
        return problem;
    };
    if (name == "money") {
        std::int64_t minor = 0;
        auto problem = put(minor, name, read_amount(value), "an amount, as 150");
        if (problem.empty()) limits.money = minor;
        return problem;
    }
    if (name == "attempts") return count(limits.attempts);
    if (name == "days") return count(limits.days);
    return "a limit has no " + std::string(name);
}

std::string set_fact(Snapshot& f, std::string_view name, std::string_view value) {
    if (name == "date") {
        f.today = value;
        return day_of(value) ? std::string() : wants(name, "a day, as 2026-11-19");
    }
    if (name == "number") return f.order_number = value, std::string();
    if (name == "reported")
        return put(f.reported_minute, name, read_clock(value), "a time, as 14:20");
    if (name == "slot") return put_slot(f.slot, name, value);
    if (name == "status")
        return put(f.status, name, from_name<Status>(value), "a canonical status");
    if (name == "cod") return put(f.cod_due, name, read_amount(value), "an amount, as 1890");
    if (name == "stock") return put(f.stock, name, read_whole(value), "a whole number");
    if (name == "quantity") return put(f.quantity, name, read_whole(value), "a whole number");
    if (name == "paid") return put(f.paid, name, from_name<Paid>(value), "cod or prepaid");
    if (name == "b") return put_other(f.other, value);
    if (name == "allowed") return put_yes(f.other_allowed, name, value);
    if (name == "where")
        return put(f.other_place, name, from_name<Place>(value),
                   "unknown, same_zone, same_city or other_city");
    if (name == "consent")
        return put(f.consent, name, from_name<Consent>(value),
                   "unasked, asked, silence, yes or no");
    if (name == "failure") return put_faults(f.earlier_failures, name, value);
    return "no such fact: " + std::string(name);
}

}  // namespace ol::logistics::scenario
