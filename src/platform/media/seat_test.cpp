// Who hears whom and who does not: every topology of a talk, by tones.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "platform/media/test_peer.hpp"
#include "platform/media/wav.hpp"

using namespace ol;
using namespace ol::media;
using namespace ol::media::test;

namespace seat_test {

constexpr LegId buyer{11}, operator_{12}, colleague{13}, supervisor{14};
constexpr double buyer_hz = 440, operator_hz = 1000, colleague_hz = 1700, supervisor_hz = 2600;

struct SeatTest : testing::Test {
    Log log;
    std::unique_ptr<Engine> engine;
    Phone b{buyer_hz}, o{operator_hz, Codec::pcma}, c{colleague_hz}, s{supervisor_hz};
    std::vector<Actor*> all{&b, &o, &c, &s};

    void start(int threads) {
        Config config;
        config.rtp_port_min = 24000, config.rtp_port_max = 24999;
        config.threads = threads;
        engine = *Engine::create(config, log.events());
        b.call(*engine->answer(buyer, b.sdp("0 101")));
        o.call(*engine->answer(operator_, o.sdp("8 101")));
        c.call(*engine->answer(colleague, c.sdp("0 101")));
        s.call(*engine->answer(supervisor, s.sdp("0 101")));
    }
    void SetUp() override { start(1); }

    static bool only(const Phone& phone, const std::vector<double>& wanted) {
        for (const double hz : {buyer_hz, operator_hz, colleague_hz, supervisor_hz}) {
            const double share = tone_share(phone.ear.heard, hz);
            const bool wants = std::find(wanted.begin(), wanted.end(), hz) != wanted.end();
            if (wants ? share < 0.8 / static_cast<double>(wanted.size()) : share > 0.01)
                return false;
        }
        return true;
    }
    static std::string told(const Phone& phone) {
        std::string out;
        for (const double hz : {buyer_hz, operator_hz, colleague_hz, supervisor_hz})
            out += std::to_string(static_cast<int>(hz)) + ":" +
                   std::to_string(tone_share(phone.ear.heard, hz)) + " ";
        return out;
    }
    using Wanted = std::vector<double>;
    void expect(const Wanted& at_buyer, const Wanted& at_operator, const Wanted& at_colleague,
                const Wanted& at_supervisor) {
        EXPECT_TRUE(live(all,
                         [&] {
                             return only(b, at_buyer) && only(o, at_operator) &&
                                    only(c, at_colleague) && only(s, at_supervisor);
                         }))
            << "buyer " << told(b) << "\noperator " << told(o) << "\ncolleague " << told(c)
            << "\nsupervisor " << told(s);
    }
};

TEST_F(SeatTest, TwoWhoHearEachOtherAreABridge) {
    engine->seat({{buyer, {operator_}}, {operator_, {buyer}}});
    expect({operator_hz}, {buyer_hz}, {}, {});
    EXPECT_EQ(engine->counters().bridges, 1);
    engine->unbridge(operator_);
    expect({}, {}, {}, {});
    EXPECT_EQ(engine->counters().bridges, 0);
}

TEST_F(SeatTest, ThreeHearTheTwoOthersButNotThemselves) {
    engine->seat({{buyer, {operator_, colleague}},
                  {operator_, {buyer, colleague}},
                  {colleague, {buyer, operator_}}});
    expect({operator_hz, colleague_hz}, {buyer_hz, colleague_hz}, {buyer_hz, operator_hz}, {});
    engine->close(operator_);  // she leaves: the rest go on
    EXPECT_TRUE(live(all, [&] { return only(b, {colleague_hz}) && only(c, {buyer_hz}); }));
}

TEST_F(SeatTest, ListeningIsHeardByNobody) {
    engine->bridge(buyer, operator_);
    expect({operator_hz}, {buyer_hz}, {}, {});
    engine->seat({{supervisor, {buyer, operator_}}});
    expect({operator_hz}, {buyer_hz}, {}, {buyer_hz, operator_hz});
}

TEST_F(SeatTest, AWhisperReachesTheOperatorOnly) {
    engine->seat(
        {{buyer, {operator_}}, {operator_, {buyer, supervisor}}, {supervisor, {buyer, operator_}}});
    expect({operator_hz}, {buyer_hz, supervisor_hz}, {}, {buyer_hz, operator_hz});
    engine->seat({{operator_, {buyer}}, {supervisor, {}}});
    expect({operator_hz}, {buyer_hz}, {}, {});
}

TEST_F(SeatTest, SwapLeavesTheOtherWithNobody) {
    engine->seat({{buyer, {}}, {operator_, {colleague}}, {colleague, {operator_}}});
    expect({}, {colleague_hz}, {operator_hz}, {});
    engine->seat({{buyer, {operator_}}, {operator_, {buyer}}, {colleague, {}}});
    expect({operator_hz}, {buyer_hz}, {}, {});
}

TEST_F(SeatTest, AMutedOneIsNotInTheMix) {
    engine->seat({{buyer, {operator_, colleague}},
                  {operator_, {buyer, colleague}},
                  {colleague, {buyer, operator_}}});
    engine->mute(operator_, true);
    expect({colleague_hz}, {buyer_hz, colleague_hz}, {buyer_hz}, {});
}

TEST_F(SeatTest, LegsOfSeveralThreadsMeetInOneTalk) {
    start(3);
    engine->bridge(buyer, operator_);
    engine->bridge(colleague, supervisor);
    expect({operator_hz}, {buyer_hz}, {supervisor_hz}, {colleague_hz});
    engine->seat({{buyer, {operator_, colleague, supervisor}},
                  {operator_, {buyer, colleague, supervisor}},
                  {colleague, {buyer, operator_, supervisor}},
                  {supervisor, {buyer, operator_, colleague}}});
    expect({operator_hz, colleague_hz, supervisor_hz}, {buyer_hz, colleague_hz, supervisor_hz},
           {buyer_hz, operator_hz, supervisor_hz}, {buyer_hz, operator_hz, colleague_hz});
}

TEST_F(SeatTest, LoudVoicesAreClampedNotWrapped) {
    Phone loud(440), loud_too(440), ear;
    loud.voice.timestamp = loud_too.voice.timestamp;
    std::vector<Actor*> actors{&loud, &loud_too, &ear};
    loud.call(*engine->answer(LegId{21}, loud.sdp("0 101")));
    loud_too.call(*engine->answer(LegId{22}, loud_too.sdp("0 101")));
    ear.call(*engine->answer(LegId{23}, ear.sdp("0 101")));
    loud.voice.amplitude = loud_too.voice.amplitude = 30000;
    engine->seat({{LegId{23}, {LegId{21}, LegId{22}}}});
    // Wrapped round, two such voices would leave a third of the power at their tone.
    EXPECT_TRUE(live(actors, [&] { return tone_share(ear.ear.heard, 440) > 0.8; }));
}

TEST_F(SeatTest, TheRecordingHasTheBuyerLeftAndAllWhoSpeakToHimRight) {
    const std::string path = testing::TempDir() + "ol_seat_" + std::to_string(::getpid()) + ".wav";
    engine->seat({{buyer, {operator_, colleague}},
                  {operator_, {buyer, colleague, supervisor}},
                  {colleague, {buyer, operator_}}});
    engine->record(RecordingId{31}, path, buyer, operator_);
    engine->record_voices(RecordingId{31}, buyer, {operator_, colleague});
    live_for(all, std::chrono::milliseconds(1500));
    engine->record_stop(RecordingId{31});
    ASSERT_TRUE(live(all, [&] { return !log.find("recorded 31 ").empty(); }));
    std::ifstream in(path, std::ios::binary);
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in), {}};
    std::vector<std::int16_t> left, right;
    for (std::size_t i = wav_header_bytes; i + 1 < bytes.size(); i += 2)
        left.push_back(decode_ulaw(bytes[i])), right.push_back(decode_ulaw(bytes[i + 1]));
    std::filesystem::remove(path);
    EXPECT_GT(best_share(left, buyer_hz), 0.9);
    EXPECT_GT(best_share(right, operator_hz), 0.4);
    EXPECT_GT(best_share(right, colleague_hz), 0.4);
    EXPECT_LT(tone_share(right, supervisor_hz), 0.01)
        << "a whisper is not in the buyer's recording";
}

}  // namespace seat_test
