#include "shop/stores/slot.hpp"

#include <algorithm>
#include <vector>

#include "platform/base/text.hpp"

namespace ol::stores {
namespace {

Error bad_date() {
    return invalid("stores.date", "date",
                   "Not a date; write it like 2026-11-22 14:00 or 22.11.2026 14:00.");
}

/// The runs of digits, and what stands between them.
struct Numbers {
    std::vector<int> values;
    std::vector<std::size_t> lengths;
    std::string between;  // first character behind each run
};

std::optional<Numbers> numbers_of(std::string_view s) {
    Numbers out;
    for (std::size_t i = 0; i < s.size();) {
        if (s[i] < '0' || s[i] > '9') {
            ++i;
            continue;
        }
        int value = 0;
        std::size_t n = 0;
        for (; i < s.size() && s[i] >= '0' && s[i] <= '9'; ++i, ++n) {
            if (n == 4) return std::nullopt;
            value = value * 10 + (s[i] - '0');
        }
        out.values.push_back(value);
        out.lengths.push_back(n);
        out.between += i < s.size() ? s[i] : ' ';
    }
    return out;
}

bool only(std::string_view s, std::string_view allowed) {
    return s.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

Result<Time> parse_date(std::string_view text, std::string_view zone) {
    text = trim(text);
    if (text.size() >= 12 && text.size() <= 14 && only(text, "0123456789")) {
        std::int64_t ms = 0;
        for (const char c : text) ms = ms * 10 + (c - '0');
        return from_ms(ms);
    }
    const auto behind =
        text.substr(std::min<std::size_t>(text.size(), 11));  // the hours, where a zone may stand
    const bool zoned = behind.find_first_of("Z+-") != behind.npos;
    if (zoned) {
        auto t = parse_iso8601(text);
        return t ? t : Result<Time>(bad_date());
    }
    if (!only(text, "0123456789-./: T")) return bad_date();
    const auto n = numbers_of(text);
    if (!n || n->values.size() < 3 || n->values.size() > 6) return bad_date();
    const bool year_first = n->lengths[0] == 4, year_last = n->lengths[2] == 4;
    if (year_first == year_last) return bad_date();
    LocalTime t{
        n->values[year_first ? 0 : 2], n->values[1], n->values[year_first ? 2 : 0], 0, 0, 0};
    if (n->values.size() > 3) t.hour = n->values[3];
    if (n->values.size() > 4) t.minute = n->values[4];
    // What a date means in the United States ("11/22/2026") is not guessed: months over 12 are
    // refused.
    const bool sane = t.year >= 2000 && t.year <= 2100 && t.month >= 1 && t.month <= 12 &&
                      t.day >= 1 && t.day <= 31 && t.hour <= 23 &&
                      t.minute <= 59;  // seconds are let go
    if (!sane) return bad_date();
    auto out = from_local(t, zone);
    return out ? out : Result<Time>(bad_date());
}

std::optional<std::pair<Time, Time>> parse_slot(std::string_view date, std::string_view hours,
                                                std::string_view zone) {
    const auto day = parse_date(date, zone);
    if (!day) return std::nullopt;
    auto local = local_time(*day, zone);
    if (!local) return std::nullopt;
    auto n = numbers_of(hours);
    if (!n) return std::nullopt;
    if (n->values.empty()) n->values = {9, 0, 21, 0};
    if (n->values.size() == 2) n->values = {n->values[0], 0, n->values[1], 0};
    if (n->values.size() != 4) return std::nullopt;
    const auto at = [&](int hour, int minute) -> std::optional<Time> {
        if (hour > 24 || minute > 59) return std::nullopt;
        LocalTime t = *local;
        t.hour = hour == 24 ? 23 : hour, t.minute = hour == 24 ? 59 : minute;
        auto out = from_local(t, zone);
        return out ? std::optional(*out) : std::nullopt;
    };
    const auto from = at(n->values[0], n->values[1]), to = at(n->values[2], n->values[3]);
    if (!from || !to || *from >= *to) return std::nullopt;
    return std::pair{*from, *to};
}

}  // namespace ol::stores
