// Questions inside a conversation through the routes, with injected time: to a colleague, to a
// department; warned, broken, gone up, answered, taken back; and whom they are shown to.
#include "shop/promises/asked.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"
#include "shop/promises/figures.hpp"

namespace ol::promises {
namespace asked_test {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

constexpr PersonId oksana{7}, pavlo{8}, head{9}, stranger{10};
constexpr DepartmentId warehouse{3}, nobodys{4};
constexpr ConversationId thread{500}, unknown_buyer{501}, foreign{502};
const Time start = *parse_iso8601("2026-11-23T08:00:00Z");

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out(customers::migrations().begin(), customers::migrations().end());
    out.insert(out.end(), migrations().begin(), migrations().end());
    return out;
}

struct House {
    House(db::Database& d, ManualClock& c)
        : db(d), clock(c), buyers({d, ids, c, {}, {}}), deps(make_deps()), promises(deps) {
        her = *db.write_as<CustomerId>(
            [&](db::Tx& tx) { return buyers.create(tx, {"Oksana Koval", ""}, oksana); });
        asked = std::make_shared<AskedQuestions>(promises, asked_deps());
        add_routes(router, promises, deps);
        add_asked_routes(router, asked);
    }
    Deps make_deps() {
        Deps d{db, ids, clock, buyers, {}, {}, {}};
        d.superior = [](PersonId p, Time) -> std::optional<PersonId> {
            return p == pavlo ? std::optional(head) : std::nullopt;
        };
        d.may_own = [](PersonId p) { return p != stranger; };
        d.tell = [this](PersonId p, const PromiseNotice& n) {
            told.push_back(std::to_string(p.value) + " " + std::string(to_name(n.notice)));
        };
        return d;
    }
    AskedDeps asked_deps() {
        AskedDeps d;
        d.about = [this](db::Conn&, const http::Principal&,
                         ConversationId id) -> std::optional<AskedAbout> {
            if (id == thread) return AskedAbout{ShopId{1}, her};
            if (id == unknown_buyer) return AskedAbout{ShopId{1}, {}};
            return std::nullopt;
        };
        d.head_of = [](DepartmentId id, Time) {
            return id == warehouse ? std::optional(pavlo) : std::nullopt;
        };
        d.department_of = [this](PersonId p) {
            return in_warehouse.contains(p) ? std::optional(warehouse) : std::nullopt;
        };
        d.serves = [](PersonId p, ShopId) { return p != PersonId{77}; };
        d.department_name = [](DepartmentId) { return std::string("Warehouse"); };
        d.tell = [this](PersonId p, const AskedTold& t) {
            told.push_back(std::to_string(p.value) + " " + std::string(to_name(t.news)));
        };
        return d;
    }
    http::Response call(PersonId who, http::Method m, std::string path, std::string body = "",
                        std::map<std::string, std::string> query = {}) {
        http::Request r;
        r.method = m, r.path = std::move(path), r.body = std::move(body);
        r.query = std::move(query);
        r.who.person = who, r.who.permissions = {"promises.view", "promises.edit"};
        return router.handle(r);
    }
    http::Response ask(const std::string& whom, Time by, ConversationId in = thread,
                       const std::string& content = "Is it in the warehouse?") {
        return call(oksana, http::Method::post, "/api/v1/asked",
                    R"({"conversation_id":")" + std::to_string(in.value) + R"(",)" + whom +
                        R"("content":")" + content + R"(","answer_by":)" +
                        std::to_string(to_ms(by)) + "}");
    }
    Asked asks(const std::string& whom, Time by) {
        const auto r = ask(whom, by);
        EXPECT_EQ(r.status, 200) << r.body;
        auto out = json::read<Asked>(r.body);
        return out ? *out : Asked{};
    }
    http::Response does(PersonId who, const Asked& a, const std::string& what,
                        const std::string& body) {
        return call(who, http::Method::post,
                    "/api/v1/asked/" + std::to_string(a.question.promise.id.value) + "/" + what,
                    body);
    }
    AskedPage list(PersonId who, std::map<std::string, std::string> query = {}) {
        const auto r = call(who, http::Method::get, "/api/v1/asked", "", std::move(query));
        EXPECT_EQ(r.status, 200) << r.body;
        auto out = json::read<AskedPage>(r.body);
        return out ? *out : AskedPage{};
    }
    void tick(Time now) {
        clock.set(now);
        Tick t;
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            t = promises.tick(tx);
            return {};
        }));
        promises.tell(t);
    }
    bool called(PersonId who, std::optional<DepartmentId> department = {}) {
        return *db.read_as<bool>(
            [&](db::Conn& c) -> Result<bool> { return is_asked(c, thread, who, department); });
    }
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    Deps deps;
    Promises promises;
    std::shared_ptr<AskedQuestions> asked;
    http::Router router;
    CustomerId her;
    std::set<PersonId> in_warehouse{pavlo};
    std::vector<std::string> told;
};

void everywhere(const std::function<void(House&)>& body) {
    ManualClock clock(start);
    db::for_each_database(
        all_migrations(),
        [&](db::Database& d) {
            clock.set(start);
            House h(d, clock);
            body(h);
        },
        clock);
}

bool has(const http::Response& r, std::string_view text) {
    return r.body.find(text) != std::string::npos;
}
const char* to_pavlo = R"("person_id":"8",)";
const char* answer = R"({"text":"Twelve of them."})";

TEST(asked, a_colleague_answers_in_time_and_who_asked_hears_it) {
    everywhere([](House& h) {
        const auto a = h.asks(to_pavlo, start + 2h);
        EXPECT_EQ(h.told, std::vector<std::string>{"8 asked"});
        EXPECT_TRUE(a.withdraws && !a.answers);
        EXPECT_EQ(h.list(pavlo).open, 1);
        EXPECT_TRUE(h.list(pavlo).items.at(0).answers);
        EXPECT_EQ(h.list(stranger).items.size(), 0u);
        EXPECT_EQ(h.list(oksana, {{"by_me", "1"}}).items.size(), 1u);
        EXPECT_TRUE(has(h.does(stranger, a, "answer", answer), "promises.not_asked"));
        EXPECT_TRUE(has(h.does(oksana, a, "answer", answer), "promises.not_asked"));
        h.clock.set(start + 1h);
        const auto done = h.does(pavlo, a, "answer", answer);
        ASSERT_EQ(done.status, 200) << done.body;
        EXPECT_TRUE(has(done, R"("state":"answered")") && has(done, "Twelve"));
        EXPECT_EQ(h.told.back(), "7 answered");
        EXPECT_EQ(h.does(pavlo, a, "answer", answer).status, 409);
        EXPECT_TRUE(has(h.does(oksana, a, "withdraw", R"({"reason":"late"})"), "promises.state"));
        const auto of = h.list(oksana, {{"conversation_id", "500"}});
        EXPECT_EQ(of.items.at(0).question.reply, "Twelve of them.");
        EXPECT_TRUE(h.called(pavlo) && h.called(oksana) && !h.called(stranger));
    });
}

TEST(asked, it_warns_breaks_and_goes_up_and_a_late_answer_still_closes_it) {
    everywhere([](House& h) {
        const auto a = h.asks(to_pavlo, start + 2h);
        h.told.clear();
        h.tick(start + 1h + 30min);
        EXPECT_EQ(h.told, std::vector<std::string>{"8 warning"});
        h.told.clear();
        h.tick(start + 2h + Ms{1});
        EXPECT_EQ(h.told, (std::vector<std::string>{"8 broken", "9 escalated"}));
        EXPECT_EQ(h.list(head).open, 1);  // the superior may answer now
        EXPECT_TRUE(h.called(head));
        EXPECT_TRUE(has(h.does(head, a, "answer", answer), R"("state":"answered")"));
    });
}

TEST(asked, of_a_department_any_of_its_people_answers) {
    everywhere([](House& h) {
        const auto a = h.asks(R"("department_id":"3",)", start + 2h);
        EXPECT_EQ(a.department_name, "Warehouse");
        EXPECT_EQ(a.question.promise.owner_id, pavlo);  // its head owes it
        EXPECT_FALSE(h.called(stranger));
        h.in_warehouse.insert(stranger);
        EXPECT_TRUE(h.called(stranger, warehouse));
        EXPECT_EQ(h.list(stranger).open, 1);
        EXPECT_EQ(h.does(stranger, a, "answer", answer).status, 200);
        h.in_warehouse.insert(oksana);  // her own is not asked of her
        h.asks(R"("department_id":"3",)", start + 2h);
        EXPECT_TRUE(h.list(oksana).items.empty());
        EXPECT_EQ(h.list(pavlo).items.size(), 2u);
    });
}

TEST(asked, taken_back_it_waits_for_nobody) {
    everywhere([](House& h) {
        const auto a = h.asks(to_pavlo, start + 2h);
        EXPECT_TRUE(has(h.does(pavlo, a, "withdraw", R"({"reason":"x"})"), "promises.not_asked"));
        EXPECT_TRUE(has(h.does(oksana, a, "withdraw", R"({"reason":" "})"), "promises.reason"));
        const auto done = h.does(oksana, a, "withdraw", R"({"reason":"found it"})");
        EXPECT_TRUE(has(done, R"("state":"withdrawn")")) << done.body;
        EXPECT_EQ(h.told.back(), "8 withdrawn");
        h.told.clear();
        h.tick(start + 3h);
        EXPECT_TRUE(h.told.empty());
        EXPECT_EQ(h.does(pavlo, a, "answer", answer).status, 409);
        EXPECT_EQ(h.list(pavlo).open, 0);
    });
}

TEST(asked, what_cannot_be_asked_is_refused_and_counts_for_no_kept_rate) {
    everywhere([](House& h) {
        const auto later = start + 1h;
        EXPECT_TRUE(has(h.ask("", later), "promises.asked"));
        EXPECT_TRUE(has(h.ask(R"("person_id":"8","department_id":"3",)", later), "promises.asked"));
        EXPECT_TRUE(has(h.ask(R"("person_id":"7",)", later), "promises.asked"));  // herself
        EXPECT_TRUE(has(h.ask(R"("department_id":"4",)", later), "promises.asked"));
        EXPECT_TRUE(has(h.ask(R"("person_id":"10",)", later), "promises.owner"));
        EXPECT_TRUE(has(h.ask(R"("person_id":"77",)", later), "promises.asked"));  // not this shop
        EXPECT_TRUE(has(h.ask(to_pavlo, start), "promises.due"));
        EXPECT_TRUE(has(h.ask(to_pavlo, start + 24h * 366 + Ms{1}), "promises.due_far"));
        EXPECT_TRUE(has(h.ask(to_pavlo, Time{Ms{253'402'300'799'999}}), "promises.due_far"));
        EXPECT_TRUE(has(h.ask(to_pavlo, later, foreign), "promises.conversation"));
        EXPECT_TRUE(has(h.ask(to_pavlo, later, unknown_buyer), "promises.customer"));
        EXPECT_TRUE(has(h.ask(to_pavlo, later, thread, " "), "promises.required"));
        EXPECT_TRUE(
            has(h.ask(to_pavlo, later, thread, std::string(4001, 'x')), "promises.too_long"));
        EXPECT_EQ(
            h.call(oksana, http::Method::get, "/api/v1/asked", "", {{"conversation_id", "502"}})
                .status,
            404);
        const auto a = h.asks(to_pavlo, later);
        h.does(pavlo, a, "answer", answer);
        FigureQuery q;
        q.filter.due_from = start, q.filter.due_before = start + 24h, q.tz = "Europe/Kyiv";
        const auto rates = h.db.read_as<KeptRates>(
            [&](db::Conn& c) -> Result<KeptRates> { return figures(c, q, {}); });
        EXPECT_EQ(rates->total.kept, 0);
    });
}

}  // namespace asked_test
}  // namespace ol::promises
