// Products and stock on both databases: found in four languages, never below zero, whole or not.
#include "shop/catalogue/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "platform/db/test_db.hpp"

namespace ol::catalogue {
namespace {

constexpr ShopId kettles{1}, toys{2};
using std::chrono_literals::operator""h;

struct World {
    explicit World(db::Database& d) : db(d), room({d, ids, system_clock()}) {}
    Result<Upserted> put(const ProductIn& in) {
        return db.write_as<Upserted>([&](db::Tx& tx) { return room.upsert(tx, in); });
    }
    ProductId kettle(std::int64_t on_hand, std::string external_id = "7") {
        const auto p = put(product(std::move(external_id)));
        EXPECT_TRUE(p);
        (void)db.write([&](db::Tx& tx) -> Result<> {
            place = *room.place(tx, kettles, "Kyiv");
            return room.set_stock(tx, p->id, place, on_hand, Says::on_hand);
        });
        return p->id;
    }
    static ProductIn product(std::string external_id = "7") {
        return {kettles,
                "woocommerce:1",
                std::move(external_id),
                "KET-17",
                {{"uk", "Чайник електричний"},
                 {"ru", "Чайник электрический"},
                 {"en", "Electric kettle"},
                 {"zh", "电热水壶"}},
                {125000, "UAH"},
                true,
                true,
                false,
                from_ms(1000)};
    }
    Result<> reserve(OrderId order, std::vector<Want> wants) {
        return db.write([&](db::Tx& tx) { return room.reserve(tx, order, wants); });
    }
    CatalogueProduct get(ProductId id) {
        return *db.read_as<CatalogueProduct>([&](db::Conn& c) { return room.product(c, id); });
    }
    std::size_t found(std::string_view q, std::vector<std::int64_t> shops = {}) {
        return db
            .read_as<CataloguePage>([&](db::Conn& c) -> Result<CataloguePage> {
                return room.search(c, shops, q, "", 10);
            })
            ->items.size();
    }
    db::Database& db;
    IdSource ids;
    Catalogue room;
    PlaceId place;
};

TEST(Catalogue, an_upsert_is_idempotent_and_old_news_changes_nothing) {
    db::for_each_database(migrations(), [](db::Database& db) {
        World w(db);
        const auto first = w.put(World::product());
        ASSERT_TRUE(first) << first.error().detail;
        EXPECT_EQ(first->result, Upsert::created);
        EXPECT_EQ(w.put(World::product())->result, Upsert::unchanged);
        auto dearer = World::product();
        dearer.price.minor = 130000, dearer.modified_at = from_ms(2000);
        EXPECT_EQ(w.put(dearer)->result, Upsert::changed);
        EXPECT_EQ(w.put(World::product())->result, Upsert::unchanged);  // of second 1
        EXPECT_EQ(w.get(first->id).price.minor, 130000);
        EXPECT_EQ(w.get(first->id).version, 2);
    });
}

TEST(Catalogue, any_part_of_name_or_article_finds_it_in_four_languages) {
    db::for_each_database(migrations(), [](db::Database& db) {
        World w(db);
        (void)w.put(World::product());
        for (const auto* q : {"ket-17", "T-1", "ЕЛЕКТР", "электр", "kettle ELECTRIC", "热水", ""})
            EXPECT_EQ(w.found(q), 1u) << q;
        for (const auto* q : {"%", "_ET-17", "kettle samovar", "'; drop table product"})
            EXPECT_EQ(w.found(q), 0u) << q;
        EXPECT_EQ(w.found("kettle", {toys.value}), 0u);
    });
}

TEST(Catalogue, what_cannot_be_a_product_is_refused_by_name) {
    db::for_each_database(migrations(), [](db::Database& db) {
        World w(db);
        const auto code = [&](auto change) {
            auto p = World::product();
            change(p);
            const auto r = w.put(p);
            return r ? std::string("taken") : r.error().code;
        };
        EXPECT_EQ(code([](ProductIn& p) { p.price.minor = -1; }), "catalogue.price");
        EXPECT_EQ(code([](ProductIn& p) { p.price.currency = "грн"; }), "catalogue.price");
        EXPECT_EQ(code([](ProductIn& p) { p.external_id.clear(); }), "catalogue.external_id");
        EXPECT_EQ(code([](ProductIn& p) { p.names.clear(), p.sku.clear(); }), "catalogue.name");
        EXPECT_EQ(code([](ProductIn& p) { p.names["en"] = std::string(401, 'x'); }),
                  "catalogue.name");
        EXPECT_EQ(code([](ProductIn& p) { p.sku = std::string(101, 'x'); }), "catalogue.sku");
        EXPECT_EQ(code([](ProductIn& p) { p.names["en"] = "<script>alert(1)</script>"; }), "taken");
    });
}

TEST(Stock, is_reserved_whole_or_not_at_all_and_never_below_zero) {
    db::for_each_database(migrations(), [](db::Database& db) {
        World w(db);
        const auto kettle = w.kettle(3), lamp = w.kettle(1, "8");
        ASSERT_TRUE(w.reserve(OrderId{1}, {{kettle, 2}}));
        ASSERT_TRUE(w.reserve(OrderId{1}, {{kettle, 2}}));  // the same order again: still two
        EXPECT_EQ(w.get(kettle).available, 1);
        const auto short_of = w.reserve(OrderId{2}, {{lamp, 1}, {kettle, 2}});
        ASSERT_FALSE(short_of);
        EXPECT_EQ(short_of.error().code, "catalogue.short");
        EXPECT_EQ(w.get(lamp).available, 1);  // the whole order waits, the lamp is still free
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            w.room.release(tx, OrderId{1});
            return {};
        }));
        ASSERT_TRUE(w.reserve(OrderId{2}, {{lamp, 1}, {kettle, 2}}));
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            w.room.ship(tx, OrderId{2});
            w.room.ship(tx, OrderId{2});  // told twice: once
            return {};
        }));
        const auto after = w.get(kettle);
        EXPECT_EQ(after.stock.front().on_hand, 1);
        EXPECT_EQ(after.stock.front().reserved, 0);
    });
}

TEST(Stock, a_store_that_counts_what_it_may_sell_is_read_with_what_is_reserved_here) {
    db::for_each_database(migrations(), [](db::Database& db) {
        World w(db);
        const auto kettle = w.kettle(10);
        ASSERT_TRUE(w.reserve(OrderId{1}, {{kettle, 4}}));
        const auto says = [&](std::int64_t n, Says how) {
            return w.db.write(
                [&](db::Tx& tx) { return w.room.set_stock(tx, kettle, w.place, n, how); });
        };
        ASSERT_TRUE(says(6, Says::available));
        EXPECT_EQ(w.get(kettle).stock.front().on_hand, 10);
        ASSERT_TRUE(says(-3, Says::on_hand));  // it sold more than it has
        EXPECT_EQ(w.get(kettle).stock.front().on_hand, 0);
        EXPECT_EQ(w.get(kettle).available, 0);
        EXPECT_FALSE(says(stock_max + 1, Says::on_hand));
    });
}

TEST(Allocate, the_oldest_promise_is_served_first_and_a_held_order_takes_nothing) {
    const ProductId kettle{1}, lamp{2}, gift{3};
    const auto at = [](int hour) { return from_ms(0) + std::chrono::hours(hour); };
    const auto out =
        allocate({{kettle, 2}, {lamp, 1}}, {{OrderId{1}, at(30), at(1), {{kettle, 1}}},
                                            {OrderId{2}, at(10), at(3), {{kettle, 2}, {lamp, 2}}},
                                            {OrderId{3}, at(20), at(2), {{kettle, 1}, {gift, 9}}},
                                            {OrderId{4}, at(20), at(1), {{lamp, 1}}},
                                            {OrderId{5}, at(40), at(1), {{kettle, 1}}}});
    EXPECT_EQ(out.served, (std::vector{OrderId{4}, OrderId{3}, OrderId{1}}));
    ASSERT_EQ(out.held.size(), 2u);
    EXPECT_EQ(out.held[0].order, OrderId{2});
    EXPECT_EQ(out.held[0].missing, (std::vector{Want{lamp, 1}}));
    EXPECT_EQ(out.held[1].missing, (std::vector{Want{kettle, 1}}));
}

TEST(Allocate, two_lines_of_one_product_and_huge_numbers_are_one_want) {
    const ProductId kettle{1};
    const auto huge = std::numeric_limits<std::int64_t>::max();
    const std::vector<Claim> claims{{OrderId{1}, {}, {}, {{kettle, 2}, {kettle, 2}}},
                                    {OrderId{2}, {}, {}, {{kettle, huge}, {kettle, 9}}},
                                    {OrderId{3}, {}, {}, {{kettle, -5}}}};
    const auto out = allocate({{kettle, 3}}, claims);
    EXPECT_EQ(out.served, std::vector{OrderId{3}});
    EXPECT_EQ(out.held.size(), 2u);
}

TEST(Catalogue, what_a_search_costs_at_100000_products) {
    if (!std::getenv("OL_BENCH")) GTEST_SKIP() << "OL_BENCH is not set";
    db::for_each_database(migrations(), [](db::Database& db) {
        World w(db);
        for (int at = 0; at < 100'000; at += 10'000)
            ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
                for (int i = at; i < at + 10'000; ++i) {
                    auto p = World::product(std::to_string(i));
                    p.sku += "-" + std::to_string(i);
                    if (auto ok = w.room.upsert(tx, p); !ok) return ok.error();
                }
                return {};
            }));
        for (const auto* q : {"99999", "no such thing", "чайник", "热水 -4242"}) {
            constexpr int times = 100;
            const auto from = system_clock().now();
            for (int i = 0; i < times; ++i) (void)w.found(q, {kettles.value});
            const auto ms = (system_clock().now() - from).count();
            std::cout << q << ": " << ms * 1000 / times << " us each\n";
        }
    });
}

}  // namespace
}  // namespace ol::catalogue
