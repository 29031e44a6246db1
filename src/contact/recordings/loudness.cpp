#include "contact/recordings/loudness.hpp"

#include <algorithm>
#include <cmath>

namespace ol::recordings {

Loudness::Loudness(int channels, int rate_hz)
    : channels_(std::clamp(channels, 1, 2)), frame_samples_(std::max(1, rate_hz / 50)) {}

void Loudness::add(std::span<const std::int16_t> samples) {
    const auto step = static_cast<std::size_t>(channels_);
    for (std::size_t i = 0; i + step <= samples.size(); i += step) {
        for (std::size_t c = 0; c < step; ++c)
            squares_[c] += std::int64_t{samples[i + c]} * samples[i + c];
        if (++in_frame_ == frame_samples_) frame();
    }
}

void Loudness::frame() {
    ++frames_;
    bool quiet = true;
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels_); ++c) {
        const std::int64_t mean = squares_[c] / frame_samples_;
        if (mean > quiet_rms * quiet_rms) {
            quiet = false;
            sum_[c] += mean;
            ++loud_[c];
        }
        squares_[c] = 0;
    }
    silent_ += quiet;
    in_frame_ = 0;
}

int Loudness::silence_permille() const {
    return frames_ == 0 ? 1000 : static_cast<int>(silent_ * 1000 / frames_);
}

int Loudness::level_db(int channel) const {
    const auto c = static_cast<std::size_t>(channel);
    if (loud_[c] == 0) return -96;
    const double mean = static_cast<double>(sum_[c]) / static_cast<double>(loud_[c]);
    return static_cast<int>(std::lround(10 * std::log10(mean / (32768.0 * 32768.0))));
}

}  // namespace ol::recordings
