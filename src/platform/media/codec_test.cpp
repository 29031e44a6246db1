// Which codec is agreed, and talks between legs that speak different ones.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "platform/media/negotiate.hpp"
#include "platform/media/test_peer.hpp"

using namespace ol;
using namespace ol::media;
using namespace ol::media::test;

namespace codec_test {

constexpr LegId buyer{11}, operator_{12};
const std::string rich =
    "107 9 8 0 102 101 13\r\na=rtpmap:107 opus/48000/2\r\na=rtpmap:102 telephone-event/48000";

sdp::Session offer(const std::string& formats) {
    return *sdp::parse("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP " + formats +
                       "\r\na=rtpmap:101 telephone-event/8000\r\n");
}
std::string chosen(const std::string& formats, const std::vector<std::string>& order) {
    const auto peer = offer(formats);
    const auto codecs = codecs_named(order);
    const auto a = agree(peer, {.codecs = codecs});
    return a ? std::string(to_string(a->settings.codec)) : a.error().code;
}

struct CodecTest : testing::Test {
    Log log;
    std::unique_ptr<Engine> engine;
    void start(Config config = {}) {
        engine.reset();
        config.rtp_port_min = 27000, config.rtp_port_max = 28999;
        engine = *Engine::create(config, log.events());
    }
    void SetUp() override { start(); }
    static std::string formats(Codec codec) {
        if (codec == Codec::opus)
            return "107 102\r\na=rtpmap:107 opus/48000/2\r\na=rtpmap:102 telephone-event/48000";
        const char* const types[] = {"0 101", "8 101", "9 101"};
        return types[static_cast<int>(codec)];
    }
    void call(Phone& phone, LegId leg, const LegOptions& options = {}) {
        const auto answer = engine->answer(leg, phone.sdp(formats(phone.voice.codec)), options);
        ASSERT_TRUE(answer) << answer.error().detail;
        phone.call(*answer);
    }
    bool hears(const Phone& phone, double hz) const {
        return tone_share(phone.ear.heard, hz) > 0.9;
    }
};

TEST(CodecChoice, OurOrderDecidesAndTheLawsCountAlike) {
    EXPECT_EQ(chosen(rich, {}), "pcma");  // the peer's order between the laws
    EXPECT_EQ(chosen(rich, {"pcmu", "pcma"}), "pcma");
    EXPECT_EQ(chosen(rich, {"opus"}), "opus");
    EXPECT_EQ(chosen(rich, {"g722", "opus", "pcmu"}), "g722");
    EXPECT_EQ(chosen("9 101", {"pcmu"}), "g722");  // better than none
    EXPECT_EQ(chosen("18 101", {}), "media.codec");
    EXPECT_EQ(chosen("107 101\r\na=rtpmap:107 opus/48000", {}), "media.codec");  // RFC 7587: /2
}

TEST(CodecChoice, KeysComeInTheCodecsOwnClock) {
    const auto peer = offer(rich);
    const auto opus = agree(peer, {.codecs = std::array{Codec::opus}});
    EXPECT_EQ(opus->settings.event_out, 102);
    EXPECT_EQ(opus->settings.event_out_hz, 48000);
    EXPECT_EQ(opus->settings.in[3], 107);
    const auto law = agree(peer, {});
    EXPECT_EQ(law->settings.event_out, 101);
    EXPECT_EQ(law->settings.event_in_wide, -1);
    EXPECT_EQ(law->settings.in[3], -1);  // answered with one codec: the others may not come
    EXPECT_EQ(law->settings.noise_out, 13);
    sdp::Local local;
    local.ip = "127.0.0.1", local.formats = opus->formats;
    const std::string answer = sdp::write(local, &peer, opus->media);
    EXPECT_NE(answer.find("a=rtpmap:107 opus/48000/2"), answer.npos);
    EXPECT_NE(answer.find("a=fmtp:107 minptime=10;useinbandfec=1"), answer.npos);
}

TEST(Coder, SoundSurvivesBothWaysAndSilenceIsSmall) {
    for (const Codec codec : {Codec::g722, Codec::opus}) {
        Voice voice;
        Ear ear;
        voice.codec = codec, voice.hz = 700;
        ear.event_type = -1;
        for (int i = 0; i < 50; ++i) ear.take(voice.next());
        EXPECT_GT(tone_share(ear.heard, 700), 0.95) << to_string(codec);
        EXPECT_NEAR(static_cast<double>(ear.heard.size()), 8000, 1);
        const Coder coder;
        EXPECT_GT(coder.silence(codec).size(), 0u);
    }
    EXPECT_LT(Coder().silence(Codec::opus).size(), 30u);
}

TEST(Coder, LostOpusIsMadeGoodInItsPlace) {
    Voice voice;
    voice.codec = Codec::opus, voice.hz = 500;
    Coder coder;
    std::vector<std::int16_t> heard;
    std::uint32_t next = 0;
    for (int i = 0; i < 60; ++i) {
        const auto d = voice.next();
        if (i > 20 && i % 5 == 0) continue;
        for (const auto& piece : coder.hear(Codec::opus, *parse_rtp(d))) {
            EXPECT_TRUE(i == 0 || piece.timestamp == next) << i;
            next = piece.timestamp + static_cast<std::uint32_t>(piece.samples.size());
            heard.insert(heard.end(), piece.samples.begin(), piece.samples.end());
        }
        EXPECT_TRUE(coder.hear(Codec::opus, *parse_rtp(d)).empty());  // again: passed
    }
    EXPECT_GT(tone_share(heard, 500), 0.4);  // concealment drifts in phase, but it sounds:
    for (std::size_t at = 800; at + 160 <= heard.size(); at += 160)
        EXPECT_GT(*std::max_element(heard.begin() + static_cast<std::ptrdiff_t>(at),
                                    heard.begin() + static_cast<std::ptrdiff_t>(at + 160)),
                  1000);
}

TEST_F(CodecTest, EveryPairUnderstandsEachOther) {
    int n = 100;
    for (const Codec left : {Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus}) {
        for (const Codec right : {Codec::pcma, Codec::g722, Codec::opus}) {
            Phone a(440, left), b(1000, right);
            const LegId one{++n}, two{++n};
            call(a, one);
            call(b, two);
            engine->bridge(one, two);
            EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 1000) && hears(b, 440); }))
                << to_string(left) << " " << to_string(right) << " "
                << tone_share(a.ear.heard, 1000) << " " << tone_share(b.ear.heard, 440);
            EXPECT_EQ(engine->stats(two).codec, to_string(right));
            engine->close(one);
            engine->close(two);
        }
    }
}

TEST_F(CodecTest, TheSameCodecPassesUntouched) {
    Phone a(440, Codec::opus), b(1000, Codec::opus);
    call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return hears(b, 440); }));
    a.voice.sending = false;
    auto stamped = a.voice.next();
    for (std::size_t i = rtp_header_bytes; i < stamped.size(); ++i)
        stamped[i] = static_cast<std::uint8_t>(i * 7);
    (void)!::sendto(a.socket.fd(), stamped.data(), stamped.size(), 0, &a.remote.any,
                    a.remote.size());
    const std::vector<std::uint8_t> payload(stamped.begin() + rtp_header_bytes, stamped.end());
    EXPECT_TRUE(live({&b}, [&] { return b.ear.last_payload == payload; }));
}

TEST_F(CodecTest, AnOfferNamesTheOtherLegsCodecFirst) {
    Phone a(440, Codec::opus);
    call(a, buyer);
    const auto like = engine->offer(operator_, LegKind::rtp, {.like = buyer});
    EXPECT_NE(like->find("RTP/AVP 107 0 8 101 102"), like->npos) << *like;
    const auto named =
        engine->offer(LegId{13}, LegKind::rtp, {.codecs = {"g722", "nonsense", "pcma"}});
    EXPECT_NE(named->find("RTP/AVP 9 8 101\r"), named->npos);
    start({.rtp_codecs = {"opus", "pcma"}});
    EXPECT_NE(engine->offer(buyer, LegKind::rtp)->find("RTP/AVP 107 8 101 102"), std::string::npos);
}

TEST_F(CodecTest, WhatWasOfferedMayComeInUnderOurNumber) {
    Phone a(440), b(1000, Codec::opus);
    call(a, buyer);
    const auto offer = engine->offer(operator_, LegKind::rtp, {.codecs = {"opus", "pcmu"}});
    b.call(*offer);
    // The answer has a number of its own for what we send; we hear it under ours.
    ASSERT_TRUE(engine->accept(operator_, b.sdp("120 0 101\r\na=rtpmap:120 opus/48000/2")));
    engine->bridge(buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 1000) && hears(b, 440); }));
    EXPECT_EQ(b.ear.codec_type, 120);
    b.voice.codec = Codec::pcmu;  // in mid-stream, without a word
    b.voice.hz = 600;
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 600); }));
}

TEST_F(CodecTest, AReOfferChangesTheCodecInMidTalk) {
    Phone a(440), b(1000);
    call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return hears(a, 1000) && hears(b, 440); }));
    b.voice.codec = Codec::g722;
    ASSERT_TRUE(engine->reoffer(operator_, b.sdp("9 101")));
    b.ear.heard.clear(), a.ear.heard.clear();
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 1000) && hears(b, 440); }));
    EXPECT_EQ(b.ear.codec_type, 9);
}

TEST_F(CodecTest, KeysPassBetweenUnlikeCodecs) {
    Phone a(440, Codec::opus), b(1000, Codec::pcmu), bare(600);
    a.voice.event_type = a.ear.event_type = 102;
    call(a, buyer);
    call(b, operator_);
    engine->bridge(buyer, operator_);
    ASSERT_TRUE(live({&a, &b}, [&] { return hears(a, 1000) && hears(b, 440); }));
    a.voice.press = "42", b.voice.press = "7#";
    EXPECT_TRUE(live({&a, &b}, [&] { return b.ear.keys == "42" && a.ear.keys == "7#"; }))
        << a.ear.keys << " " << b.ear.keys;
    EXPECT_EQ(log.count("digit 11 4"), 1);
    EXPECT_EQ(log.count("digit 12 7"), 1);
    // A phone that knows no events gets the tones of the key.
    bare.call(*engine->answer(LegId{13}, bare.sdp("8")));
    engine->bridge(buyer, LegId{13});
    bare.ear.heard.clear();
    a.voice.press = "5";
    EXPECT_TRUE(live({&a, &bare}, [&] { return best_share(bare.ear.heard, 770) > 0.3; }));
}

TEST_F(CodecTest, MixedAndRecordedWithOthers) {
    Phone a(440, Codec::opus), b(1000, Codec::g722), c(1500);
    call(a, buyer);
    call(b, operator_);
    call(c, LegId{13});
    const std::string path = testing::TempDir() + "ol_codec_" + std::to_string(::getpid()) + ".wav";
    engine->record(RecordingId{1}, path, buyer, operator_);
    engine->seat({{buyer, {operator_, LegId{13}}},
                  {operator_, {buyer, LegId{13}}},
                  {LegId{13}, {buyer, operator_}}});
    EXPECT_TRUE(live({&a, &b, &c}, [&] {
        return best_share(a.ear.heard, 1000) > 0.3 && best_share(a.ear.heard, 1500) > 0.3 &&
               best_share(b.ear.heard, 440) > 0.3 && best_share(c.ear.heard, 440) > 0.3 &&
               best_share(c.ear.heard, 1000) > 0.3;
    }));
    ASSERT_TRUE(live_for({&a, &b, &c}, std::chrono::milliseconds(600)));
    engine->record_stop(RecordingId{1});
    ASSERT_TRUE(live({&a, &b, &c}, [&] { return !log.find("recorded 1 ").empty(); }));
    const auto peaks = wav_peaks(path, 6);
    ASSERT_TRUE(peaks);
    EXPECT_NEAR(peaks->left[4], 25, 4);
    EXPECT_NEAR(peaks->right[4], 25, 4);
    std::filesystem::remove(path);
}

TEST_F(CodecTest, SilenceIsComfortNoiseWhereItWasAgreed) {
    Phone a, b(440);
    a.call(*engine->answer(buyer, a.sdp("0 13 101")));
    EXPECT_TRUE(live({&a}, [&] { return a.ear.noise >= 3; }));
    EXPECT_LE(a.ear.packets, 6);  // instead of fifty a second
    call(b, operator_);
    engine->bridge(buyer, operator_);
    EXPECT_TRUE(live({&a, &b}, [&] { return hears(a, 440); }));
}

}  // namespace codec_test
