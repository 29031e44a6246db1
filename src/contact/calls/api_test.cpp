// The routes of the room through the router, with the floor's loop and a database behind them: who
// may see what, what a recording list tells, and what happens to a phone that another one replaces.
#include <fstream>

#include "contact/calls/test_house.hpp"

namespace ol::calls {
namespace api_test {

void contact(db::Tx& tx, std::int64_t id, ShopId shop, PersonId agent,
             const std::string& channel = "call") {
    store::ContactRecord c;
    c.id = ContactId{id};
    c.channel = channel;
    c.kind = channel == "task" ? "callback" : "inbound_call";
    c.shop = shop;
    c.queue = QueueId{2};
    c.state = channel == "task" ? "open" : "done";
    c.number = "+380501112233";
    c.entered_at = from_ms(1000);
    c.agent = agent;
    store::save(tx, c);
}

void recorded(db::Tx& tx, std::int64_t id, std::int64_t of, PersonId operator_id,
              const std::string& path) {
    recordings::Row r;
    r.id = RecordingId{id};
    r.call.contact = ContactId{of};
    r.path = path;
    r.started_at = from_ms(1000);
    r.operator_id = operator_id;
    recordings::open(tx, r);
}

TEST(CallsApi, AnOperatorSeesHerOwnContactsOnly) {
    House h;
    h.open([](db::Tx& tx) {
        contact(tx, 100, ShopId{1}, oksana);
        contact(tx, 101, ShopId{1}, petro);
        contact(tx, 102, ShopId{1}, petro);
        contact(tx, 103, ShopId{2}, petro);
        store::save(tx, store::ExplainRow{1, ContactId{102}, from_ms(1), oksana, {"idle", {}}});
    });
    EXPECT_EQ(h.get("contacts/100/why").status, 200);
    EXPECT_EQ(h.get("contacts/102/why").status, 200) << "it was offered to her";
    const auto other = h.get("contacts/101/why");
    EXPECT_EQ(other.status, 403);
    EXPECT_TRUE(has(other, "calls.not_yours")) << other.body;
    EXPECT_EQ(h.get("contacts/999/why").status, 404);
    auto list = h.get("contacts");
    EXPECT_TRUE(has(list, R"("contact_id":"100")") && !has(list, R"("contact_id":"101")"));

    h.who.permissions.insert("contacts.all");
    EXPECT_EQ(h.get("contacts/101/why").status, 200);
    EXPECT_TRUE(has(h.get("contacts"), R"("contact_id":"103")"));
    h.who.shops = {1};
    EXPECT_EQ(h.get("contacts/103/why").status, 404) << "another shop's";
    EXPECT_FALSE(has(h.get("contacts"), R"("contact_id":"103")"));
}

TEST(CallsApi, TasksOfAnotherShopAreNotThere) {
    House h;
    h.open([](db::Tx& tx) {
        contact(tx, 100, ShopId{1}, {}, "task");
        contact(tx, 101, ShopId{2}, {}, "task");
    });
    h.who.shops = {1};
    const auto list = h.get("tasks");
    EXPECT_TRUE(has(list, R"("contact_id":"100")") && !has(list, R"("contact_id":"101")"));
    const std::string done = R"({"text":"called"})";
    EXPECT_EQ(h.call(http::Method::post, "tasks/101/done", done).status, 404);
    EXPECT_EQ(h.call(http::Method::post, "tasks/100/done", done).status, 200);
}

TEST(CallsApi, ARecordingWithoutItsFileIsMissingNotRepaired) {
    House h;
    const std::string broken = h.folder / "broken.wav";
    h.open([&](db::Tx& tx) {
        contact(tx, 100, ShopId{1}, petro);
        std::ofstream(broken) << std::string(100, 'x');  // shorter, it would get a header
        recorded(tx, 200, 100, petro, h.folder / "gone.wav");
        recorded(tx, 201, 100, petro, broken);
    });
    ASSERT_TRUE(h.db->read([&](db::Conn& conn) -> Result<> {
        EXPECT_EQ(recordings::find(conn, RecordingId{200})->state, "missing");
        EXPECT_EQ(recordings::find(conn, RecordingId{201})->state, "failed");
        return {};
    }));
}

TEST(CallsApi, MonitoringOfPeopleOfOtherShopsIsNotThere) {
    House h;
    auto deps = h.deps();
    deps.sees_person = [](const http::Principal&, PersonId who) { return who == oksana; };
    h.calls.emplace(deps);
    h.calls->add_routes(h.router);
    ASSERT_TRUE(h.calls->start());
    h.who.permissions = {"people.view", "people.edit"};
    const auto of = [](PersonId who) {
        return "people/" + std::to_string(who.value) + "/monitoring";
    };
    EXPECT_EQ(h.call(http::Method::get, of(oksana)).status, 200);
    EXPECT_EQ(h.call(http::Method::get, of(petro)).status, 404);
    EXPECT_EQ(h.call(http::Method::put, of(petro), R"({"acknowledged_at":1767225600000})").status,
              404);
    EXPECT_EQ(h.audited, "");
}

TEST(CallsApi, QueuesStayWithinTheirShop) {
    House h;
    QueueSettings q;
    q.id = QueueId{2};
    q.shop_id = ShopId{1};
    q.name = "shop";
    h.open([&](db::Tx& tx) { ASSERT_TRUE(queues::save(tx, q, std::nullopt)); });
    h.who.permissions = {"settings.view", "queues.edit"};
    h.who.shops = {2};
    EXPECT_FALSE(has(h.get("queues"), R"("id":"2")"));
    EXPECT_EQ(h.call(http::Method::put, "queues/2", json::write(q)).status, 404);
    h.who.shops = {1, 2};
    q.shop_id = ShopId{2};
    EXPECT_TRUE(has(h.call(http::Method::put, "queues/2", json::write(q)), "queues.other_shop"));
    q.shop_id = ShopId{1};
    q.name = "renamed";
    EXPECT_EQ(h.call(http::Method::put, "queues/2", json::write(q)).status, 200);
    EXPECT_TRUE(has(h.get("queues"), "renamed"));
}

TEST(CallsApi, ABuyerWhoIsNotThereIsNotLinked) {
    House h;
    h.open();
    const auto r = h.call(http::Method::post, "contacts/100/customer", R"({"customer_id":"5"})");
    EXPECT_EQ(r.status, 404);
    EXPECT_TRUE(has(r, "customers.unknown")) << r.body;
}

TEST(BrowserPhone, TheReplacedOneIsTold) {
    House h;
    Floor f(h);
    f.connects(LegId{1}, 11, "a");
    f.connects(LegId{2}, 12, "b");
    ASSERT_EQ(f.hub.told.size(), 1u);
    EXPECT_EQ(f.hub.told[0], R"(11 phone.down {"phone":"a","code":"phone.elsewhere"})");
    f.connects(LegId{3}, 12, "c");  // another window of the same browser
    ASSERT_EQ(f.hub.told.size(), 2u);
    EXPECT_EQ(f.hub.told[1], R"(12 phone.down {"phone":"b","code":"phone.elsewhere"})");
    f.connects(LegId{4}, 12, "c");  // the same window comes back
    EXPECT_EQ(f.hub.told.size(), 2u);
    f.run([&] { EXPECT_EQ(f.impl.browser_legs.size(), 1u); });
}

TEST(BrowserPhone, OneThatIsStillConnectingIsReplacedToo) {
    House h;
    Floor f(h);
    f.run([&] {
        f.impl.browser_offered(LegId{1}, {{oksana, SessionId{11}}, "a"});
        f.impl.browser_offered(LegId{2}, {{oksana, SessionId{12}}, "b"});
        f.impl.leg_connected(LegId{2});
        f.impl.leg_connected(LegId{1});  // too late
        EXPECT_EQ(f.impl.agents[oksana].browser_leg, LegId{2});
    });
    ASSERT_EQ(f.hub.told.size(), 1u);
    EXPECT_EQ(f.hub.told[0].substr(0, 13), "11 phone.down");
}

TEST(BrowserPhone, AMachineClosesItsOwnPhoneOnly) {
    House h;
    Floor f(h);
    f.connects(LegId{1}, 11, "a");
    f.connects(LegId{2}, 12, "b");
    f.impl.browser_close({{oksana, SessionId{11}}, "a"});
    f.run([&] { EXPECT_EQ(f.impl.agents[oksana].browser_leg, LegId{2}); });
    f.impl.browser_close({{oksana, SessionId{12}}, "b"});
    f.run([&] { EXPECT_FALSE(f.impl.agents[oksana].browser_leg); });
}

}  // namespace api_test
}  // namespace ol::calls
