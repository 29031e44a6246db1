#pragma once
// How many SMS a text costs: GSM 03.38 with 160 characters, or 153 in each of several; one letter
// outside of it makes them 70 and 67 UTF-16 units (Cyrillic halves the length and doubles the
// price).
#include <cstddef>
#include <string_view>

namespace ol::conversations::sms {

inline constexpr std::size_t segments_max = 10;

/// 0 for no text. Characters of the extension table ({ } [ ] ~ \ | ^ €) count twice.
std::size_t segments(std::string_view utf8);
/// Every character is in GSM 03.38's default alphabet or its extension.
bool is_gsm(std::string_view utf8);

}  // namespace ol::conversations::sms
