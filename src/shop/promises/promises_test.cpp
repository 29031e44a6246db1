// Promises: the table, and the store on both databases (stories 5 and 7).
#include "shop/promises/promises.hpp"

#include <gtest/gtest.h>

#include <set>

#include "platform/base/names.hpp"
#include "platform/db/test_db.hpp"

namespace ol::promises {
namespace promises_test {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""s;
constexpr PersonId ann{7}, bob{8};

TEST(PromiseTable, EveryPairIsDecided) {
    int allowed = 0;
    for (const auto& state : enum_names<State>)
        for (const auto on :
             {Event::kept_in_time, Event::kept_after_due, Event::due_passed, Event::called_off})
            allowed += next(state.value, on).has_value();
    EXPECT_EQ(allowed, static_cast<int>(moves.size()));
    const Time due = from_ms(1000);
    EXPECT_EQ(kept_event(from_ms(1000), due), Event::kept_in_time);
    EXPECT_EQ(kept_event(from_ms(1001), due), Event::kept_after_due);
}

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out(customers::migrations().begin(), customers::migrations().end());
    out.insert(out.end(), migrations().begin(), migrations().end());
    return out;
}

struct World {
    explicit World(db::Database& d, ManualClock& c)
        : db(d),
          clock(c),
          buyers({d, ids, c, {}, {}}),
          promises({d,
                    ids,
                    c,
                    buyers,
                    [](db::Conn&, PersonId p) { return p == ann ? "Ann" : "Bob"; },
                    {}}) {
        her = *db.write_as<CustomerId>(
            [&](db::Tx& tx) { return buyers.create(tx, {"Oksana Koval", ""}, ann); });
    }
    Result<Promise> make(Ms in, Kind kind = Kind::reply, std::optional<OrderId> order = {}) {
        const Time due = clock.now() + in;
        return db.write_as<Promise>([&](db::Tx& tx) {
            return promises.make(tx, {kind, her, order, {}, "answer about the kettle", due},
                                 "operator", ann);
        });
    }
    Result<Promise> keep(PromiseId id, std::optional<std::int64_t> version = {}) {
        return db.write_as<Promise>(
            [&](db::Tx& tx) { return promises.keep(tx, id, version, ann); });
    }
    std::vector<Promise> sweep() {
        return *db.write_as<std::vector<Promise>>([&](db::Tx& tx) -> Result<std::vector<Promise>> {
            return promises.mark_due(tx, tx.now);
        });
    }
    template <class F>
    auto read(F fn) {
        using T = decltype(fn(std::declval<db::Conn&>()));
        return *db.read_as<T>([&](db::Conn& c) -> Result<T> { return fn(c); });
    }
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    Promises promises;
    CustomerId her;
};

void everywhere(const std::function<void(World&)>& body) {
    ManualClock clock(from_ms(1'795'000'000'000));
    db::for_each_database(
        all_migrations(),
        [&](db::Database& d) {
            World w(d, clock);
            body(w);
        },
        clock);
}

TEST(Promises, KeptLateAndBrokenByTheClock) {
    everywhere([](World& w) {
        const auto kept = *w.make(120min), late = *w.make(120min), broken = *w.make(120min);
        EXPECT_EQ(kept.to_name, "Oksana Koval");
        EXPECT_EQ(kept.owner_name, "Ann");
        EXPECT_EQ(kept.state, State::open);
        EXPECT_EQ(w.read([&](db::Conn& c) { return w.promises.next_due(c).value(); }), kept.due_at);
        w.clock.advance(112min);  // 13:52 of story 7
        EXPECT_EQ(w.keep(kept.id)->state, State::kept);
        EXPECT_TRUE(w.sweep().empty());
        w.clock.advance(9min);  // 14:01
        EXPECT_EQ(w.keep(late.id)->state, State::late);
        const auto swept = w.sweep();
        ASSERT_EQ(swept.size(), 1u);
        EXPECT_EQ(swept[0].id, broken.id);
        EXPECT_EQ(swept[0].state, State::broken);
        EXPECT_TRUE(w.sweep().empty());
        EXPECT_EQ(w.read([&](db::Conn& c) { return w.promises.count_overdue(c, w.clock.now()); }),
                  1);
        EXPECT_EQ(w.keep(broken.id)->state, State::late);
        EXPECT_EQ(w.keep(broken.id).error().code, "promises.state");
    });
}

TEST(Promises, TheCallBackThatATaskOwedIsKeptWithTheTask) {
    everywhere([](World& w) {
        const ContactId task{55}, other{56};
        const auto promised = [&](ContactId contact, std::string_view source) {
            NewPromise in{Kind::callback, w.her, {}, contact, "", w.clock.now() + Ms{60 * 60000}};
            return *w.db.write_as<Promise>(
                [&](db::Tx& tx) { return w.promises.make(tx, in, source, {}); });
        };
        const auto owed = promised(task, "hours"), elsewhere = promised(other, "hours"),
                   by_hand = promised(task, "operator");
        const auto keep = [&] {
            ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
                w.promises.keep_for_contact(tx, task, bob);
                return {};
            }));
        };
        const auto state = [&](PromiseId id) {
            return w.read([&](db::Conn& c) { return w.promises.promise(c, id)->state; });
        };
        keep();
        EXPECT_EQ(state(owed.id), State::kept);
        EXPECT_EQ(state(elsewhere.id), State::open);
        EXPECT_EQ(state(by_hand.id), State::open) << "what she promised herself is hers to keep";
        keep();
        EXPECT_EQ(state(owed.id), State::kept) << "once";
    });
}

TEST(Promises, VersionsOwnersAndOrders) {
    everywhere([](World& w) {
        const auto p = *w.make(60min, Kind::delivery, OrderId{55});
        const auto handed = w.db.write_as<Promise>(
            [&](db::Tx& tx) { return w.promises.hand_over(tx, p.id, 1, bob, ann); });
        EXPECT_EQ(handed->owner_name, "Bob");
        EXPECT_EQ(handed->version, 2);
        auto lost = w.keep(p.id, 1);
        EXPECT_EQ(lost.error().code, "promises.version_conflict");
        EXPECT_EQ(lost.error().params[0].second, "2");
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            w.promises.cancel_for_order(tx, OrderId{55}, Kind::reply, "other kind", ann);
            w.promises.cancel_for_order(tx, OrderId{56}, Kind::delivery, "other order", ann);
            return {};
        }));
        EXPECT_EQ(w.read([&](db::Conn& c) { return w.promises.promise(c, p.id)->state; }),
                  State::open);
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            w.promises.cancel_for_order(tx, OrderId{55}, Kind::delivery, "cancelled", ann);
            return {};
        }));
        EXPECT_EQ(w.read([&](db::Conn& c) { return w.promises.promise(c, p.id)->state; }),
                  State::cancelled);
    });
}

TEST(Promises, WrongOnesAreRefusedByField) {
    everywhere([](World& w) {
        EXPECT_EQ(w.make(-1min).error().field, "due_at");
        const auto now = w.clock.now();
        const auto make = [&](NewPromise in) {
            return w.db.write_as<Promise>(
                [&](db::Tx& tx) { return w.promises.make(tx, in, "operator", ann); });
        };
        EXPECT_EQ(make({Kind::delivery, w.her, {}, {}, "", now + 1h, now + 2h}).error().field,
                  "due_from");
        EXPECT_EQ(make({Kind::delivery, w.her, {}, {}, "", now + 24h * 366 * 6}).error().code,
                  "promises.due_late");
        EXPECT_EQ(make({Kind::reply, CustomerId{999}, {}, {}, "", now + 1h}).error().code,
                  "promises.customer");
    });
}

TEST(Promises, ListByFilterAndPage) {
    everywhere([](World& w) {
        for (int i = 0; i < 5; ++i) ASSERT_TRUE(w.make(Ms{60'000 * (i + 1)}));
        ASSERT_TRUE(
            w.make(1min));  // the same due time twice: the page border may fall between them
        const auto list = [&](Filter f) {
            return w.read([&](db::Conn& c) { return w.promises.list(c, f); });
        };
        std::vector<PromiseId> seen;
        Filter f{State::open};
        f.limit = 1;
        for (auto page = list(f);; page = list(f)) {
            for (const auto& p : page.items) seen.push_back(p.id);
            if (!page.next) break;
            f.cursor = *page.next;
        }
        EXPECT_EQ(seen.size(), 6u);
        EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), 6u);
        EXPECT_EQ(list({State::kept}).items.size(), 0u);
        Filter due;
        due.due_before = w.clock.now() + 90s;
        EXPECT_EQ(list(due).items.size(), 2u);
        EXPECT_EQ(w.read([&](db::Conn& c) {
                       return w.promises.due_between(c, w.clock.now(), w.clock.now() + 3min);
                   }).size(),
                  3u);
    });
}

}  // namespace promises_test
}  // namespace ol::promises
