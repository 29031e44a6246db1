#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "platform/media/pcm.hpp"
#include "platform/media/wav.hpp"

using namespace ol::media;

namespace prompt_wav_test {

/// A WAV file of one second: a tone on both channels, 16 bits.
std::vector<std::uint8_t> tone_wav(int rate_hz, double hz, int channels, const char* tail = "") {
    std::string out = "RIFF....WAVEfmt ";
    const auto put = [&out](std::uint32_t v, int bytes) {
        for (int i = 0; i < bytes; ++i) out += static_cast<char>(v >> (8 * i));
    };
    put(16, 4), put(1, 2), put(static_cast<std::uint32_t>(channels), 2);
    put(static_cast<std::uint32_t>(rate_hz), 4);
    put(static_cast<std::uint32_t>(rate_hz * channels * 2), 4);
    put(static_cast<std::uint32_t>(channels * 2), 2), put(16, 2);
    out += "data";
    put(static_cast<std::uint32_t>(rate_hz * channels * 2), 4);
    for (int i = 0; i < rate_hz; ++i)
        for (int c = 0; c < channels; ++c)
            put(static_cast<std::uint32_t>(
                    std::lround(3000 * std::sin(2 * std::numbers::pi * hz * i / rate_hz))),
                2);
    out += tail;
    return {out.begin(), out.end()};
}

double level(const std::vector<std::uint8_t>& ulaw, double hz) {
    double re = 0, im = 0;
    for (std::size_t i = 0; i < ulaw.size(); ++i) {
        const double arc = 2 * std::numbers::pi * hz * static_cast<double>(i) / 8000;
        re += decode_ulaw(ulaw[i]) * std::cos(arc);
        im += decode_ulaw(ulaw[i]) * std::sin(arc);
    }
    return 2 * std::hypot(re, im) / static_cast<double>(ulaw.size());
}

TEST(prompt_of_wav, keeps_the_tone_at_every_rate_and_makes_it_evenly_loud) {
    for (const int rate : {8000, 16000, 22050, 44100, 48000})
        for (const int channels : {1, 2}) {
            const auto prompt = prompt_of_wav(tone_wav(rate, 1000, channels, "LISTxxxx"));
            ASSERT_TRUE(prompt) << rate;
            EXPECT_NEAR(static_cast<double>(prompt->size()), 8000, 2);
            EXPECT_NEAR(level(*prompt, 1000), 20000, 1200) << rate;
        }
}

TEST(prompt_of_wav, lets_nothing_fold_back_from_above_the_band) {
    auto both = tone_wav(44100, 1000, 1);
    const auto high = tone_wav(44100, 7000, 1);  // would sound as 1,000 Hz
    ASSERT_TRUE(prompt_of_wav(both));
    for (std::size_t i = 44; i + 1 < both.size(); i += 2) {
        const auto sum = static_cast<std::int16_t>(both[i] | both[i + 1] << 8) / 4 +
                         static_cast<std::int16_t>(high[i] | high[i + 1] << 8);
        both[i] = static_cast<std::uint8_t>(sum), both[i + 1] = static_cast<std::uint8_t>(sum >> 8);
    }
    const auto prompt = prompt_of_wav(both);
    ASSERT_TRUE(prompt);
    EXPECT_NEAR(level(*prompt, 1000), 20000, 1500);  // alone in the band, so the loudest
}

TEST(prompt_of_wav, refuses_what_is_no_sound) {
    EXPECT_EQ(prompt_of_wav(tone_wav(96000, 1000, 1)).error().code, "media.wav_rate");
    EXPECT_EQ(prompt_of_wav(std::vector<std::uint8_t>(100, 'x')).error().code, "media.wav");
    auto silent = tone_wav(8000, 0, 1);
    EXPECT_EQ(prompt_of_wav(silent).error().code, "media.wav_empty");
}

TEST(prompt_of_wav, a_prompt_becomes_a_file_that_is_read_again) {
    const std::vector<std::uint8_t> prompt(800, 0x20);
    const std::string wav = wav_of_prompt(prompt);
    const std::vector<std::uint8_t> bytes(wav.begin(), wav.end());
    ASSERT_TRUE(parse_wav(bytes, static_cast<std::int64_t>(bytes.size())));
    EXPECT_EQ(parse_wav(bytes, static_cast<std::int64_t>(bytes.size()))->data_bytes, 800);
}

}  // namespace prompt_wav_test
