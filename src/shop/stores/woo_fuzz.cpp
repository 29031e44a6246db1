// Any body from a shop: mapped or refused, never a crash; what is mapped can be taken or is refused
// by the orders' rules.
#include "shop/stores/foreign.hpp"
#include "shop/stores/woo.hpp"

using namespace ol;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const stores::Source source{ShopId{1}, 5, {"Europe/Kyiv", "UAH", "UA"}, {}};
    (void)stores::woo::id_of(body);
    (void)stores::woo::is_ping("application/x-www-form-urlencoded", body);
    (void)stores::woo::decoded_secret(body);
    (void)stores::foreign::minor_units(body, "UAH");
    if (auto order = stores::woo::order(body, source)) {
        if (auto kept = orders::from_external(order->order)) (void)orders::recompute(*kept);
    }
    (void)stores::woo::orders_page(body, source);
    (void)stores::woo::products_page(body, source);
    (void)stores::woo::customers_page(body, source);
    return 0;
}
