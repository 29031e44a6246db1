// Directories read over real HTTP: page by page, with kills, garbage and losses between; found.
#include "shop/logistics/ways/ways_world.hpp"

namespace ol::logistics {
namespace {

constexpr Ms day{86'400'000};

TEST(DirectoryTest, is_read_page_by_page_and_told_on_a_card) {
    on_each_ways([](db::Database& db) {
        Directed w(db);
        w.small_country(1200);  // three pages of points
        EXPECT_EQ(w.directory.read_due(10), 0);  // no account: nobody is asked
        w.account_of(Courier::novaposhta);
        EXPECT_EQ(w.card().state, ReadState::never);
        // Two pages a visit: then it is in the middle, and says so.
        EXPECT_EQ(w.directory.read_due(2), 2);
        auto card = w.card();
        EXPECT_EQ(card.state, ReadState::reading);
        EXPECT_EQ(card.step, "points");
        EXPECT_EQ(card.page, 1);
        EXPECT_EQ(card.read, 500);
        EXPECT_EQ(card.total, 1201);
        w.directory.read_due(10);
        card = w.card();
        EXPECT_EQ(card.state, ReadState::ok);
        EXPECT_EQ(card.cities, 3);
        EXPECT_EQ(card.branches, 1201);
        EXPECT_EQ(card.ended_at, report);
        EXPECT_EQ(card.next_at, report + day);
        EXPECT_EQ(w.other.requests, 4);
        EXPECT_EQ(w.directory.read_due(10), 0);  // once a day
        EXPECT_EQ(w.other.requests, 4);
    });
}

TEST(DirectoryTest, goes_on_after_a_kill_where_it_stood_and_a_bad_page_loses_nothing) {
    on_each_ways([](db::Database& db) {
        Directed w(db);
        w.small_country(1200);
        w.account_of(Courier::novaposhta);
        w.other.garbage_at = {3};  // the second page of points
        w.directory.read_due(10);
        auto card = w.card();
        EXPECT_EQ(card.state, ReadState::garbage);
        EXPECT_EQ(card.error, "logistics.answer");
        EXPECT_EQ(card.branches, 500);
        EXPECT_EQ(card.next_at, report + Ms{30'000});
        EXPECT_EQ(w.directory.read_due(10), 0);  // not before it is due
        w.other.down = true;
        w.clock.set(report + Ms{30'000});
        w.directory.read_due(10);
        EXPECT_EQ(w.card().state, ReadState::unreachable);
        EXPECT_EQ(w.card().next_at, report + Ms{90'000});
        // Another process takes over: all it knows is in the database.
        w.other.down = false;
        w.clock.set(report + Ms{90'000});
        Directory after(w.deps(db));
        after.read_due(10);
        card = w.card();
        EXPECT_EQ(card.state, ReadState::ok);
        EXPECT_EQ(card.branches, 1201);
        EXPECT_EQ(card.failures, 0);
        EXPECT_EQ(w.other.requests, 6);  // cities, three pages, and the two that were none
    });
}

TEST(DirectoryTest, what_is_gone_is_closed_and_stays_and_comes_back) {
    on_each_ways([](db::Database& db) {
        Directed w(db);
        w.small_country(3);
        w.account_of(Courier::novaposhta);
        w.directory.read_due(10);
        w.other.points.erase(w.other.points.begin());  // k1 is not listed any more
        w.other.points[0] = FakeDirectory::point("k2", "kyiv", 2, R"("DenyToSelect":"1")");
        w.clock.set(report + day);
        w.directory.read_due(10);
        EXPECT_EQ(w.card().branches, 2);
        EXPECT_EQ(w.card().closed, 2);
        EXPECT_EQ(w.points({Courier::novaposhta, "kyiv"}).items.size(), 1u);
        const auto one = w.points({Courier::novaposhta, "kyiv", "1"});
        ASSERT_EQ(one.items.size(), 1u);
        EXPECT_TRUE(one.items[0].closed);
        EXPECT_EQ(one.items[0].refused.code, "closed");
        w.small_country(3);
        w.clock.set(report + day * 2);
        w.directory.read_due(10);
        EXPECT_EQ(w.card().closed, 0);
    });
}

TEST(DirectoryTest, a_directory_that_shrank_to_less_than_half_closes_nothing) {
    on_each_ways([](db::Database& db) {
        Directed w(db);
        w.small_country(9);
        w.account_of(Courier::novaposhta);
        w.directory.read_due(10);
        w.other.points.resize(2);
        w.clock.set(report + day);
        w.directory.read_due(10);
        EXPECT_EQ(w.card().state, ReadState::short_);
        EXPECT_EQ(w.card().branches, 10);
        EXPECT_EQ(w.card().ended_at, report);  // the last whole one
        EXPECT_EQ(w.card().next_at, report + day + Ms{3'600'000});
        // A row that does not say who it is could be any of them: nothing is closed.
        w.small_country(8);
        w.other.points.push_back(R"({"Number":"9"})");
        w.clock.set(report + day * 2);
        w.directory.read_due(10);
        EXPECT_EQ(w.card().state, ReadState::ok);
        EXPECT_EQ(w.card().unreadable, 1);
        EXPECT_EQ(w.card().branches, 10);
    });
}

TEST(DirectoryTest, a_refused_key_is_told_with_the_couriers_code_and_asked_anew_by_hand) {
    on_each_ways([](db::Database& db) {
        Directed w(db);
        w.small_country();
        w.account_of(Courier::novaposhta, "wrong");
        w.directory.read_due(10);
        EXPECT_EQ(w.card().state, ReadState::refused);
        EXPECT_EQ(w.card().error, "logistics.refused (20000200068)");
        w.other.key = "wrong";
        ASSERT_TRUE(w.directory.ask_now(Courier::novaposhta, ann));
        w.directory.read_due(10);
        EXPECT_EQ(w.card().state, ReadState::ok);
        EXPECT_EQ(w.directory.ask_now(Courier::cdek, ann).error().code,
                  "logistics.no_directory");
    });
}

TEST(DirectoryTest, ukrposhta_is_read_region_by_region_under_its_own_bearer) {
    on_each_ways([](db::Database& db) {
        Directed w(db);
        w.other.regions = {"270", "286"};
        w.other.up_cities["270"] =
            R"({"CITY_ID":"10483","CITY_UA":"Піщана","REGION_UA":"Київська"})";
        w.other.up_cities["286"] =
            R"({"CITY_ID":"29713","CITY_UA":"Київ","CITY_EN":"Kyiv","REGION_UA":"Київ"})";
        w.other.up_points["286"] =
            R"({"ID":"1","POCITY_ID":"29713","POSTINDEX":"01001","PO_LONG":"ВПЗ 1"})";
        w.account_of(Courier::ukrposhta, "tracking:secret");
        w.directory.read_due(10);
        const auto card = w.card();
        EXPECT_EQ(card.state, ReadState::ok) << card.error;
        EXPECT_EQ(card.cities, 2);
        EXPECT_EQ(card.branches, 1);
        EXPECT_EQ(w.other.requests, 5);
        EXPECT_EQ(w.cities("kiev"), "Київ");
        // With Nova Poshta's beside it the city is one, and each courier's name for it is known.
        w.small_country();
        w.account_of(Courier::novaposhta);
        w.directory.read_due(10);
        const auto found = *db.read_as<FoundCityList>([&](db::Conn& c) -> Result<FoundCityList> {
            return w.directory.cities(c, "київ", {});
        });
        ASSERT_EQ(found.items.size(), 1u);
        EXPECT_EQ(found.items[0].at.size(), 2u);
    });
}

TEST(DirectoryTest, finds_cities_and_points_by_any_part) {
    on_each_ways([](db::Database& db) {
        Directed w(db);
        w.small_country(12);
        w.other.points.push_back(FakeDirectory::point(
            "k500", "kyiv", 500, R"("PlaceMaxWeightAllowed":"30")", "просп. Перемоги, 11"));
        w.account_of(Courier::novaposhta);
        w.directory.read_due(10);
        EXPECT_EQ(w.cities("Од"), "Одеса");
        EXPECT_EQ(w.cities("odessa"), "Одеса");
        EXPECT_EQ(w.cities("деса"), "Одеса");
        EXPECT_EQ(w.cities("Ивановка"), "Іванівка");
        EXPECT_EQ(w.cities("'; drop table place_city; --"), "");
        EXPECT_EQ(w.cities(""), "");
        const auto by_number = w.points({Courier::novaposhta, "kyiv", "1"});
        ASSERT_GE(by_number.items.size(), 4u);  // 1, 10, 11, 12, and the house number 11
        EXPECT_EQ(by_number.items[0].number, "1");
        EXPECT_EQ(by_number.items[1].number, "10");
        PointQuery heavy{Courier::novaposhta, "kyiv", "Победы", {}, {}};
        EXPECT_EQ(w.points(heavy).items.size(), 0u);  // another word, not another spelling
        heavy.q = "peremohy";
        heavy.parcel.weight_g = 31'000;
        const auto refused = w.points(heavy);
        ASSERT_EQ(refused.items.size(), 1u);
        EXPECT_EQ(refused.items[0].refused.code, "weight");
        EXPECT_EQ(refused.items[0].refused.limit, 30'000);
        // Refused ones come last, and how many more there are is told.
        PointQuery all{Courier::novaposhta, "kyiv"};
        all.parcel.weight_g = 31'000, all.limit = 5;
        EXPECT_EQ(w.points(all).items.size(), 5u);
        EXPECT_EQ(w.points(all).more, 8);
    });
}

struct Api : Directed {
    explicit Api(db::Database& d) : Directed(d) {
        add_directory_routes(router, std::shared_ptr<Directory>(&directory, [](Directory*) {}));
        who.person = ann;
        who.permissions = {"orders.view", "stores.view", "stores.edit"};
    }
    http::Response call(http::Method m, const std::string& path,
                        std::map<std::string, std::string> query = {}) {
        http::Request r;
        r.method = m;
        r.path = path;
        r.query = std::move(query);
        r.who = who;
        return router.handle(r);
    }
    http::Router router;
    http::Principal who;
};

TEST(DirectoryApiTest, is_asked_by_those_who_see_orders_and_holds_malformed_questions) {
    on_each_ways([](db::Database& db) {
        Api w(db);
        w.small_country();
        w.account_of(Courier::novaposhta);
        const auto again = w.call(http::Method::post,
                                  "/api/v1/couriers/directories/novaposhta/read");
        EXPECT_EQ(again.status, 200) << again.body;
        w.directory.read_due(10);
        const auto found = w.call(http::Method::get, "/api/v1/places/cities", {{"q", "Kyiv"}});
        EXPECT_NE(found.body.find(R"("name":"Київ")"), std::string::npos) << found.body;
        const auto points = w.call(http::Method::get, "/api/v1/places/points",
                                   {{"courier", "novaposhta"}, {"city_ref", "kyiv"}, {"q", "2"}});
        EXPECT_NE(points.body.find(R"("ref":"k2")"), std::string::npos) << points.body;
        EXPECT_EQ(w.call(http::Method::get, "/api/v1/places/points",
                         {{"courier", "novaposhta"}, {"city_ref", "kyiv"}, {"weight_g", "-1"}})
                      .status,
                  400);
        EXPECT_EQ(
            w.call(http::Method::post, "/api/v1/couriers/directories/pigeon/read").status, 404);
        // A city is sought at the couriers of one's own shops only.
        w.who.shops = {99};
        EXPECT_EQ(w.call(http::Method::get, "/api/v1/places/cities", {{"q", "Kyiv"}}).body,
                  R"({"items":[]})");
        w.who.permissions = {};
        EXPECT_EQ(w.call(http::Method::get, "/api/v1/couriers/directories").status, 403);
    });
}

}  // namespace
}  // namespace ol::logistics
