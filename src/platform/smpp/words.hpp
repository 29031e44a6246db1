#pragma once
// Words of an SMS as octets and back: GSM 03.38 (one septet in an octet, as SMPP carries it), Latin
// 1, UCS-2; long texts in pieces with a user data header, and pieces of what comes. Pure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/smpp/pdu.hpp"

namespace ol::smpp {

/// What the centre means by "its own alphabet" (data_coding 0); `ucs2`: everything as UCS-2.
enum class Alphabet { gsm, latin1, ucs2 };

struct Piece {
    std::string bytes;
    std::uint8_t coding = 0;
    bool header = false;  // it begins with a user data header: esm_class 0x40
};
inline constexpr std::size_t pieces_max = 10;

/// 160 characters of GSM 03.38 or 153 in each of several; 70 and 67 UTF-16 units. No character is
/// cut in two. Empty: no text, or more than ten pieces.
std::vector<Piece> pieces_of(std::string_view utf8, Alphabet alphabet, std::uint8_t reference);

/// A part of a longer message, from its header or its sar_ TLVs.
struct Part {
    std::uint16_t reference = 0;
    std::uint8_t number = 1, total = 1;  // 1 of 1: it is whole
};
struct Words {
    std::string text;  // UTF-8
    Part part;
    bool readable = true;  // false: octets that are no words (a ring tone, WAP)
};
Words words_of(const Message& m);

}  // namespace ol::smpp
