// Rules kept and places taken, on both databases.
#include "contact/callbacks/callbacks.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"

namespace ol::callbacks {
namespace callbacks_test {

constexpr ShopId shop{1};
constexpr QueueId orders{5};

struct Room {
    db::Database& db;
    ManualClock& clock;
    std::string audited;
    Callbacks callbacks{{db, clock,
                         [](ShopId id) -> std::optional<ShopTerms> {
                             if (id != shop) return std::nullopt;
                             return ShopTerms{"Europe/Kyiv", flows::round_the_clock()};
                         },
                         [this](db::Tx&, PersonId, std::string_view what, std::int64_t) {
                             audited += std::string(what) + " ";
                         }}};
    http::Router router;
    http::Principal who;

    Room(db::Database& d, ManualClock& c) : db(d), clock(c) {
        who.person = PersonId{7};
        who.permissions = {"settings.view", "settings.edit", "contacts.view"};
        EXPECT_TRUE(callbacks.load());
        add_routes(router, callbacks);
    }
    http::Response send(http::Method method, const std::string& path, std::string body = {},
                        int version = 0) {
        http::Request r;
        r.method = method;
        r.path = "/api/v1/shops/" + path;
        r.body = std::move(body);
        r.headers["if-match"] = "\"" + std::to_string(version) + "\"";
        r.who = who;
        return router.handle(r);
    }
    Result<Booking> take(std::int64_t task, Time from, QueueId queue = orders) {
        return db.write_as<Booking>([&](db::Tx& tx) {
            return callbacks.take(tx, {ContactId{task}, shop, queue, from, {}, {}});
        });
    }
    void switch_on(int capacity) {
        SlotRuleIn in;
        in.on = true;
        in.capacity = capacity;
        ASSERT_TRUE(callbacks.save(who, shop, 1, in));
    }
};

void in_rooms(const std::function<void(Room&)>& body) {
    ManualClock clock;
    db::for_each_database(
        migrations(),
        [&](db::Database& database) {
            clock.set(parse_iso8601("2026-11-16T12:40:00Z").value());  // Monday, 14:40 in Kyiv
            Room room(database, clock);
            body(room);
        },
        clock);
}

Time at(const char* text) { return parse_iso8601(text).value(); }
const Time three = at("2026-11-16T13:00:00Z"), half_past = at("2026-11-16T13:30:00Z");

TEST(callbacks, the_seventh_is_told_of_the_next_time) {
    in_rooms([](Room& r) {
        r.switch_on(6);
        for (int task = 1; task <= 6; ++task) {
            const auto got = r.take(task, three);
            ASSERT_TRUE(got) << got.error().code;
            EXPECT_EQ(got->to, half_past);
        }
        const auto seventh = r.take(7, three);
        ASSERT_FALSE(seventh);
        EXPECT_EQ(seventh.error().code, "callbacks.slot_full");
        ASSERT_EQ(seventh.error().params.size(), 1u);
        EXPECT_EQ(seventh.error().params[0].second, std::to_string(to_ms(half_past)));
        EXPECT_TRUE(r.take(7, half_past));
        const auto list = r.send(http::Method::get, "1/callback-slots");
        EXPECT_EQ(list.status, 200) << list.body;
        EXPECT_NE(list.body.find("\"capacity\":6,\"taken\":6"), std::string::npos) << list.body;
    });
}

TEST(callbacks, who_moves_or_is_done_leaves_his_place) {
    in_rooms([](Room& r) {
        r.switch_on(1);
        ASSERT_TRUE(r.take(1, three));
        ASSERT_FALSE(r.take(2, three));
        ASSERT_TRUE(r.take(1, three)) << "his own place is no obstacle";
        ASSERT_TRUE(r.take(1, half_past));
        ASSERT_TRUE(r.take(2, three));
        ASSERT_TRUE(r.db.write([&](db::Tx& tx) -> Result<> {
            Callbacks::release(tx, ContactId{2});
            Callbacks::note_promise(tx, ContactId{1}, PromiseId{9});
            return {};
        }));
        ASSERT_TRUE(r.take(3, three));
        ASSERT_TRUE(r.db.read([&](db::Conn& conn) -> Result<> {
            EXPECT_EQ(Callbacks::standing(conn).size(), 2u);
            EXPECT_EQ(Callbacks::of_task(conn, ContactId{1})->promise, PromiseId{9});
            EXPECT_FALSE(Callbacks::of_task(conn, ContactId{2}));
            return {};
        }));
    });
}

TEST(callbacks, only_what_is_offered_can_be_taken) {
    in_rooms([](Room& r) {
        EXPECT_EQ(r.take(1, three).error().code, "callbacks.off");
        r.switch_on(6);
        EXPECT_EQ(r.take(1, three + Ms{1}).error().code, "callbacks.slot_unknown");
        EXPECT_EQ(r.take(1, at("2026-11-16T12:30:00Z")).error().code, "callbacks.slot_unknown");
        EXPECT_EQ(r.take(1, at("2026-11-16T22:00:00Z")).error().code, "callbacks.slot_unknown");
    });
}

TEST(callbacks, settings_are_kept_and_checked) {
    in_rooms([](Room& r) {
        using http::Method;
        EXPECT_NE(r.send(Method::get, "1/callback-rules").body.find("\"on\":false"),
                  std::string::npos);
        const std::string on = R"({"on":true,"slot_minutes":15,"capacity":2,"ahead_days":3,)";
        EXPECT_EQ(r.send(Method::put, "1/callback-rules", on + R"("own_hours":false,"week":[]})", 1)
                      .status,
                  200);
        EXPECT_EQ(r.send(Method::put, "1/callback-rules", on + R"("own_hours":false,"week":[]})", 1)
                      .status,
                  409)
            << "somebody was quicker";
        const auto wrong = r.send(Method::put, "1/callback-rules",
                                  R"({"on":true,"slot_minutes":3,"capacity":2,"ahead_days":3,)"
                                  R"("own_hours":false,"week":[]})",
                                  2);
        EXPECT_EQ(wrong.status, 400);
        EXPECT_NE(wrong.body.find("\"field\":\"slot_minutes\""), std::string::npos);
        const auto hours = r.send(
            Method::put, "1/callback-rules",
            on + R"("own_hours":true,"week":[{"day":1,"open":[{"from":"25:00","to":"26:00"}]}]})",
            2);
        EXPECT_NE(hours.body.find("week[0].open[0].from"), std::string::npos) << hours.body;
        EXPECT_EQ(r.send(Method::get, "2/callback-rules").status, 404);
        EXPECT_EQ(r.audited, "callbacks.rule_changed ");
        Room again(r.db, r.clock);
        EXPECT_EQ(again.callbacks.rule(shop, orders).slot_minutes, 15);
    });
}

TEST(callbacks, a_time_begins_at_the_same_minutes_of_every_hour) {
    in_rooms([](Room& r) {
        SlotRuleIn in;
        for (const int minutes : {7, 25, 50, 90}) {
            in.slot_minutes = minutes;
            const auto refused = r.callbacks.save(r.who, shop, 1, in);
            ASSERT_FALSE(refused) << minutes;
            EXPECT_EQ(refused.error().code, "callbacks.slot_minutes");
            EXPECT_EQ(refused.error().field, "slot_minutes");
        }
        in.slot_minutes = 12;
        EXPECT_TRUE(r.callbacks.save(r.who, shop, 1, in));
        in.slot_minutes = 120;
        EXPECT_TRUE(r.callbacks.save(r.who, shop, 2, in));
    });
}

TEST(callbacks, own_hours_without_an_open_hour_are_refused) {
    in_rooms([](Room& r) {
        SlotRuleIn in;
        in.on = in.own_hours = true;
        for (const int days : {0, 2}) {
            in.week = std::vector<flows::DayHours>{{1, {}}, {2, {}}};
            in.week.resize(static_cast<std::size_t>(days));
            const auto refused = r.callbacks.save(r.who, shop, 1, in);
            ASSERT_FALSE(refused);
            EXPECT_EQ(refused.error().code, "callbacks.no_open_hour");
            EXPECT_EQ(refused.error().field, "week");
        }
        in.own_hours = false;
        EXPECT_TRUE(r.callbacks.save(r.who, shop, 1, in)) << "an empty week that counts nothing";
    });
}

/// What an older version kept does not keep the centre from starting.
TEST(callbacks, a_rule_that_could_not_be_saved_today_still_loads) {
    in_rooms([](Room& r) {
        ASSERT_TRUE(r.db.write([&](db::Tx& tx) -> Result<> {
            SlotRuleIn in;
            in.on = in.own_hours = true;
            in.slot_minutes = 7;
            tx.exec(
                "insert into callback_rule (shop_id, queue_id, version, rule) "
                "values (?1, 0, 2, ?2)",
                shop, json::write(in));
            return {};
        }));
        ASSERT_TRUE(r.callbacks.load());
        EXPECT_EQ(r.callbacks.rule(shop, orders).slot_minutes, 7);
    });
}

TEST(callbacks, what_an_older_version_left_of_a_removed_queue_goes_at_the_next_start) {
    in_rooms([](Room& r) {
        constexpr QueueId gone{77};
        ASSERT_TRUE(r.db.write([&](db::Tx& tx) -> Result<> {
            for (const QueueId queue : {gone, orders, QueueId{}})
                tx.exec(
                    "insert into callback_rule (shop_id, queue_id, version, rule) "
                    "values (?1, ?2, 1, ?3)",
                    shop, queue, json::write(SlotRuleIn{}));
            tx.exec(
                "insert into callback_booking (task_id, shop_id, queue_id, rule_queue_id, "
                "slot_from, slot_to, promise_id, booked_at) values (5, ?1, ?2, ?2, 1, 2, 0, 1)",
                shop, gone);
            return {};
        }));
        ASSERT_TRUE(r.callbacks.forget_all_but({orders, QueueId{6}}));
        ASSERT_TRUE(r.callbacks.load());
        (void)r.db.read([&](db::Conn& conn) -> Result<> {
            const auto left = conn.query("select queue_id from callback_rule order by queue_id");
            EXPECT_EQ(left.size(), 2u) << "the shop's and the living queue's stay";
            const auto place = conn.query("select rule_queue_id from callback_booking");
            EXPECT_EQ(place.i64(0, 0), 0) << "his time takes the shop's places";
            return {};
        });
    });
}

TEST(callbacks, a_queue_goes_back_to_the_rule_of_its_shop) {
    in_rooms([](Room& r) {
        const auto sent = [&](http::Method method, const std::string& path, int version = 0) {
            return r.send(method, path, {}, version);
        };
        using http::Method;
        r.switch_on(1);
        ASSERT_TRUE(r.db.write([&](db::Tx& tx) -> Result<> {
            SlotRuleIn in;
            in.on = true;
            in.capacity = 5;
            in.queue_id = orders;
            tx.exec(
                "insert into callback_rule (shop_id, queue_id, version, rule) "
                "values (?1, ?2, 3, ?3)",
                shop, orders, json::write(in));
            return {};
        }));
        ASSERT_TRUE(r.callbacks.load());
        ASSERT_TRUE(r.take(1, three));
        ASSERT_TRUE(r.take(2, three)) << "the queue's own five";
        const std::string path = "1/callback-rules";
        EXPECT_EQ(sent(Method::del, path, 3).status, 404) << "the shop's own stays";
        http::Request asked;
        asked.method = Method::del;
        asked.path = "/api/v1/shops/1/callback-rules";
        asked.query = {{"queue_id", std::to_string(orders.value)}};
        asked.who = r.who;
        asked.headers["if-match"] = "\"2\"";
        EXPECT_EQ(r.router.handle(asked).status, 409);
        asked.headers["if-match"] = "\"3\"";
        const auto gone = r.router.handle(asked);
        EXPECT_EQ(gone.status, 200) << gone.body;
        EXPECT_EQ(gone.body.find("queue_id"), std::string::npos) << gone.body;
        EXPECT_EQ(r.router.handle(asked).status, 404);
        EXPECT_EQ(r.callbacks.rule(shop, orders).capacity, 1);
        EXPECT_FALSE(r.take(3, three)) << "those two hold places of the shop";
        Room again(r.db, r.clock);
        EXPECT_EQ(again.callbacks.rule(shop, orders).capacity, 1);
    });
}

}  // namespace callbacks_test
}  // namespace ol::callbacks
