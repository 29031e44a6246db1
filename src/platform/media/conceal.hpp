#pragma once
// Concealment of lost sound in the manner of G.711 appendix I: the last pitch period is repeated
// and fades over 50 ms. Pure, of fixed size; costs a copy per frame, a search of the pitch per
// loss.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ol::media {

class Concealer {
public:
    void reset() { *this = Concealer(); }
    /// What came; after a gap its first 4 ms are blended with what was made.
    void hear(std::span<std::int16_t> samples);
    void fill(std::span<std::int16_t> gap);  // silence after 50 ms

private:
    static constexpr std::size_t history_samples = 320, pitch_max = 120;
    void find_pitch();
    std::int16_t made();

    std::array<std::int16_t, history_samples> history_{};
    std::array<std::int16_t, pitch_max> cycle_{};
    int pitch_ = 40, at_ = 0, missing_ = 0;
};

}  // namespace ol::media
