// What fits, from pairs that are counted behind the journal to the line in the order; who refused
// twice and who complains are left alone; shares and sums. On both databases.
#include "shop/orders/upsell/upsell.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "platform/db/test_db.hpp"

namespace ol::orders {
namespace upsell_test {

using std::chrono_literals::operator""h;
constexpr PersonId ann{7}, bob{8};
constexpr ShopId kettles{1};
const Time noon = *parse_iso8601("2026-11-23T10:00:00Z");

Money uah(std::int64_t minor) { return {minor, "UAH"}; }

struct World {
    World(db::Database& d, ManualClock& c)
        : db(d),
          clock(c),
          buyers({d, ids, c, {}, {}}),
          promises({d, ids, c, buyers, {}, {}}),
          goods({d, ids, c}),
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
                  {},
                  &goods}),
          upsell({d, ids, c, orders, goods,
                  [](db::Conn&, PersonId p) { return p == ann ? "Ann" : "Bob"; },
                  [](ShopId) { return std::string("uk"); },
                  [this](db::Conn&, const Order&) { return complains; }}) {
        thing("KET-X2", "Чайник", 125000, 5);
        thing("KET-F2", "Фільтр", 14900, 40);
        thing("TEA-UA", "Чай", 24500, 3);
        for (int i = 0; i < 3; ++i) past({"KET-X2", "TEA-UA"});
        past({"KET-X2"});
    }
    void thing(const std::string& sku, const std::string& name, std::int64_t price,
               std::int64_t stock) {
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            catalogue::ProductIn in{kettles, "demo", sku, sku, {{"uk", name}}, uah(price)};
            const auto made = goods.upsert(tx, in);
            if (!made) return made.error();
            const auto place = goods.place(tx, kettles, "Kyiv");
            if (!place) return place.error();
            product[sku] = made->id;
            facts({{"product.created", made->id.value, 0}});
            return goods.set_stock(tx, made->id, *place, stock, catalogue::Says::on_hand);
        }));
        count();
    }
    void facts(std::vector<db::Fact> some) {
        for (auto& f : some) rows.push_back({0, noon, std::move(f)});
    }
    void count() {
        ASSERT_TRUE(upsell.count(rows));
        rows.clear();
    }
    OrderId order(const std::vector<std::string>& skus, const std::string& phone = "0501112233") {
        NewOrder in{kettles, {}, "Oksana Koval", phone, "Main 7", "Kyiv"};
        for (const auto& sku : skus)
            in.lines.push_back({sku, sku, 1, uah(sku == "KET-X2" ? 125000 : 24500)});
        return *db.write_as<OrderId>([&](db::Tx& tx) { return orders.create(tx, in, ann); });
    }
    OrderId past(const std::vector<std::string>& skus) {
        const auto id = order(skus, "0671234567");
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            tx.exec("update shop_order set desk_state = 'completed' where id = ?1", id);
            return {};
        }));
        facts({{"order.created", id.value, 0}, {"order.completed", id.value, 0}});
        count();
        return id;
    }
    FitCard card(OrderId id) {
        return *db.read_as<FitCard>([&](db::Conn& c) { return upsell.card(c, id, clock.now()); });
    }
    std::vector<std::string> skus(OrderId id) {
        std::vector<std::string> out;
        for (const auto& f : card(id).items) out.push_back(f.sku);
        return out;
    }
    Result<> answer(OrderId id, const std::string& sku, FitState result, PersonId by = ann) {
        const auto version = get(id).version;
        return db.write([&](db::Tx& tx) {
            return upsell.answer(tx, id, version, {sku, result, {}}, by);
        });
    }
    Order get(OrderId id) {
        return *db.read_as<Order>([&](db::Conn& c) { return orders.order(c, id); });
    }
    FitFigures figures(std::set<std::int64_t> shops = {}) {
        return *db.read_as<FitFigures>([&](db::Conn& c) -> Result<FitFigures> {
            return upsell.figures(c, noon - 1h, noon + 1h, shops);
        });
    }
    bool complains = false;
    std::vector<db::JournalRow> rows;
    std::map<std::string, catalogue::ProductId> product;
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    catalogue::Catalogue goods;
    Orders orders;
    Upsell upsell;
};

std::vector<db::Migration> tables() {
    std::vector<db::Migration> all;
    for (const auto& list :
         {customers::migrations(), promises::migrations(), approvals::migrations(),
          catalogue::migrations(), migrations(), upsell_migrations()})
        all.insert(all.end(), list.begin(), list.end());
    return all;
}

void everywhere(const std::function<void(World&)>& body) {
    ManualClock clock(noon);
    const auto all = tables();
    db::for_each_database(
        all,
        [&](db::Database& d) {
            clock.set(noon);
            World w(d, clock);
            body(w);
        },
        clock);
}

TEST(UpsellTest, what_others_took_with_it_and_its_accessories_are_offered_with_the_reason) {
    everywhere([](World& w) {
        const auto card = w.card(w.order({"KET-X2"}));
        ASSERT_EQ(card.items.size(), 2u);
        EXPECT_EQ(card.items[0].sku, "TEA-UA");
        EXPECT_EQ(card.items[0].name, "Чай");
        EXPECT_EQ(card.items[0].reason, FitReason::bought_together);
        EXPECT_EQ(card.items[0].together, 3);
        EXPECT_EQ(card.items[0].with, "KET-X2");
        EXPECT_EQ(card.items[0].price, uah(24500));
        EXPECT_EQ(card.items[1].sku, "KET-F2");
        EXPECT_EQ(card.items[1].reason, FitReason::same_series);
    });
}

TEST(UpsellTest, an_order_counts_once_and_only_when_its_goods_have_left) {
    everywhere([](World& w) {
        const auto id = w.past({"KET-X2", "TEA-UA"});
        w.facts({{"order.completed", id.value, 0}});
        w.count();
        const auto open = w.order({"KET-X2", "TEA-UA"});
        w.facts({{"order.created", open.value, 0}});
        w.count();
        EXPECT_EQ(w.card(w.order({"KET-X2"})).items.at(0).together, 4);
    });
}

TEST(UpsellTest, one_key_puts_it_into_the_order_for_its_listed_price) {
    everywhere([](World& w) {
        const auto id = w.order({"KET-X2"});
        ASSERT_TRUE(w.answer(id, "TEA-UA", FitState::taken));
        const auto o = w.get(id);
        ASSERT_EQ(o.lines.size(), 2u);
        EXPECT_EQ(o.lines[1].sku, "TEA-UA");
        EXPECT_EQ(o.lines[1].price, uah(24500));
        EXPECT_EQ(o.total, uah(149500));
        const auto card = w.card(id);
        EXPECT_EQ(card.said.at(0).state, FitState::taken);
        EXPECT_EQ(w.skus(id), std::vector<std::string>{"KET-F2"}) << "it is in the order now";
        EXPECT_EQ(w.answer(id, "TEA-UA", FitState::taken).error().code, "orders.fit") << "once";
        EXPECT_EQ(w.answer(id, "NONE", FitState::taken).error().field, "sku");
    });
}

TEST(UpsellTest, a_lost_race_takes_nothing_and_notes_nothing) {
    everywhere([](World& w) {
        const auto id = w.order({"KET-X2"});
        const auto done = w.db.write([&](db::Tx& tx) {
            return w.upsell.answer(tx, id, 99, {"TEA-UA", FitState::taken, {}}, ann);
        });
        EXPECT_EQ(done.error().code, "orders.version_conflict");
        EXPECT_TRUE(w.card(id).said.empty());
    });
}

TEST(UpsellTest, goods_that_are_gone_are_not_offered) {
    everywhere([](World& w) {
        w.thing("TEA-UA", "Чай", 24500, 0);
        EXPECT_EQ(w.skus(w.order({"KET-X2"})), std::vector<std::string>{"KET-F2"});
    });
}

TEST(UpsellTest, what_he_refused_is_not_offered_again_and_twice_is_enough) {
    everywhere([](World& w) {
        const auto first = w.order({"KET-X2"});
        ASSERT_TRUE(w.answer(first, "TEA-UA", FitState::refused));
        const auto next = w.order({"KET-X2"});
        EXPECT_EQ(w.skus(next), std::vector<std::string>{"KET-F2"});
        ASSERT_TRUE(w.answer(next, "KET-F2", FitState::refused));
        EXPECT_EQ(w.card(next).why_not, NoFit::refused_twice);
        const auto other = w.order({"KET-X2"}, "0631112244");
        EXPECT_EQ(w.skus(other).size(), 2u) << "another buyer";
        w.clock.advance(refusals_within + Ms{1});
        EXPECT_EQ(w.card(w.order({"KET-X2"})).why_not, NoFit::nothing)
            << "half a year later he is asked again, but not for the same";
    });
}

TEST(UpsellTest, who_complains_is_offered_nothing_nor_are_goods_that_left) {
    everywhere([](World& w) {
        const auto id = w.order({"KET-X2"});
        w.complains = true;
        EXPECT_EQ(w.card(id).why_not, NoFit::complaint);
        EXPECT_EQ(w.answer(id, "TEA-UA", FitState::taken).error().code, "orders.fit");
        w.complains = false;
        EXPECT_EQ(w.card(w.past({"KET-X2"})).why_not, NoFit::state);
    });
}

TEST(UpsellTest, shares_and_sums_by_person_and_product) {
    everywhere([](World& w) {
        const auto id = w.order({"KET-X2"});
        const FitsShown shown{{"TEA-UA", "KET-F2", "NONE"}, {}};
        for (int i = 0; i < 2; ++i)
            ASSERT_TRUE(w.db.write([&](db::Tx& tx) { return w.upsell.shown(tx, id, shown, bob); }));
        ASSERT_TRUE(w.answer(id, "TEA-UA", FitState::taken, bob));
        const auto other = w.order({"KET-X2"}, "0631112244");
        ASSERT_TRUE(w.answer(other, "TEA-UA", FitState::refused, ann));
        const auto f = w.figures();
        ASSERT_EQ(f.people.size(), 2u);
        EXPECT_EQ(f.people[0].person_name, "Bob");
        EXPECT_EQ(f.people[0].offered, 2);
        EXPECT_EQ(f.people[0].taken, 1);
        EXPECT_EQ(f.people[0].sum, std::vector{uah(24500)});
        EXPECT_EQ(f.people[1].refused, 1);
        EXPECT_EQ(f.goods.at(0).sku, "TEA-UA");
        EXPECT_EQ(f.goods.at(0).offered, 2);
        EXPECT_TRUE(w.figures({2}).goods.empty()) << "of another shop";
    });
}

TEST(UpsellTest, an_article_that_moves_to_another_series_leaves_the_old_one) {
    everywhere([](World& w) {
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            catalogue::ProductIn in{kettles,   "demo", "KET-F2", "FLT-2", {{"uk", "Фільтр"}},
                                    uah(14900)};
            return w.goods.upsert(tx, in) ? Result<>{} : Result<>(conflict("x", "x"));
        }));
        w.facts({{"product.changed", w.product["KET-F2"].value, 0}});
        w.count();
        EXPECT_EQ(w.skus(w.order({"KET-X2"})), std::vector<std::string>{"TEA-UA"});
    });
}

/// The pairs of a shop with 1,000,000 past orders among 20,000 articles; OL_BENCH=1.
TEST(UpsellTest, what_a_card_costs_with_the_pairs_of_a_million_orders) {
    if (!std::getenv("OL_BENCH")) GTEST_SKIP() << "OL_BENCH=1 measures it";
    everywhere([](World& w) {
        for (int block = 0; block < 100; ++block)
            ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
                for (std::int64_t i = 0; i < 10'000; ++i) {
                    const auto n = block * 10'000 + i;
                    tx.exec("insert into upsell_pair values (1, ?1, ?2, ?3)",
                            n % 50 == 0 ? std::string("KET-X2") : "A" + std::to_string(n % 20'000),
                            "B" + std::to_string(n), n % 97);
                }
                return {};
            }));
        const auto id = w.order({"KET-X2"});
        const auto from = system_clock().now();
        constexpr int times = 200;
        for (int i = 0; i < times; ++i) (void)w.card(id);
        const auto took_ms = (system_clock().now() - from).count();
        std::printf("[ cost ] one card: %lld us\n", static_cast<long long>(took_ms * 1000 / times));
    });
}

}  // namespace upsell_test
}  // namespace ol::orders
