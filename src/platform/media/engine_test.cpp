// Two real phones on 127.0.0.1 through the engine.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "platform/media/test_peer.hpp"

using namespace ol;
using namespace ol::media;
using namespace ol::media::test;
using std::chrono_literals::operator""ms;

namespace {

constexpr LegId buyer{11}, operator_{12};

struct EngineTest : testing::Test {
    Log log;
    std::filesystem::path prompts;
    std::unique_ptr<Engine> engine;

    void SetUp() override {
        prompts = std::filesystem::path(testing::TempDir()) /
                  ("ol_prompts_" + std::to_string(::getpid()));
        std::filesystem::create_directories(prompts);
        tone("music.ulaw", 500, 4000);
        tone("hello.uk.ulaw", 700, 3200);
        tone("hello.en.ulaw", 900, 3200);
        start({});
    }
    void TearDown() override {
        engine.reset();
        std::filesystem::remove_all(prompts);
    }
    void start(Config config) {
        engine.reset();
        config.prompts_dir = prompts.string();
        config.rtp_port_min = 21000, config.rtp_port_max = 23999;
        auto made = Engine::create(config, log.events());
        ASSERT_TRUE(made) << made.error().detail;
        engine = std::move(*made);
    }
    void tone(const std::string& name, double hz, int samples) const {
        std::ofstream out(prompts / name, std::ios::binary);
        for (int i = 0; i < samples; ++i) {
            out.put(static_cast<char>(
                encode_ulaw(static_cast<std::int16_t>(8000 * std::sin(2 * M_PI * hz * i / 8000)))));
        }
    }
    std::string call(Phone& phone, LegId leg, const std::string& formats = "0 8 101") {
        auto answer = engine->answer(leg, phone.sdp(formats));
        EXPECT_TRUE(answer) << (answer ? "" : answer.error().detail);
        if (answer) phone.call(*answer);
        return answer ? *answer : "";
    }
    bool hears(const Phone& phone, double hz) const {
        return tone_share(phone.ear.heard, hz) > 0.9;
    }
};

}  // namespace

namespace {

/// Its packets overtake each other in pairs.
struct HastyPhone : Phone {
    std::vector<std::uint8_t> held;
    using Phone::Phone;
    void tick() override {
        if (held.empty()) return void(held = voice.next());
        for (const auto& d : {voice.next(), std::exchange(held, {})})
            (void)!::sendto(socket.fd(), d.data(), d.size(), 0, &remote.any, remote.size());
    }
};

}  // namespace

TEST_F(EngineTest, WhoIsOvertakenIsNeitherLostNorLate) {
    HastyPhone a(440);
    Phone b(1000);
    call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] { return engine->stats(buyer).packets_in >= 100; }));
    const auto stats = engine->stats(buyer);
    EXPECT_EQ(stats.lost, 0);
    EXPECT_EQ(stats.late, 0);
    EXPECT_EQ(quality_between({}, stats).loss_permille, 0);
}

TEST_F(EngineTest, BridgedPhonesHearEachOther) {
    Phone a(440), b(1000);
    call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 1000) && hears(b, 440); }));
    EXPECT_EQ(b.ear.last_payload.size(), 160u);
    EXPECT_TRUE(log.has("connected 11") && log.has("connected 12"));
    EXPECT_EQ(engine->counters().bridges, 1);
    const auto stats = engine->stats(buyer);
    EXPECT_GT(stats.packets_in, 20);
    EXPECT_EQ(stats.lost, 0);
    engine->unbridge(buyer);
    EXPECT_TRUE(live({&a, &b}, [&] {
        return tone_share(a.ear.heard, 1000) == 0 && tone_share(b.ear.heard, 440) == 0;
    }));
    EXPECT_TRUE(
        live({&a, &b}, [&] { return engine->stats(buyer).level_in > 5000; }));  // 8000/sqrt(2)
}

TEST_F(EngineTest, SameCodecPassesBytesUnchanged) {
    Phone a(440), b;
    call(a, buyer, "0");
    call(b, operator_, "0");
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return hears(b, 440); }));
    a.voice.sending = false;
    std::vector<std::uint8_t> stamped = a.voice.next();
    for (std::size_t i = 0; i < 160; ++i)
        stamped[rtp_header_bytes + i] = static_cast<std::uint8_t>(i * 7);
    ASSERT_GT(
        ::sendto(a.socket.fd(), stamped.data(), stamped.size(), 0, &a.remote.any, a.remote.size()),
        0);
    const std::vector<std::uint8_t> payload(stamped.begin() + rtp_header_bytes, stamped.end());
    EXPECT_TRUE(live({&b}, [&] { return b.ear.last_payload == payload; }));
}

TEST_F(EngineTest, TranscodesBetweenMuLawAndALaw) {
    Phone a(440, Codec::pcmu), b(1000, Codec::pcma);
    EXPECT_NE(call(a, buyer, "0 101").find("PCMU"), std::string::npos);
    EXPECT_NE(call(b, operator_, "8 101").find("PCMA"), std::string::npos);
    engine->bridge(buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 1000) && hears(b, 440); }));
    EXPECT_EQ(a.ear.codec_type, 0);
    EXPECT_EQ(b.ear.codec_type, 8);
}

TEST_F(EngineTest, OurOfferIsCompletedByTheAnswer) {
    Phone a(440), b(1000);
    call(a, buyer);
    const auto offer = engine->offer(operator_, LegKind::rtp);
    ASSERT_TRUE(offer);
    EXPECT_NE(offer->find("RTP/AVP 0 8 101"), std::string::npos);
    EXPECT_EQ(engine->offer(operator_, LegKind::rtp).error().code, "media.leg_exists");
    b.call(*offer);
    ASSERT_TRUE(engine->accept(operator_, b.sdp("0 101")));
    engine->bridge(buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 1000) && hears(b, 440); }));
    EXPECT_EQ(engine->accept(LegId{99}, b.sdp()).error().code, "media.leg");
    EXPECT_EQ(engine->accept(operator_, "v=1").error().code, "media.sdp");
    EXPECT_EQ(engine->accept(operator_, "v=0\nc=IN IP6 ::1\nm=audio 4000 RTP/AVP 0\n").error().code,
              "media.address_family");
}

TEST_F(EngineTest, PlaysPromptsInTheLanguageThenMusicAndBridgeEndsIt) {
    Phone a, b(1000, Codec::pcma);
    call(a, buyer, "8 101");
    engine->play(buyer, {{"hello", "unknown_name"}, "uk", false, "greeting"});
    EXPECT_TRUE(live({&a}, [&] { return tone_share(a.ear.heard, 700, 2000) > 0.9; }));
    EXPECT_TRUE(live({&a}, [&] { return log.has("played 11 greeting"); }));
    engine->play(buyer, {{"hello"}, "zh", false, "english"});
    EXPECT_TRUE(live({&a}, [&] { return tone_share(a.ear.heard, 900, 2000) > 0.9; }));
    engine->play(buyer, {{"music"}, "uk", true, "music"});
    EXPECT_TRUE(live({&a}, [&] {
        return tone_share(a.ear.heard, 500, 12000) > 0.9;
    }));  // three rounds of the loop
    call(b, operator_, "8 101");
    engine->bridge(buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 1000); }));
    EXPECT_FALSE(log.has("played 11 music"));
    EXPECT_LE(a.ear.gaps,
              1);  // one stream for the far end: prompts, music and bridge share one numbering
    // Into a bridged leg's ear: instead of the other voice, as long as the prompt lasts.
    engine->play(buyer, {{"hello", "nothing"}, "en", false, "whisper"});
    EXPECT_TRUE(live({&a, &b}, [&] { return tone_share(a.ear.heard, 900, 2000) > 0.9; }));
    EXPECT_TRUE(live({&a, &b}, [&] { return log.has("played 11 whisper") && hears(a, 1000); }));
    engine->play(operator_, {{"nothing"}, "en", false, "empty"});
    EXPECT_TRUE(live({&a, &b}, [&] { return log.has("played 12 empty"); }));
}

TEST_F(EngineTest, AWaitingLegAlwaysHearsSomething) {
    Phone a;
    call(a, buyer);
    EXPECT_TRUE(live({&a}, [&] { return a.ear.packets > 25; }));
    EXPECT_EQ(a.ear.gaps, 0);
    EXPECT_EQ(tone_share(a.ear.heard, 500, 1600), 0);
}

namespace {

struct SilentPhone : Phone {  // it only listens
    using Phone::Phone;
    void tick() override {}
};

}  // namespace

/// Many legs and few packets: woken for each packet, and every five milliseconds for what is sent.
TEST_F(EngineTest, ManyWaitInMusicWhileTwoTalk) {
    std::vector<std::unique_ptr<SilentPhone>> waiting;
    Phone a(440), b(1000);
    std::vector<Actor*> all{&a, &b};
    for (int i = 0; i < 12; ++i) {
        all.push_back(waiting.emplace_back(std::make_unique<SilentPhone>(440)).get());
        call(*waiting.back(), LegId{100 + i});
        engine->play(LegId{100 + i}, {{"music"}, "uk", false, ""});
    }
    call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    EXPECT_TRUE(live(all, [&] {
        return hears(a, 1000) && hears(b, 440) &&
               std::all_of(waiting.begin(), waiting.end(),
                           [&](const auto& phone) { return hears(*phone, 500); });
    }));
    const auto before = engine->stats(LegId{100}).packets_out;
    const auto heard = engine->stats(buyer).packets_in;
    EXPECT_TRUE(live(all, [&] { return engine->stats(buyer).packets_in >= heard + 50; }));
    EXPECT_NEAR(static_cast<double>(engine->stats(LegId{100}).packets_out - before), 50, 10)
        << "as many packets go to who waits as come from who talks";
}

TEST_F(EngineTest, KeysAreReportedOnceAndForwarded) {
    Phone a(440), b(1000);
    call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return hears(b, 440); }));
    a.voice.press = "42#";
    EXPECT_TRUE(live({&a, &b}, [&] { return log.has("digit 11 #") && b.ear.keys == "42#"; }));
    for (const char* line : {"digit 11 4", "digit 11 2", "digit 11 #"})
        EXPECT_EQ(log.count(line), 1) << line;
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(b, 440); }));
}

TEST_F(EngineTest, SendsKeysAsEventsOrAsTones) {
    Phone a, plain;
    call(a, buyer);
    call(plain, operator_, "0");
    engine->send_digits(buyer, "1*x9");
    EXPECT_TRUE(live({&a, &plain}, [&] { return a.ear.keys == "1*9"; }));
    engine->send_digits(operator_, "5");
    EXPECT_TRUE(live({&a, &plain}, [&] {
        return tone_share(plain.ear.heard, 770, 640) > 0.4 &&
               tone_share(plain.ear.heard, 1336, 640) > 0.4;
    }));
}

TEST_F(EngineTest, AStrangersPacketsAreDroppedAndCounted) {
    Phone a(440), b, stranger(2000);
    const std::string answer = call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return hears(b, 440); }));
    stranger.call(answer);
    stranger.voice.ssrc = a.voice.ssrc;
    EXPECT_TRUE(live({&a, &b, &stranger}, [&] { return engine->stats(buyer).strangers > 20; }));
    EXPECT_TRUE(hears(b, 440));
    EXPECT_LT(tone_share(b.ear.heard, 2000), 0.01);
    EXPECT_EQ(stranger.ear.packets, 0);
}

TEST_F(EngineTest, FollowsAPhoneThatChangedItsPort) {
    Phone a(440), moved(440), b;
    const std::string answer = call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return hears(b, 440); }));
    moved.call(answer);
    moved.voice = a.voice;  // same SSRC, next sequence number
    b.ear.heard.clear();
    EXPECT_TRUE(live({&moved, &b}, [&] { return hears(b, 440) && moved.ear.packets > 10; }));
}

TEST_F(EngineTest, HoldFromThePeerAndFromUs) {
    Phone a(440), b(1000);
    call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return hears(a, 1000); }));
    auto held = engine->reoffer(buyer, a.sdp("0 101", "a=sendonly\r\n"));
    ASSERT_TRUE(held);
    EXPECT_TRUE(held->held);
    EXPECT_NE(held->sdp.find("a=recvonly"), std::string::npos);
    EXPECT_NE(held->sdp.find(" 2 IN IP4"), std::string::npos);  // the version goes up
    auto before = a.ear.packets;
    auto since = std::chrono::steady_clock::now();
    EXPECT_TRUE(live({&a, &b}, [&] {  // it hears nothing any more
        if (a.ear.packets != before) since = std::chrono::steady_clock::now();
        before = a.ear.packets;
        return std::chrono::steady_clock::now() - since > 300ms;
    }));
    const auto gaps = a.ear.gaps;
    held = engine->reoffer(buyer, a.sdp());
    EXPECT_FALSE(held->held);
    EXPECT_TRUE(live({&a, &b}, [&] { return a.ear.packets > before + 10; }));
    EXPECT_EQ(a.ear.gaps, gaps);  // the time on hold does not look like loss
    const auto ours = engine->redirect(operator_, Direction::sendonly);
    ASSERT_TRUE(ours);
    EXPECT_NE(ours->find("a=sendonly"), std::string::npos);
    EXPECT_EQ(port_of(*ours), b.remote.port());
    ASSERT_TRUE(engine->accept(operator_, b.sdp("0 101", "a=recvonly\r\n")));
    engine->unbridge(operator_);
    engine->play(operator_, {{"music"}, "", true, ""});
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(b, 500); }));
}

TEST_F(EngineTest, MutedIsNotHeardButKeysPass) {
    Phone a(440), b(1000);
    call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return hears(a, 1000); }));
    engine->mute(operator_, true);
    EXPECT_TRUE(live({&a, &b}, [&] { return tone_share(a.ear.heard, 1000) == 0; }));
    b.voice.press = "7";
    EXPECT_TRUE(live({&a, &b}, [&] { return a.ear.keys == "7"; }));
    engine->mute(operator_, false);
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 1000); }));
}

TEST_F(EngineTest, WhoFallsSilentIsLostOnce) {
    start({.silence_lost_ms = 300});
    Phone a(440), mute_from_start;
    call(a, buyer);
    call(mute_from_start, operator_);
    mute_from_start.voice.sending = false;
    ASSERT_TRUE(live({&a, &mute_from_start}, [&] { return log.has("connected 11"); }));
    a.voice.sending = false;
    EXPECT_TRUE(live({&a, &mute_from_start}, [&] { return log.has("lost 11"); }));
    ASSERT_TRUE(live_for({&a}, 400ms));
    EXPECT_EQ(log.count("lost 11"), 1);
    EXPECT_FALSE(log.has("lost 12"));  // one that only listens
}

TEST_F(EngineTest, WhoGivesNoSignOfLifeIsHushedUntilHeardAgain) {
    start({.silence_lost_ms = 60000, .hushed_ms = 300});
    Phone a(440), listens;
    call(a, buyer);
    call(listens, operator_);
    listens.voice.sending = false;
    ASSERT_TRUE(live({&a, &listens}, [&] { return log.has("connected 11"); }));
    for (int times = 1; times <= 2; ++times) {
        a.voice.sending = false;
        EXPECT_TRUE(live({&a}, [&] { return log.count("hushed 11") == times; }));
        a.voice.sequence += 20, a.voice.timestamp += 20 * 160;  // the network ate them
        a.voice.sending = true;
        EXPECT_TRUE(live({&a}, [&] { return log.count("heard 11") == times; }));
    }
    EXPECT_FALSE(log.has("hushed 12")) << "one that only listens";
    EXPECT_FALSE(log.has("lost 11"));
}

TEST_F(EngineTest, WhoSuppressesSilenceIsNotHushed) {
    start({.silence_lost_ms = 60000, .hushed_ms = 1500});
    Phone a(440);
    call(a, buyer);
    ASSERT_TRUE(live({&a}, [&] { return log.has("connected 11"); }));
    a.voice.sending = false;
    ASSERT_TRUE(live_for({&a}, 1200ms));
    a.voice.timestamp += 60 * 160;  // its clock went on, its numbers did not
    a.voice.sending = true;
    ASSERT_TRUE(live_for({&a}, 100ms));
    a.voice.sending = false;
    ASSERT_TRUE(live_for({&a}, 1800ms));
    EXPECT_FALSE(log.has("hushed 11"));
}

TEST_F(EngineTest, LossAndReorderingAreCountedAndShownToTheFarEnd) {
    Phone a(440), b;
    call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return hears(b, 440); }));
    const auto gaps = b.ear.gaps;
    a.voice.sequence += 2, a.voice.timestamp += 320;  // two packets lost on the way
    ASSERT_TRUE(live({&a, &b}, [&] { return engine->stats(buyer).lost == 2; }));
    EXPECT_TRUE(live({&a, &b}, [&] { return b.ear.gaps == gaps + 1; }));
}

TEST_F(EngineTest, RebridgingManyTimesKeepsOneStream) {
    Phone agent(1000), a(440), b(600);
    call(agent, operator_);
    call(a, buyer);
    call(b, LegId{13});
    for (int i = 0; i < 6; ++i) {
        engine->bridge(i % 2 == 0 ? buyer : LegId{13}, operator_);
        agent.ear.heard.clear();
        ASSERT_TRUE(live({&agent, &a, &b}, [&] { return hears(agent, i % 2 == 0 ? 440 : 600); }))
            << i;
    }
    EXPECT_EQ(engine->counters().bridges, 1);
    engine->close(buyer);
    engine->close(buyer);
    engine->close(LegId{13});
    EXPECT_TRUE(live(
        {&agent}, [&] { return engine->counters().legs == 1 && engine->counters().bridges == 0; }));
    engine->bridge(buyer, operator_);  // gone: nothing happens
    EXPECT_TRUE(live_for({&agent}, 60ms));
}

TEST_F(EngineTest, LegsOfTwoThreadsMeet) {
    start({.threads = 2});
    Phone a(440), b(1000);
    call(a, buyer);
    ASSERT_TRUE(live({&a}, [&] { return engine->counters().legs == 1; }));
    call(b, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return engine->counters().legs == 2; }));
    const std::string path = testing::TempDir() + "ol_two_" + std::to_string(::getpid()) + ".wav";
    engine->record(RecordingId{5}, path, buyer, LegId{});
    engine->bridge(buyer, operator_);
    engine->record_legs(RecordingId{5}, buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 1000) && hears(b, 440); }));
    engine->record_stop(RecordingId{5});
    EXPECT_TRUE(live({&a, &b}, [&] { return !log.find("recorded 5 ").empty(); }));
    const auto peaks = wav_peaks(path, 4);
    ASSERT_TRUE(peaks);
    EXPECT_NEAR(peaks->left[2], 25, 2);
    EXPECT_NEAR(peaks->right[2], 25, 2);
    std::filesystem::remove(path);
}

TEST_F(EngineTest, SpeaksIpv6) {
    start({.address = "::1"});
    Phone a(440, Codec::pcmu, "::1"), b(1000, Codec::pcmu, "::1");
    EXPECT_NE(call(a, buyer).find("c=IN IP6 ::1"), std::string::npos);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 1000) && hears(b, 440); }));
}

TEST_F(EngineTest, OnAllAddressesTheAnswerNamesTheOneTowardsThePeer) {
    start({.address = "0.0.0.0", .public_address = "203.0.113.9"});
    Phone a(440);
    const std::string answer = call(a, buyer);
    EXPECT_NE(answer.find("c=IN IP4 127.0.0.1"), std::string::npos);
    EXPECT_TRUE(live({&a}, [&] { return a.ear.packets > 5 && log.has("connected 11"); }));
    // Inactive: nothing is sent to it.
    const auto outside = engine->answer(
        LegId{50}, "v=0\nc=IN IP4 198.51.100.7\nm=audio 9000 RTP/AVP 0\na=inactive\n");
    ASSERT_TRUE(outside);
    EXPECT_NE(outside->find("c=IN IP4 203.0.113.9"), std::string::npos);
    const auto browser = engine->offer(LegId{51}, LegKind::browser);
    ASSERT_TRUE(browser);
    EXPECT_NE(browser->find("203.0.113.9"), std::string::npos);
    EXPECT_NE(browser->find(" 127.0.0.1 "), std::string::npos);
    engine->close(LegId{50});
}

TEST_F(EngineTest, ConfigurationMistakesAreNamed) {
    EXPECT_EQ(Engine::create({.address = "localhost"}, {}).error().code, "media.address");
    EXPECT_EQ(Engine::create({.rtp_port_min = 80}, {}).error().code, "media.ports");
    EXPECT_EQ(Engine::create({.threads = 0}, {}).error().code, "media.threads");
    EXPECT_EQ(Engine::create({.rtp_codecs = {"g729"}}, {}).error().code, "media.codecs");
    EXPECT_EQ(Engine::create({.address = "203.0.113.1"}, {}).error().code, "media.socket");
}

TEST_F(EngineTest, AllPortsUsedIsAnAnswerNotACrash) {
    engine.reset();
    auto tight = Engine::create({.rtp_port_min = 24000, .rtp_port_max = 24002}, {});
    ASSERT_TRUE(tight);
    ASSERT_TRUE((*tight)->offer(LegId{1}, LegKind::rtp));
    ASSERT_TRUE((*tight)->offer(LegId{2}, LegKind::rtp));
    EXPECT_EQ((*tight)->offer(LegId{3}, LegKind::rtp).error().code, "media.ports_used");
    Phone a;
    EXPECT_EQ((*tight)->answer(LegId{3}, a.sdp()).error().code, "media.ports_used");
}
