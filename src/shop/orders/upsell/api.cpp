// HTTP routes: what fits to an order, what became of it, the figures.
#include "shop/orders/upsell/upsell.hpp"

namespace ol::orders {
namespace {

using http::Method;
using http::Request;

http::Route route(Method m, std::string path, std::string summary, std::string permission) {
    http::Route r;
    r.method = m;
    r.path = "/api/v1/" + std::move(path);
    r.summary = std::move(summary);
    r.tag = "orders";
    r.access = http::Route::Access::permission;
    r.permission = std::move(permission);
    return r;
}

OrderId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

/// An order of another shop does not exist for the reader. What fits names no buyer.
Result<> mine(const Upsell& room, const Request& r) {
    return room.deps().db.read([&](db::Conn& c) -> Result<> {
        const auto shop = room.deps().orders.shop_of(c, id_of(r));
        if (shop && (r.who.shops.empty() || r.who.shops.contains(shop->value))) return {};
        return not_found("orders.unknown", "No such order; the list may be out of date.");
    });
}

Result<FitCard> card(const Upsell& room, const Request& r) {
    return room.deps().db.read_as<FitCard>(
        [&](db::Conn& c) { return room.card(c, id_of(r), room.deps().clock.now()); });
}

void tell(const Upsell& room, OrderId id) {
    if (room.deps().orders.deps().on_changed) room.deps().orders.deps().on_changed(id, 0);
}

void add_answers(http::Router& router, const Upsell& room) {
    router.on<FitsShown, FitCard>(
        route(Method::post, "orders/{id}/fits/shown",
              "These stood before the operator while the buyer was there: noted as offered, once",
              "orders.edit"),
        [&room](Request& r, const FitsShown& in) -> Result<FitCard> {
            if (auto ok = mine(room, r); !ok) return ok.error();
            if (in.skus.size() > fits_max)
                return invalid("orders.fit", "skus", "At most four are shown at once.");
            auto done = room.deps().db.write(
                [&](db::Tx& tx) { return room.shown(tx, id_of(r), in, r.who.person); });
            if (!done) return done.error();
            return card(room, r);
        });
    router.on<FitAnswer, FitCard>(
        route(Method::post, "orders/{id}/fits",
              "The buyer took it (one piece comes into the order) or refused it; If-Match",
              "orders.edit"),
        [&room](Request& r, const FitAnswer& in) -> Result<FitCard> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            if (auto ok = mine(room, r); !ok) return ok.error();
            auto done = room.deps().db.write(
                [&](db::Tx& tx) { return room.answer(tx, id_of(r), *version, in, r.who.person); });
            if (!done) return done.error();
            if (in.result == FitState::taken) tell(room, id_of(r));
            return card(room, r);
        });
}

}  // namespace

void add_upsell_routes(http::Router& router, Upsell& room) {
    router.get<FitCard>(
        route(Method::get, "orders/{id}/fits",
              "What fits to the order, the best first, each with its reason", "orders.view"),
        [&room](Request& r) -> Result<FitCard> {
            if (auto ok = mine(room, r); !ok) return ok.error();
            return card(room, r);
        });
    add_answers(router, room);
    auto figures = route(Method::get, "order-fit-figures",
                         "What was offered beside orders, taken and refused, by person and by "
                         "product; [from, to) in ms",
                         "board.view");
    figures.query = {http::id_param("from"), http::id_param("to")};
    router.get<FitFigures>(figures, [&room](Request& r) -> Result<FitFigures> {
        const Time from = from_ms(r.query_number("from")), to = from_ms(r.query_number("to"));
        constexpr Ms year{366LL * 86'400'000};
        if (to <= from || to - from > year)
            return invalid("orders.period", "to", "A period ends after it begins, within a year.");
        return room.deps().db.read_as<FitFigures>([&](db::Conn& c) -> Result<FitFigures> {
            return room.figures(c, from, to, r.who.shops);
        });
    });
}

}  // namespace ol::orders
