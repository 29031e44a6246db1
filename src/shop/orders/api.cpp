// HTTP routes of the room.
#include "platform/base/names.hpp"
#include "platform/http/routes.hpp"
#include "shop/orders/orders.hpp"

namespace ol::orders {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "orders"};

OrderId id_of(const Request& r) { return {r.id_param("id").value_or(0)}; }

ContactId contact_of(const Request& r, std::optional<ContactId> in_body = {}) {
    return in_body.value_or(ContactId{r.query_number("contact_id")});
}

Query query_from(const Request& r) {
    Query q;
    q.state = from_name<DeskState>(r.query_text("state"));
    if (const auto shop = r.query_number("shop_id")) q.shop = ShopId{shop};
    q.q = r.query_text("q");
    q.cursor = r.query_text("cursor");
    q.limit = static_cast<int>(r.query_number("limit"));
    return q;
}

/// Whether the order is in one of the reader's shops: asked before every change.
Result<> mine(Orders& orders, const Request& r) {
    auto seen = orders.for_reader(r.who, {}, id_of(r));
    return seen ? Result<>{} : Result<>(seen.error());
}

/// The order after a committed change, as the reader may see it; tells the live stream.
Result<Order> answer(Orders& orders, const Request& r, ContactId contact, OrderId id) {
    auto now = orders.for_reader(r.who, contact, id);
    if (now && orders.deps().on_changed) orders.deps().on_changed(id, now->version);
    return now;
}

template <class In>
using Act =
    std::function<Result<>(db::Tx&, OrderId, std::optional<std::int64_t>, const In&, PersonId)>;

template <class In>
void add_action(http::Router& router, Orders& orders, std::string name, std::string summary,
                std::string permission, Act<In> act) {
    auto to = route(Method::post, "/api/v1/orders/{id}/" + name, std::move(summary),
                    std::move(permission));
    to.query = {http::id_param("contact_id")};
    router.on<In, Order>(to, [&orders, act](Request& r, const In& in) -> Result<Order> {
        auto version = http::if_match(r);  // an edit made blind would overwrite somebody's
        if (!version) return version.error();
        if (auto ok = mine(orders, r); !ok) return ok.error();
        auto done = orders.deps().db.write(
            [&](db::Tx& tx) { return act(tx, id_of(r), *version, in, r.who.person); });
        if (!done) return done.error();
        return answer(orders, r, contact_of(r, in.contact_id), id_of(r));
    });
}

void add_check_and_confirm(http::Router& router, Orders& orders) {
    router.on<CheckRequest, Order>(
        route(Method::post, "/api/v1/orders/{id}/checks",
              "Confirm or change one of the seven; If-Match", "orders.confirm"),
        [&orders](Request& r, const CheckRequest& in) -> Result<Order> {
            auto version = http::if_match(r);
            if (!version) return version.error();
            if (auto ok = mine(orders, r); !ok) return ok.error();
            auto done = orders.deps().db.write(
                [&](db::Tx& tx) { return orders.check(tx, id_of(r), *version, in, r.who.person); });
            if (!done) return done.error();
            return answer(orders, r, contact_of(r, in.contact_id), id_of(r));
        });
    router.on<ConfirmOrder, Order>(
        route(Method::post, "/api/v1/orders/{id}/confirm",
              "All seven are done: confirmed, with a delivery promise; If-Match", "orders.confirm"),
        [&orders](Request& r, const ConfirmOrder& in) -> Result<Order> {
            auto version = http::if_match(r);
            if (!version) return version.error();
            if (auto ok = mine(orders, r); !ok) return ok.error();
            const auto contact = contact_of(r, in.contact_id);
            auto done = orders.deps().db.write_as<Confirmed>([&](db::Tx& tx) {
                return orders.confirm(tx, id_of(r), *version, contact, r.who.person);
            });
            if (!done) return done.error();
            if (orders.deps().on_promise) orders.deps().on_promise(done->promise);
            return answer(orders, r, contact, id_of(r));
        });
}

/// More than her own limits allow: the superior hears of it at once.
void add_asking(http::Router& router, Orders& orders) {
    router.on<AskEdit, approvals::Approval>(
        route(Method::post, "/api/v1/orders/{id}/approvals",
              "Ask the superior for an edit beyond one's own limits; If-Match", "orders.confirm"),
        [&orders](Request& r, const AskEdit& in) -> Result<approvals::Approval> {
            auto version = http::if_match(r);
            if (!version) return version.error();
            if (auto ok = mine(orders, r); !ok) return ok.error();
            auto asked = orders.deps().db.write_as<approvals::Approval>([&](db::Tx& tx) {
                return orders.ask_edit(tx, id_of(r), *version, in, r.who.person);
            });
            const auto* desk = orders.deps().approvals;
            if (asked && desk) desk->tell_asked(*asked);
            return asked;
        });
}

void add_actions(http::Router& router, Orders& orders) {
    add_action<PaymentCame>(
        router, orders, "payments", "Money came: what is due at the door follows", "orders.edit",
        [&orders](db::Tx& tx, OrderId id, auto version, const PaymentCame& in, PersonId by) {
            return orders.take_payment(tx, id, version, in, by);
        });
    add_action<HoldOrder>(router, orders, "hold", "Held, with a reason", "orders.edit",
                          [&orders](db::Tx& tx, OrderId id, auto version, const HoldOrder& in,
                                    PersonId by) { return orders.hold(tx, id, version, in, by); });
    add_action<CancelOrder>(
        router, orders, "cancel", "Cancelled, with a reason", "orders.cancel",
        [&orders](db::Tx& tx, OrderId id, auto version, const CancelOrder& in, PersonId by) {
            return orders.cancel(tx, id, version, in.reason, by);
        });
    const auto event = [&orders](DeskEvent on) {
        return [&orders, on](db::Tx& tx, OrderId id, auto version, const ReopenOrder&,
                             PersonId by) { return orders.advance(tx, id, version, on, by); };
    };
    add_action<ReopenOrder>(router, orders, "reopen", "Back to new", "orders.edit",
                            event(DeskEvent::reopen));
    add_action<ReopenOrder>(router, orders, "no-contact", "She was not reached", "orders.edit",
                            event(DeskEvent::no_contact));
}

}  // namespace

void add_routes(http::Router& router, Orders& orders) {
    auto list = route(Method::get, "/api/v1/orders", "Orders, newest first, with counts by state",
                      "orders.view");
    list.query = {http::choice_param<DeskState>("state"), "q", http::id_param("shop_id"),
                  http::cursor_param(2), http::limit_param(200, 50)};
    router.get<OrderPage>(list, [&orders](Request& r) -> Result<OrderPage> {
        return orders.list(r.who, query_from(r));
    });
    auto one = route(Method::get, "/api/v1/orders/{id}", "One order; unmasked during her contact",
                     "orders.view");
    one.query = {http::id_param("contact_id")};
    router.get<Order>(
        one, [&orders](Request& r) { return orders.for_reader(r.who, contact_of(r), id_of(r)); });

    auto products = route(Method::get, "/api/v1/products",
                          "What a shop sold lately, each article with its last price; to choose "
                          "from when an order is taken by hand",
                          "orders.create");
    products.query = {http::id_param("shop_id"), "q", http::limit_param(50, 20)};
    router.get<ProductList>(products, [&orders](Request& r) {
        return orders.products(r.who, r.query_text("q"), {r.query_number("shop_id")},
                               static_cast<int>(r.query_number("limit")));
    });

    auto create =
        route(Method::post, "/api/v1/orders", "An order taken by an operator", "orders.create");
    create.query = {http::id_param("contact_id")};
    router.on<NewOrder, Order>(create, [&orders](Request& r, const NewOrder& in) -> Result<Order> {
        if (!r.who.shops.empty() && !r.who.shops.contains(in.shop_id.value))
            return forbidden("orders.shop", "This shop is not among yours.");
        auto id = orders.deps().db.write_as<OrderId>([&](db::Tx& tx) -> Result<OrderId> {
            auto made = orders.create(tx, in, r.who.person);
            if (made && contact_of(r) && orders.deps().taken_in)
                orders.deps().taken_in(tx, *made, contact_of(r), r.who.person);
            return made;
        });
        if (!id) return id.error();
        return answer(orders, r, contact_of(r), *id);
    });
    add_check_and_confirm(router, orders);
    add_asking(router, orders);
    add_actions(router, orders);
    add_join_routes(router, orders);
}

}  // namespace ol::orders
