#pragma once
// The closed list of spec section 6: how a contact came out. "Cause" is free text beside it, asked
// where it matters.
#include <array>
#include <string_view>

namespace ol::calls {

constexpr auto dispositions = std::to_array<std::string_view>(
    {"confirmed", "changed", "postponed", "refused", "no_answer", "busy", "unreachable",
     "voicemail", "wrong_number", "third_party", "language", "do_not_call", "complaint", "dropped",
     "technical"});

constexpr bool is_disposition(std::string_view code) {
    for (auto d : dispositions)
        if (d == code) return true;
    return false;
}
static_assert(is_disposition("do_not_call") && !is_disposition("sold"));

}  // namespace ol::calls
