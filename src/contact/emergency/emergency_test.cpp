// Whom an emergency stops, what is kept of it, what moves, and what a feed from outside may say.
#include "contact/emergency/emergency.hpp"

#include <thread>

#include "team/staff/test_house.hpp"

namespace ol::emergency {
namespace {

constexpr ShopId kettles{1}, lamps{2};
constexpr DepartmentId kyiv{10}, lviv{11};
constexpr PersonId ann{100}, bob{101}, eve{102};
constexpr QueueId sales{20}, night{21}, lamps_line{22};

const std::vector<SitePerson> people{{ann, kyiv, {1}}, {bob, kyiv, {1, 2}}, {eve, lviv, {}}};
const std::vector<SiteQueue> queues{
    {sales, kettles, {ann, bob}}, {night, kettles, {ann, eve}}, {lamps_line, lamps, {bob}}};

TEST(emergency, a_site_stops_its_people_and_the_queues_they_alone_serve) {
    const auto stops = stops_of({{}, {kyiv}, {}}, people, queues);
    EXPECT_EQ(stops.people, (std::vector<PersonId>{ann, bob}));
    EXPECT_EQ(stops.queues, (std::vector<QueueId>{sales, lamps_line}))
        << "eve of Lviv goes on serving the night";
}

TEST(emergency, an_empty_scope_is_everybody) {
    const auto stops = stops_of({}, people, queues);
    EXPECT_EQ(stops.people.size(), 3u);
    EXPECT_EQ(stops.queues.size(), 3u);
}

TEST(emergency, named_people_win_over_shops) {
    const auto stops = stops_of({{lamps}, {}, {bob}}, people, queues);
    EXPECT_EQ(stops.people, (std::vector<PersonId>{bob}));
    EXPECT_EQ(stops.queues, (std::vector<QueueId>{lamps_line}));
}

TEST(emergency, a_queue_without_members_stops_only_with_everybody) {
    const std::vector<SiteQueue> empty{{sales, kettles, {}}};
    EXPECT_EQ(stops_of({}, people, empty).queues.size(), 1u);
    EXPECT_TRUE(stops_of({{}, {kyiv}, {}}, people, empty).queues.empty());
}

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> all;
    for (const auto& list :
         {staff::migrations(), customers::migrations(), promises::migrations(), migrations()})
        all.insert(all.end(), list.begin(), list.end());
    return all;
}

struct Rooms {
    staff::House& h;
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    ShopId shop;
    PersonId head, operator_;
    std::vector<std::string> told;
    Emergencies room;

    explicit Rooms(staff::House& house)
        : h(house),
          buyers({h.db, ids, h.clock, {}, {}}),
          promises({h.db, ids, h.clock, buyers, {}, {}, {}}),
          shop(h.shop("Kettles")),
          head(h.person("head", {"head"})),
          operator_(h.person("olha", {"inbound_operator"}, {shop})),
          room(deps()) {}

    Deps deps() {
        Deps d{h.db, ids, h.clock, h.staff, promises, {}, {}, {}, {}, {}, {}};
        d.queues = [this] { return std::vector<SiteQueue>{{QueueId{5}, shop, {operator_}}}; };
        d.begin = [this](EmergencyId, const Stops& s) {
            told.push_back("begin " + std::to_string(s.people.size()) + " people " +
                           std::to_string(s.queues.size()) + " queues");
        };
        d.end = [this](EmergencyId, Ms stagger) {
            told.push_back("end " + std::to_string(stagger.count()));
        };
        d.public_url = "https://desk.example";
        return d;
    }
};

void in_rooms(const std::function<void(Rooms&)>& body) {
    ManualClock clock;
    const auto all = all_migrations();
    db::for_each_database(
        all,
        [&](db::Database& database) {
            clock.set(parse_iso8601("2026-11-16T12:00:00Z").value());
            staff::House house(database, clock);
            Rooms rooms(house);
            body(rooms);
        },
        clock);
}

TEST(emergency, it_is_declared_once_and_called_off_once) {
    in_rooms([](Rooms& r) {
        const auto who = r.h.as(r.head);
        const auto begun = r.room.begin(who, {Kind::air_raid, "siren", {{r.shop}, {}, {}}, 0});
        ASSERT_TRUE(begun) << begun.error().detail;
        EXPECT_EQ(begun->queue_ids, std::vector<QueueId>{QueueId{5}});
        EXPECT_FALSE(begun->ended_at);
        const auto over = r.room.end(who, begun->id, {2000});
        ASSERT_TRUE(over);
        EXPECT_TRUE(over->ended_at);
        EXPECT_EQ(r.room.end(who, begun->id, {}).error().code, "emergency.over");
        EXPECT_EQ(r.room.end(who, EmergencyId{7}, {}).error().code, "emergency.unknown");
        ASSERT_EQ(r.told.size(), 2u);
        EXPECT_EQ(r.told[1], "end 2000");
    });
}

TEST(emergency, what_runs_still_runs_after_a_restart) {
    in_rooms([](Rooms& r) {
        ASSERT_TRUE(r.room.begin(r.h.as(r.head), {Kind::power, "", {}, 0}));
        const std::string first = r.told.back();
        r.told.clear();
        Emergencies again(r.deps());
        ASSERT_TRUE(again.resume());
        EXPECT_EQ(r.told, std::vector<std::string>{first});
    });
}

TEST(emergency, nobody_to_stop_is_told_and_nothing_is_kept) {
    in_rooms([](Rooms& r) {
        const auto none =
            r.room.begin(r.h.as(r.head), {Kind::other, "", {{}, {}, {PersonId{9}}}, 0});
        ASSERT_FALSE(none);
        EXPECT_EQ(none.error().code, "emergency.nobody");
        EXPECT_TRUE(r.room.list()->items.empty());
        EXPECT_EQ(r.room.begin(r.h.as(r.head), {Kind::other, "", {}, -1}).error().code,
                  "emergency.move");
    });
}

TEST(emergency, a_feed_rings_once_however_often_it_says_on) {
    in_rooms([](Rooms& r) {
        const auto feed =
            r.room.add_feed(r.h.as(r.head), {"alerts.in.ua", Kind::air_raid, {}, 0, 1000});
        ASSERT_TRUE(feed);
        const std::string token = feed->url.substr(feed->url.rfind('/') + 1);
        EXPECT_GE(token.size(), 32u);
        const auto on = r.room.alert(token, {"on", "Kyiv"});
        ASSERT_TRUE(on) << on.error().detail;
        const auto twice = r.room.alert(token, {"on", {}});
        ASSERT_TRUE(twice);
        EXPECT_EQ(*twice->emergency_id, *on->emergency_id);
        ASSERT_TRUE(r.room.alert(token, {"off", {}}));
        ASSERT_TRUE(r.room.alert(token, {"off", {}}));
        EXPECT_EQ(r.told.size(), 2u) << "one begin, one end";
        EXPECT_EQ(r.room.feeds()->items.at(0).last_state, "off");
        EXPECT_TRUE(r.room.feeds()->items.at(0).url.empty()) << "shown once";
        EXPECT_EQ(r.room.alert("guess", {"on", {}}).error().code, "emergency.feed");
        EXPECT_EQ(r.room.alert(token, {"maybe", {}}).error().code, "emergency.state");
        ASSERT_TRUE(r.room.remove_feed(r.h.as(r.head), feed->id));
        EXPECT_EQ(r.room.alert(token, {"on", {}}).error().code, "emergency.feed");
    });
}

TEST(emergency, a_feed_that_says_on_from_many_sides_at_once_rings_once) {
    in_rooms([](Rooms& r) {
        const auto feed = r.room.add_feed(r.h.as(r.head), {"siren", Kind::air_raid, {}, 0, 0});
        ASSERT_TRUE(feed);
        const std::string token = feed->url.substr(feed->url.rfind('/') + 1);
        std::vector<std::thread> sides;
        for (int i = 0; i < 8; ++i)
            sides.emplace_back([&] { EXPECT_TRUE(r.room.alert(token, {"on", {}})); });
        for (auto& side : sides) side.join();
        EXPECT_EQ(r.room.list()->items.size(), 1u);
        EXPECT_EQ(r.told.size(), 1u);
    });
}

TEST(emergency, who_sees_one_shop_stops_nobody_who_also_works_for_others) {
    in_rooms([](Rooms& r) {
        const ShopId other = r.h.shop("Lamps");
        const auto lead = r.h.person("lead", {"telesales_agent"}, {other});
        r.h.person("both", {"telesales_agent"}, {r.shop, other});
        const auto reach = r.room.reach(r.h.as(lead), {Kind::power, "", {}, 0});
        ASSERT_TRUE(reach);
        EXPECT_EQ(reach->people, 1) << "herself";
    });
}

TEST(emergency, another_shops_alarm_is_not_called_off_from_here) {
    in_rooms([](Rooms& r) {
        const ShopId other = r.h.shop("Lamps");
        const auto lead = r.h.person("lead", {"telesales_agent"}, {other});
        const auto begun = r.room.begin(r.h.as(r.head), {Kind::power, "", {{r.shop}, {}, {}}, 0});
        ASSERT_TRUE(begun);
        const auto refused = r.room.end(r.h.as(lead), begun->id, {});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "emergency.other_shops");
        EXPECT_TRUE(r.room.end(r.h.as(r.head), begun->id, {}));
    });
}

TEST(emergency, promises_due_meanwhile_get_a_new_time) {
    in_rooms([](Rooms& r) {
        CustomerId buyer;
        ASSERT_TRUE(r.h.db.write([&](db::Tx& tx) -> Result<> {
            customers::NewCustomer draft;
            draft.name = "Iryna";
            auto made = r.buyers.create(tx, draft, PersonId{});
            if (!made) return made.error();
            buyer = *made;
            for (const int minutes : {30, 300}) {
                promises::NewPromise p;
                p.kind = promises::Kind::callback;
                p.to_customer_id = buyer;
                p.due_at = tx.now + Ms{minutes * 60000};
                p.owner_id = r.operator_;
                if (auto ok = r.promises.make(tx, p, "operator", r.operator_); !ok)
                    return ok.error();
            }
            return {};
        }));
        const EmergencyIn in{Kind::air_raid, "", {}, 7200000};
        EXPECT_EQ(r.room.reach(r.h.as(r.head), in)->promises, 1);
        const auto begun = r.room.begin(r.h.as(r.head), in);
        ASSERT_TRUE(begun);
        EXPECT_EQ(begun->promises_moved, 1) << "the other is due after it";
        ASSERT_TRUE(r.h.db.read([&](db::Conn& conn) -> Result<> {
            const auto first = r.promises.list(conn, {}).items.at(0);
            EXPECT_EQ(first.due_at, r.h.clock.now() + Ms{150 * 60000});
            EXPECT_EQ(first.version, 2);
            return {};
        }));
    });
}

}  // namespace
}  // namespace ol::emergency
