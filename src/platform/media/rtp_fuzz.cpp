// A stream of datagrams (first byte = length of the next): header, events, sequence book, latch and
// play-out buffer.
#include "platform/media/jitter.hpp"
#include "platform/media/latch.hpp"
#include "platform/media/rtp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::media;
    std::span<const std::uint8_t> rest(data, size);
    SequenceBook book;
    DigitReceiver digits;
    Latch latch;
    JitterBuffer jitter;
    const Address known = *Address::parse("127.0.0.1", 4000),
                  other = *Address::parse("127.0.0.1", 4002);
    latch.expect(known, 0);
    std::int64_t now_us = 0;
    std::array<std::uint8_t, frame_samples> out;
    while (!rest.empty()) {
        const std::size_t n = std::min<std::size_t>(rest[0], rest.size() - 1);
        const auto datagram = rest.subspan(1, n);
        rest = rest.subspan(1 + n);
        now_us += 20000;
        (void)wire_of(datagram);
        const auto rtp = parse_rtp(datagram);
        if (!rtp) continue;
        if (latch.packet(rtp->marker ? other : known, *rtp, now_us) == Latch::Verdict::stranger)
            continue;
        (void)book.packet(*rtp, now_us);
        if (book.lost() < 0 || book.jitter_ms() < 0) __builtin_trap();
        if (const auto event = parse_event(rtp->payload)) (void)digits.packet(*rtp, *event);
        (void)jitter.put(Codec::pcma, rtp->timestamp, rtp->payload);
        jitter.pull(out.data());
    }
    return 0;
}
