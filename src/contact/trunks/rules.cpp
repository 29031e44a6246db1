#include "contact/trunks/rules.hpp"

#include <algorithm>
#include <array>

#include "platform/base/zone_period.hpp"

namespace ol::trunks {
namespace {

bool has(const std::vector<std::string>& list, std::string_view item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// Length of the longest prefix that fits; nothing when it serves other numbers.
std::optional<std::size_t> served(const TrunkSettings& t, std::string_view number) {
    if (t.prefixes.empty()) return 0;
    std::optional<std::size_t> best;
    for (const auto& prefix : t.prefixes)
        if (!prefix.empty() && number.starts_with(prefix))
            best = std::max(best.value_or(0), prefix.size());
    return best;
}

std::string digits_of(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

struct CountryZone {
    std::string_view country, zone;
};
// Where most people of a country live; a guess for the warning only, never a rule of its own.
constexpr auto main_zones = std::to_array<CountryZone>({
    {"AE", "Asia/Dubai"},        {"AM", "Asia/Yerevan"},      {"AT", "Europe/Vienna"},
    {"AU", "Australia/Sydney"},  {"AZ", "Asia/Baku"},         {"BE", "Europe/Brussels"},
    {"BG", "Europe/Sofia"},      {"BR", "America/Sao_Paulo"}, {"BY", "Europe/Minsk"},
    {"CA", "America/Toronto"},   {"CH", "Europe/Zurich"},     {"CN", "Asia/Shanghai"},
    {"CY", "Asia/Nicosia"},      {"CZ", "Europe/Prague"},     {"DE", "Europe/Berlin"},
    {"DK", "Europe/Copenhagen"}, {"EE", "Europe/Tallinn"},    {"ES", "Europe/Madrid"},
    {"FI", "Europe/Helsinki"},   {"FR", "Europe/Paris"},      {"GB", "Europe/London"},
    {"GE", "Asia/Tbilisi"},      {"GR", "Europe/Athens"},     {"HK", "Asia/Hong_Kong"},
    {"HU", "Europe/Budapest"},   {"IE", "Europe/Dublin"},     {"IL", "Asia/Jerusalem"},
    {"IN", "Asia/Kolkata"},      {"IT", "Europe/Rome"},       {"JP", "Asia/Tokyo"},
    {"KG", "Asia/Bishkek"},      {"KZ", "Asia/Almaty"},       {"LT", "Europe/Vilnius"},
    {"LV", "Europe/Riga"},       {"MD", "Europe/Chisinau"},   {"NL", "Europe/Amsterdam"},
    {"NO", "Europe/Oslo"},       {"PL", "Europe/Warsaw"},     {"PT", "Europe/Lisbon"},
    {"RO", "Europe/Bucharest"},  {"RS", "Europe/Belgrade"},   {"RU", "Europe/Moscow"},
    {"SE", "Europe/Stockholm"},  {"SG", "Asia/Singapore"},    {"SK", "Europe/Bratislava"},
    {"TR", "Europe/Istanbul"},   {"UA", "Europe/Kyiv"},       {"US", "America/New_York"},
    {"UZ", "Asia/Tashkent"},
});

}  // namespace

std::optional<Refusal> refusal(const KnownTrunk& t, const Target& target,
                               std::string_view shop_country) {
    if (!t.settings.enabled) return Refusal::disabled;
    if (t.settings.host.empty()) return Refusal::calls_in_only;
    if (!served(t.settings, target.number)) return Refusal::other_prefix;
    const bool allowed = target.country && (t.settings.countries.empty()
                                                ? *target.country == shop_country
                                                : has(t.settings.countries, *target.country));
    if (target.dear) return Refusal::premium;
    if (!allowed) return Refusal::country;
    if (t.health.refused_us) return Refusal::not_registered;
    if (t.usage.now >= t.settings.max_calls) return Refusal::calls_full;
    if (t.usage.today >= t.settings.max_per_day) return Refusal::day_full;
    return std::nullopt;
}

Choice choose(const Target& target, std::string_view shop_country,
              std::span<const KnownTrunk> trunks) {
    Choice out;
    struct Ranked {
        bool silent;
        std::size_t prefix;
        int priority;
        TrunkId id;
    };
    std::vector<Ranked> ranked;
    for (const KnownTrunk& t : trunks) {
        if (const auto why = refusal(t, target, shop_country)) {
            out.refused.push_back({t.id, *why});
            continue;
        }
        ranked.push_back(
            {!t.health.alive, *served(t.settings, target.number), t.settings.priority, t.id});
    }
    std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
        return std::tuple(a.silent, b.prefix, a.priority, a.id) <
               std::tuple(b.silent, a.prefix, b.priority, b.id);
    });
    for (const Ranked& r : ranked) out.candidates.push_back(r.id);
    return out;
}

bool off_every_list(const Choice& choice) {
    bool listed = false;
    for (const Refused& r : choice.refused) switch (r.why) {
            case Refusal::country: listed = true; break;
            case Refusal::disabled:
            case Refusal::calls_in_only:
            case Refusal::other_prefix: break;
            case Refusal::premium:
            case Refusal::calls_full:
            case Refusal::day_full:
            case Refusal::not_registered: return false;
        }
    return listed && choice.candidates.empty();
}

Outcome outcome_of(sip::EndCause cause, int status, bool rang) {
    using enum sip::EndCause;
    switch (cause) {
        case busy: return Outcome::busy;
        case not_found: return Outcome::wrong_number;
        case cancelled: return Outcome::no_answer;  // by them; our own cancel is told by the core
        case no_answer: return rang || status != 408 ? Outcome::no_answer : Outcome::unreachable;
        case declined: return status == 480 ? Outcome::no_answer : Outcome::refused;
        case normal:
        case unreachable:
        case media:
        case failed:
        case session_lost: return Outcome::unreachable;
    }
    return Outcome::unreachable;
}

bool goes_on(sip::EndCause cause, int status, bool rang) {
    if (rang) return false;  // he was reached: a second ring by another way would be a second call
    using enum sip::EndCause;
    switch (cause) {
        case unreachable:
        case media:
        case failed: return true;
        case no_answer: return status == 408;  // the trunk itself said nothing more
        case normal:
        case cancelled:
        case busy:
        case declined:
        case not_found:
        case session_lost: return false;
    }
    return false;
}

std::string dialled_as(const TrunkSettings& trunk, std::string_view e164) {
    const std::string& home = trunk.national_code;
    if (!home.empty() && e164.starts_with(home))
        return trunk.national_prefix + std::string(e164.substr(home.size()));
    if (!trunk.plus && e164.starts_with('+')) e164.remove_prefix(1);
    return trunk.prepend + std::string(e164);
}

std::string caller_id_of(const TrunkSettings& trunk, ShopId shop) {
    for (const auto& own : trunk.caller_ids)
        if (own.shop_id == shop && !own.number.empty()) return own.number;
    return !trunk.caller_id.empty() ? trunk.caller_id : trunk.user;
}

bool shows_a_number(const TrunkSettings& trunk) {
    const auto number = [](std::string_view text) { return digits_of(text).size() >= 5; };
    return number(trunk.caller_id) || number(trunk.user) ||
           std::ranges::any_of(trunk.caller_ids,
                               [&](const CallerId& own) { return number(own.number); });
}

std::optional<QueueId> queue_of(const TrunkSettings& trunk, std::string_view called) {
    const std::string wanted = digits_of(called);
    if (wanted.empty()) return std::nullopt;
    for (const auto& own : trunk.numbers)
        if (digits_of(own.number) == wanted) return own.queue_id;
    return std::nullopt;
}

std::string zone_of(const std::optional<std::string>& country, std::string_view shop_country,
                    std::string_view shop_zone, std::string_view buyer_zone) {
    if (!buyer_zone.empty()) return std::string(buyer_zone);
    if (country && *country != shop_country)
        for (const auto& known : main_zones)
            if (known.country == *country) return std::string(known.zone);
    return std::string(shop_zone);
}

Quiet quiet_at(Time now, std::string_view zone, const CallingHours& hours) {
    const auto period = zone_period(now, zone);
    if (!period) return {};  // an unknown zone forbids nothing
    const auto local = now.time_since_epoch() + period->offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const int minute =
        static_cast<int>(std::chrono::floor<std::chrono::minutes>(local - day).count());
    return {minute < hours.from_minute || minute >= hours.to_minute, std::string(zone), minute};
}

}  // namespace ol::trunks
