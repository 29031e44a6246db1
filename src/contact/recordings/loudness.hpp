#pragma once
// Silence and level of a recording, frame by frame of 20 ms. Pure.
#include <array>
#include <cstdint>
#include <span>

namespace ol::recordings {

/// Below -45 dB of full scale (RMS of a frame) nobody speaks: line noise and breath lie under it,
/// quiet speech some 10 dB above.
constexpr std::int64_t quiet_rms = 184;

class Loudness {
public:
    Loudness(int channels, int rate_hz);
    void add(std::span<const std::int16_t> samples);  // interleaved

    std::int64_t frames() const { return frames_; }
    int silence_permille() const;
    int level_db(int channel) const;  // RMS of the frames that are not quiet; -96: none

private:
    void frame();
    int channels_, frame_samples_, in_frame_ = 0;
    std::array<std::int64_t, 2> squares_{}, sum_{}, loud_{};
    std::int64_t frames_ = 0, silent_ = 0;
};

}  // namespace ol::recordings
