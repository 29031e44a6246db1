// Hours of shops as they are kept, and the routes as http hands requests over.
#include "contact/flows/flows.hpp"

#include "team/staff/test_house.hpp"

namespace ol::flows {
namespace {

std::vector<db::Migration> both() {
    std::vector<db::Migration> all(staff::migrations().begin(), staff::migrations().end());
    all.insert(all.end(), migrations().begin(), migrations().end());
    return all;
}

struct Rooms {
    staff::House& h;
    Flows flows{{h.db, h.staff, h.clock}};
    http::Router router;
    int changes = 0;

    explicit Rooms(staff::House& house) : h(house) {
        EXPECT_TRUE(flows.load());
        flows.changed = [this] { ++changes; };
        add_routes(router, flows);
    }
    http::Response send(PersonId who, http::Method method, const std::string& path,
                        std::string body = {}, const std::string& if_match = {}) {
        http::Request r;
        r.method = method;
        r.path = path;
        r.body = std::move(body);
        r.headers = {{"x-requested-with", "orderline"}, {"content-type", "application/json"}};
        if (!if_match.empty()) r.headers["if-match"] = if_match;
        r.who = h.as(who);
        return router.handle(r);
    }
};

void in_rooms(const std::function<void(Rooms&)>& body) {
    ManualClock clock;
    const auto all = both();
    db::for_each_database(
        all,
        [&](db::Database& database) {
            clock.set(parse_iso8601("2026-11-16T12:00:00Z").value());  // Monday, 14:00 in Kyiv
            staff::House house(database, clock);
            Rooms rooms(house);
            body(rooms);
        },
        clock);
}

const HoursIn weekdays{{{1, {{"09:00", "18:00"}}}, {2, {{"22:00", "06:00"}}}},
                       {{"2026-12-25", "Різдво", {}}, {"2026-12-24", "", {{"09:00", "12:00"}}}},
                       AfterHours::voicemail};

TEST(flows, a_shop_that_never_said_is_open_round_the_clock) {
    in_rooms([](Rooms& r) {
        const ShopId shop = r.h.shop("Kettles");
        const auto got = r.flows.hours(staff::Staff::system(), shop);
        ASSERT_TRUE(got);
        EXPECT_EQ(got->version, 1);
        EXPECT_EQ(got->tz, "Europe/Kyiv");
        ASSERT_EQ(got->week.size(), 7u);
        EXPECT_EQ(got->week[6].open[0].to, "24:00");
        EXPECT_TRUE(got->now.open);
        EXPECT_FALSE(got->now.until);
        EXPECT_EQ(r.flows.rule(shop).hours, round_the_clock());
    });
}

TEST(flows, saved_hours_come_back_also_after_a_restart) {
    in_rooms([](Rooms& r) {
        const ShopId shop = r.h.shop("Kettles");
        const auto saved = r.flows.save(staff::Staff::system(), shop, 1, weekdays);
        ASSERT_TRUE(saved);
        EXPECT_EQ(saved->version, 2);
        EXPECT_EQ(r.changes, 1);
        EXPECT_EQ(saved->dated[0].date, "2026-12-24") << "dates ascend";
        EXPECT_TRUE(saved->now.open);
        EXPECT_EQ(iso8601(*saved->now.until), "2026-11-16T16:00:00.000Z");
        Flows fresh({r.h.db, r.h.staff, r.h.clock});
        ASSERT_TRUE(fresh.load());
        EXPECT_EQ(json::write(*fresh.hours(staff::Staff::system(), shop)), json::write(*saved));
        EXPECT_EQ(fresh.rule(shop).closed_goes_to, AfterHours::voicemail);
        EXPECT_EQ(fresh.rule(shop).hours, r.flows.rule(shop).hours);
    });
}

TEST(flows, no_edit_is_made_blind) {
    in_rooms([](Rooms& r) {
        const ShopId shop = r.h.shop("Kettles");
        const auto system = staff::Staff::system();
        EXPECT_EQ(r.flows.save(system, shop, 2, weekdays).error().code, "flows.version_conflict");
        ASSERT_TRUE(r.flows.save(system, shop, 1, weekdays));
        EXPECT_EQ(r.flows.save(system, shop, 1, {}).error().code, "flows.version_conflict");
        EXPECT_EQ(r.flows.hours(system, shop)->version, 2);
        EXPECT_TRUE(r.flows.save(system, shop, 2, {}));
    });
}

TEST(flows, a_change_is_audited_by_its_fields_without_their_text) {
    in_rooms([](Rooms& r) {
        const ShopId shop = r.h.shop("Kettles");
        const PersonId owner = r.h.person("ann", {"owner"});
        ASSERT_TRUE(r.flows.save(r.h.as(owner), shop, 1, weekdays));
        const auto page = r.h.staff.audit_page({.limit = 1});
        ASSERT_TRUE(page);
        EXPECT_EQ(page->items[0].what, "shop.hours_changed");
        EXPECT_EQ(page->items[0].who, owner);
        EXPECT_EQ(page->items[0].subject, std::to_string(shop.value));
        EXPECT_EQ(page->items[0].detail, R"({"fields":["week","dated","closed_goes_to"]})");
    });
}

TEST(flows, another_shop_is_not_found) {
    in_rooms([](Rooms& r) {
        const ShopId a = r.h.shop("A"), b = r.h.shop("B");
        const PersonId ann = r.h.person("ann", {"supervisor"}, {a});
        EXPECT_TRUE(r.flows.hours(r.h.as(ann), a));
        EXPECT_EQ(r.flows.hours(r.h.as(ann), b).error().kind, Errc::not_found);
        EXPECT_EQ(r.flows.save(r.h.as(ann), b, 1, {}).error().kind, Errc::not_found);
        EXPECT_EQ(r.flows.preview(r.h.as(ann), b, {}).error().kind, Errc::not_found);
    });
}

TEST(flows, the_routes_want_rights_and_a_version) {
    in_rooms([](Rooms& r) {
        using http::Method;
        const ShopId shop = r.h.shop("Kettles");
        const std::string path = "/api/v1/shops/" + std::to_string(shop.value) + "/hours";
        const PersonId owner = r.h.person("ann", {"owner"});
        const PersonId operator_ = r.h.person("bob", {"inbound_operator"}, {shop});
        EXPECT_EQ(r.send(operator_, Method::put, path, "{}", "\"1\"").status, 403);
        EXPECT_EQ(r.send(owner, Method::get, path).status, 200);
        EXPECT_EQ(r.send(owner, Method::put, path, "{}").status, 400) << "no If-Match";
        const auto bad =
            r.send(owner, Method::put, path,
                   R"({"week":[{"day":1,"open":[{"from":"9","to":"18:00"}]}]})", "\"1\"");
        EXPECT_EQ(bad.status, 400);
        EXPECT_NE(bad.body.find("week[0].open[0].from"), std::string::npos) << bad.body;
        const auto good = r.send(owner, Method::put, path, R"({"week":[]})", "\"1\"");
        EXPECT_EQ(good.status, 200) << good.body;
        EXPECT_NE(good.body.find(R"("now":{"open":false})"), std::string::npos) << good.body;
        EXPECT_EQ(r.send(owner, Method::put, path, "{}", "\"1\"").status, 409);
        const auto seen = r.send(owner, Method::post, path + "/preview",
                                 R"({"week":[{"day":2,"open":[{"from":"09:00","to":"10:00"}]}]})");
        EXPECT_EQ(seen.body, R"({"open":false,"until":1794898800000})");
        EXPECT_FALSE(r.flows.hours(r.h.as(owner), shop)->now.until) << "a preview keeps nothing";
    });
}

void carried_over(db::Dialect dialect) {
    db::TestDatabase database(staff::migrations().first(3), dialect);
    ASSERT_TRUE(database->write([](db::Tx& tx) -> Result<> {
        tx.exec(
            "insert into shop(id, version, created_at, name, brand, tz, currency, languages, "
            "country, default_region, greeting_language, record_calls, hours_from, hours_to, "
            "work_days, missed_goes_to) values(7, 1, 0, 'A', 'A', 'Europe/Kyiv', 'UAH', 'uk', "
            "'UA', 'UA', 'uk', true, '09:00', '20:00', '1,2,6', 'voicemail')");
        return {};
    }));
    const auto all = both();
    ASSERT_TRUE(database->migrate(all));
    ManualClock clock;
    staff::House house(*database, clock);
    Flows flows({*database, house.staff, clock});
    ASSERT_TRUE(flows.load());
    const auto rule = flows.rule(ShopId{7});
    EXPECT_EQ(rule.closed_goes_to, AfterHours::voicemail);
    EXPECT_EQ(rule.hours.week[0], (Spans{{540, 1200}}));
    EXPECT_EQ(rule.hours.week[5], (Spans{{540, 1200}}));
    EXPECT_TRUE(rule.hours.week[2].empty());
    EXPECT_TRUE(rule.hours.week[6].empty());
}

TEST(flows, hours_kept_by_staff_before_become_the_first_hours) {
    carried_over(db::Dialect::sqlite);
    if (db::has_test_postgres()) carried_over(db::Dialect::postgres);
}

}  // namespace
}  // namespace ol::flows
