// Routes: the rules of times for calls back, and the times themselves.
#include "contact/callbacks/callbacks.hpp"
#include "platform/http/routes.hpp"

namespace ol::callbacks {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "callbacks"};

Result<ShopId> shop_of(const Request& r) {
    const auto id = r.id_param("id");
    if (!id) return not_found("staff.shop_not_found", "There is no such shop.");
    return ShopId{*id};
}

}  // namespace

void add_routes(http::Router& router, Callbacks& callbacks) {
    router.get<SlotRules>(
        route(Method::get, "/api/v1/shops/{id}/callback-rules",
              "Times for calls back: of the shop, and of queues with their own", "settings.view"),
        [&callbacks](Request& r) -> Result<SlotRules> {
            const auto shop = shop_of(r);
            if (!shop) return shop.error();
            return callbacks.rules(r.who, *shop);
        });
    router.on<SlotRuleIn, SlotRules>(
        route(Method::put, "/api/v1/shops/{id}/callback-rules",
              "Change one rule of times for calls back (If-Match)", "settings.edit"),
        [&callbacks](Request& r, const SlotRuleIn& in) -> Result<SlotRules> {
            const auto shop = shop_of(r);
            if (!shop) return shop.error();
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return callbacks.save(r.who, *shop, *version, in);
        });
    auto back = route(Method::del, "/api/v1/shops/{id}/callback-rules",
                      "A queue follows the shop's rule again (If-Match)", "settings.edit");
    back.query = {http::id_param("queue_id")};
    router.get<SlotRules>(back, [&callbacks](Request& r) -> Result<SlotRules> {
        const auto shop = shop_of(r);
        if (!shop) return shop.error();
        const auto version = http::if_match(r);
        if (!version) return version.error();
        return callbacks.remove(r.who, *shop, QueueId{r.query_number("queue_id")}, *version);
    });
    auto list =
        route(Method::get, "/api/v1/shops/{id}/callback-slots",
              "The times ahead at which the shop can call back, full ones too", "contacts.view");
    list.query = {http::id_param("queue_id")};
    router.get<SlotList>(list, [&callbacks](Request& r) -> Result<SlotList> {
        const auto shop = shop_of(r);
        if (!shop) return shop.error();
        return callbacks.list(r.who, *shop, QueueId{r.query_number("queue_id")});
    });
}

}  // namespace ol::callbacks
