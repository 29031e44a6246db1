#include "platform/media/rtp.hpp"

#include <gtest/gtest.h>

#include "platform/media/latch.hpp"

using namespace ol::media;

namespace rtp_test {

using Bytes = std::vector<std::uint8_t>;

Bytes packet(std::uint16_t sequence, std::uint32_t timestamp, std::uint32_t ssrc,
             Bytes payload = {1, 2, 3, 4}) {
    Bytes b(rtp_header_bytes);
    write_rtp_header({0, false, sequence, timestamp, ssrc, {}}, b.data());
    b.insert(b.end(), payload.begin(), payload.end());
    return b;
}
Rtp rtp(std::uint16_t sequence, std::uint32_t timestamp = 0, std::uint32_t ssrc = 7) {
    return {0, false, sequence, timestamp, ssrc, {}};
}
Address at(const char* ip, std::uint16_t port) { return *Address::parse(ip, port); }

TEST(Rtp, ReadsWhatItWrites) {
    const Bytes b = packet(65535, 0xFFFFFF60, 0xDEADBEEF);
    const auto r = parse_rtp(b);
    ASSERT_TRUE(r);
    EXPECT_EQ(r->sequence, 65535);
    EXPECT_EQ(r->timestamp, 0xFFFFFF60u);
    EXPECT_EQ(r->ssrc, 0xDEADBEEFu);
    EXPECT_EQ(r->payload.size(), 4u);
}

TEST(Rtp, SkipsContributorsExtensionAndPadding) {
    Bytes b = packet(1, 2, 3, {});
    b[0] = 0x80 | 0x20 | 0x10 | 2;                      // padding, extension, two CSRCs
    b.insert(b.end(), {0, 0, 0, 1, 0, 0, 0, 2});        // CSRCs
    b.insert(b.end(), {0xBE, 0xDE, 0, 1, 9, 9, 9, 9});  // one extension word
    b.insert(b.end(), {0xAA, 0xBB, 0, 0, 3});           // two bytes, three of padding
    const auto r = parse_rtp(b);
    ASSERT_TRUE(r);
    EXPECT_EQ(Bytes(r->payload.begin(), r->payload.end()), (Bytes{0xAA, 0xBB}));
}

TEST(Rtp, RefusesWhatIsNotRtp) {
    EXPECT_FALSE(parse_rtp({}));
    EXPECT_FALSE(parse_rtp(Bytes(11, 0x80)));
    Bytes version = packet(1, 1, 1), rtcp = packet(1, 1, 1), extension = packet(1, 1, 1),
          padding = packet(1, 1, 1);
    version[0] = 0x40;
    rtcp[1] = 200;
    extension[0] |= 0x10;  // claims 0x0304 words
    padding[0] |= 0x20;
    padding.back() = 5;  // more than the payload
    for (const Bytes& b : {version, rtcp, extension, padding}) EXPECT_FALSE(parse_rtp(b));
    padding.back() = 0;
    EXPECT_FALSE(parse_rtp(padding));
}

TEST(Rtp, TellsProtocolsApartByTheFirstByte) {  // RFC 7983
    const std::pair<int, Wire> cases[] = {{0, Wire::stun},  {3, Wire::stun},  {4, Wire::other},
                                          {20, Wire::dtls}, {63, Wire::dtls}, {64, Wire::other},
                                          {128, Wire::rtp}, {191, Wire::rtp}, {192, Wire::other}};
    for (const auto& [byte, wire] : cases)
        EXPECT_EQ(wire_of(Bytes{static_cast<std::uint8_t>(byte)}), wire) << byte;
}

TEST(Digits, OncePerPressWhicheverPacketComesFirst) {
    DigitReceiver r;
    EXPECT_EQ(r.packet(rtp(1, 100), {5, false, 10, 160}), '5');
    EXPECT_EQ(r.packet(rtp(2, 100), {5, false, 10, 320}), '\0');
    EXPECT_EQ(r.packet(rtp(3, 100), {5, true, 10, 800}), '\0');
    EXPECT_EQ(r.packet(rtp(3, 100), {5, true, 10, 800}), '\0');
    EXPECT_EQ(r.packet(rtp(9, 2000), {5, true, 10, 800}),
              '5');  // only the end arrived: still a press
    EXPECT_EQ(r.packet(rtp(10, 4000), {11, false, 10, 160}), '#');
    EXPECT_EQ(r.packet(rtp(4, 100), {5, true, 10, 800}), '\0');      // overtaken
    EXPECT_EQ(r.packet(rtp(11, 9000), {16, false, 10, 160}), '\0');  // flash hook is not a key
}

TEST(Digits, ALongPressIsOnePress) {  // RFC 4733 section 2.5.1.3
    DigitReceiver r;
    EXPECT_EQ(r.packet(rtp(1, 1000), {1, false, 10, 0xFFFF}), '1');
    EXPECT_EQ(r.packet(rtp(2, 1000 + 0xFFFF), {1, false, 10, 160}), '\0');
}

TEST(Digits, NamesAndNumbers) {
    const std::string keys = "0123456789*#ABCD";
    for (std::uint8_t i = 0; i < 16; ++i) EXPECT_EQ(event_of(digit_of(i)), i);
    EXPECT_EQ(event_of('d'), 15);
    EXPECT_FALSE(event_of('x'));
    EXPECT_FALSE(parse_event(Bytes{1, 2, 3}));
}

TEST(Sequence, CountsLossLatenessAndDuplicates) {
    using V = SequenceBook::Verdict;
    SequenceBook b;
    EXPECT_EQ(b.packet(rtp(65534), 0), V::first);
    EXPECT_EQ(b.packet(rtp(65535), 0), V::next);
    EXPECT_EQ(b.packet(rtp(2), 0), V::next);  // 0 and 1 are missing
    EXPECT_EQ(b.lost(), 2);
    EXPECT_EQ(b.packet(rtp(1), 0), V::late);
    EXPECT_EQ(b.packet(rtp(1), 0), V::duplicate);
    EXPECT_EQ(b.packet(rtp(2), 0), V::duplicate);
    EXPECT_EQ(b.lost(), 1);
    EXPECT_EQ(b.received(), 4);
}

TEST(Sequence, WhoMayOnlyBeOvertakenIsNotCountedAsNeverCome) {
    SequenceBook b;
    for (const int i : {0, 3, 1, 4}) b.packet(rtp(static_cast<std::uint16_t>(i)), 0);
    EXPECT_EQ(b.lost(), 1);
    EXPECT_EQ(b.never_came(), 0);
    for (int i = 5; i <= 25; ++i) b.packet(rtp(static_cast<std::uint16_t>(i)), 0);
    EXPECT_EQ(b.never_came(), 0);
    b.packet(rtp(26), 0);
    EXPECT_EQ(b.never_came(), 1);
    b.packet(rtp(28), 0);
    b.packet(rtp(9000, 0, 99), 0);  // another source: what was open stays so
    EXPECT_EQ(b.never_came(), 2);
}

TEST(Sequence, ARestartedSenderKeepsTheCounts) {
    using V = SequenceBook::Verdict;
    SequenceBook b;
    b.packet(rtp(10), 0);
    b.packet(rtp(12), 0);
    EXPECT_EQ(b.packet(rtp(40000, 0, 99), 0), V::restarted);
    EXPECT_EQ(b.lost(), 1);
    EXPECT_EQ(b.packet(rtp(20000, 0, 99), 0), V::late);  // one wild packet is not believed
    EXPECT_EQ(b.packet(rtp(20001, 0, 99), 0), V::restarted);
}

TEST(Sequence, JitterOfASteadyStreamIsZero) {
    SequenceBook steady, shaken;
    for (int i = 0; i < 200; ++i) {
        const auto r = rtp(static_cast<std::uint16_t>(i), static_cast<std::uint32_t>(i * 160));
        steady.packet(r, i * 20000);
        shaken.packet(r, i * 20000 + (i % 2) * 10000);
    }
    EXPECT_EQ(steady.jitter_ms(), 0);
    EXPECT_NEAR(shaken.jitter_ms(), 10, 1);
}

TEST(Latch, TheAddressOfTheSdpWins) {
    Latch l;
    l.expect(at("127.0.0.1", 4000), 0);
    EXPECT_EQ(l.packet(at("127.0.0.1", 4000), rtp(1), 1000), Latch::Verdict::accept);
    for (std::uint16_t i = 2; i < 60; ++i) {
        EXPECT_EQ(l.packet(at("127.0.0.1", 5000), rtp(i), 1000 + i * 20000),
                  Latch::Verdict::stranger)
            << "other port, SDP silent "
               "for less than 200 ms";
        if (i > 8) break;
    }
    EXPECT_EQ(l.destination().port(), 4000);
}

TEST(Latch, FollowsAPlausibleChangeOnly) {
    Latch l;
    const Address sdp = at("127.0.0.1", 4000), moved = at("127.0.0.1", 5000),
                  thief = at("127.0.0.9", 6000);
    l.expect(sdp, 0);
    l.packet(sdp, rtp(100), 0);
    std::int64_t t = 400'000;
    for (std::uint16_t i = 0; i < 10; ++i) {  // wrong SSRC, wrong sequence
        EXPECT_EQ(l.packet(thief, rtp(static_cast<std::uint16_t>(101 + i), 0, 8), t += 20000),
                  Latch::Verdict::stranger);
    }
    for (std::uint16_t i = 0; i < 10; ++i) {
        EXPECT_EQ(l.packet(thief, rtp(static_cast<std::uint16_t>(9000 + i)), t += 20000),
                  Latch::Verdict::stranger);
    }
    EXPECT_EQ(l.packet(moved, rtp(110), t += 20000), Latch::Verdict::stranger);
    EXPECT_EQ(l.packet(moved, rtp(111), t += 20000), Latch::Verdict::stranger);
    EXPECT_EQ(l.packet(moved, rtp(112), t += 20000), Latch::Verdict::accept);
    EXPECT_EQ(l.destination().port(), 5000);
    EXPECT_EQ(l.packet(sdp, rtp(1, 0, 77), t += 20000),
              Latch::Verdict::accept);  // the SDP's address always wins
}

TEST(Latch, BehindNatOnlyWhenTheSdpIsPrivateAndSilent) {
    Latch home, open;
    home.expect(at("192.168.1.7", 4000), 0);
    open.expect(at("203.0.113.7", 4000), 0);
    const Address outside = at("198.51.100.4", 62000);
    bool latched = false, fooled = false;
    for (std::uint16_t i = 0; i < 40; ++i) {
        latched = home.packet(outside, rtp(i), i * 20000) == Latch::Verdict::accept;
        fooled = fooled || open.packet(outside, rtp(i), i * 20000) == Latch::Verdict::accept;
    }
    EXPECT_TRUE(latched);
    EXPECT_EQ(home.destination().port(), 62000);
    EXPECT_FALSE(fooled);
}

}  // namespace rtp_test
