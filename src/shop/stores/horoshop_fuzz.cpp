// Any answer from Horoshop: mapped or refused, never a crash.
#include "shop/stores/horoshop.hpp"

using namespace ol;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    namespace wire = stores::horoshop_wire;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const stores::Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, {}};
    if (auto order = wire::order(body, source))
        if (auto kept = orders::from_external(order->order)) (void)orders::recompute(*kept);
    for (const auto url : {wire::orders_url, wire::statuses_url, wire::goods_url})
        (void)wire::page(std::string(url) + R"({"limit":100,"offset":0})", body, source);
    (void)wire::page(std::string(wire::orders_url) + std::string(body), body, source);
    (void)wire::token_of(body);
    (void)wire::wants_token(body);
    return 0;
}
