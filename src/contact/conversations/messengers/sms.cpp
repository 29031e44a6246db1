#include "contact/conversations/messengers/sms.hpp"

#include <algorithm>
#include <cstdint>

namespace ol::conversations::sms {
namespace {

/// The next code point; a broken byte is one of its own.
char32_t next(std::string_view s, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(s[at++]);
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t c = more == 3 ? lead & 7u : more == 2 ? lead & 15u : more == 1 ? lead & 31u : lead;
    for (int i = 0; i < more && at < s.size(); ++i) c = c << 6 | (s[at++] & 0x3Fu);
    return c;
}

/// 1, 2 for the extension table, 0 when GSM 03.38 has it not.
std::size_t septets(char32_t c) {
    constexpr std::u32string_view extension = U"\f^{}\\[~]|€";
    constexpr std::u32string_view basic =
        U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ÄÖÑÜ§¿äöñüà";
    if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z')) return 1;
    if (basic.find(c) != basic.npos) return 1;
    return extension.find(c) != extension.npos ? 2 : 0;
}

}  // namespace

bool is_gsm(std::string_view s) {
    for (std::size_t at = 0; at < s.size();)
        if (septets(next(s, at)) == 0) return false;
    return true;
}

std::size_t segments(std::string_view s) {
    const bool gsm = is_gsm(s);
    const std::size_t alone = gsm ? 160 : 70, each = gsm ? 153 : 67;
    std::size_t all = 0, parts = 1, in_part = 0;
    for (std::size_t at = 0; at < s.size();) {
        const auto c = next(s, at);
        const std::size_t size = gsm ? septets(c) : c > 0xFFFF ? 2 : 1;
        all += size;
        if (in_part + size > each) ++parts, in_part = 0;  // no character is cut in two
        in_part += size;
    }
    return all == 0 ? 0 : all <= alone ? 1 : parts;
}

}  // namespace ol::conversations::sms
