// Queues through the routes, with the living line behind them: versions, refusals, and that a
// change takes effect on those who wait.
#include <future>

#include "contact/calls/test_house.hpp"

namespace ol::calls {
namespace queues_test {

using http::Method;

QueueSettings plain(std::int64_t id, std::string name) {
    QueueSettings q;
    q.id = QueueId{id};
    q.shop_id = ShopId{1};
    q.name = std::move(name);
    q.member_ids = {oksana, petro};
    return q;
}

void waiting_task(db::Tx& tx, std::int64_t id) {
    store::ContactRecord c;
    c.id = ContactId{id};
    c.channel = "task";
    c.kind = "callback";
    c.shop = ShopId{1};
    c.queue = QueueId{2};
    c.state = "open";
    c.number = "+380501112233";
    c.entered_at = from_ms(1'794'999'000'000);
    store::save(tx, c);
}

struct Queues : House {
    Queues(std::initializer_list<QueueSettings> queues, int tasks = 0) {
        answer_everyone = true;
        open([&](db::Tx& tx) {
            for (const auto& q : queues) ASSERT_TRUE(queues::save(tx, q, std::nullopt));
            for (int i = 0; i < tasks; i++) waiting_task(tx, 100 + i);
        });
        who.permissions = {"settings.view", "queues.edit"};
        calls->set_shops({{ShopId{1}, "shop", "Europe/Kyiv"}});
    }
    void at_work(PersonId person) {
        calls->set_agents({{person, "she", "en", "sip", PhoneKind::sip}});
        calls->choose(person, "ready");
    }
    /// The line after all that was posted, and what that posted, has run.
    std::vector<LineSnapshot::Waiting> line() {
        LineSnapshot found;
        for (int hop = 0; hop < 4; hop++) {
            std::promise<LineSnapshot> told;
            calls->snapshot([&](LineSnapshot s) { told.set_value(std::move(s)); });
            found = told.get_future().get();
        }
        return found.waiting;
    }
    http::Response put(const QueueSettings& q, std::string note = "") {
        return call(Method::put, "queues/" + std::to_string(q.id.value), json::write(q),
                    {{"note", std::move(note)}});
    }
};

TEST(Queues, AreEditedByCompareAndSet) {
    db::for_each_database(all_migrations(), [](db::Database& db) {
        const auto save = [&](const QueueSettings& q, std::optional<std::int64_t> expected) {
            return db.write_as<QueueSettings>(
                [&](db::Tx& tx) { return queues::save(tx, q, expected); });
        };
        QueueSettings q = plain(2, "shop");
        q.rules.strategy = routing::Strategy::by_grade;
        q.rules.members = {{oksana, 1, 5, 3, 9, 2, 4000, true, 7000}, {PersonId{99}}};
        const auto first = save(q, std::nullopt);
        ASSERT_TRUE(first);
        ASSERT_TRUE(save(*first, first->version));
        const auto late = save(*first, first->version);
        ASSERT_FALSE(late);
        EXPECT_EQ(late.error().code, "queues.version_conflict");
        ASSERT_TRUE(db.read([&](db::Conn& conn) -> Result<> {
            const auto stored = queues::load_queues(conn).at(0);
            EXPECT_EQ(stored.member_ids, (std::vector{oksana, petro}));
            EXPECT_EQ(stored.rules.strategy, routing::Strategy::by_grade);
            EXPECT_EQ(stored.rules.members.size(), 1u) << "99 does not serve";
            EXPECT_EQ(stored.rules.members, first->rules.members);
            return {};
        }));
    });
}

TEST(Queues, OfBeforeTheRulesBehaveAsBefore) {
    QueueSettings q = plain(2, "shop");
    routing::QueueConfig before;
    before.id = QueueId{2};
    before.name = "shop";
    for (int position = 0; const PersonId person : q.member_ids) {
        routing::Membership m;
        m.agent = person;
        m.position = ++position;
        before.memberships.push_back(m);
    }
    EXPECT_EQ(queues::line_of(q), before);

    Queues h({plain(2, "shop")});
    EXPECT_TRUE(h.db->write([](db::Tx& tx) -> Result<> {  // as the first migration left it
        tx.exec("delete from queue_rules");
        tx.exec("delete from queue_version");
        return {};
    }));
    EXPECT_TRUE(has(h.get("queues"), R"("strategy":"longest_idle")"));
    EXPECT_TRUE(has(h.get("queues/2/versions"), R"("items":[])"));
    q.max_wait_ms = 60000;
    EXPECT_EQ(h.put(q).status, 200);
    EXPECT_TRUE(has(h.get("queues/2/versions"),
                    R"("changes":[{"field":"max_wait_ms","before":"0","after":"60000"}])"));
}

TEST(Queues, ChangeForThoseWhoWait) {
    QueueSettings q = plain(2, "shop");
    q.rules.skill_steps = {{0, "english > 50"}};
    Queues h({q}, 1);
    h.at_work(oksana);
    auto line = h.line();
    ASSERT_EQ(line.size(), 1u);
    EXPECT_EQ(line[0].view.why_waiting.code, "nobody_has_skills");
    q.rules.skill_steps.clear();
    ASSERT_EQ(h.put(q).status, 200);
    line = h.line();
    ASSERT_EQ(line.size(), 1u);
    EXPECT_EQ(line[0].ringing, oksana);
}

TEST(Queues, WhatAnOperatorLearntFindsThoseWhoWait) {
    QueueSettings q = plain(2, "shop");
    q.rules.skill_steps = {{0, "english > 50"}};
    Queues h({q}, 1);
    h.at_work(oksana);
    EXPECT_TRUE(has(h.get("agents/7/routing"), R"("version":1,"skills":[])"));
    ASSERT_FALSE(h.line().at(0).ringing);
    const std::string skills = R"({"person_id":"7","skills":[{"name":"english","level":80}]})";
    ASSERT_EQ(h.call(Method::put, "agents/7/routing", skills).status, 200);
    EXPECT_EQ(h.line().at(0).ringing, oksana);
    EXPECT_EQ(h.call(Method::put, "agents/7/routing", skills).status, 409) << "an old version";
    EXPECT_TRUE(has(h.get("agents/routing"), R"("skills":[{"name":"english","level":80}])"));
    const std::string twice =
        R"({"person_id":"7","skills":[{"name":"a","level":1},{"name":"a","level":2}]})";
    EXPECT_TRUE(has(h.call(Method::put, "agents/7/routing", twice), "queues.skill_twice"));
    const std::string formula = R"({"person_id":"7","skills":[{"name":"a|b"}]})";
    EXPECT_TRUE(has(h.call(Method::put, "agents/7/routing", formula), "queues.skill_name"));
    EXPECT_EQ(h.audited, "person.routing_changed ");
}

TEST(Queues, KeepTheirVersions) {
    Queues h({plain(2, "shop")});
    QueueSettings q = plain(2, "shop");
    q.rules.strategy = routing::Strategy::ring_all;
    q.rules.members = {{oksana, 0, 5}};
    q.member_ids = {oksana};
    ASSERT_EQ(h.put(q, "Petro is on leave").status, 200);
    const auto r = json::read<queues::QueueVersions>(h.get("queues/2/versions").body);
    ASSERT_TRUE(r);
    ASSERT_EQ(r->items.size(), 2u);
    EXPECT_EQ(r->items[0].by_name, "person 7");
    EXPECT_EQ(r->items[0].note, "Petro is on leave");
    std::string told;
    for (const auto& c : r->items[0].changes)
        told += c.field + " " + c.before + " -> " + c.after.substr(0, 18) + "\n";
    EXPECT_EQ(told,
              "member_ids[8] \"8\" -> \n"
              "rules.members[7]  -> {\"person_id\":\"7\",\"\n"
              "rules.strategy \"longest_idle\" -> \"ring_all\"\n");
    // Back: the old body over the standing version.
    h.seen_version = 2;
    ASSERT_EQ(h.put(r->items[1].settings, "back to 1").status, 200);
    const auto now = json::read<queues::QueueList>(h.get("queues").body);
    EXPECT_EQ(now->items.at(0).version, 3);
    EXPECT_EQ(now->items.at(0).rules.strategy, routing::Strategy::longest_idle);
    EXPECT_EQ(now->items.at(0).member_ids.size(), 2u);
    EXPECT_EQ(json::read<queues::QueueVersions>(
                  h.get("queues/2/versions", {{"limit", "1"}, {"before", "3"}}).body)
                  ->items.at(0)
                  .version,
              2);
}

TEST(Queues, ContradictionsAreNamedAndRefused) {
    Queues h({plain(2, "shop")});
    QueueSettings q = plain(2, "shop");
    q.rules.penalty_min = 5;
    q.rules.penalty_max = 3;
    q.rules.skill_steps = {{0, "english >"}};
    const auto found = h.call(Method::post, "queues/check", json::write(q));
    EXPECT_TRUE(has(found, R"("code":"window_is_empty","field":"rules.penalty_min")"))
        << found.body;
    EXPECT_TRUE(has(found, R"("code":"routing.skills_syntax","field":"rules.skill_steps[0]")"));
    const auto refused = h.put(q);
    EXPECT_EQ(refused.status, 400);
    EXPECT_TRUE(has(refused, "\"code\":\"queues.")) << refused.body;
    EXPECT_FALSE(has(h.get("queues"), "\"penalty_max\":3"));
}

TEST(Queues, AreMadeAndTakenAway) {
    Queues h({plain(2, "shop")}, 1);
    h.at_work(petro);
    EXPECT_TRUE(has(h.call(Method::del, "queues/2"), "queues.not_empty"));
    EXPECT_TRUE(
        has(h.call(Method::del, "queues/2", "", {{"force", "yes"}}), "queues.last_of_shop"));
    const auto made = json::read<QueueSettings>(
        h.call(Method::post, "queues",
               R"({"shop_id":"1","name":"second","member_ids":["8"],"rules":{"yields_to":["2"]}})")
            .body);
    ASSERT_TRUE(made);
    EXPECT_TRUE(
        has(h.call(Method::post, "queues", R"({"shop_id":"9","name":"x"})"), "queues.shop"));
    EXPECT_TRUE(has(h.call(Method::del, "queues/2", "", {{"force", "yes"}}), "queues.still_used"));
    auto freed = *made;
    freed.rules.yields_to.clear();
    ASSERT_EQ(h.put(freed).status, 200);
    callbacks::SlotRuleIn times;
    times.on = true;
    times.queue_id = QueueId{2};
    ASSERT_TRUE(h.callbacks.save(h.who, ShopId{1}, 1, times));
    ASSERT_TRUE(h.callbacks.rule(ShopId{1}, QueueId{2}).on);
    ASSERT_EQ(h.call(Method::del, "queues/2", "", {{"force", "yes"}}).status, 200);
    EXPECT_FALSE(h.callbacks.rule(ShopId{1}, QueueId{2}).on) << "its call-back times went with it";
    ASSERT_TRUE(h.callbacks.load());
    EXPECT_FALSE(h.callbacks.rule(ShopId{1}, QueueId{2}).on) << "their row too";
    const auto line = h.line();
    ASSERT_EQ(line.size(), 1u) << "the call-back changed over";
    EXPECT_EQ(line[0].view.queue, made->id);
    EXPECT_EQ(h.get("queues/2/versions").status, 404);
    EXPECT_EQ(h.audited, "queue.created queue.changed queue.removed ");
}

TEST(Queues, RulesOverAllQueuesNeedAllShops) {
    Queues h({plain(2, "shop")});
    auto all = json::read<queues::RoutingSettings>(h.get("routing").body);
    ASSERT_TRUE(all);
    EXPECT_EQ(all->channels.size(), 4u);
    all->cross_queue = routing::CrossQueue::wait;
    h.who.shops = {1};
    EXPECT_EQ(h.call(Method::put, "routing", json::write(*all)).status, 403);
    h.who.shops = {};
    EXPECT_EQ(h.call(Method::put, "routing", json::write(*all)).status, 200);
    EXPECT_TRUE(has(h.get("routing"), R"("version":2,"cross_queue":"wait")"));
    all->channels.pop_back();
    EXPECT_TRUE(has(h.call(Method::put, "routing", json::write(*all)), "queues.channel_units"));
}

TEST(Queues, ATeamIsOfItsShop) {
    Queues h({plain(2, "shop")});
    const auto made = json::read<queues::Team>(
        h.call(Method::post, "teams", R"({"shop_id":"1","name":"evening","person_ids":["7","8"]})")
            .body);
    ASSERT_TRUE(made);
    const std::string path = "teams/" + std::to_string(made->id.value);
    h.who.shops = {2};
    EXPECT_FALSE(has(h.get("teams"), "evening"));
    EXPECT_EQ(h.call(Method::del, path).status, 404);
    h.who.shops = {1};
    auto fewer = *made;
    fewer.person_ids.pop_back();
    EXPECT_EQ(h.call(Method::put, path, json::write(fewer)).status, 200);
    EXPECT_EQ(h.call(Method::put, path, json::write(fewer)).status, 409);
    EXPECT_TRUE(has(h.get("teams"), R"("version":2,"person_ids":["7"])"));
    EXPECT_EQ(h.call(Method::del, path).status, 200);
    EXPECT_TRUE(has(h.get("teams"), R"("items":[])"));
}

TEST(Queues, OfAnotherEngineAreShownThenKeptTogether) {
    Queues house({plain(2, "shop")});
    house.at_work(oksana);
    queues::QueueImportIn in;
    in.shop_id = ShopId{1};
    in.files = {{"queues.conf",
                 "[sales]\nstrategy=rrmemory\ntimeout=12\nmember => PJSIP/sip,0,Oksana\n"
                 "member => PJSIP/nobody,2\nmusicclass=jazz\n"
                 "[night]\nstrategy=ringall\nmember => PJSIP/sip,3\n"}};
    const auto tried = house.call(Method::post, "queue-imports", json::write(in));
    ASSERT_EQ(tried.status, 200) << tried.body;
    const auto shown = json::read<queues::QueueImport>(tried.body);
    ASSERT_TRUE(shown);
    ASSERT_EQ(shown->queues.size(), 2u);
    EXPECT_EQ(shown->queues[0].settings.rules.strategy, routing::Strategy::round_robin);
    EXPECT_EQ(shown->queues[0].unmatched, std::vector<std::string>{"PJSIP/nobody"});
    EXPECT_FALSE(shown->notes.empty()) << "the music class has no equal and is told";
    const auto count = [&] {
        std::size_t found = 0;
        (void)house.db->read([&](db::Conn& conn) -> Result<> {
            found = queues::load_queues(conn).size();
            return {};
        });
        return found;
    };
    EXPECT_EQ(count(), 1u) << "shown, not kept";
    in.people = {{"PJSIP/nobody", petro}};
    in.apply = true;
    const auto kept = house.call(Method::post, "queue-imports", json::write(in));
    ASSERT_EQ(kept.status, 200) << kept.body;
    EXPECT_TRUE(json::read<queues::QueueImport>(kept.body)->applied);
    EXPECT_EQ(count(), 3u);
    in.files[0].text += "[night]\nmember => \n[\n";
    in.files.push_back({"callcenter.conf.xml", "<a>"});
    EXPECT_EQ(house.call(Method::post, "queue-imports", json::write(in)).status, 400);
    EXPECT_EQ(count(), 3u) << "all of them or none";
}

}  // namespace queues_test
}  // namespace ol::calls
