#pragma once
// Text at the edges: UTF-8 checks, folding for search columns, telephone numbers.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"

namespace ol {

bool valid_utf8(std::string_view s);
std::string to_valid_utf8(std::string_view s);  // bad bytes become U+FFFD
std::size_t utf8_length(std::string_view s);    // code points
std::string fold(std::string_view s);  // lower case, without accents, single spaces: search columns
Result<std::string> to_utf8(std::string_view bytes,
                            std::string_view charset);  // "windows-1251", "gb18030", ...
std::string guess_charset(
    std::string_view bytes);  // utf-8, utf-16le, windows-1251, ... for CSV files
std::vector<std::string> split(std::string_view s, char sep);
/// One line of visible text: no control or format characters (line breaks, bidi overrides, zero
/// width), no space at either end.
bool plain_line(std::string_view s);
std::string_view trim(std::string_view s);
std::string lower_ascii(std::string_view s);

/// "050 111-22-33" with region "UA" -> "+380501112233"; not a possible number -> nullopt (T10: one
/// normal form).
std::optional<std::string> normal_phone(std::string_view raw, std::string_view region);
std::string pretty_phone(std::string_view e164);  // "+380 50 111 2233"
std::string mask_phone(std::string_view e164);    // "+380 50 *** ** 33"
std::optional<std::string> phone_region(std::string_view e164);
/// Premium rate or shared cost: a call there earns somebody money (toll fraud).
bool dear_phone(std::string_view e164);

}  // namespace ol
