// The routes, as http hands requests over: status, codes, cookie, rights.
#include "team/staff/test_house.hpp"

namespace ol::staff {
namespace {

struct Web {
    explicit Web(House& house) : h(house) { add_routes(router, h.staff); }

    http::Response send(http::Method method, const std::string& path, std::string body = {},
                        const std::string& if_match = {}) {
        http::Request r;
        r.method = method;
        const auto mark = path.find('?');
        r.path = path.substr(0, mark);
        for (auto at = mark; at != std::string::npos;) {
            const auto end = path.find('&', at + 1);
            const auto equals = path.find('=', at);
            r.query[path.substr(at + 1, equals - at - 1)] =
                path.substr(equals + 1, end == std::string::npos ? end : end - equals - 1);
            at = end;
        }
        r.body = std::move(body);
        r.remote_ip = "192.0.2.1";
        r.headers = {{"x-requested-with", "orderline"},
                     {"content-type", "application/json"},
                     {"user-agent", "test"}};
        if (!if_match.empty()) r.headers["if-match"] = if_match;
        if (!cookie.empty()) r.headers["cookie"] = cookie;
        if (auto who = h.staff.authenticate(r)) r.who = *who;
        http::Response out = router.handle(r);
        for (const auto& [name, value] : out.headers)
            if (name == "Set-Cookie") cookie = value.substr(0, value.find(';'));
        return out;
    }
    http::Response get(const std::string& path) { return send(http::Method::get, path); }
    http::Response post(const std::string& path, std::string body) {
        return send(http::Method::post, path, std::move(body));
    }
    void sign_in(const std::string& login) {
        const auto r = post("/api/v1/session",
                            R"({"login":")" + login + R"(","password":")" + test_password + "\"}");
        EXPECT_EQ(r.status, 200) << r.body;
    }

    House& h;
    http::Router router;
    std::string cookie;
};

bool has(const http::Response& r, std::string_view part) {
    return r.body.find(part) != std::string::npos;
}

TEST(api, sign_in_me_sign_out) {
    for_each_house([](House& h) {
        const ShopId shop = h.shop("Kettles");
        h.person("ann", {"inbound_operator"}, {shop});
        Web web(h);
        EXPECT_EQ(web.get("/api/v1/me").status, 401);
        const auto wrong = web.post("/api/v1/session", R"({"login":"ann","password":"no"})");
        EXPECT_EQ(wrong.status, 401);
        EXPECT_TRUE(has(wrong, "staff.wrong_credentials"));
        EXPECT_TRUE(web.cookie.empty());
        web.sign_in("ann");
        EXPECT_TRUE(web.cookie.starts_with("orderline="));
        const auto me = web.get("/api/v1/me");
        EXPECT_EQ(me.status, 200);
        for (const char* part :
             {R"("login":"ann")", R"("desk.work")", R"("roles":["inbound_operator"])",
              R"("demo":true)", R"("setup_needed":false)", R"("kind":"browser")",
              R"("sip_server":"192.0.2.9:5060")", R"("tz":"Europe/Kyiv")",
              R"("totp_enabled":false)"})
            EXPECT_TRUE(has(me, part)) << part << " in " << me.body;
        EXPECT_FALSE(has(me, "people.view"));
        const std::string old = web.cookie;
        EXPECT_EQ(web.send(http::Method::del, "/api/v1/session").status, 200);
        EXPECT_EQ(web.cookie, "orderline=");
        web.cookie = old;
        EXPECT_EQ(web.get("/api/v1/me").status, 401);
    });
}

TEST(api, the_sixth_guess_is_told_when_to_come_back) {
    for_each_house([](House& h) {
        Web web(h);
        for (int i = 0; i < 5; ++i) web.post("/api/v1/session", R"({"login":"x","password":"no"})");
        const auto r = web.post("/api/v1/session", R"({"login":"x","password":"no"})");
        EXPECT_EQ(r.status, 429);
        EXPECT_TRUE(has(r, "staff.throttled"));
        EXPECT_NE(std::find(r.headers.begin(), r.headers.end(),
                            std::pair<std::string, std::string>("Retry-After", "5")),
                  r.headers.end());
    });
}

TEST(api, the_relay_is_for_who_has_a_phone_and_its_secret_for_nobody) {
    for_each_house([](House& h) {
        const ShopId shop = h.shop("Kettles");
        const PersonId ann = h.person("ann", {"inbound_operator"}, {shop});
        h.person("eve", {"personnel"});
        Web web(h);
        EXPECT_EQ(web.get("/api/v1/me/phone/ice-servers").status, 401);
        web.sign_in("eve");
        EXPECT_EQ(web.get("/api/v1/me/phone/ice-servers").status, 403);
        Web hers(h);
        hers.sign_in("ann");
        const auto first = hers.get("/api/v1/me/phone/ice-servers");
        ASSERT_EQ(first.status, 200) << first.body;
        const std::string name = "1767226200:" + std::to_string(ann.value);
        EXPECT_TRUE(has(first, "\"username\":\"" + name + "\"")) << first.body;
        EXPECT_TRUE(has(first, relay_password(test_relay_secret, name)));
        EXPECT_TRUE(has(first, R"("urls":["turns:relay.example:443?transport=tcp"])"));
        EXPECT_TRUE(has(first, R"("ttl_s":600)"));
        h.clock.advance(Ms{300000});
        EXPECT_TRUE(has(hers.get("/api/v1/me/phone/ice-servers"), "\"1767226500:"));
        for (const char* path :
             {"/api/v1/me/phone/ice-servers", "/api/v1/me", "/api/v1/me/phone/secret"})
            EXPECT_FALSE(has(hers.get(path), test_relay_secret)) << path;
    });
}

TEST(api, bad_bodies_are_problems_that_name_the_field) {
    for_each_house([](House& h) {
        h.person("owner", {"owner"});
        Web web(h);
        EXPECT_EQ(web.post("/api/v1/session", "{").status, 400);
        const auto unknown = web.post("/api/v1/session", R"({"login":"a","pass":"b"})");
        EXPECT_EQ(unknown.status, 400);
        EXPECT_TRUE(has(unknown, "pass")) << unknown.body;
        EXPECT_EQ(web.post("/api/v1/session", std::string(5000, ' ')).status, 413);
        web.sign_in("owner");
        const auto role =
            web.post("/api/v1/people", R"({"name":"Ann","login":"ann","roles":["janitor"]})");
        EXPECT_EQ(role.status, 400);
        EXPECT_TRUE(has(role, R"("field":"roles[0]")")) << role.body;
        EXPECT_EQ(web.get("/api/v1/people?department_id=x").status, 400);
        EXPECT_EQ(web.get("/api/v1/shops/abc").status, 404);
    });
}

TEST(api, people_are_made_listed_changed_and_reset) {
    for_each_house([](House& h) {
        const ShopId shop = h.shop("Kettles");
        h.person("owner", {"owner"});
        Web web(h);
        web.sign_in("owner");
        const auto made = web.post(
            "/api/v1/people",
            R"({"name":"Ann","login":"ann","language":"uk","roles":["supervisor"],"shop_ids":[")" +
                std::to_string(shop.value) + "\"]}");
        ASSERT_EQ(made.status, 200) << made.body;
        const auto created = json::read<CreatedPerson>(made.body);
        ASSERT_TRUE(created);
        const std::string path = "/api/v1/people/" + std::to_string(created->person.id.value);
        EXPECT_TRUE(has(web.get("/api/v1/people?q=ann"), R"("login":"ann")"));
        EXPECT_FALSE(has(web.get("/api/v1/people"), "password"));
        EXPECT_EQ(web.send(http::Method::patch, path, R"({"name":"Anna"})").status, 400)
            << "If-Match is missing";
        EXPECT_EQ(web.send(http::Method::patch, path, R"({"name":"Anna"})", "\"1\"").status, 200);
        const auto lost = web.send(http::Method::patch, path, R"({"name":"Anja"})", "\"1\"");
        EXPECT_EQ(lost.status, 409);
        EXPECT_TRUE(has(lost, "staff.version_conflict"));
        EXPECT_EQ(web.post("/api/v1/people", R"({"name":"Ann","login":"ann"})").status, 409);
        const auto reset = json::read<NewPassword>(web.post(path + "/password", "").body);
        ASSERT_TRUE(reset);
        EXPECT_FALSE(h.sign_in("ann", created->password));
        EXPECT_TRUE(h.sign_in("ann", reset->password));
        EXPECT_EQ(web.send(http::Method::del, path + "/totp").status, 200);
        EXPECT_EQ(web.post(path + "/absences", R"({"from":1000,"until":2000})").status, 200);
        EXPECT_EQ(web.post("/api/v1/people/1/password", "").status, 404);
    });
}

TEST(api, each_right_is_asked_for) {
    for_each_house([](House& h) {
        const ShopId shop = h.shop("Kettles");
        h.person("ann", {"inbound_operator"}, {shop});
        h.person("it", {"it"});
        const std::string shop_path = "/api/v1/shops/" + std::to_string(shop.value);
        Web web(h);
        web.sign_in("ann");
        for (const std::string& path : {std::string("/api/v1/people"), std::string("/api/v1/audit"),
                                        std::string("/api/v1/departments"), shop_path})
            EXPECT_EQ(web.get(path).status, 403) << path;
        EXPECT_EQ(web.post("/api/v1/people", "{}").status, 403);
        EXPECT_EQ(web.get("/api/v1/me/phone/secret").status, 200);
        EXPECT_TRUE(
            has(web.get("/api/v1/pause-reasons"), R"({"code":"training","productive":true})"));
        EXPECT_TRUE(has(web.get("/api/v1/roles"), R"("code":"inbound_operator")"));
        EXPECT_TRUE(has(web.get("/api/v1/shops"), "Kettles"));
        web.sign_in("it");
        EXPECT_EQ(web.get("/api/v1/me/phone/secret").status, 403) << "IT has no phone at the desk";
        EXPECT_EQ(web.get(shop_path).status, 200);
        const auto audit = web.get("/api/v1/audit?limit=1");
        EXPECT_TRUE(has(audit, R"("chain_ok":true)")) << audit.body;
        EXPECT_TRUE(has(audit, R"("next":")"));
        const auto none = web.get("/api/v1/audit?subject=" + std::to_string(shop.value) +
                                  "&from=1&to=2&who=0&cursor=9");
        EXPECT_TRUE(has(none, R"({"items":[]})")) << none.body;
        const auto bad = web.get("/api/v1/audit?who=ann");
        EXPECT_EQ(bad.status, 400) << bad.body;
        EXPECT_TRUE(has(bad, R"("field":"who")")) << bad.body;
        EXPECT_EQ(
            web.send(http::Method::patch, shop_path, R"({"record_calls":false})", "\"1\"").status,
            200);
        EXPECT_FALSE(h.staff.directory()->shops.at(shop).record_calls);
        EXPECT_EQ(web.post("/api/v1/departments", R"({"name":"Sales"})").status, 200);
        EXPECT_TRUE(has(web.get("/api/v1/departments"), "Sales"));
    });
}

namespace {
void a_second_device_is_another_than_the_phone(House& h, Web& web) {
    const auto choose = [&](const std::string& body) {
        return web.send(http::Method::put, "/api/v1/me/phone", body);
    };
    EXPECT_TRUE(has(choose(R"({"kind":"sip","second":"browser"})"), R"("second":"browser")"));
    EXPECT_EQ(choose(R"({"kind":"sip","second":"sip"})").status, 400);
    EXPECT_EQ(choose(R"({"kind":"sip","second":"outside"})").status, 400) << "no number yet";
    EXPECT_EQ(choose(R"({"kind":"sip","second":"pigeon"})").status, 400);
    EXPECT_TRUE(has(choose(R"({"kind":"sip"})"), R"("second":"browser")")) << "it stays";
    EXPECT_TRUE(has(choose(R"({"kind":"browser"})"), R"("second":"none")")) << "it is her first";
    EXPECT_TRUE(has(choose(R"({"kind":"browser","outside_number":"+380671112233",)"
                           R"("second":"outside"})"),
                    R"("second":"outside")"));
    EXPECT_TRUE(has(choose(R"({"kind":"browser","outside_number":""})"), R"("second":"none")"));
    const std::string path = "/api/v1/people/" + std::to_string(h.person("ann", {"quality"}).value);
    const auto set = [&](const char* second, const char* version) {
        return web.send(http::Method::patch, path,
                        std::string(R"({"second_phone":")") + second + "\"}", version);
    };
    EXPECT_EQ(set("browser", "\"1\"").status, 400) << "her phone is the browser";
    EXPECT_EQ(set("outside", "\"1\"").status, 400) << "she has given no number";
    EXPECT_TRUE(has(set("sip", "\"1\""), R"("second_phone":"sip")"));
    EXPECT_TRUE(has(web.get("/api/v1/people"), R"("second_phone":"sip")"));
    EXPECT_TRUE(has(choose(R"({"kind":"sip"})"), R"("kind":"sip")"));
}
}  // namespace

TEST(api, my_own_settings_phone_password_and_sessions) {
    for_each_house([](House& h) {
        h.person("owner", {"owner"});
        Web web(h);
        web.sign_in("owner");
        const auto patched = web.send(http::Method::patch, "/api/v1/me",
                                      R"({"language":"zh","theme":"dark","single_keys":false})");
        EXPECT_TRUE(has(patched, R"("language":"zh","theme":"dark")")) << patched.body;
        EXPECT_EQ(web.send(http::Method::patch, "/api/v1/me", R"({"theme":"Dark<"})").status, 400);
        EXPECT_TRUE(has(web.send(http::Method::put, "/api/v1/me/phone", R"({"kind":"sip"})"),
                        R"("kind":"sip")"));
        a_second_device_is_another_than_the_phone(h, web);
        const auto list = json::read<SessionList>(web.get("/api/v1/me/sessions").body);
        ASSERT_TRUE(list);
        ASSERT_EQ(list->items.size(), 1u);
        EXPECT_TRUE(list->items[0].current);
        EXPECT_EQ(web.post("/api/v1/me/password", R"({"password":")" + test_password +
                                                      R"(","new_password":"a longer sentence"})")
                      .status,
                  200);
        const auto totp = json::read<TotpSecret>(web.post("/api/v1/me/totp", "").body);
        ASSERT_TRUE(totp);
        EXPECT_TRUE(totp->uri.starts_with("otpauth://totp/Orderline:owner?secret=" + totp->secret));
        EXPECT_EQ(web.post("/api/v1/me/totp/confirm", R"({"code":"1"})").status, 400);
        EXPECT_EQ(web.send(http::Method::del, "/api/v1/me/totp", R"({"password":"no"})").status,
                  400);
        EXPECT_EQ(web.send(http::Method::del,
                           "/api/v1/me/sessions/" + std::to_string(list->items[0].id.value))
                      .status,
                  200);
        EXPECT_EQ(web.get("/api/v1/me").status, 401);
    });
}

TEST(api, every_route_denies_a_stranger_but_sign_in) {
    for_each_house([](House& h) {
        Web web(h);
        for (const auto& route : web.router.routes()) {
            if (route.path == "/api/v1/session" && route.method == http::Method::post) continue;
            std::string path = route.path;
            if (const auto at = path.find("{id}"); at != std::string::npos)
                path.replace(at, 4, "5");
            EXPECT_EQ(web.send(route.method, path, "{}", "\"1\"").status, 401) << path;
        }
    });
}

}  // namespace
}  // namespace ol::staff
