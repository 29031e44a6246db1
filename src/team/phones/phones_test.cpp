// An address is made, read, used up; what stands in the database and in the audit; who may.
#include "team/phones/phones.hpp"

#include "team/phones/limit.hpp"
#include "team/staff/test_house.hpp"

namespace ol::phones {
namespace {

using staff::House;

struct Desk {
    explicit Desk(House& house)
        : h(house),
          phones({h.db, h.clock, h.staff,
                  [] {
                      return std::vector<PhoneWay>{{Transport::udp, "192.0.2.9:5060"},
                                                   {Transport::tls, "192.0.2.9:5061"}};
                  },
                  [] { return std::string("https://desk.example"); }}) {
        add_routes(router, phones);
        ann = h.person("ann", {"inbound_operator"}, {h.shop("Kettles")});
    }
    http::Response send(http::Method method, const std::string& path, std::string body = {},
                        PersonId who = {}, const std::string& ip = "192.0.2.77") {
        http::Request r;
        r.method = method;
        r.path = path;
        r.body = std::move(body);
        r.remote_ip = ip;
        r.headers = {{"x-requested-with", "orderline"}, {"content-type", "application/json"}};
        if (who) r.who = h.as(who);
        return router.handle(r);
    }
    /// The path of a fresh address.
    std::string make(const std::string& in = R"({"make":"linphone","transport":"tls"})") {
        const auto r = send(http::Method::post, "/api/v1/me/phone/setups", in, ann);
        EXPECT_EQ(r.status, 200) << r.body;
        const auto at = r.body.find("https://desk.example") + 20;
        return r.body.substr(at, r.body.find('"', at) - at);
    }
    http::Response read(const std::string& path, const std::string& ip = "192.0.2.77") {
        return send(http::Method::get, path, {}, {}, ip);
    }
    std::vector<staff::AuditRow> audit() {
        return h.staff.audit_page({.subject = ann.value})->items;
    }

    House& h;
    Phones phones;
    http::Router router;
    PersonId ann;
};

void for_each_desk(const std::function<void(Desk&)>& body) {
    ManualClock clock;
    std::vector<db::Migration> both(staff::migrations().begin(), staff::migrations().end());
    both.insert(both.end(), migrations().begin(), migrations().end());
    db::for_each_database(
        both,
        [&](db::Database& database) {
            clock.set(from_ms(1767225600000));
            House house(database, clock);
            Desk desk(house);
            body(desk);
        },
        clock);
}

TEST(phones, a_phone_reads_its_account_five_times_and_no_more) {
    for_each_desk([](Desk& d) {
        const std::string path = d.make();
        const std::string password = d.h.staff.phone_secret(d.ann)->sip_password;
        for (int n = 0; n < setup_uses; ++n) {
            const auto file = d.read(path);
            ASSERT_EQ(file.status, 200) << n << file.body;
            EXPECT_NE(file.body.find(">" + password + "<"), std::string::npos);
            EXPECT_NE(file.body.find("192.0.2.9:5061;transport=tls"), std::string::npos);
        }
        EXPECT_EQ(d.read(path).status, 404);
    });
}

TEST(phones, fifteen_minutes_and_one_address_per_person) {
    for_each_desk([](Desk& d) {
        const std::string first = d.make();
        d.h.clock.advance(setup_life - Ms{1});
        EXPECT_EQ(d.read(first).status, 200);
        d.h.clock.advance(Ms{1});
        EXPECT_EQ(d.read(first).status, 404);
        const std::string second = d.make();
        const std::string third = d.make();
        EXPECT_EQ(d.read(second).status, 404);
        EXPECT_EQ(d.read(third).status, 200);
    });
}

TEST(phones, what_is_not_there_looks_the_same_whatever_the_reason) {
    for_each_desk([](Desk& d) {
        const std::string path = d.make(R"({"make":"yealink","transport":"udp"})");
        ASSERT_TRUE(path.ends_with("/"));
        const std::string never =
            d.read("/public/v1/phones/AAAAAAAAAAAAAAAAAAAAAA/linphone.xml").body;
        EXPECT_NE(never.find("phones.no_file"), std::string::npos);
        for (const auto& other : {path + "linphone.xml", path + "y000000000028.cfg",
                                  std::string("/public/v1/phones/x/001565a1b2c3.cfg")}) {
            const auto r = d.read(other);
            EXPECT_EQ(r.status, 404) << other;
            EXPECT_EQ(r.body, never) << other;
        }
        // What the phone tried beside did not cost a reading.
        for (int n = 0; n < setup_uses; ++n)
            EXPECT_EQ(d.read(path + "001565a1b2c3.cfg").status, 200);
        const auto over = d.read(path + "001565a1b2c3.cfg");
        EXPECT_EQ(over.status, 404);
        EXPECT_NE(over.body.find("phones.setup_over"), std::string::npos) << over.body;
        EXPECT_NE(over.body.find("Make a new one in the desk"), std::string::npos);
    });
}

TEST(phones, who_was_locked_has_no_account_to_read) {
    for_each_desk([](Desk& d) {
        const std::string path = d.make();
        const auto person = d.h.get(d.ann);
        ASSERT_TRUE(d.h.staff.change_person(staff::Staff::system(), d.ann, person.version,
                                            {.active = false}));
        EXPECT_EQ(d.read(path).status, 404);
    });
}

TEST(phones, making_and_reading_stand_in_the_audit_and_the_token_nowhere) {
    for_each_desk([](Desk& d) {
        const std::string path = d.make(R"({"make":"grandstream","transport":"udp"})");
        const std::string token = path.substr(path.rfind('/') + 1);
        ASSERT_EQ(token.size(), 22u);
        EXPECT_EQ(d.read(path + "/cfg.xml").status, 200);
        const auto rows = d.audit();
        ASSERT_GE(rows.size(), 2u);
        EXPECT_EQ(rows[0].what, "phone.setup_used");
        EXPECT_EQ(rows[0].detail, R"({"make":"grandstream","left":4})");
        EXPECT_EQ(rows[1].what, "phone.setup_made");
        EXPECT_EQ(rows[1].who, d.ann);
        const auto kept = d.h.db.read_as<std::string>([](db::Conn& c) -> Result<std::string> {
            return c.query("select token_hash from phone_setup").text(0, 0);
        });
        EXPECT_EQ(*kept, crypto::hex(crypto::sha256(token)));
        for (const auto& row : rows) EXPECT_EQ(row.detail.find(token), std::string::npos);
    });
}

TEST(phones, only_who_works_at_the_desk_and_only_by_a_door_that_is_there) {
    for_each_desk([](Desk& d) {
        const auto post = [&](PersonId who, const char* in) {
            return d.send(http::Method::post, "/api/v1/me/phone/setups", in, who);
        };
        const char* udp = R"({"make":"linphone","transport":"udp"})";
        EXPECT_EQ(post({}, udp).status, 401);
        EXPECT_EQ(post(d.h.person("eve", {"personnel"}), udp).status, 403);
        const auto tcp = post(d.ann, R"({"make":"linphone","transport":"tcp"})");
        EXPECT_EQ(tcp.status, 400);
        EXPECT_NE(tcp.body.find(R"("field":"transport")"), std::string::npos) << tcp.body;
        EXPECT_EQ(post(d.ann, R"({"make":"fax"})").status, 400);
        const auto ways = d.send(http::Method::get, "/api/v1/me/phone/ways", {}, d.ann);
        EXPECT_NE(ways.body.find(R"({"transport":"tls","server":"192.0.2.9:5061"})"),
                  std::string::npos)
            << ways.body;
    });
}

TEST(phones, who_guesses_is_slowed_down_and_nobody_else) {
    for_each_desk([](Desk& d) {
        const std::string path = d.make();
        const std::string wrong = "/public/v1/phones/BBBBBBBBBBBBBBBBBBBBBB/linphone.xml";
        for (int n = 0; n < 30; ++n) EXPECT_EQ(d.read(wrong, "198.51.100.7").status, 404);
        const auto refused = d.read(path, "198.51.100.7");
        EXPECT_EQ(refused.status, 429);
        EXPECT_EQ(d.read(path).status, 200);
        d.h.clock.advance(Ms{60000});
        EXPECT_EQ(d.read(path, "198.51.100.7").status, 200);
        for (int n = 0; n < 9; ++n) d.make();
        EXPECT_EQ(d.send(http::Method::post, "/api/v1/me/phone/setups",
                         R"({"make":"linphone","transport":"udp"})", d.ann)
                      .status,
                  200);
        EXPECT_EQ(d.send(http::Method::post, "/api/v1/me/phone/setups",
                         R"({"make":"linphone","transport":"udp"})", d.ann)
                      .status,
                  429);
    });
}

TEST(limit, memory_is_bounded_and_a_clock_set_back_locks_nobody_out) {
    Limit limit(1, 2);
    const Time now = from_ms(1767225600000);
    EXPECT_TRUE(limit.take("a", now));
    EXPECT_TRUE(limit.take("b", now));
    EXPECT_FALSE(limit.take("c", now));
    EXPECT_FALSE(limit.take("a", now));
    EXPECT_TRUE(limit.take("a", now - Ms{3'600'000}));
}

}  // namespace
}  // namespace ol::phones
