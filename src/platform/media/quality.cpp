// The E-model of media.hpp. Pure.
#include "platform/media/media.hpp"

#include <algorithm>
#include <cmath>

namespace ol::media {
namespace {

constexpr double r_best = 93.2, loss_robustness = 25.1;  // G.107 defaults; G.113 appendix I, Bpl
constexpr int packet_ms = 20, network_ms = 50;

}  // namespace

int mos_x100(int loss_permille, int delay_ms) {
    const double loss = loss_permille / 10.0, delay = delay_ms;
    const double impaired = 95 * loss / (loss + loss_robustness);
    const double late = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);
    const double r = std::clamp(r_best - impaired - late, 0.0, 100.0);
    const double mos = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
    return static_cast<int>(std::lround(std::clamp(mos, 1.0, 4.5) * 100));
}

LineQuality quality_between(const LegStats& before, const LegStats& now) {
    LineQuality q;
    q.packets = std::max<std::int64_t>(0, now.packets_in - before.packets_in);
    q.jitter_ms = now.jitter_ms;
    if (q.packets == 0) return q;
    const std::int64_t lost = std::max<std::int64_t>(0, now.lost - before.lost);
    const std::int64_t late = std::clamp<std::int64_t>(now.late - before.late, 0, q.packets);
    q.loss_permille = static_cast<int>((lost + late) * 1000 / (q.packets + lost));
    const int way_ms = now.round_trip_ms >= 0 ? now.round_trip_ms / 2 : network_ms;
    q.mos_x100 = mos_x100(q.loss_permille, way_ms + packet_ms + 2 * q.jitter_ms);
    return q;
}

}  // namespace ol::media
