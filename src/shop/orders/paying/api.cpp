// HTTP routes: where to pay, by one key.
#include "platform/http/routes.hpp"
#include "shop/orders/paying/paying.hpp"

namespace ol::orders {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "orders", .prefix = "/api/v1/"};

OrderId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

Result<> mine(const Paying& paying, const Request& r) {
    auto seen = paying.deps().orders.for_reader(r.who, {}, id_of(r));
    return seen ? Result<>{} : Result<>(seen.error());
}

Result<ShopId> shop_of(const Request& r) {
    const ShopId shop{id_of(r).value};
    if (shop && (r.who.shops.empty() || r.who.shops.contains(shop.value))) return shop;
    return forbidden("orders.shop", "This shop is not among yours.");
}

}  // namespace

void add_pay_routes(http::Router& router, Paying& paying) {
    router.get<PayTemplate>(
        route(Method::get, "pay-templates/{id}", "Where buyers of a shop pay", "orders.view"),
        [&paying](Request& r) -> Result<PayTemplate> {
            const auto shop = shop_of(r);
            if (!shop) return shop.error();
            return paying.deps().db.read_as<PayTemplate>(
                [&](db::Conn& c) -> Result<PayTemplate> { return paying.pay_template(c, *shop); });
        });
    router.on<PayTemplate, PayTemplate>(
        route(Method::put, "pay-templates/{id}",
              "Sets the address and the words; version is the one that was read", "settings.edit"),
        [&paying](Request& r, const PayTemplate& in) -> Result<PayTemplate> {
            const auto shop = shop_of(r);
            if (!shop) return shop.error();
            return paying.deps().db.write_as<PayTemplate>(
                [&](db::Tx& tx) { return paying.set_template(tx, *shop, in, r.who.person); });
        });
    router.get<PayCard>(route(Method::get, "orders/{id}/pay",
                              "What is asked for, the words, what was sent before", "orders.view"),
                        [&paying](Request& r) -> Result<PayCard> {
                            if (auto ok = mine(paying, r); !ok) return ok.error();
                            return paying.deps().db.read_as<PayCard>(
                                [&](db::Conn& c) { return paying.card(c, id_of(r)); });
                        });
    router.on<SendPay, PayCard>(
        route(Method::post, "orders/{id}/pay",
              "Sends the words into the buyer's newest conversation", "orders.confirm"),
        [&paying](Request& r, const SendPay& in) -> Result<PayCard> {
            if (auto ok = mine(paying, r); !ok) return ok.error();
            return paying.send(r.who, id_of(r), in);
        });
}

}  // namespace ol::orders
