// The first byte chooses the courier; whatever stands behind must be read or refused, never more.
#include "shop/logistics/couriers/couriers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::logistics;
    if (size < 1) return 0;
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto courier = static_cast<Courier>(data[0] % ol::enum_names<Courier>.size());
    if (auto answer = read_tracking(courier, body))
        for (const auto& e : answer->events)
            if (e.code.empty()) __builtin_trap();
    (void)read_waybill(body);
    (void)read_waybill_list(body);
    (void)novaposhta::read_time(body);
    return 0;
}
