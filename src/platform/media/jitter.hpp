#pragma once
// Play-out buffer of one stream: packets go in by RTP timestamp, 20 ms of mu-law come out at each
// tick. Starts 40 ms deep, deepens by as much as a packet comes too late (up to 200), shrinks again
// when the line is calm, which also makes good what two clocks drift apart.
#include <array>
#include <cstdint>
#include <span>

#include "platform/media/conceal.hpp"
#include "platform/media/pcm.hpp"

namespace ol::media {

class JitterBuffer {
public:
    static constexpr int delay_min = 320, delay_max = 1600;  // samples: 40 and 200 ms

    /// false: the packet came after its time and was not used.
    bool put(Codec codec, std::uint32_t timestamp, std::span<const std::uint8_t> payload);
    /// The next 20 ms. Gaps repeat the last pitch period, fading over 50 ms (as G.711 appendix I),
    /// then silence, or the noise that the peer described.
    void pull(std::uint8_t* out);
    /// RFC 3389: the peer pauses; what it would hear as silence has this level, in -dBov.
    void comfort(std::uint8_t level);
    void reset();
    int delay_ms() const { return delay_ / 8; }

private:
    static constexpr std::uint32_t ring_size = 4096;  // 512 ms
    static constexpr std::uint16_t present = 0x100;
    static constexpr int concealed_max = 400;  // it has faded out after 50 ms

    void anchor(std::uint32_t timestamp);
    void came_late(int samples);
    void adapt();
    void conceal(std::span<std::int16_t> gap);

    std::array<std::uint16_t, ring_size> ring_{};  // mu-law byte with `present`, 0 = nothing came
    Concealer concealer_;
    bool started_ = false;
    std::uint32_t play_ = 0, newest_ = 0;  // RTP timestamps
    int delay_ = delay_min, missing_ = concealed_max, calm_frames_ = 0, level_min_ = 0;
    std::int32_t noise_ = 0;  // peak of the noise; 0: none
    std::uint32_t noise_seed_ = 1;
};

}  // namespace ol::media
