// HTTP routes of the directory.
#include "platform/http/routes.hpp"
#include "shop/logistics/ways/directory.hpp"

namespace ol::logistics {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "logistics"};

Result<DirectoryList> list_of(const Directory& room) {
    return room.deps().db.read_as<DirectoryList>(
        [&](db::Conn& c) -> Result<DirectoryList> { return DirectoryList{room.cards(c)}; });
}

/// The couriers at which this shop has an account; of all shops without one named.
std::set<Courier> couriers_of(const Directory& room, db::Conn& c, const Request& r) {
    std::set<Courier> out;
    const ShopId shop{r.query_number("shop_id")};
    for (const auto& a : opened_accounts(c, room.deps().logistics.deps()))
        if ((!shop || a.shop == shop) &&
            (r.who.shops.empty() || r.who.shops.contains(a.shop.value)))
            out.insert(a.access.courier);
    return out;
}

PointQuery point_query(const Request& r) {
    PointQuery q;
    q.courier = from_name<Courier>(r.query_text("courier")).value_or(Courier::novaposhta);
    q.city_ref = r.query_text("city_ref");
    q.q = r.query_text("q");
    q.kind = from_name<PointKind>(r.query_text("kind"));
    q.parcel = {r.query_number("weight_g"), r.query_number("length_cm"),
                r.query_number("width_cm"), r.query_number("height_cm"),
                r.query_number("value"),    r.query_number("cod")};
    q.limit = static_cast<int>(r.query_number("limit", 30));
    return q;
}

}  // namespace

void add_directory_routes(http::Router& router, const std::shared_ptr<Directory>& room) {
    router.get<DirectoryList>(
        route(Method::get, "/api/v1/couriers/directories",
              "Couriers' cities and points: when they were read, and how many there are",
              "stores.view"),
        [room](Request&) { return list_of(*room); });
    auto again = route(Method::post, "/api/v1/couriers/directories/{courier}/read",
                       "Read it anew now; it goes on page by page", "stores.edit");
    again.out = json::schema<DirectoryList>();
    again.handler = [room](Request& r) -> http::Response {
        const auto courier = from_name<Courier>(r.params["courier"]);
        if (!courier) return http::problem(not_found("logistics.no_directory", "No such courier."));
        if (auto ok = room->ask_now(*courier, r.who.person); !ok) return http::problem(ok.error());
        const auto list = list_of(*room);
        return list ? http::json_of(*list) : http::problem(list.error());
    };
    router.add(std::move(again));

    auto cities = route(Method::get, "/api/v1/places/cities",
                        "Cities by any part of the name in any spelling, at the couriers of a shop",
                        "orders.view");
    cities.query = {"q", http::id_param("shop_id"), http::limit_param(50, 12)};
    router.get<FoundCityList>(cities, [room](Request& r) {
        return room->deps().db.read_as<FoundCityList>([&](db::Conn& c) -> Result<FoundCityList> {
            const auto couriers = couriers_of(*room, c, r);
            if (couriers.empty()) return FoundCityList{};
            return room->cities(c, r.query_text("q"), couriers,
                                static_cast<int>(r.query_number("limit", 12)));
        });
    });
    auto points = route(Method::get, "/api/v1/places/points",
                        "Branches and lockers of a city; what does not take the parcel says why",
                        "orders.view");
    points.query = {http::choice_param<Courier>("courier"),
                    "city_ref",
                    "q",
                    http::choice_param<PointKind>("kind"),
                    http::number_param("weight_g", 0, 10'000'000),
                    http::number_param("length_cm", 0, 10'000),
                    http::number_param("width_cm", 0, 10'000),
                    http::number_param("height_cm", 0, 10'000),
                    http::number_param("value", 0, 1'000'000'000'000),
                    http::number_param("cod", 0, 1'000'000'000'000),
                    http::limit_param(100, 30)};
    router.get<FoundPointList>(points, [room](Request& r) {
        return room->deps().db.read_as<FoundPointList>(
            [&](db::Conn& c) -> Result<FoundPointList> { return room->points(c, point_query(r)); });
    });
}

}  // namespace ol::logistics
