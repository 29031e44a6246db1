// spandsp has such a concealer too, but it copies its history with an overlapping memcpy.
#include "platform/media/conceal.hpp"

#include <algorithm>
#include <cstdlib>

namespace ol::media {
namespace {

constexpr int pitch_min = 40, span = 160;              // 200 Hz; 20 ms are compared
constexpr int fade_samples = 400, blend_samples = 32;  // 50 ms; 4 ms

}  // namespace

void Concealer::hear(std::span<std::int16_t> samples) {
    if (missing_ > 0) {
        const int n = std::min(blend_samples, static_cast<int>(samples.size()));
        for (int i = 0; i < n; ++i) {
            std::int16_t& s = samples[static_cast<std::size_t>(i)];
            s = static_cast<std::int16_t>((s * i + made() * (n - i)) / n);
        }
        missing_ = 0;
    }
    const auto tail = samples.last(std::min(samples.size(), history_.size()));
    const auto shift = static_cast<std::ptrdiff_t>(tail.size());
    std::copy(history_.begin() + shift, history_.end(), history_.begin());
    std::copy(tail.begin(), tail.end(), history_.end() - shift);
}

void Concealer::fill(std::span<std::int16_t> gap) {
    if (missing_ == 0) find_pitch();
    for (std::int16_t& s : gap) s = made();
}

/// The lag at which the last 20 ms are most like themselves; a cycle of it whose end is bent
/// towards what came before its beginning, so that it can be repeated.
void Concealer::find_pitch() {
    const std::int16_t* const end = history_.data() + history_.size();
    std::int64_t least = INT64_MAX;
    for (int lag = pitch_min; lag <= static_cast<int>(pitch_max); ++lag) {
        std::int64_t apart = 0;
        for (int i = 1; i <= span; ++i) apart += std::abs(end[-i] - end[-i - lag]);
        if (apart < least) least = apart, pitch_ = lag;
    }
    std::copy(end - pitch_, end, cycle_.begin());
    const int bend = pitch_ / 4;
    for (int i = 0; i < bend; ++i) {
        const int before = end[-pitch_ - bend + i];
        std::int16_t& s = cycle_[static_cast<std::size_t>(pitch_ - bend + i)];
        s = static_cast<std::int16_t>((s * (bend - i) + before * i) / bend);
    }
    at_ = 0;
}

std::int16_t Concealer::made() {
    const int left = std::max(0, fade_samples - missing_);
    missing_ = std::min(missing_ + 1, fade_samples);
    const int sample = cycle_[static_cast<std::size_t>(at_)] * left / fade_samples;
    at_ = at_ + 1 < pitch_ ? at_ + 1 : 0;
    return static_cast<std::int16_t>(sample);
}

}  // namespace ol::media
