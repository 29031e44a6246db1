#include "contact/calls/line_meter.hpp"

#include <algorithm>

namespace ol::calls {
namespace {

constexpr int mos_of_silence_x100 = 100;

}  // namespace

LineFault LineMeter::judge(const media::LineQuality& q, Ms since) {
    if (q.packets == 0) {
        quiet_for_ += since;
        silent_ += since;
        return quiet_for_ >= no_audio_after ? LineFault::no_audio : fault_;
    }
    quiet_for_ = Ms{0};
    const bool poor = q.mos_x100 < poor_below_x100;
    poor_in_row_ = poor ? poor_in_row_ + 1 : 0;
    good_in_row_ = poor ? 0 : good_in_row_ + 1;
    if (poor_in_row_ >= poor_readings) return LineFault::poor;
    const bool stays = fault_ == LineFault::poor && good_in_row_ < poor_readings;
    return stays ? LineFault::poor : LineFault::none;
}

bool LineMeter::read(Time now, const media::LegStats& stats) {
    const auto before = std::exchange(before_, stats);
    const Time at = std::exchange(before_at_, now);
    if (!before || now <= at) return false;
    const auto q = media::quality_between(*before, stats);
    ++readings_;
    packets_ += q.packets;
    loss_sum_ += q.loss_permille;
    jitter_most_ = std::max(jitter_most_, q.jitter_ms);
    // Nothing came: nothing is worse, whatever the line did before.
    const int mos = q.packets > 0 ? q.mos_x100 : mos_of_silence_x100;
    mos_least_ = heard_++ == 0 ? mos : std::min(mos_least_, mos);
    mos_sum_ += mos;
    if (samples_.size() < samples_max)
        samples_.push_back({q.mos_x100, q.loss_permille, q.jitter_ms});
    const LineFault fault = judge(q, now - at);
    return std::exchange(fault_, fault) != fault;
}

}  // namespace ol::calls
