#pragma once
// How a conversation came out: a call's outcomes, and those that only what is written has.
#include <array>
#include <string_view>

#include "contact/calls/chats.hpp"

namespace ol::conversations {

/// answered: his question was; no_reply: he wrote no more; spam: from no buyer.
constexpr auto written_outcomes = std::to_array<std::string_view>({"answered", "no_reply", "spam"});

constexpr bool is_outcome(std::string_view code) {
    for (const auto own : written_outcomes)
        if (code == own) return true;
    return calls::is_disposition(code);
}
static_assert(is_outcome("answered") && is_outcome("confirmed") && !is_outcome(""));

}  // namespace ol::conversations
