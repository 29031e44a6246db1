#pragma once
// Bytes of letters as UTF-8: bodies in whatever their sender called them, and encoded words of
// headers (RFC 2047). Room-internal.
#include <string>
#include <string_view>
#include <vector>

namespace ol::mail::words {

/// Never fails: what its name does not fit is guessed (UTF-8, gb18030, koi8, windows-1251). No NUL.
std::string text_in(std::string_view bytes, std::string_view charset);

/// A header's value, decoded and on one line.
std::string decoded(std::string_view raw);
/// The same value for a parser of structured fields: UTF-8, each run of encoded words as one of
/// UTF-8, so that a letter cut in two between words is whole.
std::string rejoined(std::string_view raw);

/// Message ids in a field, without angle brackets, at most `most`: the first and the latest.
std::vector<std::string> ids(std::string_view raw, std::size_t most);

}  // namespace ol::mail::words
