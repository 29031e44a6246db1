// The kept-rate: what counts, how it rounds, and that each number opens to exactly its rows.
#include "shop/promises/figures.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"

namespace ol::promises {
namespace figures_test {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

constexpr PersonId ann{7}, bob{8};

TEST(Tally, CancelledPromisesCountForNothing) {
    Tally t;
    for (const auto state : {State::kept, State::kept, State::late, State::cancelled, State::open})
        add(t, state, 1);
    settle(t);
    EXPECT_EQ(t.made, 4);
    EXPECT_EQ(t.cancelled, 1);
    EXPECT_EQ(t.kept_permille, 667) << "2 of 3, rounded half up";
    Tally none;
    add(none, State::open, 5);
    settle(none);
    EXPECT_FALSE(none.kept_permille) << "no rate while nothing has ended";
}

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out(customers::migrations().begin(), customers::migrations().end());
    out.insert(out.end(), migrations().begin(), migrations().end());
    return out;
}

struct Shop {
    Shop(db::Database& d, ManualClock& c)
        : db(d), clock(c), buyers({d, ids, c, {}, {}}), promises({d, ids, c, buyers, {}, {}, {}}) {
        her = *db.write_as<CustomerId>(
            [&](db::Tx& tx) { return buyers.create(tx, {"Oksana Koval", ""}, ann); });
    }
    Promise make(PersonId owner, Kind kind, Ms in, OrderId order = {}) {
        NewPromise p{kind, her, {}, {}, "", clock.now() + in};
        if (order) p.order_id = order;
        p.owner_id = owner;
        p.shop_id = ShopId{1};
        return *db.write_as<Promise>(
            [&](db::Tx& tx) { return promises.make(tx, p, "operator", owner); });
    }
    void keep(const Promise& p) {
        ASSERT_TRUE(
            db.write_as<Promise>([&](db::Tx& tx) { return promises.keep(tx, p.id, {}, ann); }));
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

const Directory directory{{{7, "Ann"}, {8, "Bob"}}, {{3, "Orders"}}, {{1, "Kettles"}}, {{7, 3}}};

TEST(KeptRate, EachNumberOpensToItsRows) {
    ManualClock clock;
    db::for_each_database(
        all_migrations(),
        [&](db::Database& d) {
            clock.set(*parse_iso8601("2026-10-24T20:00:00Z"));  // the night that clocks go back
            Shop s(d, clock);
            const Time from = clock.now();
            s.keep(s.make(ann, Kind::callback, 30min));
            s.make(ann, Kind::reply, 90min);
            const auto sent = s.make(bob, Kind::delivery, 26h, OrderId{55});
            s.keep(s.make(bob, Kind::refund, 2h));
            ASSERT_TRUE(s.db.write([&](db::Tx& tx) -> Result<> {
                EXPECT_TRUE(s.promises.set_courier(tx, OrderId{55}, "novaposhta"));
                EXPECT_FALSE(s.promises.set_courier(tx, OrderId{55}, "novaposhta")) << "no news";
                return {};
            }));
            s.keep(sent);
            clock.advance(2h);
            ASSERT_TRUE(s.db.write([&](db::Tx& tx) -> Result<> {
                EXPECT_EQ(s.promises.tick(tx).broken.size(), 1u);
                return {};
            }));
            for (const auto by :
                 {By::person, By::department, By::courier, By::kind, By::shop, By::day}) {
                FigureQuery q{by, {}, "Europe/Kyiv"};
                q.filter.due_from = from;
                q.filter.due_before = from + 48h;
                const auto f = s.read([&](db::Conn& c) { return figures(c, q, directory); });
                EXPECT_EQ(f.total.made, 4);
                EXPECT_EQ(f.total.kept_permille, 750);
                std::int64_t sum = 0;
                for (const auto& row : f.rows) sum += row.tally.made;
                EXPECT_EQ(sum, f.total.made) << "the rows add up";
            }
            FigureQuery q{By::person, {}, "UTC"};
            q.filter.due_from = from;
            q.filter.due_before = from + 48h;
            auto f = s.read([&](db::Conn& c) { return figures(c, q, directory); });
            ASSERT_EQ(f.rows.size(), 2u);
            EXPECT_EQ(f.rows[0].group_name, "Ann") << "the worst stands first";
            EXPECT_EQ(f.rows[0].tally.broken, 1);
            Filter behind = q.filter;
            behind.owner = ann;
            behind.states = {State::broken};
            const auto rows = s.read([&](db::Conn& c) { return s.promises.list(c, behind); });
            ASSERT_EQ(rows.items.size(), 1u);
            EXPECT_EQ(rows.items[0].kind, Kind::reply);
            behind = q.filter;
            behind.courier = "novaposhta";
            behind.closed = true;
            EXPECT_EQ(s.read([&](db::Conn& c) { return s.promises.list(c, behind); }).items.size(),
                      1u);
        },
        clock);
}

TEST(KeptRate, PeriodsAreBounded) {
    FigureQuery q;
    EXPECT_EQ(check_period(q).error().code, "promises.period");
    q.filter.due_from = from_ms(1);
    q.filter.due_before = from_ms(1) + Ms{400 * 86'400'000LL};
    EXPECT_TRUE(check_period(q));
    *q.filter.due_before += Ms{1};
    EXPECT_EQ(check_period(q).error().field, "due_before");
    q.filter.due_before = from_ms(2);
    q.tz = "Mars/Base";
    EXPECT_EQ(check_period(q).error().field, "tz");
}

}  // namespace figures_test
}  // namespace ol::promises
