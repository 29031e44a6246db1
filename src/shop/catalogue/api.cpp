// HTTP routes of the room.
#include "platform/http/routes.hpp"
#include "shop/catalogue/catalogue.hpp"

namespace ol::catalogue {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "catalogue"};

Result<std::vector<std::int64_t>> shops_of(const Request& r) {
    const auto asked = r.query_number("shop_id");
    if (asked && !r.who.shops.empty() && !r.who.shops.contains(asked))
        return forbidden("catalogue.shop", "This shop is not among yours.");
    if (asked) return std::vector{asked};
    return std::vector(r.who.shops.begin(), r.who.shops.end());
}

bool within(const Request& r, ShopId shop) {
    return r.who.shops.empty() || r.who.shops.contains(shop.value);
}

Result<CatalogueProduct> mine(Catalogue& rooms, db::Conn& c, const Request& r) {
    auto p = rooms.product(c, {r.id_param("id").value_or(0)});
    if (p && !within(r, p->shop_id))
        return not_found("catalogue.unknown", "No such product; the list may be out of date.");
    return p;
}

Result<CatalogueProduct> count(Catalogue& catalogue, const Request& r, const StockCount& in) {
    auto version = http::if_match(r);
    if (!version) return version.error();
    if (in.on_hand < 0)
        return invalid("catalogue.quantity", "on_hand", "A count is not below zero.");
    if (in.reason.empty() || in.reason.size() > name_max)
        return invalid("catalogue.reason", "reason", "Say why the number changes.");
    return catalogue.deps().db.write_as<CatalogueProduct>(
        [&](db::Tx& tx) -> Result<CatalogueProduct> {
            auto p = mine(catalogue, tx.conn, r);
            if (!p) return p;
            if (tx.exec("update product set version = version + 1 where id = ?1 and version = ?2",
                        p->id, *version) != 1) {
                auto e = conflict("catalogue.version_conflict",
                                  "Somebody counted it meanwhile; look at the number again.");
                e.params = {{"version", std::to_string(p->version)}};
                return e;
            }
            if (auto ok = catalogue.set_stock(tx, p->id, in.place_id, in.on_hand, Says::on_hand,
                                              r.who.person, in.reason);
                !ok)
                return ok.error();
            return catalogue.product(tx.conn, p->id);
        });
}

}  // namespace

void add_routes(http::Router& router, Catalogue& catalogue) {
    auto list = route(Method::get, "/api/v1/catalogue",
                      "Products with price and stock by place; q is any part of article or name",
                      "orders.view");
    list.query = {http::id_param("shop_id"), "q", http::cursor_param(), http::limit_param(100, 30)};
    router.get<CataloguePage>(list, [&catalogue](Request& r) -> Result<CataloguePage> {
        auto shops = shops_of(r);
        if (!shops) return shops.error();
        return catalogue.deps().db.read_as<CataloguePage>(
            [&](db::Conn& c) -> Result<CataloguePage> {
                return catalogue.search(c, *shops, r.query_text("q"), r.query_text("cursor"),
                                        static_cast<int>(r.query_number("limit", 30)));
            });
    });
    router.get<CatalogueProduct>(
        route(Method::get, "/api/v1/catalogue/{id}", "One product", "orders.view"),
        [&catalogue](Request& r) {
            return catalogue.deps().db.read_as<CatalogueProduct>(
                [&](db::Conn& c) { return mine(catalogue, c, r); });
        });
    auto places = route(Method::get, "/api/v1/stock-places", "Where goods lie", "orders.view");
    places.query = {http::id_param("shop_id")};
    router.get<PlaceList>(places, [&catalogue](Request& r) -> Result<PlaceList> {
        auto shops = shops_of(r);
        if (!shops) return shops.error();
        return catalogue.deps().db.read_as<PlaceList>([&](db::Conn& c) -> Result<PlaceList> {
            return PlaceList{catalogue.places(c, *shops)};
        });
    });
    router.on<NewPlace, Place>(
        route(Method::post, "/api/v1/stock-places", "A place by name; made when there is none",
              "imports.run"),
        [&catalogue](Request& r, const NewPlace& in) -> Result<Place> {
            if (!within(r, in.shop_id))
                return forbidden("catalogue.shop", "This shop is not among yours.");
            auto id = catalogue.deps().db.write_as<PlaceId>(
                [&](db::Tx& tx) { return catalogue.place(tx, in.shop_id, in.name, in.kind); });
            if (!id) return id.error();
            return Place{*id, in.shop_id, in.name, in.kind};
        });
    router.on<StockCount, CatalogueProduct>(
        route(Method::post, "/api/v1/catalogue/{id}/count",
              "What lies at a place, counted by hand; If-Match", "imports.run"),
        [&catalogue](Request& r, const StockCount& in) { return count(catalogue, r, in); });
}

}  // namespace ol::catalogue
