#include "contact/flows/fact_text.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ol::flows {

namespace {

constexpr int day_end = 24 * 60;

std::optional<int> clock_minute(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3)
        return std::nullopt;
    const auto hour = whole_number(text.substr(0, colon)),
               minute = whole_number(text.substr(colon + 1));
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > day_end) return std::nullopt;
    return *hour * 60 + *minute;
}

}  // namespace

std::optional<int> whole_number(std::string_view text) {
    constexpr std::size_t digits_max = 9;
    if (text.empty() || text.size() > digits_max) return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<std::pair<int, int>> clock_span(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto from = clock_minute(trim(text.substr(0, dash)));
    const auto to = clock_minute(trim(text.substr(dash + 1)));
    if (!from || !to || *from == *to) return std::nullopt;
    return std::pair{*from, *to};
}

std::optional<std::vector<unsigned>> weekdays_in(std::string_view text) {
    std::vector<unsigned> out;
    for (const std::string& part : split(text, ',')) {
        const std::string_view day = trim(part);
        if (day.size() != 1 || day[0] < '1' || day[0] > '7') return std::nullopt;
        out.push_back(static_cast<unsigned>(day[0] - '0'));
    }
    return out.empty() ? std::nullopt : std::optional(std::move(out));
}

}  // namespace ol::flows
