// Every length is checked against the datagram before a byte is read.
#include "platform/media/rtcp.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "platform/media/octets.hpp"

namespace ol::media {
namespace {

constexpr int type_sr = 200, type_rr = 201, type_sdes = 202, type_bye = 203;
constexpr std::size_t report_bytes = 24, sender_bytes = 20;
constexpr std::string_view cname = "orderline";
constexpr std::int64_t round_trip_max_ms = 10'000;

std::uint32_t middle(std::uint64_t ntp) { return static_cast<std::uint32_t>(ntp >> 16); }

ReceptionReport report_at(const std::uint8_t* p) {
    ReceptionReport r;
    r.ssrc = get32(p);
    r.fraction_lost = p[4];
    r.lost = static_cast<std::int32_t>(get32(p + 4) << 8) >> 8;  // 24 bits with a sign
    r.highest = get32(p + 8), r.jitter = get32(p + 12);
    r.last_sr = get32(p + 16), r.delay = get32(p + 20);
    return r;
}

/// One packet without its header word; false: it is shorter than it says.
bool take(std::span<const std::uint8_t> body, int type, int count, std::uint32_t our_ssrc,
          RtcpHeard& heard) {
    if (type == type_bye) return heard.bye = true;
    if (type != type_sr && type != type_rr) return true;  // SDES, APP, feedback: nothing for us
    std::size_t at = 4 + (type == type_sr ? sender_bytes : 0);
    const auto reports = static_cast<std::size_t>(count);
    if (body.size() < at + reports * report_bytes) return false;
    if (type == type_sr)
        heard.sent_ntp =
            static_cast<std::uint64_t>(get32(body.data() + 4)) << 32 | get32(body.data() + 8);
    for (std::size_t i = 0; i < reports; ++i, at += report_bytes)
        if (get32(body.data() + at) == our_ssrc) heard.about = report_at(body.data() + at);
    return true;
}

std::uint8_t* put_report(const ReceptionReport& r, std::uint8_t* p) {
    const std::int32_t lost = std::clamp(r.lost, -0x800000, 0x7FFFFF);
    put32(p, r.ssrc);
    put32(p + 4, static_cast<std::uint32_t>(lost) & 0xFFFFFF);
    p[4] = r.fraction_lost;
    put32(p + 8, r.highest), put32(p + 12, r.jitter);
    put32(p + 16, r.last_sr), put32(p + 20, r.delay);
    return p + report_bytes;
}

void put_header(std::uint8_t* p, int count, int type, const std::uint8_t* end) {
    put32(p, 0x80000000u | static_cast<std::uint32_t>(count) << 24 |
                 static_cast<std::uint32_t>(type) << 16 |
                 static_cast<std::uint32_t>((end - p) / 4 - 1));
}

}  // namespace

std::optional<RtcpHeard> parse_rtcp(std::span<const std::uint8_t> rest, std::uint32_t our_ssrc) {
    if (!is_rtcp(rest)) return std::nullopt;
    RtcpHeard heard;
    while (!rest.empty()) {
        if (rest.size() < 4 || rest[0] >> 6 != 2) return std::nullopt;
        const std::size_t size = 4 + 4 * (static_cast<std::size_t>(rest[2]) << 8 | rest[3]);
        if (size > rest.size()) return std::nullopt;
        if (!take(rest.subspan(4, size - 4), rest[1], rest[0] & 31, our_ssrc, heard))
            return std::nullopt;
        rest = rest.subspan(size);
    }
    return heard;
}

std::size_t write_rtcp(const RtcpSaid& said, std::span<std::uint8_t, rtcp_bytes_max> out) {
    std::uint8_t* const report = out.data();
    std::uint8_t* p = report + 8;
    put32(report + 4, said.ssrc);
    if (said.sender) {
        put32(p, static_cast<std::uint32_t>(said.ntp >> 32));
        put32(p + 4, static_cast<std::uint32_t>(said.ntp));
        put32(p + 8, said.timestamp), put32(p + 12, said.packets), put32(p + 16, said.octets);
        p += sender_bytes;
    }
    if (said.about) p = put_report(*said.about, p);
    put_header(report, said.about ? 1 : 0, said.sender ? type_sr : type_rr, p);
    std::uint8_t* const description = p;
    put32(p + 4, said.ssrc);
    p[8] = 1, p[9] = static_cast<std::uint8_t>(cname.size());
    std::memcpy(p + 10, cname.data(), cname.size());
    p += 10 + cname.size();
    do *p++ = 0;  // ends the list, then fills the word
    while ((p - description) % 4 != 0);
    put_header(description, 1, type_sdes, p);
    return static_cast<std::size_t>(p - report);
}

std::uint64_t RtcpBook::ntp(std::int64_t us) {
    const auto t = static_cast<std::uint64_t>(us);
    return t / 1'000'000 << 32 | (t % 1'000'000 << 32) / 1'000'000;
}

void RtcpBook::heard(const RtcpHeard& report, std::int64_t now_us) {
    if (report.sent_ntp) last_sr_ = middle(*report.sent_ntp), last_sr_us_ = now_us;
    if (!report.about || report.about->last_sr == 0) return;
    const std::uint32_t trip = middle(ntp(now_us)) - report.about->last_sr - report.about->delay;
    const std::int64_t ms = static_cast<std::int64_t>(trip) * 1000 / 65536;
    if (ms < round_trip_max_ms) round_trip_ms_ = static_cast<int>(ms);
}

ReceptionReport RtcpBook::about(const SequenceBook& book, std::int64_t now_us) {
    ReceptionReport r;
    r.ssrc = book.ssrc();
    const std::int64_t expected = book.expected() - expected_before_,
                       lost = book.lost() - lost_before_;
    expected_before_ = book.expected(), lost_before_ = book.lost();
    if (expected > 0 && lost > 0)
        r.fraction_lost =
            static_cast<std::uint8_t>(std::min<std::int64_t>(255, lost * 256 / expected));
    r.lost = static_cast<std::int32_t>(std::min<std::int64_t>(book.lost(), 0x7FFFFF));
    r.highest = static_cast<std::uint32_t>(book.extended_highest());
    r.jitter = static_cast<std::uint32_t>(book.jitter());
    if (last_sr_us_ == 0) return r;
    r.last_sr = last_sr_;
    const std::int64_t held_us = std::min<std::int64_t>(now_us - last_sr_us_, 3'600'000'000);
    r.delay = static_cast<std::uint32_t>(held_us * 65536 / 1'000'000);
    return r;
}

}  // namespace ol::media
