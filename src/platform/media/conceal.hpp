#pragma once
// Concealment of lost sound by repeating its last pitch period, fading (spandsp's, after G.711
// appendix I). The state lies inside, so that play-out buffers need no further allocation.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ol::media {

class Concealer {
public:
    Concealer() { reset(); }
    void reset();
    /// What came; after a gap its beginning is blended with what was made.
    void hear(std::span<std::int16_t> samples);
    void fill(std::span<std::int16_t> gap);  // silence after 50 ms

private:
    alignas(8) std::array<std::byte, 1104> state_;  // plc_state_t
};

}  // namespace ol::media
