// Any answer from Prom.ua: mapped or refused, never a crash.
#include "shop/stores/prom.hpp"

using namespace ol;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    namespace wire = stores::prom_wire;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const stores::Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, {}};
    if (auto order = wire::order(body, source))
        if (auto kept = orders::from_external(order->order)) (void)orders::recompute(*kept);
    const std::string path = "/api/v1/orders/list?limit=100&last_id=9";
    (void)wire::orders_page(path, body, source);
    (void)wire::products(path, body, source);
    (void)wire::clients(path, body, source);
    return 0;
}
