// Any body and any Link header from Shopify: mapped or refused, never a crash.
#include "shop/stores/shopify.hpp"

using namespace ol;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const stores::Source source{ShopId{1}, 5, {"America/New_York", "USD", "US"}, {}};
    if (auto order = stores::shopify_wire::order(body, source))
        if (auto kept = orders::from_external(order->order)) (void)orders::recompute(*kept);
    (void)stores::shopify_wire::checkout(body, source);
    (void)stores::shopify_wire::page(body, source);
    (void)stores::shopify_wire::next_of(body);
    (void)stores::shopify_wire::foreign_note(body);
    for (const auto* topic :
         {"orders/updated", "refunds/create", "checkouts/create", "orders/edited"})
        (void)stores::shopify_wire::hint(topic, body);
    return 0;
}
