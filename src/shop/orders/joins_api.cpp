// HTTP routes of merge, unmerge, keeping apart and split.
#include "shop/orders/orders.hpp"

namespace ol::orders {
namespace {

using http::Method;
using http::Request;

http::Route route(Method m, std::string name, std::string summary, std::string permission) {
    http::Route r;
    r.method = m;
    r.path = "/api/v1/orders/{id}/" + std::move(name);
    r.summary = std::move(summary);
    r.tag = "orders";
    r.access = http::Route::Access::permission;
    r.permission = std::move(permission);
    return r;
}

OrderId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

/// Every order that a request names lies in one of her shops.
Result<> mine(Orders& orders, const Request& r, std::initializer_list<OrderId> ids) {
    for (const OrderId id : ids)
        if (auto seen = orders.for_reader(r.who, {}, id); !seen) return seen.error();
    return {};
}

Result<Order> answer(Orders& orders, const Request& r, std::optional<ContactId> contact,
                     OrderId id) {
    auto now = orders.for_reader(r.who, contact.value_or(ContactId{}), id);
    if (now && orders.deps().on_changed) orders.deps().on_changed(id, now->version);
    return now;
}

void add_merge(http::Router& router, Orders& orders) {
    router.on<MergeOrders, Order>(
        route(Method::post, "merge",
              "The named orders' lines go into this one: delivery paid once, COD anew; If-Match",
              "orders.edit"),
        [&orders](Request& r, const MergeOrders& in) -> Result<Order> {
            auto version = http::if_match(r);
            if (!version) return version.error();
            for (const auto& w : in.with)
                if (auto ok = mine(orders, r, {w.id}); !ok) return ok.error();
            if (auto ok = mine(orders, r, {id_of(r)}); !ok) return ok.error();
            auto done = orders.deps().db.write(
                [&](db::Tx& tx) { return orders.merge(tx, id_of(r), *version, in, r.who.person); });
            if (!done) return done.error();
            for (const auto& w : in.with) (void)answer(orders, r, {}, w.id);
            return answer(orders, r, in.contact_id, id_of(r));
        });
    router.on<UnmergeOrder, Order>(
        route(Method::post, "unmerge",
              "The last merge is undone, every order as it was; until a waybill exists; If-Match",
              "orders.edit"),
        [&orders](Request& r, const UnmergeOrder& in) -> Result<Order> {
            auto version = http::if_match(r);
            if (!version) return version.error();
            if (auto ok = mine(orders, r, {id_of(r)}); !ok) return ok.error();
            auto done = orders.deps().db.write([&](db::Tx& tx) {
                return orders.unmerge(tx, id_of(r), *version, in, r.who.person);
            });
            if (!done) return done.error();
            return answer(orders, r, in.contact_id, id_of(r));
        });
}

}  // namespace

void add_join_routes(http::Router& router, Orders& orders) {
    auto list = route(Method::get, "same-buyer",
                      "Her other open orders with what merging would give, and what was merged",
                      "orders.view");
    list.query = {http::id_param("contact_id")};
    router.get<SameBuyerList>(list, [&orders](Request& r) {
        return orders.same_buyer(r.who, ContactId{r.query_number("contact_id")}, id_of(r));
    });
    add_merge(router, orders);
    router.on<KeepApart, SameBuyerList>(
        route(Method::post, "keep-apart", "Not offered for merging again", "orders.edit"),
        [&orders](Request& r, const KeepApart& in) -> Result<SameBuyerList> {
            if (auto ok = mine(orders, r, {id_of(r), in.other}); !ok) return ok.error();
            auto done = orders.deps().db.write([&](db::Tx& tx) {
                return orders.keep_apart(tx, id_of(r), in.other, r.who.person);
            });
            if (!done) return done.error();
            return orders.same_buyer(r.who, {}, id_of(r));
        });
    router.on<SplitOrder, SplitDone>(
        route(Method::post, "split",
              "Some pieces go into a new order, by hand or what is short; If-Match", "orders.edit"),
        [&orders](Request& r, const SplitOrder& in) -> Result<SplitDone> {
            auto version = http::if_match(r);
            if (!version) return version.error();
            if (auto ok = mine(orders, r, {id_of(r)}); !ok) return ok.error();
            auto part = orders.deps().db.write_as<OrderId>(
                [&](db::Tx& tx) { return orders.split(tx, id_of(r), *version, in, r.who.person); });
            if (!part) return part.error();
            auto rest = answer(orders, r, in.contact_id, id_of(r));
            auto made = answer(orders, r, in.contact_id, *part);
            if (!rest || !made) return rest ? made.error() : rest.error();
            return SplitDone{std::move(*rest), std::move(*made)};
        });
}

}  // namespace ol::orders
