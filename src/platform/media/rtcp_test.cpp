// Reports: bytes, the book, and a phone that sends them.
#include "platform/media/rtcp.hpp"

#include <gtest/gtest.h>

#include "platform/media/test_peer.hpp"

using namespace ol;
using namespace ol::media;
using namespace ol::media::test;

namespace rtcp_test {

using Bytes = std::array<std::uint8_t, rtcp_bytes_max>;

std::uint32_t middle(std::uint64_t ntp) { return static_cast<std::uint32_t>(ntp >> 16); }

struct Reporter : Phone {  // hears and sends RTCP on a socket of its own
    using Phone::Phone;
    Socket reports = *udp_socket(*Address::parse("127.0.0.1", 0), 0);
    std::int64_t heard = 0;
    std::uint32_t back_by = 0;  // 1/65,536 s added to the trip
    bool muxed = false;

    std::string sdp_with_reports() {
        if (muxed) return sdp("0 101", "a=rtcp-mux\r\n");
        return sdp("0 101", "a=rtcp:" + std::to_string(local_of(reports).port()) + "\r\n");
    }
    void tick() override {
        Phone::tick();
        if (!muxed) drain(reports);
    }
    void receive() override {
        if (muxed)
            drain(socket);
        else
            Phone::receive();
    }

private:
    void drain(const Socket& from) {
        std::array<std::uint8_t, 2048> b;
        for (ssize_t n = 0; (n = ::recv(from.fd(), b.data(), b.size(), 0)) > 0;)
            answer(from, {b.data(), static_cast<std::size_t>(n)});
    }
    void answer(const Socket& from, std::span<const std::uint8_t> d) {
        const auto report = is_rtcp(d) ? parse_rtcp(d, voice.ssrc) : std::nullopt;
        if (!report || !report->sent_ntp || !report->about) return;
        ++heard;
        RtcpSaid said{.ssrc = voice.ssrc};
        said.about = ReceptionReport{.fraction_lost = 64, .jitter = 80};
        for (std::size_t i = 4; i < 8; ++i) said.about->ssrc = said.about->ssrc << 8 | d[i];
        said.about->last_sr = middle(*report->sent_ntp) - back_by;
        Address to = remote;
        if (!muxed) to.set_port(static_cast<std::uint16_t>(remote.port() + 1));
        Bytes b;
        const std::size_t n = write_rtcp(said, b);
        (void)!::sendto(from.fd(), b.data(), n, 0, &to.any, to.size());
    }
};

TEST(Rtcp, WhatWeWriteWeRead) {
    RtcpSaid said{.ssrc = 1, .sender = true, .ntp = 0x0102030405060708, .timestamp = 9};
    said.about = ReceptionReport{77, 12, -3, 99, 5, 6, 7};
    Bytes out;
    const std::size_t n = write_rtcp(said, out);
    const auto heard = parse_rtcp({out.data(), n}, 77);
    ASSERT_TRUE(heard && heard->about);
    EXPECT_EQ(heard->sent_ntp, said.ntp);
    EXPECT_EQ(heard->about->lost, -3);
    EXPECT_EQ(heard->about->fraction_lost, 12);
    EXPECT_EQ(heard->about->delay, 7u);
    EXPECT_FALSE(parse_rtcp({out.data(), n}, 78)->about);
    for (std::size_t shorter = 0; shorter < n; ++shorter)
        EXPECT_FALSE(parse_rtcp({out.data(), shorter}, 77) && shorter != 52) << shorter;
    out[0] = 0x9F;  // as if 31 reports followed
    EXPECT_FALSE(parse_rtcp({out.data(), n}, 77));
}

TEST(Rtcp, TheBookKnowsTheTripAndWhatWasLostSince) {
    RtcpBook book;
    const std::int64_t now_us = 5'000'000;
    RtcpHeard heard;
    heard.about = ReceptionReport{};
    book.heard(heard, now_us);  // answers no report of ours
    EXPECT_EQ(book.round_trip_ms(), -1);
    heard.about->last_sr = middle(RtcpBook::ntp(now_us - 700'000));
    heard.about->delay = 65536 / 2;
    book.heard(heard, now_us);
    EXPECT_NEAR(book.round_trip_ms(), 200, 1);
    heard.about->last_sr = middle(RtcpBook::ntp(now_us + 400'000));  // from the future: a lie
    book.heard(heard, now_us);
    EXPECT_NEAR(book.round_trip_ms(), 200, 1);

    SequenceBook sequence;
    Rtp rtp;
    for (int i = 0; i < 100; ++i)
        if (i % 4 != 1) rtp.sequence = static_cast<std::uint16_t>(i), sequence.packet(rtp, i);
    heard.sent_ntp = RtcpBook::ntp(now_us);
    book.heard(heard, now_us);
    auto about = book.about(sequence, now_us + 250'000);
    EXPECT_EQ(about.fraction_lost, 64);
    EXPECT_EQ(about.lost, 25);
    EXPECT_EQ(about.highest, 99u);
    EXPECT_EQ(about.last_sr, middle(RtcpBook::ntp(now_us)));
    EXPECT_EQ(about.delay, 65536u / 4);
    about = book.about(sequence, now_us + 250'000);
    EXPECT_EQ(about.fraction_lost, 0);  // nothing since
}

TEST(Rtcp, ThePhonesReportsBecomeFigures) {
    Log log;
    auto engine = *Engine::create({.rtp_port_min = 29000, .rtp_port_max = 29900}, log.events());
    Reporter a(440), b(1000);
    b.muxed = true;
    a.back_by = 65536 * 3 / 10;
    for (auto* phone : {&a, &b}) {
        const LegId leg{phone == &a ? 1 : 2};
        EXPECT_EQ(engine->stats(leg).round_trip_ms, -1);
        phone->call(*engine->answer(leg, phone->sdp_with_reports()));
    }
    engine->bridge(LegId{1}, LegId{2});
    EXPECT_TRUE(live({&a, &b}, [&] {
        return engine->stats(LegId{1}).round_trip_ms >= 300 &&
               engine->stats(LegId{2}).round_trip_ms >= 0;
    }));
    EXPECT_LT(engine->stats(LegId{2}).round_trip_ms, 250);
    EXPECT_EQ(engine->stats(LegId{1}).far_loss_permille, 250);
    EXPECT_EQ(engine->stats(LegId{1}).far_jitter_ms, 10);
    EXPECT_GT(a.heard, 0);
    LegStats before, far = engine->stats(LegId{1}), near = far;
    near.round_trip_ms = 20;
    EXPECT_LT(quality_between(before, far).mos_x100, quality_between(before, near).mos_x100);
}

}  // namespace rtcp_test
