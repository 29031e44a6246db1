// Routes of the room: the shop's hours.
#include "contact/flows/flows.hpp"
#include "contact/flows/route.hpp"

namespace ol::flows {
namespace {

using http::Method;
using http::Request;

Result<ShopId> shop_of(const Request& r) {
    const auto id = r.id_param("id");
    if (!id) return not_found("staff.shop_not_found", "There is no such shop.");
    return ShopId{*id};
}

}  // namespace

void add_routes(http::Router& router, Flows& flows) {
    router.get<ShopHours>(route(Method::get, "/api/v1/shops/{id}/hours",
                                "When the shop is open, and whether it is now", "settings.view"),
                          [&flows](Request& r) -> Result<ShopHours> {
                              const auto shop = shop_of(r);
                              if (!shop) return shop.error();
                              return flows.hours(r.who, *shop);
                          });
    router.on<HoursIn, ShopHours>(route(Method::put, "/api/v1/shops/{id}/hours",
                                        "Change the hours of the shop (If-Match)", "settings.edit"),
                                  [&flows](Request& r, const HoursIn& in) -> Result<ShopHours> {
                                      const auto shop = shop_of(r);
                                      if (!shop) return shop.error();
                                      const auto version = http::if_match(r);
                                      if (!version) return version.error();
                                      return flows.save(r.who, *shop, *version, in);
                                  });
    router.on<HoursIn, HoursState>(
        route(Method::post, "/api/v1/shops/{id}/hours/preview",
              "What these hours would mean now; nothing is kept", "settings.view"),
        [&flows](Request& r, const HoursIn& in) -> Result<HoursState> {
            const auto shop = shop_of(r);
            if (!shop) return shop.error();
            return flows.preview(r.who, *shop, in);
        });
}

}  // namespace ol::flows
