// Recordings: what is in them, when the disk is full, and after kill -9.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

#include "platform/base/crypto.hpp"
#include "platform/media/test_peer.hpp"
#include "platform/media/wav.hpp"

using namespace ol;
using namespace ol::media;
using namespace ol::media::test;
using std::chrono_literals::operator""ms;

namespace record_test {

constexpr LegId buyer{21}, operator_{22};
constexpr RecordingId recording{31};

std::vector<std::uint8_t> bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
std::vector<std::int16_t> channel(const std::string& path, int which) {
    const auto bytes = bytes_of(path);
    std::vector<std::int16_t> samples;
    for (std::size_t i = wav_header_bytes + static_cast<std::size_t>(which); i < bytes.size();
         i += 2)
        samples.push_back(decode_ulaw(bytes[i]));
    return samples;
}
std::vector<std::int16_t> part(const std::vector<std::int16_t>& s, std::int64_t from_ms,
                               std::int64_t to_ms) {
    const auto size = static_cast<std::int64_t>(s.size());
    return {s.begin() + std::clamp<std::int64_t>(from_ms * 8, 0, size),
            s.begin() + std::clamp<std::int64_t>(to_ms * 8, 0, size)};
}

bool silent(const std::vector<std::int16_t>& samples) {
    return !samples.empty() &&
           std::all_of(samples.begin(), samples.end(), [](std::int16_t s) { return s == 0; });
}

struct RecordTest : testing::Test {
    std::chrono::steady_clock::time_point from = std::chrono::steady_clock::now();
    std::int64_t wall_ms() const {  // since the recording was asked for
        return std::chrono::duration_cast<Ms>(std::chrono::steady_clock::now() - from).count();
    }
    Log log;
    std::string path = testing::TempDir() + "ol_rec_" + std::to_string(::getpid()) + ".wav";
    std::unique_ptr<Engine> engine;
    Phone a{440}, b{1000, Codec::pcma};

    void SetUp() override {
        engine = *Engine::create({.rtp_port_min = 25000, .rtp_port_max = 27999}, log.events());
        a.call(*engine->answer(buyer, a.sdp("0 101")));
        b.call(*engine->answer(operator_, b.sdp("8 101")));
        ASSERT_TRUE(
            live({&a, &b}, [&] { return log.has("connected 21") && log.has("connected 22"); }));
    }
    void TearDown() override {
        engine.reset();
        std::filesystem::remove(path);
    }
    std::int64_t stop() {
        engine->record_stop(recording);
        EXPECT_TRUE(live({&a, &b}, [&] { return !log.find("recorded 31 ").empty(); }));
        const std::string line = log.find("recorded 31 ");
        const std::string data = [&] {
            const auto bytes = bytes_of(path);
            return std::string(bytes.begin(), bytes.end());
        }();
        EXPECT_EQ(line.substr(line.rfind(' ') + 1), crypto::hex(crypto::sha256(data)));
        return std::stoll(line.substr(12));
    }
};

TEST_F(RecordTest, BuyerLeftOperatorRightAsLongAsTheClock) {
    from = std::chrono::steady_clock::now();
    engine->record(recording, path, buyer, operator_);
    engine->bridge(buyer, operator_);
    const std::int64_t before = wall_ms();
    ASSERT_TRUE(live_for({&a, &b}, 1500ms));
    const std::int64_t asked = wall_ms(), ms = stop();
    EXPECT_GE(ms, asked - before - 250);
    EXPECT_LE(ms, wall_ms() + 20);
    const auto left = part(channel(path, 0), 300, 1400), right = part(channel(path, 1), 300, 1400);
    EXPECT_GT(best_share(left, 440), 0.95);
    EXPECT_GT(best_share(right, 1000), 0.95);
    EXPECT_LT(best_share(left, 1000), 0.2);  // nothing of the other side
    const auto expected =
        wav_header(static_cast<std::int64_t>(bytes_of(path).size() - wav_header_bytes));
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), bytes_of(path).begin()));
}

TEST_F(RecordTest, PauseIsSilenceAndTheClockGoesOn) {
    from = std::chrono::steady_clock::now();
    engine->record(recording, path, buyer, operator_);
    ASSERT_TRUE(live_for({&a, &b}, 600ms));
    const std::int64_t paused = wall_ms();
    engine->record_pause(recording, true);
    ASSERT_TRUE(live_for({&a, &b}, 800ms));
    const std::int64_t resumed = wall_ms();
    engine->record_pause(recording, false);
    ASSERT_TRUE(live_for({&a, &b}, 600ms));
    EXPECT_GE(stop(), resumed + 300);
    const auto left = channel(path, 0);
    EXPECT_GT(best_share(part(left, 0, paused), 440), 0.9);
    EXPECT_TRUE(silent(part(left, paused + 150, resumed - 150)));
    EXPECT_GT(best_share(part(left, resumed, resumed + 600), 440), 0.9);
}

TEST_F(RecordTest, AVanishedOrChangedLegLeavesSilence) {
    from = std::chrono::steady_clock::now();
    engine->record(recording, path, buyer, LegId{});
    ASSERT_TRUE(live_for({&a, &b}, 500ms));
    const std::int64_t joined = wall_ms();
    engine->record_legs(recording, buyer, operator_);
    ASSERT_TRUE(live_for({&a, &b}, 700ms));
    engine->close(operator_);
    const std::int64_t left_ms = wall_ms();
    ASSERT_TRUE(live_for({&a, &b}, 600ms));
    const std::int64_t length = stop();
    const auto right = channel(path, 1);
    EXPECT_TRUE(silent(part(right, 0, joined - 150)));
    EXPECT_GT(best_share(part(right, joined, left_ms), 1000), 0.9);
    EXPECT_TRUE(silent(part(right, left_ms + 150, length)));
}

TEST_F(RecordTest, EraseRemovesTheFile) {
    from = std::chrono::steady_clock::now();
    engine->record(recording, path, buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return std::filesystem::exists(path); }));
    engine->record_erase(recording);
    EXPECT_TRUE(live({&a, &b}, [&] { return !std::filesystem::exists(path); }));
    EXPECT_EQ(log.find("recorded 31 "), "");
    EXPECT_TRUE(live({&a, &b}, [&] { return engine->counters().recordings == 0; }));
}

TEST_F(RecordTest, AFullDiskIsToldOnceAndTheCallGoesOn) {
    engine->record(recording, "/dev/full", buyer, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return !log.find("record_failed 31").empty(); }));
    EXPECT_EQ(log.find("record_failed 31"), "record_failed 31 media.disk_full");
    a.ear.heard.clear();
    EXPECT_TRUE(live({&a, &b}, [&] { return tone_share(a.ear.heard, 1000) > 0.9; }));
    ASSERT_TRUE(live_for({&a, &b}, 700ms));
    EXPECT_EQ(log.count("record_failed 31 media.disk_full"), 1);
    engine->record(RecordingId{32}, "/proc/no/folder/x.wav", buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] { return log.has("record_failed 32 media.disk_error"); }));
}

TEST(RecordKill, ReadableUpToTheLastSecondAfterKill9) {
    const std::string path = testing::TempDir() + "ol_kill_" + std::to_string(::getpid()) + ".wav";
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    Phone a(440);
    const std::string offer = a.sdp("0 101");
    const pid_t child = ::fork();
    if (child == 0) {  // the server: records until it is killed
        auto engine = Engine::create({.rtp_port_min = 28000, .rtp_port_max = 28999}, {});
        const auto answer = (*engine)->answer(buyer, offer);
        (*engine)->record(recording, path, buyer, LegId{});
        (void)!::write(ready[1], answer->data(), answer->size());
        for (;;) ::pause();
    }
    std::string answer(2000, '\0');
    const auto n = ::read(ready[0], answer.data(), answer.size());
    ASSERT_GT(n, 0);
    a.call(answer.substr(0, static_cast<std::size_t>(n)));
    const auto from = std::chrono::steady_clock::now();
    ASSERT_TRUE(live_for({&a}, 2300ms));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    const auto lived =
        std::chrono::duration_cast<Ms>(std::chrono::steady_clock::now() - from).count();
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    const auto repaired = repair_wav(path);
    ASSERT_TRUE(repaired);
    EXPECT_GE(repaired->count(), lived - 1100);
    EXPECT_LE(repaired->count(), lived + 100);
    const auto left = channel(path, 0);
    EXPECT_EQ(left.size(), static_cast<std::size_t>(repaired->count()) * 8);
    EXPECT_GT(best_share(left, 440), 0.9);
    std::filesystem::remove(path);
}

/// A file that may not grow is a full disk; then there is room again.
TEST(RecordRoom, AfterAFullDiskItGoesOnWithSilenceForWhatIsMissing) {
    const std::string path = testing::TempDir() + "ol_room_" + std::to_string(::getpid()) + ".wav";
    int ready[2], told[2];
    ASSERT_EQ(::pipe(ready), 0);
    ASSERT_EQ(::pipe(told), 0);
    Phone a(440);
    const std::string offer = a.sdp("0 101");
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit one_second{wav_header_bytes + 16000, RLIM_INFINITY};
        ::setrlimit(RLIMIT_FSIZE, &one_second);
        Events events;
        events.record_failed = [&](RecordingId, const std::string& code) {
            (void)!::write(told[1], code.data(), code.size());
        };
        auto engine = Engine::create({.rtp_port_min = 28000, .rtp_port_max = 28999}, events);
        const auto answer = (*engine)->answer(buyer, offer);
        (*engine)->record(recording, path, buyer, LegId{});
        (void)!::write(ready[1], answer->data(), answer->size());
        for (;;) ::pause();
    }
    std::string answer(2000, '\0');
    const auto n = ::read(ready[0], answer.data(), answer.size());
    ASSERT_GT(n, 0);
    a.call(answer.substr(0, static_cast<std::size_t>(n)));
    const auto from = std::chrono::steady_clock::now();
    const auto wall = [&] {
        return std::chrono::duration_cast<Ms>(std::chrono::steady_clock::now() - from).count();
    };
    ASSERT_TRUE(live_for({&a}, 2200ms));
    const rlimit room{RLIM_INFINITY, RLIM_INFINITY};
    ASSERT_EQ(::prlimit(child, RLIMIT_FSIZE, &room, nullptr), 0);
    const auto roomy = wall();
    ASSERT_TRUE(live_for({&a}, 2200ms));
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    const auto lived = wall();
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    ::close(told[1]);
    std::string codes(200, '\0');
    codes.resize(
        static_cast<std::size_t>(std::max<ssize_t>(0, ::read(told[0], codes.data(), 200))));
    EXPECT_EQ(codes, "media.disk_error") << "told once";
    const auto repaired = repair_wav(path);
    ASSERT_TRUE(repaired);
    EXPECT_GE(repaired->count(), lived - 1100) << "the clock went on";
    EXPECT_LE(repaired->count(), lived + 100);
    const auto left = channel(path, 0);
    EXPECT_GT(best_share(part(left, 200, 1000), 440), 0.9);
    EXPECT_TRUE(silent(part(left, 1000, roomy - 550))) << "what there was no room for";
    EXPECT_GT(best_share(part(left, roomy + 600, repaired->count()), 440), 0.9);
    std::filesystem::remove(path);
}

}  // namespace record_test
