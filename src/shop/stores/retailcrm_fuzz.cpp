// Any answer from RetailCRM: mapped or refused, never a crash.
#include "shop/stores/retailcrm.hpp"

using namespace ol;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    namespace wire = stores::retailcrm_wire;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const stores::Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, {}};
    if (auto order = wire::order(body, source))
        if (auto kept = orders::from_external(order->order)) (void)orders::recompute(*kept);
    (void)wire::history(body);
    (void)wire::orders_page(body, source);
    (void)wire::statuses(body);
    (void)wire::products(body, source);
    (void)wire::customers_page(body, source);
    (void)wire::next_page("/api/v5/orders?limit=100&page=1", body);
    return 0;
}
