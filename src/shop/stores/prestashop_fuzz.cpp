// Any answer from PrestaShop: mapped or refused, never a crash.
#include "shop/stores/prestashop.hpp"

using namespace ol;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    namespace wire = stores::prestashop_wire;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const stores::Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, {}};
    for (const auto* what : {"orders", "products", "customers"}) {
        const auto path = wire::path_of(what) + "&limit=0,50";
        for (int round = 0; round < 3; ++round) (void)wire::along(path, body, round);
        const auto whole = wire::together(std::string(body), {std::string(body)});
        (void)wire::page(path, whole, source);
    }
    if (auto order = wire::order(body, source))
        if (auto kept = orders::from_external(order->order)) (void)orders::recompute(*kept);
    return 0;
}
