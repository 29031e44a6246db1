// Errors found later: to whom they go back, once each, and the figure that is counted from them.
#include "shop/orders/errors/errors.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"

namespace ol::orders {
namespace errors_test {

using std::chrono_literals::operator""h;
constexpr ShopId shop{1};
constexpr PersonId ann{7}, bob{8}, quality{9};
const Time noon = *parse_iso8601("2026-11-23T10:00:00Z");

struct World {
    World(db::Database& d, ManualClock& c)
        : db(d),
          clock(c),
          buyers({d, ids, c, {}, {}}),
          promises({d, ids, c, buyers, {}, {}}),
          orders({d,
                  ids,
                  c,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) {
                      return ShopFacts{"Europe/Kyiv", "UAH", "UA"};
                  },
                  {},
                  {},
                  {}}),
          errors({d,
                  ids,
                  c,
                  orders,
                  {},
                  [](PersonId p, ShopId s) { return s == shop && p != PersonId{99}; },
                  {}}) {
        NewOrder in{shop, {}, "Oksana Koval", "0501112233", "Main 7", "Kyiv"};
        in.lines = {{"X2", "Kettle", 1, {125000, "UAH"}}};
        id = *db.write_as<OrderId>([&](db::Tx& tx) { return orders.create(tx, in, ann); });
        CheckRequest address{CheckField::address, CheckResult::changed};
        address.value = "Main 8";
        EXPECT_TRUE(db.write([&](db::Tx& tx) { return orders.check(tx, id, 1, address, bob); }));
    }
    Result<OrderError> add(const NewOrderError& in) {
        return db.write_as<OrderError>([&](db::Tx& tx) { return errors.add(tx, id, in, quality); });
    }
    std::size_t lessons(PersonId p) {
        return db
            .read_as<std::vector<OrderError>>([&](db::Conn& c) -> Result<std::vector<OrderError>> {
                return errors.lessons(c, p);
            })
            ->size();
    }
    ErrorFigures figures(std::set<std::int64_t> shops = {}) {
        return *db.read_as<ErrorFigures>([&](db::Conn& c) -> Result<ErrorFigures> {
            return errors.figures(c, noon - 24h, noon + 48h, shops);
        });
    }
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    Orders orders;
    OrderErrors errors;
    OrderId id;
};

void everywhere(const std::function<void(World&)>& body) {
    ManualClock clock(noon);
    std::vector<db::Migration> all;
    for (const auto& list : {customers::migrations(), promises::migrations(),
                             approvals::migrations(), migrations(), error_migrations()})
        all.insert(all.end(), list.begin(), list.end());
    db::for_each_database(
        all,
        [&](db::Database& d) {
            clock.set(noon);
            World w(d, clock);
            body(w);
        },
        clock);
}

NewOrderError wrong(ErrorKind kind, std::string lesson = "Read it back to her") {
    NewOrderError in;
    in.kind = kind, in.lesson = std::move(lesson);
    return in;
}

TEST(OrderErrorsTest, it_goes_back_to_who_settled_that_fact_and_else_to_the_owner) {
    everywhere([](World& w) {
        const auto address = w.add(wrong(ErrorKind::wrong_address));
        ASSERT_TRUE(address.has_value()) << address.error().detail;
        EXPECT_EQ(address->caused_by, bob);
        EXPECT_EQ(w.add(wrong(ErrorKind::wrong_size))->caused_by, ann) << "nobody confirmed it";
        auto named = wrong(ErrorKind::not_told);
        named.caused_by = bob;
        EXPECT_EQ(w.add(named)->caused_by, bob);
        EXPECT_EQ(w.lessons(bob), 2u);
    });
}

TEST(OrderErrorsTest, a_person_of_another_shop_and_a_cost_without_end_are_refused) {
    everywhere([](World& w) {
        auto other = wrong(ErrorKind::not_told);
        other.caused_by = PersonId{99};
        EXPECT_EQ(w.add(other).error().field, "caused_by");
        auto dear = wrong(ErrorKind::not_told);
        dear.cost = Money{cost_max + 1, "UAH"};
        EXPECT_EQ(w.add(dear).error().field, "cost");
        dear.cost->minor = cost_max;
        EXPECT_TRUE(w.add(dear).has_value());
    });
}

TEST(OrderErrorsTest, a_lesson_stands_until_she_has_seen_it) {
    everywhere([](World& w) {
        const auto e = *w.add(wrong(ErrorKind::wrong_address));
        const auto see = [&](PersonId who) {
            return w.db.write_as<OrderError>(
                [&](db::Tx& tx) { return w.errors.seen(tx, e.id, who); });
        };
        EXPECT_EQ(see(ann).error().code, "orders.unknown") << "not hers";
        w.clock.advance(Ms{5000});
        EXPECT_EQ(see(bob)->seen_at, noon + Ms{5000});
        w.clock.advance(Ms{5000});
        EXPECT_EQ(see(bob)->seen_at, noon + Ms{5000}) << "twice is once";
        EXPECT_EQ(w.lessons(bob), 0u);
    });
}

TEST(OrderErrorsTest, others_errors_need_no_lesson_and_nobody) {
    everywhere([](World& w) {
        auto in = wrong(ErrorKind::wrong_goods, "");
        EXPECT_EQ(w.add(in).error().field, "lesson");
        in.cause = ErrorCause::warehouse;
        EXPECT_EQ(w.add(in)->caused_by, std::nullopt);
        EXPECT_EQ(w.add(in).error().code, "orders.error_twice");
        auto stranger = wrong(ErrorKind::other);
        stranger.caused_by = PersonId{99};
        EXPECT_EQ(w.add(stranger).error().field, "caused_by");
        auto costly = wrong(ErrorKind::other);
        costly.cost = Money{100, "EUR"};
        EXPECT_EQ(w.add(costly).error().field, "cost");
        costly.cost = Money{-1, "UAH"};
        EXPECT_EQ(w.add(costly).error().field, "cost");
    });
}

TEST(OrderErrorsTest, the_figure_is_by_the_shops_own_day_and_opens_to_its_rows) {
    everywhere([](World& w) {
        auto in = wrong(ErrorKind::wrong_address);
        in.cost = Money{7000, "UAH"};
        ASSERT_TRUE(w.add(in).has_value());
        w.clock.set(*parse_iso8601("2026-11-23T22:30:00Z"));  // 00:30 of the 24th in Kyiv
        ASSERT_TRUE(w.add(wrong(ErrorKind::wrong_time)).has_value());
        const auto f = w.figures();
        ASSERT_EQ(f.rows.size(), 2u);
        EXPECT_EQ(f.errors, 2);
        EXPECT_EQ(f.rows[0].day, "2026-11-23");
        EXPECT_EQ(f.rows[0].cost, (std::vector<Money>{{7000, "UAH"}}));
        EXPECT_EQ(f.rows[1].day, "2026-11-24");
        EXPECT_TRUE(w.figures({2}).rows.empty()) << "another shop's reader";
    });
}

}  // namespace errors_test
}  // namespace ol::orders
