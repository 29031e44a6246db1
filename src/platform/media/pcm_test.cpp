// Tables against the formulas of ITU-T G.711 written out independently (segment by segment).
#include "platform/media/pcm.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

using namespace ol::media;

namespace pcm_test {

// G.711 table 2a: sign, chord, step; 14-bit scale times 4.
int reference_ulaw(int byte) {
    const int inverted = byte ^ 0xFF, chord = (inverted >> 4) & 7, step = inverted & 15;
    const int magnitude = ((2 * step + 33) << chord) - 33;
    return (inverted & 0x80) != 0 ? -4 * magnitude : 4 * magnitude;
}
// G.711 table 1a: 13-bit scale times 8.
int reference_alaw(int byte) {
    const int plain = byte ^ 0x55, chord = (plain >> 4) & 7, step = plain & 15;
    const int magnitude = chord == 0 ? 2 * step + 1 : (2 * step + 33) << (chord - 1);
    return (plain & 0x80) != 0 ? 8 * magnitude : -8 * magnitude;
}

// Half a step of the code's chord: the quantiser's greatest error.
int half_step_ulaw(std::uint8_t code) { return 4 << (((code ^ 0xFF) >> 4) & 7); }
int half_step_alaw(std::uint8_t code) { return 8 << std::max((((code ^ 0x55) >> 4) & 7) - 1, 0); }

TEST(Pcm, DecodesAsTheStandardsTables) {
    for (int i = 0; i < 256; ++i) {
        EXPECT_EQ(ulaw_samples[static_cast<std::size_t>(i)], reference_ulaw(i)) << i;
        EXPECT_EQ(alaw_samples[static_cast<std::size_t>(i)], reference_alaw(i)) << i;
    }
    EXPECT_EQ(decode_ulaw(0x00), -32124);
    EXPECT_EQ(decode_alaw(0xAA), 32256);
}

TEST(Pcm, EveryCodeSurvivesDecodeAndEncode) {
    for (int i = 0; i < 256; ++i) {
        const auto byte = static_cast<std::uint8_t>(i);
        EXPECT_EQ(encode_ulaw(decode_ulaw(byte)), i == 0x7F ? 0xFF : i);  // 0x7F is minus zero
        EXPECT_EQ(encode_alaw(decode_alaw(byte)), byte);
    }
}

TEST(Pcm, EncodesWithinHalfAStep) {
    for (int s = -32000; s <= 32000; ++s) {
        const auto sample = static_cast<std::int16_t>(s);
        const std::uint8_t u = encode_ulaw(sample), a = encode_alaw(sample);
        ASSERT_LE(std::abs(reference_ulaw(u) - s), half_step_ulaw(u)) << s;
        ASSERT_LE(std::abs(reference_alaw(a) - s), half_step_alaw(a)) << s;
    }
    EXPECT_EQ(encode_ulaw(-32768), 0x00);
    EXPECT_EQ(encode_ulaw(32767), 0x80);
    EXPECT_EQ(encode_alaw(-32768), 0x2A);
    EXPECT_EQ(encode_alaw(32767), 0xAA);
}

TEST(Pcm, TranscodesByTable) {
    const std::uint8_t in[] = {0x00, 0x7F, 0x80, 0xFF, 0x35};
    std::uint8_t out[5] = {}, back[5] = {};
    transcode(Codec::pcmu, in, Codec::pcma, out);
    for (int i = 0; i < 5; ++i) EXPECT_NEAR(decode_alaw(out[i]), decode_ulaw(in[i]), 600);
    EXPECT_EQ(out[3], alaw_silence);
    transcode(Codec::pcmu, in, Codec::pcmu, back);
    EXPECT_TRUE(std::equal(std::begin(in), std::end(in), std::begin(back)));
}

}  // namespace pcm_test
