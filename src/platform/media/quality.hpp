#pragma once
// How good a line sounds, from what arrived of it: ITU-T G.107 (the E-model) for G.711 with packet
// loss concealment (G.113 appendix I: Ie 0, Bpl 25.1). Pure. The network's delay is not measured
// (no RTCP yet): the jitter buffer's and the packet's own are counted, 50 ms are assumed.
#include "platform/media/media.hpp"

namespace ol::media {

/// One stretch of a leg's incoming stream.
struct LineQuality {
    std::int64_t packets = 0;  // received in it
    int loss_permille = 0;     // of those expected, late ones counted as lost
    int jitter_ms = 0;
    int mos_x100 = 0;  // 100..450; 0: nothing arrived
};

/// 100 (bad) to 450 (best). `delay_ms` mouth to ear, one way.
int mos_x100(int loss_permille, int delay_ms);

/// Between two readings of the same leg, the older first.
LineQuality quality_between(const LegStats& before, const LegStats& now);

}  // namespace ol::media
