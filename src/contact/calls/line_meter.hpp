#pragma once
// How the line of a talk sounds, sample by sample, and when somebody must be told. Pure.
#include <optional>
#include <string>
#include <vector>

#include "platform/base/time.hpp"
#include "platform/media/media.hpp"

namespace ol::calls {

/// What is wrong with what comes from one side.
enum class LineFault { none, no_audio, poor };

/// One side of a talk: the buyer's or the operator's incoming stream.
class LineMeter {
public:
    struct Sample {
        int mos_x100 = 0, loss_permille = 0, jitter_ms = 0;
    };

    /// A reading while both talk (never while held). True when the fault changed.
    bool read(Time now, const media::LegStats& stats);
    /// Hold, another leg: the next reading only begins anew.
    void pause() { before_.reset(); }

    LineFault fault() const { return fault_; }
    std::int64_t packets() const { return packets_; }
    std::int64_t lost_x1000() const { return loss_sum_; }
    int readings() const { return readings_; }
    int mos_average() const { return heard_ == 0 ? 0 : static_cast<int>(mos_sum_ / heard_); }
    int mos_least() const { return mos_least_; }
    int jitter_most() const { return jitter_most_; }
    int loss_average() const {
        return readings_ == 0 ? 0 : static_cast<int>(loss_sum_ / readings_);
    }
    Ms without_audio() const { return silent_; }
    const std::vector<Sample>& samples() const { return samples_; }

private:
    LineFault judge(const media::LineQuality& q, Ms since);
    std::optional<media::LegStats> before_;
    Time before_at_{};
    LineFault fault_ = LineFault::none;
    Ms quiet_for_{0}, silent_{0};
    int poor_in_row_ = 0, good_in_row_ = 0;
    std::int64_t packets_ = 0, mos_sum_ = 0, loss_sum_ = 0;
    int readings_ = 0, heard_ = 0, mos_least_ = 0, jitter_most_ = 0;
    std::vector<Sample> samples_;
};

constexpr Ms line_read_every{2000};
constexpr Ms no_audio_after{4000};         // nothing at all for so long, though both talk
constexpr int poor_below_x100 = 310;       // G.107 annex B: "many users dissatisfied"
constexpr int poor_readings = 3;           // in a row, both ways
constexpr std::size_t samples_max = 1800;  // an hour

}  // namespace ol::calls
