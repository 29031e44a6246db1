// The link in a message: the buyer reads his order and taps yes. The link is as good as his word
// for this one order, so it is a keyed hash that nobody can guess; reading alone confirms nothing,
// since mail scanners read too.
#include <algorithm>

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "shop/orders/confirming/kept.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders {
namespace {

constexpr std::size_t hash_letters = 32;  // 128 bits

Error no_link() {
    return not_found("orders.link", "This link is not valid; open it as it stands in the message.");
}

bool asks_still(DeskState s) { return s == DeskState::new_ || s == DeskState::calling; }

}  // namespace

/// 0: no message that asks for it was ever wanted.
ContactId Efforts::asking_message(db::Conn& c, OrderId id) const {
    const auto r =
        c.query("select id from order_message where order_id = ?1 and kind = 'confirm_ask'", id);
    return r.empty() ? ContactId{} : ContactId{r.i64(0, 0)};
}

std::string Efforts::token_of(OrderId id, ContactId message) const {
    const auto order = std::to_string(id.value);
    const auto hash = crypto::hmac_sha256(
        d_.key32, "confirm-order:" + order + ":" + std::to_string(message.value));
    return order + "-" + crypto::hex(hash).substr(0, hash_letters);
}

Result<Tap> Efforts::tap_of(db::Conn& c, const std::string& token) const {
    const auto dash = token.find('-');
    if (dash == std::string::npos || dash == 0 || dash > 18) return no_link();
    OrderId id;
    for (const char digit : token.substr(0, dash)) {
        if (digit < '0' || digit > '9') return no_link();
        id.value = id.value * 10 + (digit - '0');
    }
    const auto message = asking_message(c, id);
    if (!message || !crypto::equal_constant_time(token, token_of(id, message))) return no_link();
    auto order = d_.orders.order(c, id);
    if (!order) return no_link();
    Tap tap;
    tap.message = message;
    tap.tz = d_.orders.deps().shop(c, order->shop_id).tz;
    if (const auto buyer =
            d_.orders.deps().customers.customer(c, order->customer_id, customers::Visibility::full))
        tap.language = buyer->language;
    tap.open =
        asks_still(order->desk_state) && complete(*order) && *order->delivery_to > d_.clock.now();
    tap.order = std::move(*order);
    return tap;
}

Result<> Efforts::tap(db::Tx& tx, const std::string& token, std::int64_t version) const {
    auto found = tap_of(tx.conn, token);
    if (!found) return found.error();
    const Order& o = found->order;
    if (o.desk_state == DeskState::confirmed) return {};
    if (!asks_still(o.desk_state))
        return conflict("orders.tap_over", "This order is not waiting for a confirmation.");
    if (o.version != version)
        return conflict("orders.tap_changed", "The order was changed; read it again.");
    if (!found->open)
        return conflict("orders.tap_incomplete", "Something is missing; the shop will call.");
    auto now = version;
    for (const auto field : check_fields) {
        CheckRequest in;
        in.field = field;
        in.contact_id = found->message;
        if (auto ok = d_.orders.check(tx, o.id, now++, in, {}); !ok) return ok;
    }
    auto done = d_.orders.confirm(tx, o.id, now, found->message, {});
    if (!done) return done.error();
    tx.exec("update order_message set state = 'answered' where id = ?1", found->message);
    store::add_timeline(tx, d_.ids.next(), o.id, "tapped", {}, {});
    tx.journal({"order.tapped", o.id.value, 0});
    return {};
}

namespace {

Result<> taps(Efforts& efforts, const http::Request& r) {
    const auto at = r.body.find("version=");
    std::int64_t version = 0;
    for (std::size_t i = at == std::string::npos ? r.body.size() : at + 8;
         i < r.body.size() && r.body[i] >= '0' && r.body[i] <= '9' && version < 1'000'000'000; ++i)
        version = version * 10 + (r.body[i] - '0');
    const auto token = r.params.at("token");
    return efforts.deps().db.write([&](db::Tx& tx) { return efforts.tap(tx, token, version); });
}

http::Response page(Efforts& efforts, const http::Request& r) {
    http::Response out;
    out.content_type = "text/html; charset=utf-8";
    out.headers = {{"Cache-Control", "no-store"}, {"Referrer-Policy", "no-referrer"}};
    const auto tap = efforts.deps().db.read_as<Tap>(
        [&](db::Conn& c) { return efforts.tap_of(c, r.params.at("token")); });
    out.status = tap ? 200 : 404;
    out.body = tap ? tap_page(*tap) : tap_gone_page();
    return out;
}

}  // namespace

void add_tap_routes(http::Router& router, Efforts& efforts) {
    http::Route shown;
    shown.method = http::Method::get;
    shown.path = "/public/v1/confirm/{token}";
    shown.summary = "The buyer's page of an order that he may confirm by a tap";
    shown.tag = "orders";
    shown.access = http::Route::Access::open;
    shown.handler = [&efforts](http::Request& r) { return page(efforts, r); };
    router.add(shown);
    http::Route tapped = shown;
    tapped.method = http::Method::post;
    tapped.summary = "His yes: the order is confirmed with the message as evidence";
    tapped.body_max = 1024;
    tapped.handler = [&efforts](http::Request& r) {
        const auto done = taps(efforts, r);
        if (done)
            if (const auto& changed = efforts.deps().orders.deps().on_changed) {
                const auto tap = efforts.deps().db.read_as<Tap>(
                    [&](db::Conn& c) { return efforts.tap_of(c, r.params.at("token")); });
                if (tap) changed(tap->order.id, tap->order.version);
            }
        auto out = page(efforts, r);
        if (!done && out.status == 200) out.status = 409;
        return out;
    };
    router.add(tapped);
}

}  // namespace ol::orders
