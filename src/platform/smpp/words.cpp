#include "platform/smpp/words.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ol::smpp {
namespace {

constexpr std::uint8_t coding_default = 0, coding_latin1 = 3, coding_ucs2 = 8;
constexpr std::uint8_t esm_has_header = 0x40;
constexpr std::uint8_t escape = 0x1B;

// GSM 03.38 section 6.2.1, by code.
constexpr std::u32string_view basic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\033ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(basic.size() == 128);

struct Extended {
    char32_t character;
    std::uint8_t code;
};
constexpr Extended extension[] = {{U'\f', 0x0A}, {U'^', 0x14}, {U'{', 0x28}, {U'}', 0x29},
                                  {U'\\', 0x2F}, {U'[', 0x3C}, {U'~', 0x3D}, {U']', 0x3E},
                                  {U'|', 0x40},  {U'€', 0x65}};

std::u32string points_of(std::string_view s) {
    std::u32string out;
    const std::string whole = to_valid_utf8(s);
    for (std::size_t at = 0; at < whole.size();) {
        const auto lead = static_cast<unsigned char>(whole[at++]);
        const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
        char32_t c = more == 3 ? lead & 7u : more == 2 ? lead & 15u : more == 1 ? lead & 31u : lead;
        for (int i = 0; i < more && at < whole.size(); ++i)
            c = c << 6 | (static_cast<unsigned char>(whole[at++]) & 0x3Fu);
        out.push_back(c);
    }
    return out;
}

void put_utf8(std::string& to, char32_t c) {
    if (c < 0x80) {
        to.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
        to.push_back(static_cast<char>(0xC0 | c >> 6));
        to.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        to.push_back(static_cast<char>(0xE0 | c >> 12));
        to.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
        to.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    } else {
        to.push_back(static_cast<char>(0xF0 | c >> 18));
        to.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
        to.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
        to.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    }
}

/// Its octets in GSM 03.38; empty: it has it not.
std::string gsm_of(char32_t c) {
    for (const auto& e : extension)
        if (e.character == c) return {static_cast<char>(escape), static_cast<char>(e.code)};
    const auto at = basic.find(c);
    if (at == basic.npos || at == escape) return {};
    return {static_cast<char>(at)};
}

std::string latin1_of(char32_t c) {
    return c < 0x100 ? std::string(1, static_cast<char>(c)) : std::string();
}

void put_unit(std::string& to, std::uint32_t unit) {
    to.push_back(static_cast<char>(unit >> 8 & 0xFF));
    to.push_back(static_cast<char>(unit & 0xFF));
}

std::string ucs2_of(char32_t c) {
    std::string out;
    if (c < 0x10000) return put_unit(out, c), out;
    put_unit(out, 0xD800 + ((c - 0x10000) >> 10));
    put_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
    return out;
}

struct Way {
    std::string (*octets)(char32_t);
    std::uint8_t coding;
    std::size_t alone, each;  // octets
};
constexpr Way gsm{&gsm_of, coding_default, 160, 153};
constexpr Way latin1{&latin1_of, coding_latin1, 140, 134};
constexpr Way ucs2{&ucs2_of, coding_ucs2, 140, 134};

bool takes_all(const Way& way, const std::u32string& text) {
    return std::ranges::all_of(text, [&](char32_t c) { return !way.octets(c).empty(); });
}

std::string header_of(std::uint8_t reference, std::size_t total, std::size_t number) {
    return {0x05,
            0x00,
            0x03,
            static_cast<char>(reference),
            static_cast<char>(total),
            static_cast<char>(number)};
}

std::string gsm_text(std::string_view octets) {
    std::string out;
    for (std::size_t i = 0; i < octets.size(); ++i) {
        auto code = static_cast<unsigned char>(octets[i]);
        if (code >= 0x80) {  // an octet that GSM 03.38 cannot be: the centre speaks Latin 1
            put_utf8(out, code);
            continue;
        }
        if (code != escape) {
            put_utf8(out, basic[code]);
            continue;
        }
        if (++i >= octets.size()) break;
        code = static_cast<unsigned char>(octets[i]);
        const auto at = std::ranges::find(extension, code, &Extended::code);
        put_utf8(out, at != std::end(extension) ? at->character : code < 0x80 ? basic[code] : U'?');
    }
    return out;
}

std::string ucs2_text(std::string_view octets) {
    std::string out;
    for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
        const auto unit = [&](std::size_t at) {
            return static_cast<std::uint32_t>(static_cast<unsigned char>(octets[at]) << 8 |
                                              static_cast<unsigned char>(octets[at + 1]));
        };
        char32_t c = unit(i);
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < octets.size() && unit(i + 2) >= 0xDC00 &&
            unit(i + 2) < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
            i += 2;
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD;  // half a character
        }
        if (c != 0xFEFF || i != 0) put_utf8(out, c);
    }
    return out;
}

std::string by_charset(std::string_view octets, const char* charset) {
    auto text = to_utf8(octets, charset);
    return text ? *text : to_valid_utf8(octets);
}

/// Section 5.2.19, and the groups of GSM 03.38 section 4 that centres pass through.
std::optional<std::string> decoded(std::string_view octets, std::uint8_t coding) {
    if (coding == 1) return to_valid_utf8(octets);
    if (coding == coding_latin1) return by_charset(octets, "iso-8859-1");
    if (coding == 6) return by_charset(octets, "iso-8859-5");
    if (coding == 7) return by_charset(octets, "iso-8859-8");
    if (coding == coding_ucs2) return ucs2_text(octets);
    if (coding == 2 || coding == 4) return std::nullopt;
    if (coding >= 0xF0) return coding & 0x04 ? std::nullopt : std::optional(gsm_text(octets));
    if (coding >= 0xE0) return ucs2_text(octets);
    if (coding >= 0xC0) return gsm_text(octets);
    if (coding & 0x20) return std::nullopt;  // packed together by an agreement of its own
    if ((coding & 0x0C) == 0x08) return ucs2_text(octets);
    if ((coding & 0x0C) == 0x04) return std::nullopt;
    return gsm_text(octets);
}

/// Takes the header off and reads what it says of parts (3GPP TS 23.040 section 9.2.3.24).
std::string_view without_header(std::string_view octets, Part& part) {
    if (octets.empty()) return octets;
    const std::size_t length = static_cast<unsigned char>(octets[0]);
    if (length + 1 > octets.size()) return octets;
    const auto header = octets.substr(1, length);
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(header[at]); };
    for (std::size_t at = 0; at + 2 <= header.size();) {
        const std::size_t size = byte(at + 1);
        if (at + 2 + size > header.size()) break;
        if (byte(at) == 0x00 && size == 3) part = {byte(at + 2), byte(at + 4), byte(at + 3)};
        if (byte(at) == 0x08 && size == 4)
            part = {static_cast<std::uint16_t>(byte(at + 2) << 8 | byte(at + 3)), byte(at + 5),
                    byte(at + 4)};
        at += 2 + size;
    }
    return octets.substr(1 + length);
}

void part_of_tlvs(const Message& m, Part& part) {
    const auto reference = m.number(tag::sar_reference), total = m.number(tag::sar_total),
               number = m.number(tag::sar_number);
    if (reference && total && number && *total <= 255 && *number <= 255)
        part = {static_cast<std::uint16_t>(*reference), static_cast<std::uint8_t>(*number),
                static_cast<std::uint8_t>(*total)};
}

}  // namespace

std::vector<Piece> pieces_of(std::string_view utf8, Alphabet alphabet, std::uint8_t reference) {
    const auto text = points_of(utf8);
    const Way& own = alphabet == Alphabet::latin1 ? latin1 : gsm;
    const Way& way = alphabet != Alphabet::ucs2 && takes_all(own, text) ? own : ucs2;
    std::string all;
    std::vector<std::string> parts(1);
    for (const char32_t c : text) {
        const auto octets = way.octets(c);
        all += octets;
        if (parts.back().size() + octets.size() > way.each) parts.emplace_back();
        parts.back() += octets;
    }
    if (all.empty()) return {};
    if (all.size() <= way.alone) return {{all, way.coding, false}};
    if (parts.size() > pieces_max) return {};
    std::vector<Piece> out;
    for (std::size_t i = 0; i < parts.size(); ++i)
        out.push_back({header_of(reference, parts.size(), i + 1) + parts[i], way.coding, true});
    return out;
}

Words words_of(const Message& m) {
    Words out;
    std::string_view octets = m.text;
    if (m.esm_class & esm_has_header) octets = without_header(octets, out.part);
    part_of_tlvs(m, out.part);
    if (out.part.total < 2 || out.part.number < 1 || out.part.number > out.part.total)
        out.part = {};
    const auto text = decoded(octets, m.coding);
    out.readable = text.has_value();
    if (text) out.text = to_valid_utf8(*text);
    return out;
}

}  // namespace ol::smpp
