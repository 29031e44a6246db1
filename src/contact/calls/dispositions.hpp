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
/// Whether somebody was spoken to: else a call-back is tried again.
constexpr bool is_reached(std::string_view code) {
    for (const std::string_view missed :
         {"no_answer", "busy", "unreachable", "voicemail", "wrong_number", "technical"})
        if (code == missed) return false;
    return true;
}
static_assert(is_disposition("do_not_call") && !is_disposition("sold"));

}  // namespace ol::calls
