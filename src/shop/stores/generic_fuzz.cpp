// Any body of the documented webhook and of the OpenCart extension: mapped or refused, never a
// crash.
#include "shop/stores/generic.hpp"

using namespace ol;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    namespace wire = stores::generic_wire;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const stores::Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, {}};
    if (auto order = wire::order(body, source, "generic"))
        if (auto kept = orders::from_external(order->order)) (void)orders::recompute(*kept);
    (void)wire::hint(body);
    (void)wire::page(body, source, "opencart");
    http::Request r;
    r.body = body;
    r.headers = {{"webhook-id", "m"},
                 {"webhook-timestamp", std::string(body.substr(0, 20))},
                 {"webhook-signature", std::string(body)}};
    (void)wire::signature_right(body, r, Time{});
    return 0;
}
