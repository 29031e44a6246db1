// HTTP routes: what is planned and was tried for an order, the open efforts, a shop's rule.
#include "platform/http/routes.hpp"
#include "shop/orders/confirming/efforts.hpp"

namespace ol::orders {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "orders", .prefix = "/api/v1/"};

Result<> shop_mine(const Request& r, ShopId shop) {
    if (shop && !r.who.shops.empty() && !r.who.shops.contains(shop.value))
        return forbidden("orders.shop", "This shop is not among yours.");
    return {};
}

Result<> shop_known(Efforts& efforts, ShopId shop) {
    const auto known = efforts.deps().db.read_as<bool>([&](db::Conn& c) -> Result<bool> {
        return !efforts.deps().orders.deps().shop(c, shop).currency.empty();
    });
    if (known && *known) return {};
    return not_found("orders.shop", "There is no such shop.");
}

void add_views(http::Router& router, Efforts& efforts) {
    constexpr int rows = 500;
    router.get<EffortList>(
        route(Method::get, "orders/{id}/attempts",
              "Calls and messages to the buyer: made, planned, why not now", "orders.view"),
        [&efforts](Request& r) -> Result<EffortList> {
            const OrderId id{r.id_param("id").value_or(0)};
            if (auto seen = efforts.deps().orders.for_reader(r.who, {}, id); !seen)
                return seen.error();
            auto found = efforts.deps().db.read_as<EffortList>(
                [&](db::Conn& c) -> Result<EffortList> { return efforts.of_order(c, id); });
            // The link is as good as the buyer's word: for who may confirm anyway.
            if (found && !r.who.may("orders.confirm"))
                for (auto& effort : found->items) effort.link.reset();
            return found;
        });
    auto open = route(Method::get, "order-attempts",
                      "Orders whose buyers are to be called, the next due first", "orders.view");
    open.query = {http::id_param("shop_id"), http::limit_param(rows, rows)};
    router.get<EffortList>(open, [&efforts](Request& r) -> Result<EffortList> {
        const ShopId shop{r.query_number("shop_id")};
        if (auto ok = shop_mine(r, shop); !ok) return ok.error();
        std::vector<std::int64_t> shops{r.who.shops.begin(), r.who.shops.end()};
        if (shop) shops = {shop.value};
        return efforts.deps().db.read_as<EffortList>([&](db::Conn& c) -> Result<EffortList> {
            return efforts.open(c, shops, static_cast<int>(r.query_number("limit", rows)));
        });
    });
}

void add_rules(http::Router& router, Efforts& efforts) {
    router.get<AttemptRule>(
        route(Method::get, "attempt-rules/{id}",
              "A shop's rule for calling buyers about their orders", "orders.view"),
        [&efforts](Request& r) -> Result<AttemptRule> {
            const ShopId shop{r.id_param("id").value_or(0)};
            if (auto ok = shop_mine(r, shop); !ok) return ok.error();
            return efforts.deps().db.read_as<AttemptRule>(
                [&](db::Conn& c) -> Result<AttemptRule> { return efforts.rule(c, shop); });
        });
    router.on<AttemptRule, AttemptRule>(
        route(Method::put, "attempt-rules/{id}", "Sets it; version is the one that was read",
              "settings.edit"),
        [&efforts](Request& r, const AttemptRule& in) -> Result<AttemptRule> {
            const ShopId shop{r.id_param("id").value_or(0)};
            if (auto ok = shop_mine(r, shop); !ok) return ok.error();
            if (auto ok = shop_known(efforts, shop); !ok) return ok.error();
            return efforts.deps().db.write_as<AttemptRule>(
                [&](db::Tx& tx) { return efforts.set_rule(tx, shop, in, r.who.person); });
        });
}

}  // namespace

void add_effort_routes(http::Router& router, Efforts& efforts) {
    add_views(router, efforts);
    add_tap_routes(router, efforts);
    add_rules(router, efforts);
}

}  // namespace ol::orders
