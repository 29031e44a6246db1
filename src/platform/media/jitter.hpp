#pragma once
// Play-out buffer of one stream: packets go in by RTP timestamp, 20 ms of mu-law come out at each
// tick. Starts 40 ms deep, deepens by 20 ms when a packet comes too late (up to 120), shrinks again
// when the line is calm.
#include <array>
#include <cstdint>
#include <span>

#include "platform/media/pcm.hpp"

namespace ol::media {

class JitterBuffer {
public:
    static constexpr int delay_min = 320, delay_max = 960;  // samples: 40 and 120 ms

    /// false: the packet came after its time and was not used.
    bool put(Codec codec, std::uint32_t timestamp, std::span<const std::uint8_t> payload);
    /// The next 20 ms. Gaps repeat the last frame, fading (two frames), then silence.
    void pull(std::uint8_t* out);
    void reset();
    int delay_ms() const { return delay_ / 8; }

private:
    static constexpr std::uint32_t ring_size = 4096;  // 512 ms
    static constexpr std::uint16_t present = 0x100;

    void anchor(std::uint32_t timestamp);
    void came_late();
    void adapt();
    std::uint8_t concealed(std::size_t i) const;

    std::array<std::uint16_t, ring_size> ring_{};  // mu-law byte with `present`, 0 = nothing came
    std::array<std::uint8_t, frame_samples> last_{};
    bool started_ = false;
    std::uint32_t play_ = 0, newest_ = 0;  // RTP timestamps
    int delay_ = delay_min, missing_frames_ = 2, calm_frames_ = 0, level_min_ = 0;
};

}  // namespace ol::media
