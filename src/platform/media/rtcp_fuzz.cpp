// RTCP from any peer, and what the book makes of it; what we write is always readable.
#include "platform/media/rtcp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::media;
    std::span<const std::uint8_t> rest(data, size);
    RtcpBook book;
    SequenceBook sequence;
    std::int64_t now_us = 1'000'000;
    while (!rest.empty()) {
        const std::size_t n = std::min<std::size_t>(rest[0], rest.size() - 1);
        const auto datagram = rest.subspan(1, n);
        rest = rest.subspan(1 + n);
        now_us += 20'000;
        if (const auto rtp = parse_rtp(datagram)) (void)sequence.packet(*rtp, now_us);
        const auto heard = parse_rtcp(datagram, 0x01020304);
        if (!heard) continue;
        book.heard(*heard, now_us);
        if (book.round_trip_ms() < -1 || book.round_trip_ms() >= 10'000) __builtin_trap();
        std::array<std::uint8_t, rtcp_bytes_max> out;
        RtcpSaid said{.ssrc = 7, .sender = size % 2 == 0, .ntp = RtcpBook::ntp(now_us)};
        said.about = book.about(sequence, now_us);
        said.about->ssrc = 9;
        const auto back = parse_rtcp({out.data(), write_rtcp(said, out)}, 9);
        if (!back || !back->about || back->about->highest != said.about->highest) __builtin_trap();
    }
    return 0;
}
