#include "platform/media/wav.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "platform/media/pcm.hpp"

using namespace ol::media;

namespace wav_test {

struct WavFile : testing::Test {
    std::string path = testing::TempDir() + "ol_wav_" + std::to_string(::getpid()) + ".wav";
    ~WavFile() override { std::filesystem::remove(path); }

    void write(std::int64_t header_says, std::size_t frames, const std::string& tail = "") {
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        const auto h = wav_header(header_says);
        out.write(reinterpret_cast<const char*>(h.data()), h.size());
        for (std::size_t i = 0; i < frames; ++i) {
            const bool loud =
                i < frames / 2;  // left loud in the first half, right at a quarter in the second
            out.put(static_cast<char>(encode_ulaw(static_cast<std::int16_t>(loud ? 32000 : 0))));
            out.put(static_cast<char>(encode_ulaw(static_cast<std::int16_t>(loud ? 0 : 8000))));
        }
        out << tail;
    }
    std::vector<std::uint8_t> bytes() {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

TEST_F(WavFile, RepairsSizesFromTheFilesLength) {
    write(160, 8000, "x");  // the header knows 10 ms, the file holds a second and half a frame
    const auto fixed = repair_wav(path);
    ASSERT_TRUE(fixed);
    EXPECT_EQ(fixed->count(), 1000);
    const auto b = bytes(), h = std::vector<std::uint8_t>(b.begin(), b.begin() + wav_header_bytes);
    const auto right = wav_header(16000);
    EXPECT_EQ(h, std::vector<std::uint8_t>(right.begin(), right.end()));
    EXPECT_EQ(b.size(), wav_header_bytes + 16000);
}

TEST_F(WavFile, RepairsAFileThatHasNoHeaderYet) {
    std::ofstream(path, std::ios::binary) << "RI";
    ASSERT_TRUE(repair_wav(path));
    EXPECT_EQ(repair_wav(path)->count(), 0);
    EXPECT_EQ(bytes().size(), wav_header_bytes);
}

TEST_F(WavFile, RefusesOtherFiles) {
    std::ofstream(path) << std::string(1000, 'x');
    EXPECT_EQ(repair_wav(path).error().code, "media.wav");
    EXPECT_EQ(repair_wav(path + ".absent").error().kind, ol::Errc::not_found);
    EXPECT_EQ(repair_wav("/dev/null").error().code, "media.wav");
    EXPECT_EQ(wav_peaks(path, 0).error().code, "media.points");
}

TEST_F(WavFile, PeaksFollowTheChannels) {
    write(16000, 8000);
    const auto peaks = wav_peaks(path, 4);
    ASSERT_TRUE(peaks);
    EXPECT_EQ(peaks->duration_ms, 1000);
    EXPECT_EQ(peaks->left, (std::vector<int>{98, 98, 0, 0}));
    EXPECT_EQ(peaks->right, (std::vector<int>{0, 0, 24, 24}));
    EXPECT_EQ(wav_peaks(path, 20000)->left.size(), 20000u);
}

}  // namespace wav_test
