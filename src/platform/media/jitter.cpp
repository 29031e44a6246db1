// All arithmetic is on differences of 32-bit timestamps, so that wrap-around needs no care.
#include "platform/media/jitter.hpp"

#include <algorithm>
#include <climits>
#include <cmath>

namespace ol::media {
namespace {

constexpr int frame = static_cast<int>(frame_samples);
constexpr int calm_window =
    100;  // frames (2 s) after which a buffer that is too deep gives 20 ms back
constexpr int resync_samples = 8000;  // a jump of a second is another stream, not a late packet

std::int32_t distance(std::uint32_t to, std::uint32_t from) {
    return static_cast<std::int32_t>(to - from);
}

}  // namespace

void JitterBuffer::reset() {
    ring_.fill(0);
    concealer_.reset();
    started_ = false;
    noise_ = 0, missing_ = concealed_max;
}

void JitterBuffer::anchor(std::uint32_t timestamp) {
    ring_.fill(0);
    started_ = true;
    play_ = timestamp - static_cast<std::uint32_t>(delay_);
    newest_ = timestamp;
    calm_frames_ = 0, level_min_ = INT_MAX;
}

bool JitterBuffer::put(Codec codec, std::uint32_t timestamp,
                       std::span<const std::uint8_t> payload) {
    const int n = static_cast<int>(std::min<std::size_t>(payload.size(), 1600));
    if (!started_) anchor(timestamp);
    const std::int32_t ahead = distance(timestamp, play_);
    if (ahead < -resync_samples || ahead + n > static_cast<int>(ring_size))
        anchor(timestamp);
    else if (ahead + n <= 0)
        return came_late(-ahead), false;
    for (int i = 0; i < n; ++i) {
        const std::uint32_t at = timestamp + static_cast<std::uint32_t>(i);
        if (distance(at, play_) < 0) continue;
        const std::uint8_t byte = payload[static_cast<std::size_t>(i)];
        ring_[at % ring_size] = present | (codec == Codec::pcmu ? byte : alaw_to_ulaw[byte]);
    }
    const std::uint32_t end = timestamp + static_cast<std::uint32_t>(n);
    if (distance(end, newest_) > 0) newest_ = end;
    noise_ = 0;
    return true;
}

/// The time just played is concealed once more, and everything after it has that much more grace.
void JitterBuffer::came_late(int samples) {
    calm_frames_ = 0, level_min_ = INT_MAX;
    const int wanted = (samples + frame - 1) / frame * frame;
    const int more = std::min(wanted, (delay_max - delay_) / frame * frame);
    delay_ += more;
    play_ -= static_cast<std::uint32_t>(more);
}

void JitterBuffer::adapt() {
    level_min_ = std::min(level_min_, distance(newest_, play_));
    if (++calm_frames_ < calm_window) return;
    if (level_min_ > delay_ + frame / 2)
        play_ += frame;  // deeper than wanted: the sender's clock is faster, or calm came
    else if (delay_ > delay_min && level_min_ > delay_min)
        delay_ -= frame;
    calm_frames_ = 0, level_min_ = INT_MAX;
}

void JitterBuffer::comfort(std::uint8_t level) {
    // RFC 3389 section 3.1; at most -30 dBov, for a peer's word shall not be a din.
    const double peak = 32768 * std::pow(10.0, -std::clamp<double>(level, 30, 127) / 20) * 1.7;
    noise_ = static_cast<std::int32_t>(peak);
}

void JitterBuffer::conceal(std::span<std::int16_t> gap) {
    if (missing_ < concealed_max) {
        concealer_.fill(gap);
    } else {
        for (std::int16_t& sample : gap) {
            noise_seed_ = noise_seed_ * 1664525u + 1013904223u;
            const auto unit = static_cast<std::int32_t>(noise_seed_ >> 16) - 32768;
            sample = static_cast<std::int16_t>(unit * noise_ / 32768);
        }
    }
    missing_ += static_cast<int>(gap.size());
}

void JitterBuffer::pull(std::uint8_t* out) {
    if (!started_) {
        std::fill_n(out, frame_samples, ulaw_silence);
        return;
    }
    std::array<std::int16_t, frame_samples> pcm;
    const auto at = [&](std::size_t i) -> std::uint16_t& {
        return ring_[(play_ + static_cast<std::uint32_t>(i)) % ring_size];
    };
    for (std::size_t i = 0; i < frame_samples;) {
        const std::size_t from = i;
        const bool there = at(i) != 0;
        for (; i < frame_samples && (at(i) != 0) == there; ++i) {
            out[i] = static_cast<std::uint8_t>(at(i));
            pcm[i] = ulaw_samples[out[i]];
        }
        const std::span run(pcm.data() + from, i - from);
        const bool mend = !there || missing_ > 0;
        if (there) {  // what is kept for concealment; after a gap it is blended with what was made
            concealer_.hear(run);
            missing_ = 0;
        } else {
            conceal(run);
        }
        if (!mend) continue;
        for (std::size_t k = from; k < i; ++k) out[k] = encode_ulaw(pcm[k]);
    }
    for (std::size_t i = 0; i < frame_samples; ++i) at(i) = 0;
    play_ += frame;
    if (distance(play_, newest_) > resync_samples && noise_ == 0)
        started_ = false;  // the talker fell silent: begin anew with her next packet
    adapt();
}

}  // namespace ol::media
