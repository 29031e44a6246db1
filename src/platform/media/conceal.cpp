// spandsp's headers are kept in files of their own: they redefine functions of <cmath>.
#include "platform/media/conceal.hpp"

// clang-format off
#include <spandsp/telephony.h>
#include <spandsp/plc.h>
// clang-format on

namespace ol::media {
namespace {

plc_state_t* plc(std::array<std::byte, 1104>& state) {
    static_assert(sizeof(plc_state_t) <= sizeof state && alignof(plc_state_t) <= 8);
    return reinterpret_cast<plc_state_t*>(state.data());
}

}  // namespace

void Concealer::reset() { plc_init(plc(state_)); }
void Concealer::hear(std::span<std::int16_t> samples) {
    plc_rx(plc(state_), samples.data(), static_cast<int>(samples.size()));
}
void Concealer::fill(std::span<std::int16_t> gap) {
    plc_fillin(plc(state_), gap.data(), static_cast<int>(gap.size()));
}

}  // namespace ol::media
