// Whatever the bytes: hours are read or refused with the name of the field; what is read comes back
// the same, and the next change at any moment lies ahead and is a change.
#include <cstdlib>

#include "contact/flows/types.hpp"
#include "platform/base/json.hpp"

using namespace ol;

namespace {

void check_moments(const flows::Hours& hours, std::int64_t seed) {
    const flows::Civil now{Ms{seed % 4'102'444'800'000}};  // until 2100
    const auto answer = flows::open_at(hours, now);
    if (!answer.changes_at) return;
    if (*answer.changes_at <= now) std::abort();
    if (flows::open_at(hours, *answer.changes_at).open == answer.open) std::abort();
    if (flows::open_at(hours, *answer.changes_at - Ms{1}).open != answer.open) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size < 8) return 0;
    std::int64_t seed = 0;
    for (int i = 0; i < 7; ++i) seed = seed << 8 | data[i];
    const std::string_view text(reinterpret_cast<const char*>(data + 8), size - 8);
    const auto in = json::read<flows::HoursIn>(text);
    if (!in) return 0;
    const auto hours = flows::read_hours(*in);
    if (!hours) {
        if (hours.error().field.empty()) std::abort();
        return 0;
    }
    flows::HoursIn again = *in;
    again.week = flows::written_week(*hours);
    if (flows::read_hours(again).value() != *hours) std::abort();
    check_moments(*hours, seed);
    const Time moment = from_ms(seed % 4'102'444'800'000);
    const auto state = flows::state_at(*hours, moment, "Europe/Kyiv");
    if (state.until && (*state.until <= moment ||
                        flows::state_at(*hours, *state.until, "Europe/Kyiv").open == state.open))
        std::abort();
    return 0;
}
