// The routes of orders, promises and customers through the router: rights, If-Match, codes, shapes.
#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"
#include "shop/orders/orders.hpp"

namespace ol::orders {
namespace api_test {

constexpr ContactId live{70};

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list : {customers::migrations(), promises::migrations(), migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

struct Desk {
    Desk()
        : db(all_migrations(), db::Dialect::sqlite, clock),
          customer_deps{
              *db,
              ids,
              clock,
              [this](PersonId, ContactId c, CustomerId x) { return c == live && x == her; },
              {}},
          buyers(customer_deps),
          promise_deps{*db,    ids, clock,
                       buyers, {},  [this](const promises::Promise&) { ++promises_told; }},
          promises(promise_deps),
          orders({*db,
                  ids,
                  clock,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) { return ShopFacts{"Europe/Kyiv", "UAH", "UA"}; },
                  {},
                  [this](OrderId, std::int64_t v) { told = v; },
                  [this](const promises::Promise&) { ++promises_told; }}) {
        customers::add_routes(router, buyers, customer_deps);
        promises::add_routes(router, promises, promise_deps);
        add_routes(router, orders);
        who.person = PersonId{7};
        who.permissions = {"orders.view",    "orders.create", "orders.confirm", "orders.edit",
                           "customers.view", "promises.view", "promises.edit"};
    }
    http::Response call(http::Method m, std::string path, std::string body = "",
                        std::string version = "", std::string query = "") {
        http::Request r;
        r.method = m;
        r.path = std::move(path);
        r.body = std::move(body);
        r.who = who;
        r.headers["content-type"] = "application/json";
        if (!version.empty()) r.headers["if-match"] = "\"" + version + "\"";
        if (!query.empty()) r.query["contact_id"] = query;
        return router.handle(r);
    }
    std::string create() {
        const auto r = call(
            http::Method::post, "/api/v1/orders",
            R"({"shop_id":"1","recipient":"Oksana Koval","phone":"0501112233","address":"Main 7",
            "city":"Kyiv",
            "delivery_method":"courier","lines":[{"sku":"X2","name":"Kettle","quantity":1,
            "price":{"minor":125000,"currency":"UAH"}}],
            "note":"","pay_method":"cod"})");
        EXPECT_EQ(r.status, 200) << r.body;
        auto o = json::read<Order>(r.body);
        EXPECT_TRUE(o);
        her = o->customer_id;
        return std::to_string(o->id.value);
    }
    ManualClock clock{from_ms(1'795'000'000'000)};
    db::TestDatabase db;
    IdSource ids;
    CustomerId her;
    customers::Deps customer_deps;
    customers::Customers buyers;
    promises::Deps promise_deps;
    promises::Promises promises;
    Orders orders;
    http::Router router;
    http::Principal who;
    std::int64_t told = 0;
    int promises_told = 0;
};

bool has(const http::Response& r, std::string_view text) {
    return r.body.find(text) != std::string::npos;
}

TEST(Api, AnOrderByHandNamesTheFieldThatIsWrong) {
    Desk d;
    const auto made = [&](const std::string& part) {
        return d.call(http::Method::post, "/api/v1/orders",
                      R"({"shop_id":"1","recipient":"Oksana Koval","phone":"0501112233",
            "address":"Main 7","city":"Kyiv","delivery_method":"courier","note":"",
            "pay_method":"cod",)" +
                          part + "}");
    };
    auto r = made(R"("lines":[])");
    EXPECT_TRUE(has(r, R"("field":"lines")")) << r.body;
    r = made(
        R"("lines":[{"sku":"","name":" ","quantity":1,"price":{"minor":1,"currency":"UAH"}}])");
    EXPECT_TRUE(has(r, "orders.value_missing") && has(r, R"("field":"lines[0].name")")) << r.body;
    r = made(
        R"("lines":[{"sku":"","name":"A","quantity":0,"price":{"minor":1,"currency":"UAH"}}])");
    EXPECT_TRUE(has(r, R"("field":"lines[0].quantity")")) << r.body;
    const std::string wide(1001, 'x');
    r = made(R"("lines":[{"sku":"","name":")" + wide +
             R"(","quantity":1,"price":{"minor":1,"currency":"UAH"}}])");
    EXPECT_TRUE(has(r, "orders.too_long") && has(r, R"("field":"lines[0].name")")) << r.body;
}

TEST(Api, AChosenBuyersOwnNumberNeedNotBeSeen) {
    Desk d;
    d.create();
    const auto body = [&](const std::string& customer) {
        return R"({"shop_id":"1","customer_id":")" + customer + R"(","recipient":"Oksana",
            "phone":"","address":"","city":"","delivery_method":"pickup","note":"",
            "pay_method":"cod","lines":[{"sku":"X3","name":"Cup","quantity":2,
            "price":{"minor":5000,"currency":"UAH"}}]})";
    };
    auto r = d.call(http::Method::post, "/api/v1/orders", body(std::to_string(d.her.value)));
    EXPECT_EQ(r.status, 200) << r.body;
    EXPECT_FALSE(has(r, "501112233")) << "masked: nobody is on the line";
    const auto o = json::read<Order>(r.body);
    ASSERT_TRUE(o);
    r = d.call(http::Method::get, "/api/v1/orders/" + std::to_string(o->id.value), "", "", "70");
    EXPECT_TRUE(has(r, "+380501112233")) << r.body;
    r = d.call(http::Method::post, "/api/v1/orders", body("12345"));
    EXPECT_TRUE(has(r, R"("field":"phone")")) << r.body;
}

TEST(Api, WhatTheShopSoldLatelyIsListedOnceWithItsLastPrice) {
    Desk d;
    d.create();
    d.clock.advance(Ms{1000});
    auto r = d.call(http::Method::post, "/api/v1/orders",
                    R"({"shop_id":"1","recipient":"Ann","phone":"0501112234","address":"","city":"",
            "delivery_method":"pickup","note":"","pay_method":"cod","lines":[
            {"sku":"X2","name":"Kettle","quantity":1,"price":{"minor":119900,"currency":"UAH"}},
            {"sku":"","name":"Чашка","quantity":1,"price":{"minor":9900,"currency":"UAH"}}]})");
    ASSERT_EQ(r.status, 200) << r.body;
    const auto list = [&](std::string q, std::string shop = "1") {
        http::Request request;
        request.path = "/api/v1/products";
        request.who = d.who;
        request.query = {{"shop_id", shop}, {"q", q}};
        return d.router.handle(request);
    };
    EXPECT_EQ(list("").body,
              R"({"items":[{"sku":"X2","name":"Kettle","price":{"minor":119900,"currency":"UAH"}},)"
              R"({"sku":"","name":"Чашка","price":{"minor":9900,"currency":"UAH"}}]})");
    EXPECT_TRUE(has(list("чаш"), "9900")) << "any case, any alphabet";
    EXPECT_EQ(list("", "2").body, R"({"items":[]})");
    d.who.shops = {2};
    EXPECT_EQ(list("").status, 403);
}

TEST(Api, AnOrderFromCreationToConfirmation) {
    Desk d;
    const auto id = d.create();
    const auto path = "/api/v1/orders/" + id;
    auto r = d.call(http::Method::get, path);
    EXPECT_TRUE(has(r, R"("desk_state":"new")")) << r.body;
    EXPECT_TRUE(has(r, "Kyiv ***")) << "masked outside the contact";
    EXPECT_FALSE(has(r, "Main 7"));
    r = d.call(http::Method::get, path, "", "", "70");
    EXPECT_TRUE(has(r, "Main 7"));
    EXPECT_EQ(d.call(http::Method::post, path + "/checks",
                     R"({"field":"recipient","result":"confirmed"})")
                  .status,
              400)
        << "no If-Match";
    int version = 1;
    for (const auto* field : {"recipient", "address", "phone", "product", "quantity", "amount"}) {
        r = d.call(
            http::Method::post, path + "/checks",
            R"({"field":")" + std::string(field) + R"(","result":"confirmed","contact_id":"70"})",
            std::to_string(version++));
        EXPECT_EQ(r.status, 200) << r.body;
        EXPECT_TRUE(has(r, "Main 7"));
    }
    r = d.call(http::Method::post, path + "/confirm", R"({"contact_id":"70"})",
               std::to_string(version));
    EXPECT_EQ(r.status, 409);
    EXPECT_TRUE(has(r, "orders.checks_open") && has(r, "delivery_time")) << r.body;
    r = d.call(http::Method::post, path + "/checks",
               R"({"field":"delivery_time","result":"changed","delivery_from":1795090000000,
        "delivery_to":1795100000000,"contact_id":"70"})",
               "1");
    EXPECT_EQ(r.status, 409);
    EXPECT_TRUE(has(r, "orders.version_conflict") && has(r, R"(["version","7"])")) << r.body;
    r = d.call(http::Method::post, path + "/checks",
               R"({"field":"delivery_time","result":"changed","delivery_from":1795090000000,
        "delivery_to":1795100000000,"contact_id":"70"})",
               "7");
    EXPECT_EQ(r.status, 200) << r.body;
    r = d.call(http::Method::post, path + "/confirm", R"({"contact_id":"70"})", "8");
    EXPECT_EQ(r.status, 200) << r.body;
    EXPECT_TRUE(has(r, R"("desk_state":"confirmed")"));
    EXPECT_EQ(d.told, 9);
    EXPECT_EQ(d.promises_told, 1);
    r = d.call(http::Method::get, "/api/v1/promises");
    EXPECT_TRUE(has(r, R"("kind":"delivery")") && has(r, R"("due_at":1795100000000)")) << r.body;
    r = d.call(http::Method::get, "/api/v1/orders");
    EXPECT_TRUE(has(r, R"("confirmed":1)") && has(r, R"("checks_done":7)")) << r.body;
}

TEST(Api, RightsAndBadInput) {
    Desk d;
    const auto path = "/api/v1/orders/" + d.create();
    EXPECT_EQ(d.call(http::Method::post, path + "/cancel", R"({"reason":"x"})", "1").status, 403);
    EXPECT_EQ(d.call(http::Method::post, path + "/hold", R"({"reason":""})", "1").status, 400);
    EXPECT_EQ(d.call(http::Method::post, path + "/hold", R"({"cause":"x"})").status, 400)
        << "unknown key";
    EXPECT_EQ(d.call(http::Method::get, "/api/v1/orders/5").status, 404);
    d.who.shops = {2};
    EXPECT_EQ(d.call(http::Method::post, path + "/hold", R"({"reason":"x"})", "1").status, 404)
        << "another shop's order";
    d.who.shops.clear();
    const std::string hold = R"({"reason":"out of stock"})";
    auto blind = d.call(http::Method::post, path + "/hold", hold);
    EXPECT_EQ(blind.status, 400) << "an edit names the version it was made against";
    EXPECT_TRUE(has(blind, "http.if_match")) << blind.body;
    EXPECT_EQ(d.call(http::Method::post, path + "/hold", hold, "1").status, 200);
    EXPECT_EQ(d.call(http::Method::post, path + "/hold", hold, "1").status, 409) << "lost race";
    EXPECT_EQ(d.call(http::Method::post, path + "/reopen", "{}", "2").status, 200);
    EXPECT_EQ(d.call(http::Method::post, path + "/no-contact", "{}", "3").status, 200);
    d.who.permissions.clear();
    EXPECT_EQ(d.call(http::Method::get, "/api/v1/orders").status, 403);
}

TEST(Api, PromisesOfAnotherShopAreNotThere) {
    Desk d;
    const auto id = d.create();
    http::Router router;
    auto deps = d.promise_deps;
    deps.in_scope = [](db::Conn&, const http::Principal& who, const promises::Promise& p) {
        return !p.order_id || who.shops.empty() || who.shops.contains(1);
    };
    promises::add_routes(router, d.promises, deps);
    const auto ask = [&](http::Method m, std::string path, std::string body = "") {
        http::Request r;
        r.method = m;
        r.path = "/api/v1/promises" + path;
        r.body = std::move(body);
        r.who = d.who;
        return router.handle(r);
    };
    const auto made = ask(http::Method::post, "",
                          R"({"kind":"reply","to_customer_id":")" + std::to_string(d.her.value) +
                              R"(","order_id":")" + id + R"(","text":"x","due_at":1795000600000})");
    ASSERT_EQ(made.status, 200) << made.body;
    const auto path =
        "/" + std::to_string(json::read<promises::Promise>(made.body)->id.value) + "/keep";
    d.who.shops = {2};
    EXPECT_TRUE(has(ask(http::Method::get, ""), R"("items":[])"));
    EXPECT_EQ(ask(http::Method::post, path, "{}").status, 404);
    d.who.shops = {1};
    EXPECT_TRUE(has(ask(http::Method::get, ""), R"("text":"x")"));
    EXPECT_EQ(ask(http::Method::post, path, "{}").status, 200);
}

TEST(Api, ListsRefuseALimitACursorOrAFilterThatMeansNothing) {
    Desk d;
    const auto get = [&](const std::string& path, const std::string& name, std::string value) {
        http::Request r;
        r.path = "/api/v1/" + path;
        r.who = d.who;
        r.query[name] = std::move(value);
        return d.router.handle(r);
    };
    for (const std::string list : {"orders", "customers", "promises"}) {
        for (const auto* limit : {"abc", "-1", "0", "1000000"})
            EXPECT_TRUE(has(get(list, "limit", limit), R"("field":"limit")")) << list << limit;
        EXPECT_EQ(get(list, "cursor", "page2").status, 400) << list;
        EXPECT_EQ(get(list, "limit", "100").status, 200) << list;
    }
    EXPECT_TRUE(has(get("orders", "state", "lost"), "confirmed")) << "names what is allowed";
    EXPECT_EQ(get("orders", "shop_id", "one").status, 400);
    EXPECT_EQ(get("promises", "state", "lost").status, 400);
    EXPECT_EQ(get("promises", "owner_id", "me").status, 400);
    EXPECT_EQ(get("promises", "due_before", "today").status, 400);
}

TEST(Api, CustomersAndPromises) {
    Desk d;
    d.create();
    const auto path = "/api/v1/customers/" + std::to_string(d.her.value);
    auto r = d.call(http::Method::get, path);
    EXPECT_TRUE(has(r, R"("masked":true)") && !has(r, "+380501112233")) << r.body;
    r = d.call(http::Method::get, path, "", "", "70");
    EXPECT_TRUE(has(r, "+380501112233"));
    EXPECT_EQ(d.call(http::Method::post, path + "/reveal", R"({"reason":"x"})").status, 403);
    EXPECT_EQ(d.call(http::Method::post, path + "/do-not-call", R"({"reason":"asked"})").status,
              200);
    r = d.call(http::Method::post, "/api/v1/promises",
               R"({"kind":"reply","to_customer_id":")" + std::to_string(d.her.value) +
                   R"(","text":"answer","due_at":1795000600000})");
    ASSERT_EQ(r.status, 200) << r.body;
    const auto promise =
        "/api/v1/promises/" + std::to_string(json::read<promises::Promise>(r.body)->id.value);
    EXPECT_EQ(d.call(http::Method::post, promise + "/hand-over", R"({"owner_id":"9"})").status,
              200);
    EXPECT_EQ(d.call(http::Method::post, promise + "/keep", "{}", "1").status, 409);
    r = d.call(http::Method::post, promise + "/keep", "{}", "2");
    EXPECT_TRUE(has(r, R"("state":"kept")")) << r.body;
    EXPECT_EQ(d.call(http::Method::post, promise + "/cancel", R"({"reason":"x"})").status, 409);
}

}  // namespace api_test
}  // namespace ol::orders
