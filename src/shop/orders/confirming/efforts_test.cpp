// Story 3 over both databases with a line that only remembers, and what disturbs it: another order
// of his, his own call, a crash, a rule switched off.
#include "shop/orders/confirming/efforts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/db/test_db.hpp"
#include "shop/orders/sorting/work.hpp"

namespace ol::orders {
namespace {

constexpr ShopId shop{1};
constexpr PersonId ann{7};

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list :
         {customers::migrations(), promises::migrations(), catalogue::migrations(), migrations(),
          work_migrations(), effort_migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

Time kyiv(int day, int hour, int minute) {
    return *from_local({2026, 11, day, hour, minute, 0}, "Europe/Kyiv");
}

struct World {
    World(db::Database& d, ManualClock& c)
        : db(d),
          clock(c),
          buyers({d, ids, c, {}, {}}),
          promises({d, ids, c, buyers, {}, {}}),
          stock({d, ids, c}),
          orders({d,
                  ids,
                  c,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) { return ShopFacts{"Europe/Kyiv", "UAH", "UA"}; },
                  {},
                  {},
                  {},
                  &stock}),
          work({d, ids, c, orders, stock, promises, {}, {}, {}}) {
        start();
    }
    void start() {
        efforts.emplace(EffortDeps{
            db,
            ids,
            clock,
            orders,
            work,
            std::string(32, 'k'),
            "https://shop.example",
            [this](const EffortTask& t) { asked[t.id] = t, ++asks; },
            [this](ContactId id) { withdrawn.push_back(id); },
            [this](db::Conn&, ContactId id) -> std::optional<TaskFacts> {
                const auto at = line.find(id);
                return at == line.end() ? std::nullopt : std::optional(at->second);
            },
            [](db::Conn&, const Order&) { return std::vector<std::string>{"Europe/Kyiv"}; },
            {},
            [](db::Conn&, PersonId) { return std::string("Ann"); },
            {}});
    }
    void switch_on(const std::function<void(AttemptRule&)>& change = [](AttemptRule&) {}) {
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            auto rule = efforts->rule(tx.conn, shop);
            rule.on = true;
            change(rule);
            auto done = efforts->set_rule(tx, shop, rule, ann);
            return done ? Result<>{} : Result<>(done.error());
        }));
    }
    OrderId order(int no, const std::string& phone = "+380501112233") {
        ExternalOrder e;
        e.shop_id = shop, e.source = "csv", e.origin = "csv:1";
        e.external_id = e.number = std::to_string(no), e.status = "new";
        e.created_at = e.modified_at = clock.now(), e.currency = "UAH", e.total_minor = 10000;
        e.pay_method = PayMethod::cod;
        e.customer_name = e.recipient = "Oksana <Koval>", e.address = "Main 7", e.city = "Kyiv";
        e.customer_phone = e.phone = phone;
        e.lines = {{"1", "KET", "Kettle & lid", 1, 10000, 10000}};
        e.delivery_from = clock.now() + std::chrono::hours(60);
        e.delivery_to = *e.delivery_from + std::chrono::hours(4);
        auto r = db.write_as<Upserted>([&](db::Tx& tx) { return orders.upsert_external(tx, e); });
        EXPECT_TRUE(r);
        consider(r->id);
        return r->id;
    }
    void consider(OrderId id) {
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            efforts->consider(tx, id);
            return {};
        }));
    }
    /// She takes the task at `at` and says how it came out.
    void call(OrderId id, Time at, const std::string& disposition, std::string_view how = "") {
        clock.set(at);
        const auto task = view(id).task_id;
        ASSERT_TRUE(task) << "no task for order " << id.value;
        line[*task] = {true, disposition, ann, at};
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            efforts->settle(tx, *task, id, how, line[*task]);
            return {};
        }));
    }
    Time run(Time at) {
        clock.set(at);
        return efforts->run_due(at);
    }
    EffortView view(OrderId id) {
        auto all = db.read_as<EffortList>(
            [&](db::Conn& c) -> Result<EffortList> { return efforts->of_order(c, id); });
        return all->items.empty() ? EffortView{} : all->items.front();
    }
    Order get(OrderId id) {
        return *db.read_as<Order>([&](db::Conn& c) { return orders.order(c, id); });
    }
    Result<> tap(const std::string& link, std::int64_t version) {
        const auto token = link.substr(link.rfind('/') + 1);
        return db.write([&](db::Tx& tx) { return efforts->tap(tx, token, version); });
    }
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    catalogue::Catalogue stock;
    Orders orders;
    Work work;
    std::map<ContactId, EffortTask> asked;
    int asks = 0;
    std::vector<ContactId> withdrawn;
    std::map<ContactId, TaskFacts> line;
    std::optional<Efforts> efforts;
};

void on_each(const std::function<void(World&)>& body) {
    ManualClock clock{kyiv(19, 21, 40)};
    db::for_each_database(
        all_migrations(),
        [&](db::Database& db) {
            clock.set(kyiv(19, 21, 40));
            World w(db, clock);
            body(w);
        },
        clock);
}

TEST(Efforts, story_3_with_its_numbers) {
    on_each([](World& w) {
        w.switch_on();
        const auto id = w.order(1);
        EXPECT_EQ(w.view(id).next_at, kyiv(20, 9, 0));
        EXPECT_EQ(w.view(id).why.at(0).code, "hours");
        EXPECT_EQ(w.run(kyiv(20, 8, 59)), kyiv(20, 9, 0));
        EXPECT_EQ(w.asks, 0);
        w.run(kyiv(20, 9, 0));
        EXPECT_EQ(w.asks, 1);
        EXPECT_EQ(w.view(id).until, kyiv(20, 20, 0));
        w.call(id, kyiv(20, 9, 0), "no_answer");
        EXPECT_EQ(w.get(id).desk_state, DeskState::calling);
        EXPECT_EQ(w.view(id).next_at, kyiv(20, 9, 20));
        w.run(kyiv(20, 9, 20));
        EXPECT_EQ(w.asked.rbegin()->second.owner, ann);  // first to who tried
        w.call(id, kyiv(20, 9, 20), "no_answer");
        EXPECT_EQ(w.view(id).next_at, kyiv(20, 11, 20));
        EXPECT_EQ(w.view(id).tries_left, 3);
        w.clock.set(kyiv(20, 11, 5));
        const auto link = w.view(id).link;
        ASSERT_TRUE(link);
        ASSERT_TRUE(w.tap(*link, w.get(id).version));
        w.consider(id);
        w.run(kyiv(20, 11, 20));
        EXPECT_EQ(w.asks, 2);
        const auto over = w.view(id);
        EXPECT_EQ(over.ended_how, "confirmed");
        EXPECT_EQ(std::ranges::count(over.attempts, std::string("call"), &EffortLine::channel), 2);
        EXPECT_EQ(std::ranges::count(over.attempts, std::string("message"), &EffortLine::channel),
                  1);
        const auto o = w.get(id);
        EXPECT_EQ(o.desk_state, DeskState::confirmed);
        for (const auto& check : o.checks) {
            EXPECT_EQ(check.state, CheckState::confirmed) << to_name(check.field);
            EXPECT_TRUE(check.contact_id && *check.contact_id) << to_name(check.field);
        }
        EXPECT_TRUE(w.tap(*link, 1));  // twice is once
        EXPECT_EQ(w.get(id).version, o.version);
    });
}

TEST(Efforts, a_link_confirms_what_was_read_and_nothing_else) {
    on_each([](World& w) {
        w.switch_on();
        const auto id = w.order(1);
        w.run(kyiv(20, 9, 0));
        EXPECT_FALSE(w.view(id).link);  // nobody was written to yet
        w.call(id, kyiv(20, 9, 0), "unreachable");
        const auto link = *w.view(id).link;
        auto forged = link;
        forged.back() = forged.back() == '0' ? '1' : '0';
        EXPECT_EQ(w.tap(forged, w.get(id).version).error().code, "orders.link");
        EXPECT_EQ(w.tap("x", 1).error().code, "orders.link");
        EXPECT_EQ(w.tap("-", 1).error().code, "orders.link");
        EXPECT_EQ(w.tap(link, w.get(id).version + 1).error().code, "orders.tap_changed");
        EXPECT_EQ(w.get(id).desk_state, DeskState::calling);
        w.clock.set(kyiv(25, 9, 0));  // the slot is over
        EXPECT_EQ(w.tap(link, w.get(id).version).error().code, "orders.tap_incomplete");
    });
}

TEST(Efforts, the_page_shows_names_as_text_and_asks_in_his_language) {
    on_each([](World& w) {
        w.switch_on();
        const auto id = w.order(1);
        w.run(kyiv(20, 9, 0));
        w.call(id, kyiv(20, 9, 0), "unreachable");
        http::Router router;
        add_effort_routes(router, *w.efforts);
        const auto link = *w.view(id).link;
        const auto token = link.substr(link.rfind('/') + 1);
        http::Request r;
        r.path = "/public/v1/confirm/" + token;
        auto page = router.handle(r);
        EXPECT_EQ(page.status, 200);
        EXPECT_NE(page.body.find("Oksana &lt;Koval&gt;"), std::string::npos);
        EXPECT_NE(page.body.find("Kettle &amp; lid"), std::string::npos);
        EXPECT_EQ(page.body.find("<Koval>"), std::string::npos);
        EXPECT_EQ(w.get(id).desk_state, DeskState::calling);  // reading confirms nothing
        r.method = http::Method::post;
        r.body = "version=" + std::to_string(w.get(id).version + 1);
        EXPECT_EQ(router.handle(r).status, 409);
        r.body = "version=" + std::to_string(w.get(id).version);
        EXPECT_EQ(router.handle(r).status, 200);
        EXPECT_EQ(w.get(id).desk_state, DeskState::confirmed);
        r.path += "0";
        r.method = http::Method::get;
        EXPECT_EQ(router.handle(r).status, 404);
    });
}

TEST(Efforts, nobody_is_called_unless_the_shop_wants_it) {
    on_each([](World& w) {
        const auto id = w.order(1);
        EXPECT_FALSE(w.view(id).order_id);
        w.run(kyiv(20, 9, 0));
        EXPECT_EQ(w.asks, 0);
        w.switch_on();
        w.efforts->follow();  // a start
        w.efforts->stop();
        EXPECT_TRUE(w.view(id).order_id);
        w.switch_on([](AttemptRule& r) { r.on = false; });
        w.run(kyiv(20, 9, 0));
        EXPECT_EQ(w.asks, 0);
        EXPECT_EQ(w.view(id).ended_how, "switched_off");
    });
}

TEST(Efforts, two_orders_of_one_buyer_are_one_call) {
    on_each([](World& w) {
        w.switch_on();
        const auto first = w.order(1), second = w.order(2), other = w.order(3, "+380671112233");
        w.run(kyiv(20, 9, 0));
        EXPECT_EQ(w.asks, 2);
        EXPECT_EQ(w.view(first).task_id, w.view(second).task_id);
        EXPECT_NE(w.view(first).task_id, w.view(other).task_id);
        w.call(first, kyiv(20, 9, 1), "no_answer");
        EXPECT_EQ(w.view(second).attempts.size(), 1u);
        EXPECT_EQ(w.view(second).next_at, kyiv(20, 9, 21));
        w.run(kyiv(20, 9, 21));
        // One of them is cancelled: the call still speaks of the other.
        ASSERT_TRUE(
            w.db.write([&](db::Tx& tx) { return w.orders.cancel(tx, first, {}, "x", ann); }));
        w.consider(first);
        EXPECT_TRUE(w.withdrawn.empty());
        ASSERT_TRUE(
            w.db.write([&](db::Tx& tx) { return w.orders.cancel(tx, second, {}, "x", ann); }));
        w.consider(second);
        EXPECT_EQ(w.withdrawn.size(), 1u);
    });
}

TEST(Efforts, he_calls_himself_and_ours_waits) {
    on_each([](World& w) {
        w.switch_on();
        const auto id = w.order(1);
        w.run(kyiv(20, 9, 0));
        w.call(id, kyiv(20, 9, 3), "", "swallowed");
        EXPECT_TRUE(w.view(id).attempts.empty());  // nobody was called
        EXPECT_EQ(w.view(id).next_at, kyiv(20, 9, 23));
        EXPECT_EQ(w.view(id).why.at(0).code, "talked");
        w.clock.set(kyiv(20, 9, 10));
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            w.efforts->talked(tx, w.get(id).customer_id);
            return {};
        }));
        EXPECT_EQ(w.view(id).next_at, kyiv(20, 9, 30));
    });
}

TEST(Efforts, after_a_crash_each_task_is_there_once) {
    on_each([](World& w) {
        w.switch_on();
        const auto waits = w.order(1), done = w.order(2, "+380671112233");
        w.run(kyiv(20, 9, 0));
        EXPECT_EQ(w.asks, 2);
        const auto task = *w.view(waits).task_id, told = *w.view(done).task_id;
        w.line[told] = {true, "busy", ann, kyiv(20, 9, 1)};  // said, and the server dies
        w.clock.set(kyiv(20, 9, 2));
        w.start();
        w.efforts->follow();
        w.efforts->stop();
        EXPECT_EQ(w.view(waits).task_id, task);  // asked again by the same id: one task
        EXPECT_EQ(w.asked.size(), 2u);
        EXPECT_EQ(w.view(done).state, EffortState::planned);
        EXPECT_EQ(w.view(done).attempts.size(), 1u);
        EXPECT_EQ(w.view(done).next_at, kyiv(20, 9, 11));
    });
}

TEST(Efforts, a_wrong_number_is_written_to_otherwise_and_not_dialled_again) {
    on_each([](World& w) {
        w.switch_on([](AttemptRule& r) { r.after_last = AfterLast::hold; });
        const auto id = w.order(1);
        w.run(kyiv(20, 9, 0));
        w.call(id, kyiv(20, 9, 0), "wrong_number");
        EXPECT_EQ(w.view(id).ended_how, "wrong_number");
        EXPECT_EQ(w.view(id).attempts.back().channel, "message");
        EXPECT_EQ(w.get(id).desk_state, DeskState::hold);
        EXPECT_EQ(w.get(id).hold_reason, "no_contact");
        EXPECT_EQ(w.run(kyiv(20, 12, 0)), kyiv(20, 12, 1));
        EXPECT_EQ(w.asks, 1);
    });
}

TEST(Efforts, reopened_it_begins_anew) {
    on_each([](World& w) {
        w.switch_on();
        const auto id = w.order(1);
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) { return w.orders.cancel(tx, id, {}, "x", ann); }));
        w.consider(id);
        EXPECT_EQ(w.view(id).ended_how, "cancelled");
        w.clock.set(kyiv(20, 10, 0));
        ASSERT_TRUE(w.db.write(
            [&](db::Tx& tx) { return w.orders.advance(tx, id, {}, DeskEvent::reopen, ann); }));
        w.consider(id);
        EXPECT_EQ(w.view(id).next_at, kyiv(20, 10, 0));
    });
}

TEST(Efforts, short_goods_are_called_about_at_once_until_he_knows) {
    on_each([](World& w) {
        w.switch_on();
        w.clock.set(kyiv(20, 10, 0));
        const auto put = [&](std::int64_t there) {
            ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
                const auto place = w.stock.place(tx, shop, "Kyiv");
                auto p = w.stock.upsert(
                    tx, {shop, "csv:1", "KET", "KET", {{"en", "KET"}}, {10000, "UAH"}});
                if (!p) return p.error();
                return w.stock.set_stock(tx, p->id, *place, there, catalogue::Says::on_hand);
            }));
        };
        put(0);
        const auto told = w.order(1), served = w.order(2, "+380671112233");
        for (const auto id : {told, served})
            ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
                auto version = w.get(id).version;
                for (const auto f : check_fields) {
                    CheckRequest in;
                    in.field = f;
                    if (auto ok = w.orders.check(tx, id, version++, in, ann); !ok) return ok;
                }
                auto done = w.orders.confirm(tx, id, version, {}, ann);
                return done ? Result<>{} : Result<>(done.error());
            }));
        const auto allocate = [&] {
            ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
                (void)w.work.allocate(tx, shop);
                return {};
            }));
            w.consider(told), w.consider(served);
        };
        allocate();
        w.run(kyiv(20, 10, 0));
        EXPECT_EQ(w.asks, 2);
        const auto of = [&](OrderId id) {
            auto all = w.db.read_as<EffortList>(
                [&](db::Conn& c) -> Result<EffortList> { return w.efforts->of_order(c, id); });
            return all->items.back();  // confirm, then short_goods
        };
        EXPECT_EQ(of(told).purpose, Purpose::short_goods);
        EXPECT_EQ(of(told).state, EffortState::asked);
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) {
            return w.work.told(tx, told, {orders::ShortOutcome::substitute, " the blue one "}, ann);
        }));
        (void)w.db.read([&](db::Conn& c) -> Result<> {
            const auto r =
                c.query("select outcome, note from order_duty where order_id = ?1", told);
            EXPECT_EQ(r.text(0, 0) + ": " + r.text(0, 1), "substitute: the blue one");
            return {};
        });
        w.consider(told);
        EXPECT_EQ(of(told).ended_how, "told");
        put(2);
        allocate();
        EXPECT_EQ(of(served).ended_how, "in_stock");
        EXPECT_EQ(w.withdrawn.size(), 2u);
    });
}

TEST(EffortRoutes, need_their_permissions_and_name_the_field) {
    on_each([](World& w) {
        http::Router router;
        add_effort_routes(router, *w.efforts);
        const auto ask = [&](http::Method m, std::string path, std::string body,
                             std::set<std::string> may) {
            http::Request r;
            r.method = m, r.path = "/api/v1/" + path, r.body = std::move(body);
            r.who.person = ann, r.who.permissions = std::move(may);
            return router.handle(r);
        };
        EXPECT_EQ(ask(http::Method::get, "order-attempts", "", {}).status, 403);
        EXPECT_EQ(ask(http::Method::get, "order-attempts", "", {"orders.view"}).status, 200);
        const auto rule = ask(http::Method::get, "attempt-rules/1", "", {"orders.view"});
        EXPECT_EQ(rule.status, 200);
        EXPECT_EQ(ask(http::Method::put, "attempt-rules/1", rule.body, {"orders.view"}).status,
                  403);
        EXPECT_EQ(ask(http::Method::put, "attempt-rules/1", rule.body, {"settings.edit"}).status,
                  200);
        EXPECT_EQ(ask(http::Method::put, "attempt-rules/1", rule.body, {"settings.edit"}).status,
                  409);  // somebody set it meanwhile
        auto bad = rule.body;
        bad.replace(bad.find("\"days\":\"1111111\""), 16, "\"days\":\"1111112\"");
        const auto refused = ask(http::Method::put, "attempt-rules/1", bad, {"settings.edit"});
        EXPECT_EQ(refused.status, 400);
        EXPECT_NE(refused.body.find("\"days\""), std::string::npos);
    });
}

}  // namespace
}  // namespace ol::orders
