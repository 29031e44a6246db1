// G.722 and Opus payloads of any peer (first byte of each piece = its length), and the receiver of
// tones behind them.
#include "platform/media/coder.hpp"

#include <memory>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::media;
    static Coder coder;
    static ToneReceiver tones;
    coder.restart();
    std::span<const std::uint8_t> rest(data, size);
    Rtp rtp;
    std::int64_t now_us = 0;
    while (rest.size() > 2) {
        const std::size_t n = std::min<std::size_t>(rest[0], rest.size() - 2);
        rtp.sequence =
            static_cast<std::uint16_t>(rtp.sequence + (rest[1] & 3) - ((rest[1] & 16) >> 3));
        rtp.timestamp += 960u * (rest[1] >> 4);
        rtp.payload = rest.subspan(2, n);
        const Codec codec = (rest[1] & 4) != 0 ? Codec::opus : Codec::g722;
        const auto heard = [&](std::span<const Coder::Piece> pieces) {
            for (const auto& piece : pieces) {
                if (piece.samples.size() > Coder::decoded_max) __builtin_trap();
                tones.hear(piece.timestamp, piece.samples, now_us += 20'000);
            }
        };
        if ((rest[1] & 8) == 0 || !coder.hold(codec, rtp)) heard(coder.hear(codec, rtp));
        while (coder.due(rtp.timestamp)) heard(coder.release());
        (void)tones.ready(now_us);
        rest = rest.subspan(2 + n);
    }
    return 0;
}
