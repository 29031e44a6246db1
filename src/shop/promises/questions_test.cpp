// Story 7 through the routes, with injected time: a difficult question goes to the superior, who is
// warned, answers in time or late, and is the one it counts for.
#include "shop/promises/questions.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"
#include "shop/promises/events.hpp"
#include "shop/promises/figures.hpp"

namespace ol::promises {
namespace questions_test {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""s;

constexpr PersonId agent{7}, superior{8}, head{9};
constexpr ShopId kettles{1}, lamps{2};

/// 10:12 in Kyiv on Monday 23 November 2026.
const Time asked_at = *parse_iso8601("2026-11-23T08:12:00Z");
const Time two = asked_at + 3h + 48min;  // 14:00

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out(customers::migrations().begin(), customers::migrations().end());
    out.insert(out.end(), migrations().begin(), migrations().end());
    return out;
}

struct Told {
    PersonId person;
    Notice notice;
    PromiseId promise;
    bool operator==(const Told&) const = default;
};

struct House {
    House(db::Database& d, ManualClock& c)
        : db(d), clock(c), buyers({d, ids, c, {}, {}}), deps(make_deps()), promises(deps) {
        add_routes(router, promises, deps);
        her = *db.write_as<CustomerId>(
            [&](db::Tx& tx) { return buyers.create(tx, {"Oksana Koval", ""}, agent); });
    }
    Deps make_deps() {
        Deps d{db, ids, clock, buyers, {}, {}, {}};
        d.person_name = [](db::Conn&, PersonId p) {
            return std::string(p == agent ? "Bohdan" : p == superior ? "Iryna" : "Petro");
        };
        d.superior = [](PersonId p, Time) -> std::optional<PersonId> {
            if (p == agent) return superior;
            if (p == superior) return head;
            return std::nullopt;
        };
        d.in_scope = [](db::Conn&, const http::Principal& who, const Promise& p) {
            return who.shops.empty() || !p.shop_id || who.shops.contains(p.shop_id->value);
        };
        d.may_own = [](PersonId p) { return p == agent || p == superior || p == head; };
        d.tell = [this](PersonId p, const PromiseNotice& n) {
            told.push_back({p, n.notice, n.promise.id});
        };
        d.directory = [] {
            return Directory{{{7, "Bohdan"}, {8, "Iryna"}, {9, "Petro"}},
                             {{1, "Orders"}, {2, "Heads"}},
                             {{1, "Kettles"}},
                             {{7, 1}, {8, 2}}};
        };
        return d;
    }
    http::Response call(PersonId who, http::Method m, std::string path, std::string body = "",
                        std::map<std::string, std::string> query = {}, std::string version = "") {
        http::Request r;
        r.method = m;
        r.path = std::move(path);
        r.body = std::move(body);
        r.query = std::move(query);
        r.who.person = who;
        r.who.permissions = rights;
        r.who.shops = scope;
        r.headers["content-type"] = "application/json";
        if (!version.empty()) r.headers["if-match"] = "\"" + version + "\"";
        return router.handle(r);
    }
    std::string form(Time reply_by, const std::string& more = "") {
        return R"({"customer_id":")" + std::to_string(her.value) + R"(","contacted_at":)" +
               std::to_string(to_ms(asked_at)) + R"(,"contact":"+380501112233","content":)" +
               R"("The kettle burns the plug; who pays for the kitchen?","reply_by":)" +
               std::to_string(to_ms(reply_by)) + more + "}";
    }
    Question take(Time reply_by) {
        const auto r = call(agent, http::Method::post, "/api/v1/questions", form(reply_by));
        EXPECT_EQ(r.status, 200) << r.body;
        return *json::read<Question>(r.body);
    }
    http::Response answer(PersonId who, PromiseId id, std::string version = "") {
        return call(who, http::Method::post,
                    "/api/v1/questions/" + std::to_string(id.value) + "/answer",
                    R"({"text":"We pay; a courier fetches it tomorrow."})", {}, version);
    }
    Tick tick() {
        Tick t;
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            t = promises.tick(tx);
            return {};
        }));
        promises.tell(t);
        return t;
    }
    KeptRates rates(const std::string& by) {
        const auto r = call(head, http::Method::get, "/api/v1/promises/figures", "",
                            {{"by", by},
                             {"tz", "Europe/Kyiv"},
                             {"due_from", std::to_string(to_ms(asked_at - 24h))},
                             {"due_before", std::to_string(to_ms(asked_at + 48h))}});
        EXPECT_EQ(r.status, 200) << r.body;
        auto out = json::read<KeptRates>(r.body);
        return out ? *out : KeptRates{};
    }
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    Deps deps;
    Promises promises;
    http::Router router;
    CustomerId her;
    std::vector<Told> told;
    std::set<std::string> rights{"promises.view", "promises.edit"};
    std::set<std::int64_t> scope;
};

void everywhere(const std::function<void(House&)>& body) {
    ManualClock clock(asked_at);
    db::for_each_database(
        all_migrations(),
        [&](db::Database& d) {
            clock.set(asked_at);
            House h(d, clock);
            body(h);
        },
        clock);
}

bool has(const http::Response& r, std::string_view text) {
    return r.body.find(text) != std::string::npos;
}

TEST(Story7, AnsweredAt1352IsKept) {
    everywhere([](House& h) {
        const auto q = h.take(two);
        EXPECT_EQ(q.promise.owner_id, superior);
        EXPECT_EQ(q.taken_by, agent);
        EXPECT_EQ(q.promise.due_at, two);
        EXPECT_EQ(h.told, (std::vector<Told>{{superior, Notice::asked, q.promise.id}}))
            << "told at once, with the answer of the form";
        const auto first = h.tick();
        EXPECT_TRUE(first.warned.empty());
        EXPECT_EQ(first.next, two - 30min) << "the clock wakes at 13:30";
        h.told.clear();
        h.clock.set(two - 30min);
        EXPECT_EQ(h.tick().next, two + Ms{1});
        EXPECT_EQ(h.told, (std::vector<Told>{{superior, Notice::warning, q.promise.id}}));
        h.tick();
        EXPECT_EQ(h.told.size(), 1u) << "once";
        h.clock.set(two - 8min);
        const auto done = json::read<Question>(h.answer(superior, q.promise.id, "1").body);
        ASSERT_TRUE(done);
        EXPECT_EQ(done->promise.state, State::kept);
        EXPECT_EQ(done->reply, "We pay; a courier fetches it tomorrow.");
        EXPECT_EQ(done->replied_by, superior);
        EXPECT_EQ(done->replied_at, two - 8min);
        h.clock.set(two + 1h);
        EXPECT_TRUE(h.tick().broken.empty());
        EXPECT_EQ(h.rates("person").total.kept_permille, 1000);
    });
}

TEST(Story7, AnsweredAt1401IsLateAndTheSuperiors) {
    everywhere([](House& h) {
        const auto q = h.take(two);
        h.clock.set(two);
        EXPECT_TRUE(h.tick().broken.empty()) << "at 14:00 exactly there is still time";
        h.told.clear();
        h.clock.set(two + Ms{1});
        const auto over = h.tick();
        ASSERT_EQ(over.broken.size(), 1u);
        EXPECT_EQ(over.broken[0].escalated_to, head);
        EXPECT_EQ(h.told, (std::vector<Told>{{superior, Notice::broken, q.promise.id},
                                             {head, Notice::escalated, q.promise.id}}));
        h.clock.set(two + 1min);
        const auto done = json::read<Question>(h.answer(superior, q.promise.id).body);
        ASSERT_TRUE(done);
        EXPECT_EQ(done->promise.state, State::late);
        const auto by_person = h.rates("person");
        ASSERT_EQ(by_person.rows.size(), 1u) << "the agent who took it has no promise at all";
        EXPECT_EQ(by_person.rows[0].group_name, "Iryna");
        EXPECT_EQ(by_person.rows[0].tally.late, 1);
        EXPECT_EQ(by_person.rows[0].tally.kept_permille, 0);
        const auto by_department = h.rates("department");
        ASSERT_EQ(by_department.rows.size(), 1u);
        EXPECT_EQ(by_department.rows[0].group_name, "Heads");
        const auto by_day = h.rates("day");
        ASSERT_EQ(by_day.rows.size(), 1u);
        EXPECT_EQ(by_day.rows[0].group_id, "2026-11-23");
    });
}

TEST(Questions, OnlyAReplyClosesThem) {
    everywhere([](House& h) {
        const auto q = h.take(two);
        const auto path = "/api/v1/promises/" + std::to_string(q.promise.id.value) + "/keep";
        const auto kept = h.call(superior, http::Method::post, path, "{}");
        EXPECT_EQ(kept.status, 409);
        EXPECT_TRUE(has(kept, "promises.needs_reply")) << kept.body;
        const auto empty =
            h.call(superior, http::Method::post,
                   "/api/v1/questions/" + std::to_string(q.promise.id.value) + "/answer",
                   R"({"text":"  "})");
        EXPECT_EQ(empty.status, 400) << empty.body;
        EXPECT_TRUE(has(empty, R"("field":"text")"));
        EXPECT_EQ(h.answer(superior, q.promise.id, "7").status, 409) << "somebody else's version";
        EXPECT_EQ(h.answer(superior, q.promise.id).status, 200);
        const auto twice = h.answer(superior, q.promise.id);
        EXPECT_TRUE(has(twice, "promises.state")) << "the first reply stands";
    });
}

TEST(Questions, TheContactIsHiddenFromWhoeverHasNoPartInIt) {
    everywhere([](House& h) {
        const auto q = h.take(two);
        const auto path = "/api/v1/questions/" + std::to_string(q.promise.id.value);
        const auto seen = [&](PersonId who) {
            return json::read<Question>(h.call(who, http::Method::get, path).body)->contact;
        };
        EXPECT_EQ(seen(agent), "+380501112233");
        EXPECT_EQ(seen(superior), "+380501112233");
        EXPECT_EQ(seen(PersonId{55}), "***33");
        EXPECT_EQ(masked_contact("Оксана"), "***") << "too short to leave anything";
        EXPECT_EQ(masked_contact("телеграм"), "***ам");
    });
}

TEST(Questions, AnUnknownBuyerIsWrittenDownByNameAndContact) {
    everywhere([](House& h) {
        const auto body = [](const std::string& name) {
            return R"({"name":")" + name + R"(","contacted_at":)" +
                   std::to_string(to_ms(asked_at)) +
                   R"(,"contact":"new@example.com","content":"Why?","reply_by":)" +
                   std::to_string(to_ms(two)) + "}";
        };
        const auto nameless = h.call(agent, http::Method::post, "/api/v1/questions", body(""));
        EXPECT_TRUE(has(nameless, R"("field":"name")")) << nameless.body;
        const auto
            first = json::read<Question>(
                h.call(agent, http::Method::post, "/api/v1/questions", body("Petro Lys")).body),
            again = json::read<Question>(
                h.call(agent, http::Method::post, "/api/v1/questions", body("Petro Lys")).body);
        ASSERT_TRUE(first && again);
        EXPECT_EQ(first->promise.to_name, "Petro Lys");
        EXPECT_EQ(first->promise.to_customer_id, again->promise.to_customer_id)
            << "the same mail and name: the same buyer";
    });
}

TEST(Questions, BadFormsNameTheirField) {
    everywhere([](House& h) {
        const auto refused = [&](Time reply_by, const std::string& more, const std::string& field) {
            const auto r =
                h.call(agent, http::Method::post, "/api/v1/questions", h.form(reply_by, more));
            EXPECT_EQ(r.status, 400) << r.body;
            EXPECT_TRUE(has(r, "\"field\":\"" + field + "\"")) << r.body;
        };
        refused(asked_at, "", "reply_by");
        refused(two, R"(,"warn_min":-1)", "warn_min");
        refused(two, R"(,"warn_min":9223372036854775807)", "warn_min");
        h.clock.set(asked_at - 1min);
        refused(two, "", "contacted_at");
        h.clock.set(asked_at);
        h.scope = {kettles.value};
        refused(two, R"(,"shop_id":"2")", "shop_id");
        h.rights = {"promises.view"};
        EXPECT_EQ(h.call(agent, http::Method::post, "/api/v1/questions", h.form(two)).status, 403);
    });
}

TEST(Questions, WhoHasNobodyAboveKeepsThem) {
    everywhere([](House& h) {
        const auto goes =
            json::read<GoesTo>(h.call(head, http::Method::get, "/api/v1/questions/goes-to").body);
        ASSERT_TRUE(goes);
        EXPECT_TRUE(goes->self);
        const auto r = h.call(head, http::Method::post, "/api/v1/questions", h.form(two));
        EXPECT_EQ(json::read<Question>(r.body)->promise.owner_id, head);
        EXPECT_TRUE(h.told.empty()) << "nobody is told what she just wrote herself";
    });
}

TEST(Scope, AnotherShopsPromisesAreNotListed) {
    everywhere([](House& h) {
        const auto made = h.call(agent, http::Method::post, "/api/v1/questions",
                                 h.form(two, R"(,"shop_id":"2")"));
        ASSERT_EQ(made.status, 200) << made.body;
        const auto listed = [&] {
            return json::read<PromisePage>(h.call(head, http::Method::get, "/api/v1/promises").body)
                ->items.size();
        };
        EXPECT_EQ(listed(), 1u);
        h.scope = {kettles.value};
        EXPECT_EQ(listed(), 0u);
        EXPECT_EQ(h.rates("kind").total.made, 0);
        h.scope = {lamps.value};
        EXPECT_EQ(listed(), 1u);
    });
}

TEST(Scope, AnotherShopsPromisesAreNotInTheBuyersThread) {
    everywhere([](House& h) {
        const auto made = h.call(agent, http::Method::post, "/api/v1/questions",
                                 h.form(two, R"(,"shop_id":"2")"));
        ASSERT_EQ(made.status, 200) << made.body;
        customers::ThreadAsk ask;
        ask.customer = h.her, ask.before = two, ask.before_id = 0, ask.limit = 10;
        const auto told = [&] {
            return h.db
                .read_as<std::size_t>(
                    [&](db::Conn& c) -> Result<std::size_t> { return thread(c, ask).size(); })
                .value();
        };
        EXPECT_EQ(told(), 1u);
        ask.shops = {kettles.value};
        EXPECT_EQ(told(), 0u);
        ask.shops = {kettles.value, lamps.value};
        EXPECT_EQ(told(), 1u);
    });
}

TEST(ByHand, AnswersToAShopAndToSomebodyWhoCanKeepIt) {
    everywhere([](House& h) {
        const auto post = [&](const std::string& words, const std::string& more = "") {
            return h.call(agent, http::Method::post, "/api/v1/promises",
                          R"({"kind":"reply","to_customer_id":")" + std::to_string(h.her.value) +
                              R"(","due_at":)" + std::to_string(to_ms(two)) + R"(,"text":")" +
                              words + "\"" + more + "}");
        };
        EXPECT_TRUE(has(post("  "), R"("field":"text")"));
        EXPECT_TRUE(has(post("a", R"(,"owner_id":"404")"), "promises.owner"));
        EXPECT_FALSE(json::read<Promise>(post("a").body)->shop_id) << "she works for several";
        h.scope = {kettles.value, lamps.value};
        EXPECT_FALSE(json::read<Promise>(post("a").body)->shop_id);
        h.scope = {kettles.value};
        EXPECT_EQ(json::read<Promise>(post("a").body)->shop_id, kettles);
        EXPECT_EQ(post("a", R"(,"shop_id":"2")").status, 400);
    });
}

}  // namespace questions_test
}  // namespace ol::promises
