// All arithmetic is on differences of 32-bit timestamps, so that wrap-around needs no care.
#include "platform/media/jitter.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace ol::media {
namespace {

constexpr int window_ticks = 200;
constexpr int resync_samples = 8000;  // a jump of a second is another stream, not a late packet
// Ticks until the buffer may give 20 ms back: after a start, after sound was cut, after silence.
constexpr int settle_ticks = 25, sound_ticks = 25, silence_ticks = 5;
constexpr int quiet_peak = 256;  // -42 dBov

std::int32_t distance(std::uint32_t to, std::uint32_t from) {
    return static_cast<std::int32_t>(to - from);
}

}  // namespace

void Lateness::came(int samples) {
    now_.least = std::min(now_.least, samples);
    now_.second = std::max(now_.second, std::min(samples, now_.most));
    now_.most = std::max(now_.most, samples);
}

void Lateness::tick() {
    if (++ticks_ < window_ticks) return;
    ticks_ = 0;
    if (now_.least != INT_MAX) before_ = std::exchange(now_, {});
}

int Lateness::spread() const {
    const int latest = std::max(now_.second, before_.second);
    return latest == INT_MIN ? 0 : latest - fastest();
}

void Lateness::restart() {
    const int known = spread();
    now_ = before_ = {}, ticks_ = 0;
    if (known > 0) before_ = {0, known, known};
}

std::array<std::uint8_t, JitterBuffer::ring_size> JitterBuffer::nothing() {
    std::array<std::uint8_t, ring_size> ring;
    ring.fill(absent);
    return ring;
}

void JitterBuffer::reset() {
    ring_.fill(absent);
    concealer_.reset();
    started_ = false;
    noise_ = 0, missing_ = concealed_max;
}

void JitterBuffer::anchor(std::uint32_t timestamp) {
    ring_.fill(absent);
    lateness_.restart();
    started_ = true;
    clock_ = newest_ = timestamp;
    play_ = played_ = timestamp - static_cast<std::uint32_t>(target());
    shrink_after_ = settle_ticks;
}

int JitterBuffer::delay() const { return distance(clock_, play_) - lateness_.fastest(); }

int JitterBuffer::target() const {
    return std::clamp((lateness_.spread() + frame - 1) / frame * frame, delay_min, delay_max);
}

bool JitterBuffer::put(Codec codec, std::uint32_t timestamp,
                       std::span<const std::uint8_t> payload) {
    const int n = static_cast<int>(std::min<std::size_t>(payload.size(), 1600));
    if (!started_) anchor(timestamp);
    std::int32_t ahead = distance(timestamp, play_);
    if (ahead < -resync_samples || ahead > static_cast<int>(ring_size) - n) {
        anchor(timestamp);
        ahead = distance(timestamp, play_);
    }
    lateness_.came(distance(clock_, timestamp));
    if (ahead < 0 && distance(timestamp, played_) >= 0 && delay() - ahead <= delay_max)
        play_ = timestamp, ahead = 0;  // only concealment was heard since: it still can be played
    if (ahead + n <= 0) return false;
    for (int i = 0; i < n; ++i) {
        const std::uint32_t at = timestamp + static_cast<std::uint32_t>(i);
        if (distance(at, play_) < 0) continue;
        const std::uint8_t byte = payload[static_cast<std::size_t>(i)];
        const std::uint8_t ulaw = codec == Codec::pcmu ? byte : alaw_to_ulaw[byte];
        ring_[at % ring_size] = ulaw == absent ? ulaw_silence : ulaw;
    }
    const std::uint32_t end = timestamp + static_cast<std::uint32_t>(n);
    if (distance(end, newest_) > 0) newest_ = end;
    noise_ = 0;
    return true;
}

bool JitterBuffer::empty() const { return distance(newest_, play_) <= 0; }

bool JitterBuffer::gone() const {
    for (int i = 0; i < frame; ++i)
        if (there(play_ + static_cast<std::uint32_t>(i))) return false;
    return true;
}

bool JitterBuffer::whole(std::uint32_t from) const {
    for (int i = 0; i < frame; ++i)
        if (!there(from + static_cast<std::uint32_t>(i))) return false;
    return true;
}

bool JitterBuffer::quiet() const {
    for (int i = 0; i < frame; ++i) {
        const auto cell = ring_[(play_ + static_cast<std::uint32_t>(i)) % ring_size];
        if (std::abs(int{ulaw_samples[cell]}) > quiet_peak) return false;
    }
    return true;
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
    concealed_ += static_cast<std::int64_t>(gap.size());
}

void JitterBuffer::pull(std::uint8_t* out) {
    if (!started_) {
        std::fill_n(out, frame_samples, ulaw_silence);
        return;
    }
    lateness_.tick();
    shrink_after_ = std::max(0, shrink_after_ - 1);
    // What is missing here came later than packets come, if at all: nobody misses the wait for it.
    while (shrink_after_ == 0 && delay() > target() && !empty() && gone()) play_ += frame;
    const int passed = step();
    if (passed > frame)
        overlap(out);
    else
        render(out);
    for (int i = 0; i < passed; ++i)
        ring_[(play_ + static_cast<std::uint32_t>(i)) % ring_size] = absent;
    play_ += static_cast<std::uint32_t>(passed);
    clock_ += frame;
    if (distance(clock_, newest_) > resync_samples && noise_ == 0)
        started_ = false;  // the talker fell silent: begin anew with her next packet
}

/// By how much the sender's time passes in this tick: 0 deepens the buffer, two frames make it
/// less deep.
int JitterBuffer::step() {
    const int excess = delay() - target();
    if (gone()) {
        // All are late: what comes next is wanted, however late. A pause that was told is none.
        const bool stalled = empty() && noise_ == 0 && delay() < delay_max;
        return excess < 0 || stalled ? 0 : frame;
    }
    if (excess <= -frame) return whole(play_) && quiet() ? 0 : frame;
    if (excess < frame || shrink_after_ > 0) return frame;
    if (!whole(play_) || !whole(play_ + frame)) return frame;
    shrink_after_ = quiet() ? silence_ticks : sound_ticks;
    return 2 * frame;
}

/// Two frames in the time of one: the first fades into the second.
void JitterBuffer::overlap(std::uint8_t* out) {
    std::array<std::int16_t, frame_samples> pcm;
    for (int i = 0; i < frame; ++i) {
        const std::uint32_t at = play_ + static_cast<std::uint32_t>(i);
        const int first = ulaw_samples[ring_[at % ring_size]];
        const int second = ulaw_samples[ring_[(at + frame) % ring_size]];
        pcm[static_cast<std::size_t>(i)] =
            static_cast<std::int16_t>((first * (frame - i) + second * i) / frame);
    }
    concealer_.hear(pcm);
    missing_ = 0;
    played_ = play_ + 2 * frame;
    std::transform(pcm.begin(), pcm.end(), out, [](std::int16_t s) { return encode_ulaw(s); });
}

void JitterBuffer::render(std::uint8_t* out) {
    std::array<std::int16_t, frame_samples> pcm;
    const auto at = [&](std::size_t i) {
        return ring_[(play_ + static_cast<std::uint32_t>(i)) % ring_size];
    };
    for (std::size_t i = 0; i < frame_samples;) {
        const std::size_t from = i;
        const bool there = at(i) != absent;
        for (; i < frame_samples && (at(i) != absent) == there; ++i) {
            out[i] = at(i);
            pcm[i] = ulaw_samples[out[i]];
        }
        const std::span run(pcm.data() + from, i - from);
        const bool mend = !there || missing_ > 0;
        if (there) {  // what is kept for concealment; after a gap it is blended with what was made
            concealer_.hear(run);
            missing_ = 0;
            played_ = play_ + static_cast<std::uint32_t>(i);
        } else {
            conceal(run);
        }
        if (!mend) continue;
        for (std::size_t k = from; k < i; ++k) out[k] = encode_ulaw(pcm[k]);
    }
}

}  // namespace ol::media
