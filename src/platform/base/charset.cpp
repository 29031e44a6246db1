// Foreign character sets in, and the guess which one a CSV file has.
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "platform/base/text.hpp"

namespace ol {
namespace {

/// Files that say gb2312 or gbk mean its superset; the narrow tables lose rare letters.
std::string wider_name(std::string_view charset) {
    const std::string name = lower_ascii(trim(charset));
    if (name == "gb2312" || name == "gbk" || name == "cp936") return "gb18030";
    if (name == "cp1251" || name == "win-1251") return "windows-1251";
    return name;
}

std::string without_mark(std::string text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return text;
}

struct Converter {
    UErrorCode fault = U_ZERO_ERROR;
    UConverter* handle;
    explicit Converter(const std::string& name) : handle(ucnv_open(name.c_str(), &fault)) {
        if (handle)
            ucnv_setToUCallBack(handle, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &fault);
    }
    ~Converter() {
        if (handle) ucnv_close(handle);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
};

// ---- the guess ----

std::string utf16_without_mark(std::string_view bytes);
bool looks_like_gb18030(std::string_view bytes);
bool looks_like_koi8(std::string_view bytes);

}  // namespace

Result<std::string> to_utf8(std::string_view bytes, std::string_view charset) {
    const std::string name = wider_name(charset);
    if (name == "utf-8" || name == "utf8") {
        if (!valid_utf8(bytes))
            return invalid("text.bytes", "",
                           "The text is not valid UTF-8; choose its real character set.");
        return without_mark(std::string(bytes));
    }
    Converter converter(name);
    if (name.empty() || !converter.handle || U_FAILURE(converter.fault))
        return invalid("text.charset", "",
                       "Unknown character set; use a name such as windows-1251.");
    const icu::UnicodeString wide(bytes.data(), static_cast<int32_t>(bytes.size()),
                                  converter.handle, converter.fault);
    if (U_FAILURE(converter.fault))
        return invalid("text.bytes", "",
                       "The text does not fit the character set " + name + "; choose another one.");
    std::string out;
    wide.toUTF8String(out);
    return without_mark(std::move(out));
}

/// Marks first, then UTF-8 by its rules, then UTF-16 by its zero bytes, then letters' frequencies.
/// ICU's own detector takes short Ukrainian lines for ISO-8859-5 or Greek, so the few sets our
/// buyers' shops use are weighed here.
std::string guess_charset(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) return "utf-8";
    if (bytes.starts_with("\xFF\xFE")) return "utf-16le";
    if (bytes.starts_with("\xFE\xFF")) return "utf-16be";
    if (const auto wide = utf16_without_mark(bytes); !wide.empty()) return wide;
    if (valid_utf8(bytes)) return "utf-8";
    if (looks_like_gb18030(bytes)) return "gb18030";
    if (looks_like_koi8(bytes)) return "koi8-u";
    return "windows-1251";
}

namespace {

std::string utf16_without_mark(std::string_view bytes) {
    std::size_t even = 0, odd = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (bytes[i] == '\0') ++(i % 2 ? odd : even);
    const std::size_t enough =
        bytes.size() / 10 + 1;  // separators and digits alone bring more than a tenth
    if (bytes.size() % 2 == 0 && odd >= enough && even == 0) return "utf-16le";
    if (bytes.size() % 2 == 0 && even >= enough && odd == 0) return "utf-16be";
    return {};
}

/// Chinese text is made of pairs, most of them in the 3,755 everyday signs: lead B0-D7, trail
/// A1-FE. Cyrillic in windows-1251 falls into pairs by chance, but its small letters E0-FF are no
/// everyday leads.
bool looks_like_gb18030(std::string_view bytes) {
    std::size_t pairs = 0, everyday = 0;
    for (std::size_t i = 0; i < bytes.size();) {
        const auto lead = static_cast<unsigned char>(bytes[i]);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        if (i + 1 == bytes.size()) break;  // a sample may be cut in the middle of a pair
        const auto trail = static_cast<unsigned char>(bytes[i + 1]);
        if (lead >= 0x81 && lead != 0xFF && trail >= 0x30 && trail <= 0x39) {
            i += 4;
            continue;
        }
        if (lead == 0x80 || lead == 0xFF || trail < 0x40 || trail == 0x7F || trail == 0xFF)
            return false;
        ++pairs;
        everyday += lead >= 0xB0 && lead <= 0xD7 && trail >= 0xA1;
        i += 2;
    }
    return pairs > 0 && everyday * 10 >= pairs * 7;
}

/// In KOI8 small Cyrillic letters are C0-DF and capitals E0-FF; in windows-1251 the other way
/// round. Words are mostly small letters, so the greater group tells.
bool looks_like_koi8(std::string_view bytes) {
    std::size_t lower_half = 0, upper_half = 0;
    for (const char c : bytes) {
        const auto b = static_cast<unsigned char>(c);
        lower_half += b >= 0xC0 && b <= 0xDF;
        upper_half += b >= 0xE0;
    }
    return lower_half > upper_half;
}

}  // namespace
}  // namespace ol
