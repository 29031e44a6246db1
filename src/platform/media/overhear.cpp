// What recordings, mixes, converted talks and the receiver of tones hear of a leg: its packets as 8
// kHz sound. Nobody listens: nothing is decoded.
#include "platform/media/transfer.hpp"

namespace ol::media {

void Worker::overhear(Leg& leg, const Rtp& rtp, Codec codec) {
    if (is_g711(codec)) return overhear_law(leg, rtp, codec);
    if (leg.coder != nullptr && (leg.listeners > 0 || leg.tones != nullptr))
        overhear_coded(leg, rtp, codec);
}

void Worker::count_level(Leg& leg, float mean_square) {
    leg.level_sum += mean_square;
    ++leg.level_frames;
}

bool Worker::put_tap(Leg& leg, Codec law, std::uint32_t timestamp,
                     std::span<const std::uint8_t> bytes) {
    if (leg.listeners == 0 || leg.tap == nullptr || leg.muted) return true;
    return leg.tap->jitter.put(law, timestamp, bytes);
}

void Worker::overhear_law(Leg& leg, const Rtp& rtp, Codec codec) {
    const auto& squares = squares_of(codec);
    float sum = 0;
    for (std::size_t i = 0; i < rtp.payload.size(); i += 8) sum += squares[rtp.payload[i]];
    count_level(leg, sum * 8 / static_cast<float>(std::max<std::size_t>(rtp.payload.size(), 1)));
    if (!put_tap(leg, codec, rtp.timestamp, rtp.payload)) leg.counters->late.add();
    if (leg.tones == nullptr) return;
    std::array<std::int16_t, Coder::decoded_max> pcm;
    const std::size_t n = std::min(rtp.payload.size(), pcm.size());
    const auto& samples = samples_of(codec);
    for (std::size_t i = 0; i < n; ++i) pcm[i] = samples[rtp.payload[i]];
    leg.tones->hear(rtp.timestamp, {pcm.data(), n}, now_us_);
}

void Worker::overhear_coded(Leg& leg, const Rtp& rtp, Codec codec) {
    // Only a play-out buffer has the time to wait for what was overtaken.
    const bool patient = leg.listeners > 0 && leg.tap != nullptr;
    if (!patient || !leg.coder->hold(codec, rtp)) hear_pieces(leg, leg.coder->hear(codec, rtp));
    while (leg.coder->due()) hear_pieces(leg, leg.coder->release());
}

/// Before a pull: what waits for packets that can no longer be played waits no more.
void Worker::hear_held(Leg& leg) {
    if (leg.coder == nullptr) return;
    while (leg.coder->due(leg.tap->jitter.wanted_until())) hear_pieces(leg, leg.coder->release());
}

void Worker::hear_pieces(Leg& leg, std::span<const Coder::Piece> pieces) {
    bool in_time = true;  // the last piece is the packet itself
    for (const Coder::Piece& piece : pieces) {
        std::array<std::uint8_t, Coder::decoded_max> law;
        float sum = 0;
        for (std::size_t i = 0; i < piece.samples.size(); ++i) {
            const auto sample = piece.samples[i];
            law[i] = encode_ulaw(sample);
            sum += static_cast<float>(sample) * static_cast<float>(sample);
        }
        count_level(leg, sum / static_cast<float>(piece.samples.size()));
        in_time = put_tap(leg, Codec::pcmu, piece.timestamp, {law.data(), piece.samples.size()});
        if (leg.tones != nullptr) leg.tones->hear(piece.timestamp, piece.samples, now_us_);
    }
    if (!in_time) leg.counters->late.add();
}

}  // namespace ol::media
