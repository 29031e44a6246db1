// Any answer from KeyCRM: mapped or refused, never a crash.
#include "shop/stores/keycrm.hpp"

using namespace ol;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    namespace wire = stores::keycrm_wire;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const stores::Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, {}};
    if (auto order = wire::order(body, source))
        if (auto kept = orders::from_external(order->order)) (void)orders::recompute(*kept);
    const std::string path = "/v1/order?limit=50&page=1";
    (void)wire::orders_page(path, body, source);
    (void)wire::statuses(path, body);
    (void)wire::offers(path, body, source);
    (void)wire::buyers(path, body, source);
    return 0;
}
