#pragma once
// RTCP (RFC 3550 section 6): sender and receiver reports as far as round trip and loss need them.
// Pure: bytes and times in, bytes and values out.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "platform/media/rtp.hpp"

namespace ol::media {

constexpr std::size_t rtcp_bytes_max = 128;  // of what we write

/// RFC 5761 section 4: RTCP among RTP on one port.
inline bool is_rtcp(std::span<const std::uint8_t> d) {
    return d.size() >= 8 && d[0] >> 6 == 2 && d[1] >= 192 && d[1] <= 223;
}

struct ReceptionReport {
    std::uint32_t ssrc = 0;
    std::uint8_t fraction_lost = 0;  // of 256, since the report before
    std::int32_t lost = 0;           // 24 bits
    std::uint32_t highest = 0, jitter = 0;
    std::uint32_t last_sr = 0, delay = 0;  // middle of the NTP time; 1/65,536 s
};

struct RtcpHeard {
    std::optional<std::uint64_t> sent_ntp;  // of a sender report
    std::optional<ReceptionReport> about;   // our stream
    bool bye = false;
};

/// A compound packet (or, RFC 5506, a part of one). nullopt: not RTCP from first byte to last.
std::optional<RtcpHeard> parse_rtcp(std::span<const std::uint8_t> datagram, std::uint32_t our_ssrc);

struct RtcpSaid {
    std::uint32_t ssrc = 0;
    bool sender = false;  // SR, else RR
    std::uint64_t ntp = 0;
    std::uint32_t timestamp = 0, packets = 0, octets = 0;
    std::optional<ReceptionReport> about;  // the peer's stream
};
/// SR or RR, then SDES with our CNAME; the length.
std::size_t write_rtcp(const RtcpSaid& report, std::span<std::uint8_t, rtcp_bytes_max> out);

/// What a leg keeps between reports. Times are of one steady clock, in microseconds.
class RtcpBook {
public:
    void heard(const RtcpHeard& report, std::int64_t now_us);
    ReceptionReport about(const SequenceBook& book, std::int64_t now_us);
    int round_trip_ms() const { return round_trip_ms_; }  // -1: not known
    /// Any steady clock will do (RFC 3550 section 6.4.1).
    static std::uint64_t ntp(std::int64_t us);

private:
    std::uint32_t last_sr_ = 0;
    std::int64_t last_sr_us_ = 0, expected_before_ = 0, lost_before_ = 0;
    int round_trip_ms_ = -1;
};

}  // namespace ol::media
