// All arithmetic is on differences of 32-bit timestamps, so that wrap-around needs no care.
#include "platform/media/jitter.hpp"

#include <algorithm>
#include <climits>

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
    started_ = false;
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
        return came_late(), false;
    for (int i = 0; i < n; ++i) {
        const std::uint32_t at = timestamp + static_cast<std::uint32_t>(i);
        if (distance(at, play_) < 0) continue;
        const std::uint8_t byte = payload[static_cast<std::size_t>(i)];
        ring_[at % ring_size] = present | (codec == Codec::pcmu ? byte : alaw_to_ulaw[byte]);
    }
    const std::uint32_t end = timestamp + static_cast<std::uint32_t>(n);
    if (distance(end, newest_) > 0) newest_ = end;
    return true;
}

void JitterBuffer::came_late() {
    calm_frames_ = 0, level_min_ = INT_MAX;
    if (delay_ >= delay_max) return;
    delay_ += frame;
    play_ -= frame;  // the frame just played is concealed once more: everything after it gets 20 ms
                     // of grace
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

std::uint8_t JitterBuffer::concealed(std::size_t i) const {
    if (missing_frames_ >= 2) return ulaw_silence;
    const int sample = ulaw_samples[last_[i]];
    return encode_ulaw(
        static_cast<std::int16_t>(missing_frames_ == 0 ? sample * 3 / 4 : sample * 3 / 8));
}

void JitterBuffer::pull(std::uint8_t* out) {
    if (!started_) {
        std::fill_n(out, frame_samples, ulaw_silence);
        return;
    }
    bool whole = true;
    for (std::size_t i = 0; i < frame_samples; ++i) {
        std::uint16_t& slot = ring_[(play_ + i) % ring_size];
        whole = whole && slot != 0;
        out[i] = slot != 0 ? static_cast<std::uint8_t>(slot) : concealed(i);
        slot = 0;
    }
    play_ += frame;
    missing_frames_ = whole ? 0 : missing_frames_ + 1;
    if (whole) std::copy_n(out, frame_samples, last_.begin());
    if (distance(play_, newest_) > resync_samples)
        started_ = false;  // the talker fell silent: begin anew with her next packet
    adapt();
}

}  // namespace ol::media
