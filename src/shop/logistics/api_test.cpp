// Couriers' accounts, waybills and lists through the router: rights, another shop's things,
// If-Match, and what is malformed.
#include "shop/logistics/served_world.hpp"

namespace ol::logistics {
namespace {

struct Api : Served {
    explicit Api(db::Database& d) : Served(d) {
        add_routes(router, *room);
        who.person = ann;
        who.permissions = {"orders.view", "orders.edit", "stores.view", "stores.edit"};
    }
    http::Response call(http::Method m, std::string path, std::string body = "",
                        std::string version = "") {
        http::Request r;
        r.method = m;
        r.path = std::move(path);
        r.body = std::move(body);
        r.who = who;
        r.headers["content-type"] = "application/json";
        if (!version.empty()) r.headers["if-match"] = "\"" + version + "\"";
        return router.handle(r);
    }
    static std::string shipment(ShipmentId id, std::string_view rest) {
        return "/api/v1/shipments/" + std::to_string(id.value) + std::string(rest);
    }
    http::Router router;
    http::Principal who;
};

using http::Method;

TEST(CourierApiTest, an_account_is_made_tested_and_changed_and_its_key_stays_here) {
    on_each([](db::Database& db) {
        Api w(db);
        const std::string all = "/api/v1/couriers/accounts";
        const std::string made =
            R"({"shop_id":"1","courier":"novaposhta","url":"http://127.0.0.1:1/np","key":"secret",)"
            R"("sender":{"CitySender":"c"}})";
        const auto first = w.call(Method::post, all, made);
        ASSERT_EQ(first.status, 200) << first.body;
        EXPECT_EQ(first.body.find("secret"), std::string::npos);
        EXPECT_EQ(w.call(Method::post, all, made).status, 409);
        EXPECT_EQ(w.call(Method::post, all, R"({"shop_id":"1","sender":[1]})").status, 400);
        const auto one = all + "/" + std::to_string(w.only().id.value);
        const auto told = w.call(Method::post, one + "/test");
        EXPECT_NE(told.body.find(R"("outcome":"ok")"), std::string::npos) << told.body;
        EXPECT_EQ(w.call(Method::patch, one, R"({"key":"k2"})").status, 400) << "no If-Match";
        EXPECT_EQ(w.call(Method::patch, one, R"({"key":"k2"})", "1").status, 200);
        EXPECT_EQ(w.call(Method::patch, one, R"({"key":"k3"})", "1").status, 409);
        w.who.shops = {2};
        EXPECT_EQ(w.call(Method::post, one + "/test").status, 404) << "another shop's";
        w.who.permissions = {"stores.view"};
        EXPECT_EQ(w.call(Method::get, all).status, 403);
    });
}

TEST(CourierApiTest, a_waybill_lives_and_leaves_through_the_router) {
    on_each([](db::Database& db) {
        Api w(db);
        w.account();
        const auto id = w.ship("");
        w.bar = "payment";
        const auto barred = w.call(Method::post, w.shipment(id, "/waybill"));
        EXPECT_EQ(barred.status, 409);
        EXPECT_NE(barred.body.find("payment"), std::string::npos);
        w.bar = "";
        EXPECT_EQ(w.call(Method::post, w.shipment(id, "/waybill")).status, 200);
        EXPECT_EQ(w.call(Method::get, w.shipment(id, "/label.pdf")).content_type,
                  "application/pdf");
        EXPECT_EQ(w.call(Method::get, w.shipment(ShipmentId{5}, "/label")).status, 404);
        const auto list = w.call(Method::post, "/api/v1/hand-overs",
                                 R"({"shop_id":"1","courier":"novaposhta","shipments":[")" +
                                     std::to_string(id.value) + "\"]}");
        ASSERT_EQ(list.status, 200) << list.body;
        const auto sheet = w.text("select id from hand_over");
        const auto signs = "/api/v1/hand-overs/" + sheet + "/signatures";
        const std::string both = R"({"given_by":"Ann","taken_by":"Petro"})";
        EXPECT_EQ(w.call(Method::post, signs, both).status, 400) << "no If-Match";
        EXPECT_EQ(w.call(Method::post, signs, both, "2").status, 200);
        EXPECT_EQ(w.call(Method::del, w.shipment(id, "/waybill")).status, 409) << "it has left";
        w.who.permissions = {"orders.view"};
        EXPECT_EQ(w.call(Method::del, w.shipment(id, "/waybill")).status, 403);
        EXPECT_EQ(w.call(Method::get, "/api/v1/hand-overs").status, 200);
    });
}

}  // namespace
}  // namespace ol::logistics
