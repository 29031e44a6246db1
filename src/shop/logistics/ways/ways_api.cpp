// HTTP routes of the choice, and of tariffs.
#include "shop/logistics/ways/ways.hpp"

namespace ol::logistics {
namespace {

using http::Method;
using http::Request;

http::Route way_route(Method m, std::string path, std::string summary, std::string permission) {
    http::Route r;
    r.method = m;
    r.path = std::move(path);
    r.summary = std::move(summary);
    r.tag = "logistics";
    r.access = http::Route::Access::permission;
    r.permission = std::move(permission);
    return r;
}

OrderId order_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

WayQuery way_query(const Request& r) {
    WayQuery q;
    for (const auto courier : {Courier::novaposhta, Courier::ukrposhta})
        if (const auto ref = r.query_text(std::string(to_name(courier)) + "_city"); !ref.empty())
            q.cities[courier] = ref;
    const auto courier = from_name<Courier>(r.query_text("point_courier"));
    if (courier) q.point = {*courier, r.query_text("point_ref")};
    q.weight_g = r.query_number("weight_g");
    q.ask = r.query_number("ask") == 1;
    return q;
}

/// Another shop's order does not exist for the reader.
Result<> mine(const Ways& room, const Request& r) {
    auto seen = room.deps().orders.for_reader(r.who, {}, order_of(r));
    return seen ? Result<>{} : Result<>(seen.error());
}

void add_tariffs(http::Router& router, const std::shared_ptr<Ways>& room) {
    const auto all = [room](const Request& r) {
        return room->deps().db.read_as<TariffList>([&](db::Conn& c) -> Result<TariffList> {
            return TariffList{room->tariffs(c, r.who.shops)};
        });
    };
    router.get<TariffList>(
        way_route(Method::get, "/api/v1/couriers/tariffs",
                  "Price lists in short, for estimates while a courier does not answer",
                  "stores.view"),
        [all](Request& r) { return all(r); });
    router.on<TariffRow, TariffList>(
        way_route(Method::post, "/api/v1/couriers/tariffs",
                  "A price list from a day on; the earlier ones stay", "stores.edit"),
        [room, all](Request& r, const TariffRow& in) -> Result<TariffList> {
            if (!r.who.shops.empty() && !r.who.shops.contains(in.shop_id.value))
                return forbidden("logistics.shop", "This shop is not among yours.");
            if (auto ok = room->add_tariff(in, r.who.person); !ok) return ok.error();
            return all(r);
        });
}

}  // namespace

void add_way_routes(http::Router& router, const std::shared_ptr<Ways>& room) {
    auto list = way_route(Method::get, "/api/v1/orders/{id}/ways",
                          "Ways to deliver it, the best first: price, arrival, slot, reliability; "
                          "ask=1 asks the couriers",
                          "orders.view");
    list.query = {http::id_param("contact_id"),
                  "novaposhta_city",
                  "ukrposhta_city",
                  http::choice_param<Courier>("point_courier"),
                  "point_ref",
                  http::number_param("weight_g", 0, 10'000'000),
                  http::number_param("ask", 0, 1)};
    router.get<WayList>(list, [room](Request& r) -> Result<WayList> {
        const auto& desk = room->deps().orders;
        const auto seen = desk.for_reader(r.who, {r.query_number("contact_id")}, order_of(r));
        if (!seen) return seen.error();
        auto q = way_query(r);
        const auto whole = room->deps().db.read_as<orders::Order>(
            [&](db::Conn& c) { return desk.order(c, order_of(r)); });
        q.masked = !whole || whole->address != seen->address;
        return room->ways(order_of(r), q);
    });
    auto choose = way_route(Method::post, "/api/v1/orders/{id}/way",
                            "The buyer's choice: becomes the address, and the slot; If-Match",
                            "orders.confirm");
    router.on<ChooseWay, orders::Order>(
        choose, [room](Request& r, const ChooseWay& in) -> Result<orders::Order> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            if (auto ok = mine(*room, r); !ok) return ok.error();
            if (auto ok = room->choose(order_of(r), *version, in, r.who.person); !ok)
                return ok.error();
            const auto& desk = room->deps().orders;
            auto now = desk.for_reader(r.who, in.contact_id.value_or(ContactId{}), order_of(r));
            if (now && desk.deps().on_changed) desk.deps().on_changed(order_of(r), now->version);
            return now;
        });
    add_tariffs(router, room);
}

}  // namespace ol::logistics
