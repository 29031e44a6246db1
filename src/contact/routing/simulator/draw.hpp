#pragma once
// Chance, by name: each number belongs to a purpose and a contact (common random numbers). The
// seventh buyer of a day has the same patience whatever the plan, so two plans differ by the plan.
//
// A stream is SplitMix64 (Steele, Lea, Flood 2014) from a start of its own, read at any place.
// A uniform becomes a length by the inverse of its distribution: one number each, and more of the
// one is always more of the other.
#include <cmath>
#include <cstdint>

#include "contact/routing/simulator/model.hpp"

namespace ol::simulator {

enum class Purpose : std::uint64_t {
    arrival = 1,
    handle,
    wrap_up,
    patience,
    answer,
    miss,
    volume,
    need
};

constexpr std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

class Stream {
public:
    Stream() = default;
    Stream(std::int64_t seed, int day, std::size_t whose, Purpose purpose) {
        start_ = mix(static_cast<std::uint64_t>(seed) + 0x9e3779b97f4a7c15u);
        start_ = mix(start_ ^ (static_cast<std::uint64_t>(day) + 0x632be59bd9b4e019u));
        start_ = mix(start_ ^ (whose * 64 + static_cast<std::uint64_t>(purpose)));
    }
    /// Above 0 and below 1.
    double at(std::uint64_t ordinal) const {
        const std::uint64_t bits = mix(start_ + (ordinal + 1) * 0x9e3779b97f4a7c15u);
        return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53;
    }

private:
    std::uint64_t start_ = 0;
};

/// The normal quantile: Wichura 1988, algorithm AS 241 (PPND16), relative error about 1e-16.
double normal_quantile(double p);

/// A spread made ready for drawing. Microseconds; endless is `never`.
class Draw {
public:
    static constexpr std::int64_t never = INT64_MAX / 4;
    Draw() = default;
    explicit Draw(const SimSpread& spread);
    std::int64_t us(double u) const {
        switch (shape_) {
            case Shape::endless: return never;
            case Shape::constant: return constant_us_;
            case Shape::exponential: return static_cast<std::int64_t>(-mean_us_ * std::log(u));
            case Shape::lognormal:
                return static_cast<std::int64_t>(std::exp(mu_ + sigma_ * normal_quantile(u)));
        }
        return never;
    }
    bool always_zero() const { return shape_ == Shape::constant && constant_us_ == 0; }
    bool is_endless() const { return shape_ == Shape::endless; }

private:
    Shape shape_ = Shape::constant;
    std::int64_t constant_us_ = 0;
    double mean_us_ = 0, mu_ = 0, sigma_ = 0;
};

}  // namespace ol::simulator
