#pragma once
// The codecs by name; G.711: mu-law (PCMU) and A-law (PCMA) by table (ITU-T G.711; 8,000 samples/s,
// one byte each).
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ol::media {

enum class Codec : std::uint8_t { pcmu, pcma, g722, opus };
constexpr std::size_t codecs = 4;

constexpr bool is_g711(Codec codec) { return codec == Codec::pcmu || codec == Codec::pcma; }
/// Of RTP time; G.722's is 8,000 by an old mistake (RFC 3551 4.5.2), Opus' always 48,000.
constexpr int clock_hz(Codec codec) { return codec == Codec::opus ? 48000 : 8000; }
/// Between these bytes pass, at most by a table.
constexpr bool passes(Codec from, Codec to) { return from == to || (is_g711(from) && is_g711(to)); }
/// What we make ourselves is made in this law, then encoded if need be.
constexpr Codec law_of(Codec codec) { return codec == Codec::pcma ? codec : Codec::pcmu; }
std::string_view to_string(Codec codec);  // "pcmu"
std::optional<Codec> codec_named(std::string_view name);

constexpr std::size_t frame_samples = 160;  // 20 ms
constexpr std::uint8_t ulaw_silence = 0xFF, alaw_silence = 0xD5;

constexpr std::uint8_t silence_of(Codec codec) {
    return codec == Codec::pcma ? alaw_silence : ulaw_silence;
}

constexpr std::int16_t decode_ulaw(std::uint8_t byte) {
    const int u = ~byte & 0xFF;
    const int magnitude = ((((u & 15) << 3) + 0x84) << ((u & 0x70) >> 4)) - 0x84;
    return static_cast<std::int16_t>((u & 0x80) != 0 ? -magnitude : magnitude);
}
constexpr std::int16_t decode_alaw(std::uint8_t byte) {
    const int a = byte ^ 0x55, segment = (a & 0x70) >> 4;
    int magnitude = ((a & 15) << 4) + (segment == 0 ? 8 : 0x108);
    if (segment > 1) magnitude <<= segment - 1;
    return static_cast<std::int16_t>((a & 0x80) != 0 ? magnitude : -magnitude);
}
constexpr std::uint8_t encode_ulaw(std::int16_t sample) {
    const int mask = sample < 0 ? 0x7F : 0xFF;
    int magnitude = sample < 0 ? -static_cast<int>(sample) : sample;
    magnitude = (magnitude > 32635 ? 32635 : magnitude) + 0x84;
    int exponent = 7;
    for (int bit = 0x4000; exponent > 0 && (magnitude & bit) == 0; bit >>= 1) --exponent;
    return static_cast<std::uint8_t>(mask ^
                                     ((exponent << 4) | ((magnitude >> (exponent + 3)) & 15)));
}
constexpr std::uint8_t encode_alaw(std::int16_t sample) {
    const int mask = sample < 0 ? 0x55 : 0xD5;
    int magnitude = sample < 0 ? -static_cast<int>(sample) - 1
                               : sample;  // one's complement, as in the standard
    int exponent = 7;
    for (int bit = 0x4000; exponent > 0 && (magnitude & bit) == 0; bit >>= 1) --exponent;
    const int mantissa = magnitude >> (exponent == 0 ? 4 : exponent + 3);
    return static_cast<std::uint8_t>(mask ^ ((exponent << 4) | (mantissa & 15)));
}

using ByteTable = std::array<std::uint8_t, 256>;
using SampleTable = std::array<std::int16_t, 256>;
extern const SampleTable ulaw_samples, alaw_samples;
extern const ByteTable ulaw_to_alaw, alaw_to_ulaw;
extern const std::array<float, 256> ulaw_squares, alaw_squares;  // sample squared, for levels

inline const SampleTable& samples_of(Codec codec) {
    return codec == Codec::pcmu ? ulaw_samples : alaw_samples;
}
inline const std::array<float, 256>& squares_of(Codec codec) {
    return codec == Codec::pcmu ? ulaw_squares : alaw_squares;
}

/// Copies `in` to `out` (same length), converting when the law differs. G.711 only.
void transcode(Codec from, std::span<const std::uint8_t> in, Codec to, std::uint8_t* out);

}  // namespace ol::media
