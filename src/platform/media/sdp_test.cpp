#include "platform/media/sdp.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "platform/media/negotiate.hpp"

using namespace ol::media;

namespace sdp_test {

const std::string phone =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 9 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 "
    "PCMU/8000/1\r\na=rtpmap:101 telephone-event/8000\r\n"
    "a=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return text.replace(at, from.size(), to);
}
Agreed agreed(const std::string& text, Direction wanted = Direction::sendrecv) {
    const auto s = sdp::parse(text);
    EXPECT_TRUE(s) << (s ? "" : s.error().field);
    auto a = agree(*s, {.wanted = wanted});
    EXPECT_TRUE(a) << (a ? "" : a.error().code);
    return a ? *a : Agreed{};
}

TEST(Sdp, ReadsAPhonesOffer) {
    const auto s = sdp::parse(phone);
    ASSERT_TRUE(s);
    const auto* audio = s->first_audio();
    ASSERT_NE(audio, nullptr);
    EXPECT_EQ(audio->port, 4000);
    EXPECT_EQ(s->transport_of(*audio).ip, "192.0.2.1");
    ASSERT_EQ(audio->formats.size(), 4u);
    EXPECT_EQ(audio->formats[3].encoding, "TELEPHONE-EVENT");
    EXPECT_EQ(audio->formats[3].parameters, "0-16");
    const Agreed a = agreed(phone);
    EXPECT_EQ(a.settings.codec, Codec::pcma);  // the peer's order
    EXPECT_EQ(a.settings.payload_type, 8);
    EXPECT_EQ(a.settings.event_out, 101);
    EXPECT_TRUE(a.settings.send && a.settings.expects && !a.held);
}

TEST(Sdp, StaticTypesNeedNoMapAndDynamicOnesAreKept) {
    EXPECT_EQ(agreed("v=0\nc=IN IP4 1.2.3.4\nm=audio 9 RTP/AVP 0\n").settings.payload_type, 0);
    const Agreed dynamic =
        agreed("v=0\nc=IN IP6 2001:db8::1\nm=audio 9 RTP/AVP 97\na=rtpmap:97 pcmu/8000\n");
    EXPECT_EQ(dynamic.settings.payload_type, 97);
    EXPECT_EQ(dynamic.settings.in[0], 97);
    EXPECT_TRUE(dynamic.settings.remote.is_v6());
}

TEST(Sdp, TheMediasLinesWinOverTheSessions) {
    const auto a = agreed(
        "v=0\nc=IN IP4 1.1.1.1\na=inactive\nm=audio 9 RTP/AVP 0\nc=IN IP4 "
        "2.2.2.2/127\na=sendrecv\n");
    EXPECT_EQ(a.settings.remote.ip(), "2.2.2.2");
    EXPECT_TRUE(a.settings.send);
    EXPECT_TRUE(agreed("v=0\nc=IN IP4 1.1.1.1\na=inactive\nm=audio 9 RTP/AVP 0\n").held);
}

TEST(Sdp, HoldInAllItsForms) {
    struct Case {
        const char* line;
        bool held, send, expects;
        Direction answer;
    };
    const Case cases[] = {{"a=sendrecv", false, true, true, Direction::sendrecv},
                          {"a=sendonly", true, false, true, Direction::recvonly},
                          {"a=recvonly", false, true, false, Direction::sendonly},
                          {"a=inactive", true, false, false, Direction::inactive}};
    for (const Case& c : cases) {
        const Agreed a = agreed(replaced(phone, "a=sendrecv", c.line));
        EXPECT_EQ(a.held, c.held) << c.line;
        EXPECT_EQ(a.settings.send, c.send) << c.line;
        EXPECT_EQ(a.settings.expects, c.expects) << c.line;
        EXPECT_EQ(a.ours, c.answer) << c.line;
    }
    const Agreed old = agreed(replaced(phone, "c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0"));
    EXPECT_TRUE(old.held && !old.settings.send);
    const Agreed ours =
        agreed(phone, Direction::sendonly);  // we hold: their sendrecv does not wake it
    EXPECT_EQ(ours.ours, Direction::sendonly);
}

TEST(Sdp, AnswersTheFirstAudioAndRefusesTheRest) {
    const std::string offer =
        "v=0\r\no=- 1 1 IN IP4 1.2.3.4\r\ns=-\r\nc=IN IP4 1.2.3.4\r\nt=0 0\r\nm=video 5000 RTP/AVP "
        "96 97\r\n"
        "m=audio 4000 RTP/AVP 0\r\nm=audio 4002 RTP/AVP 0\r\nm=image 4004 udptl t38\r\n";
    const auto peer = sdp::parse(offer);
    ASSERT_TRUE(peer);
    sdp::Local local;
    local.session_id = 77, local.ip = "127.0.0.1", local.port = 20000,
    local.formats = agree(*peer, {})->formats;
    EXPECT_EQ(sdp::write(local, &*peer),
              "v=0\r\no=- 77 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
              "m=video 0 RTP/AVP 96 97\r\na=inactive\r\n"
              "m=audio 20000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na=sendrecv\r\n"
              "m=audio 0 RTP/AVP 0\r\na=inactive\r\nm=image 0 udptl t38\r\na=inactive\r\n");
}

TEST(Sdp, WhatWeWriteWeRead) {
    sdp::Local l;
    l.session_id = 5, l.ip = "::1", l.port = 30000,
    l.formats =
        offered_formats(LegKind::browser, std::array{Codec::pcmu, Codec::pcma, Codec::opus}),
    l.secure = true;
    l.protocol = "UDP/TLS/RTP/SAVPF", l.mid = "0", l.ice_ufrag = "abcd1234",
    l.ice_pwd = std::string(32, 'p');
    l.fingerprint = std::string(95, 'A'), l.setup = "actpass", l.rtcp_mux = true,
    l.candidate_ips = {"::1", "2001:db8::5"};
    const auto s = sdp::parse(sdp::write(l));
    ASSERT_TRUE(s);
    EXPECT_TRUE(s->ice_lite);
    EXPECT_EQ(s->bundle, std::vector<std::string>{"0"});
    const auto a = agree(*s, {});
    ASSERT_TRUE(a);
    EXPECT_TRUE(a->browser && a->rtcp_mux);
    EXPECT_EQ(a->settings.event_out, 126);
    EXPECT_EQ(s->transport_of(*s->first_audio()).ice_pwd, l.ice_pwd);
}

TEST(Sdp, RefusesMalformedText) {
    const std::string huge(40000, 'x'), many_lines = [] {
        std::string s = "v=0\n";
        for (int i = 0; i < 2000; ++i) s += "a=x\n";
        return s;
    }();
    const std::string head = "v=0\nc=IN IP4 1.2.3.4\n";
    const std::string bad[] = {"",
                               "hello",
                               "c=IN IP4 1.2.3.4\nv=0\n",
                               "v=1\n",
                               "v=0\nv=0\n",
                               "v=0\nno equals\n",
                               "v=0\nm\n",
                               "v=0\n=x\n",
                               "v=0\nM=audio 1 RTP/AVP 0\n",
                               "v=0\nm=audio\n",
                               "v=0\nm=audio x RTP/AVP 0\n",
                               "v=0\nm=audio 70000 RTP/AVP 0\n",
                               "v=0\nm=audio -1 RTP/AVP 0\n",
                               "v=0\nm=audio 9 RTP/AVP\n",
                               "v=0\nm=audio 9 RTP/AVP 128\n",
                               "v=0\nm=audio 9 RTP/AVP x\n",
                               "v=0\nc=IN IP4\n",
                               "v=0\nc=XX IP4 1.2.3.4\n",
                               "v=0\nc=IN IP5 1.2.3.4\n",
                               head + "m=audio 9 RTP/AVP 97\na=rtpmap:97\n",
                               head + "m=audio 9 RTP/AVP 97\na=rtpmap:97 PCMU\n",
                               head + "m=audio 9 RTP/AVP 97\na=rtpmap:999 PCMU/8000\n",
                               head + "m=audio 9 RTP/AVP 97\na=rtpmap:97 PCMU/x\n",
                               "v=0\na=fingerprint:sha-256\n",
                               std::string("v=0\na=x\0y\n", 9),
                               huge,
                               many_lines,
                               "v=0\na=mid:0\rb=x\n",
                               "v=0\nm=\xd0\xbf\xd1\x80 9\n"};
    for (const std::string& text : bad) {
        const auto s = sdp::parse(text);
        ASSERT_FALSE(s) << text.substr(0, 80);
        EXPECT_EQ(s.error().code, "media.sdp");
    }
}

TEST(Sdp, TakesOddButLegalText) {
    EXPECT_TRUE(
        sdp::parse("v=0\ns=\xd0\xa2\xd0\xb5\xd1\x81\xd1\x82\nm=application 9 UDP/DTLS/SCTP "
                   "webrtc-datachannel\na=x\n"));
    EXPECT_TRUE(sdp::parse(
        "v=0\r\n\r\nm=audio 9/2 RTP/AVP 0\r\na=rtpmap:5 DVI4/8000\r\n"));  // a map for a type not
                                                                           // offered
}

TEST(Sdp, NoCommonCodecAndNoAudioHaveTheirOwnCodes) {
    const auto code = [](const std::string& text) {
        return agree(*sdp::parse(text), {}).error().code;
    };
    EXPECT_EQ(code("v=0\nc=IN IP4 1.2.3.4\nm=audio 9 RTP/AVP 4 18\n"), "media.codec");
    EXPECT_EQ(code("v=0\nc=IN IP4 1.2.3.4\nm=audio 9 RTP/AVP 0\na=rtpmap:0 SPEEX/8000\n"),
              "media.codec");
    EXPECT_EQ(code("v=0\nc=IN IP4 1.2.3.4\nm=video 9 RTP/AVP 0\n"), "media.sdp");
    EXPECT_EQ(code("v=0\nc=IN IP4 1.2.3.4\nm=audio 0 RTP/AVP 0\n"), "media.sdp");
    EXPECT_EQ(code("v=0\nm=audio 9 RTP/AVP 0\n"), "media.sdp");
    EXPECT_EQ(code("v=0\nc=IN IP4 phone.example\nm=audio 9 RTP/AVP 0\n"), "media.sdp");
    EXPECT_EQ(code("v=0\nc=IN IP4 0.0.0.0\nm=audio 9 UDP/TLS/RTP/SAVPF 0\n"), "media.fingerprint");
}

}  // namespace sdp_test
