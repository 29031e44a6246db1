// UTF-8 checks, folding by ICU, and small helpers.
#include "platform/base/text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace ol {
namespace {

bool is_ascii(std::string_view s) {
    return std::all_of(s.begin(), s.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Without accents: NFKD, combining marks dropped, case folded. Apostrophes become one, as people
/// type any.
icu::UnicodeString base_letters(std::string_view s) {
    UErrorCode fault = U_ZERO_ERROR;
    const auto* nfkd = icu::Normalizer2::getNFKDInstance(fault);
    const auto wide = icu::UnicodeString::fromUTF8({s.data(), static_cast<int32_t>(s.size())});
    const auto split = nfkd ? nfkd->normalize(wide, fault) : wide;
    icu::UnicodeString out;
    for (int32_t i = 0; i < split.length(); i = split.moveIndex32(i, 1)) {
        const UChar32 c = split.char32At(i);
        if (u_charType(c) == U_NON_SPACING_MARK) continue;
        const bool apostrophe = c == 0x2019 || c == 0x02BC || c == 0x2018 || c == '`';
        out.append(apostrophe ? UChar32('\'') : c);
    }
    return out.foldCase();
}

std::string single_spaces(std::string_view s) {
    std::string out;
    for (const char c : s) {
        const bool space = c == ' ' || (c >= '\t' && c <= '\r');
        if (!space)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

}  // namespace

bool valid_utf8(std::string_view s) {
    if (is_ascii(s)) return true;
    const auto* data = reinterpret_cast<const uint8_t*>(s.data());
    const auto length = static_cast<int32_t>(s.size());
    for (int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U8_NEXT(data, i, length, c);
        if (c < 0) return false;  // broken, overlong, or half a surrogate pair
    }
    return true;
}

std::string to_valid_utf8(std::string_view s) {
    std::string out;
    const auto* data = reinterpret_cast<const uint8_t*>(s.data());
    const auto length = static_cast<int32_t>(s.size());
    for (int32_t i = 0; i < length;) {
        const int32_t from = i;
        UChar32 c = 0;
        U8_NEXT(data, i, length, c);
        if (c < 0)
            out += "\xEF\xBF\xBD";  // U+FFFD for each broken sequence
        else
            out.append(s, static_cast<std::size_t>(from), static_cast<std::size_t>(i - from));
    }
    return out;
}

std::size_t utf8_length(std::string_view s) {
    return static_cast<std::size_t>(
        std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool plain_line(std::string_view s) {
    if (!valid_utf8(s) || trim(s) != s) return false;
    const auto wide = icu::UnicodeString::fromUTF8({s.data(), static_cast<int32_t>(s.size())});
    for (int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1)) {
        const auto type = u_charType(wide.char32At(i));
        if (type == U_CONTROL_CHAR || type == U_FORMAT_CHAR || type == U_LINE_SEPARATOR ||
            type == U_PARAGRAPH_SEPARATOR || type == U_UNASSIGNED || type == U_PRIVATE_USE_CHAR)
            return false;
    }
    return wide.isEmpty() || !(u_isUWhiteSpace(wide.char32At(0)) ||
                               u_isUWhiteSpace(wide.char32At(wide.length() - 1)));
}

std::string fold(std::string_view s) {
    if (is_ascii(s)) {
        std::string lower = lower_ascii(s);
        std::replace(lower.begin(), lower.end(), '`', '\'');
        return single_spaces(lower);
    }
    std::string out;
    base_letters(s).toUTF8String(out);
    return single_spaces(out);
}

std::vector<std::string> split(std::string_view s, char sep) {
    std::vector<std::string> out;
    for (;;) {
        const auto at = s.find(sep);
        out.emplace_back(s.substr(0, at));
        if (at == s.npos) return out;
        s.remove_prefix(at + 1);
    }
}

std::string_view trim(std::string_view s) {
    constexpr std::string_view spaces = " \t\r\n\v\f";
    const auto from = s.find_first_not_of(spaces);
    if (from == s.npos) return {};
    return s.substr(from, s.find_last_not_of(spaces) - from + 1);
}

std::string lower_ascii(std::string_view s) {
    std::string out(s);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

}  // namespace ol
