// Story 2 with its numbers, on both databases: three orders, three spellings of one telephone.
#include "shop/orders/joins.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"
#include "shop/orders/orders.hpp"

namespace ol::orders {
namespace joins_test {

constexpr ShopId shop{1};
constexpr PersonId ann{7};
constexpr ContactId live{70};

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list :
         {customers::migrations(), promises::migrations(), catalogue::migrations(), migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

struct World {
    explicit World(db::Database& d)
        : db(d),
          buyers({d, ids, clock, [](PersonId, ContactId c, CustomerId) { return c == live; }, {}}),
          promises({d, ids, clock, buyers, {}, {}}),
          stock({d, ids, clock}),
          orders({d,
                  ids,
                  clock,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) { return ShopFacts{"Europe/Kyiv", "UAH", "UA"}; },
                  {},
                  {},
                  {},
                  &stock}) {
        who.person = ann;
    }
    /// An order of one line with a delivery of 70.
    OrderId take(std::string id, std::string phone, std::string address, std::string city,
                 std::int64_t price, std::string name = "Оксана Коваль") {
        ExternalOrder e;
        e.shop_id = shop, e.source = "woocommerce", e.origin = "woocommerce:1";
        e.external_id = id, e.number = id, e.status = "processing";
        e.created_at = e.modified_at = clock.now();
        e.currency = "UAH", e.total_minor = price + 7000, e.pay_method = PayMethod::cod;
        e.customer_name = e.recipient = name, e.customer_phone = e.phone = phone;
        e.address = address, e.city = city;
        e.lines = {{"1", "SKU-" + id, "Kettle " + id, 1, price, price}};
        last = e;
        auto r = db.write_as<Upserted>([&](db::Tx& tx) { return orders.upsert_external(tx, e); });
        EXPECT_TRUE(r);
        return r->id;
    }
    Order get(OrderId id) {
        return *db.read_as<Order>([&](db::Conn& c) { return orders.order(c, id); });
    }
    Result<> merge(OrderId id, std::vector<OrderId> with, bool same_buyer = false) {
        MergeOrders in{{}, same_buyer, live};
        for (const auto o : with) in.with.push_back({o, get(o).version});
        return db.write([&](db::Tx& tx) { return orders.merge(tx, id, get(id).version, in, ann); });
    }
    Result<> unmerge(OrderId id) {
        return db.write(
            [&](db::Tx& tx) { return orders.unmerge(tx, id, get(id).version, {}, ann); });
    }
    Result<OrderId> split(OrderId id, const SplitOrder& in) {
        return db.write_as<OrderId>(
            [&](db::Tx& tx) { return orders.split(tx, id, get(id).version, in, ann); });
    }
    SameBuyerList same(OrderId id) { return *orders.same_buyer(who, live, id); }
    void exec(const std::string& sql, OrderId id) {
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            tx.exec(sql, id);
            return {};
        }));
    }
    db::Database& db;
    ManualClock clock{from_ms(1'795'000'000'000)};
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    catalogue::Catalogue stock;
    Orders orders;
    http::Principal who;
    ExternalOrder last;
};

/// What an unmerge must give back: everything but the version and the story of it.
std::string fingerprint(Order o) {
    o.version = 0;
    o.timeline.clear();
    return json::write(o);
}

struct Story {
    explicit Story(World& w)
        : first(w.take("1", "0501112233", "вул. Саксаганського, буд. 12, кв. 4", "Київ", 125000)),
          second(w.take("2", "+380 50 111-22-33", "ул. Саксаганского 12/4", "Киев", 89000)),
          third(w.take("3", "380501112233", "Sumska 1", "Kharkiv", 50000)) {}
    OrderId first, second, third;
};

TEST(Joins, story_2_two_of_three_become_one_and_come_back_exactly) {
    db::for_each_database(all_migrations(), [](db::Database& db) {
        World w(db);
        const Story s(w);
        const auto found = w.same(s.first);
        ASSERT_EQ(found.items.size(), 2u);
        const auto& offer = found.items.front();
        EXPECT_TRUE(offer.offered && offer.same_phone && offer.same_address);
        EXPECT_EQ(offer.order.id, s.second);
        EXPECT_EQ(offer.lines_total.minor, 214000);
        EXPECT_EQ(offer.saved.minor, 7000);
        EXPECT_EQ(offer.cod_due.minor, 221000);
        EXPECT_FALSE(found.items.back().offered);
        EXPECT_EQ(found.items.back().bar, Bar::destination);

        const auto a = fingerprint(w.get(s.first)), b = fingerprint(w.get(s.second));
        const auto done = w.merge(s.first, {s.second});
        ASSERT_TRUE(done) << done.error().code;
        EXPECT_EQ(w.get(s.first).total.minor, 221000);
        EXPECT_EQ(w.get(s.first).cod_due.minor, 221000);
        EXPECT_EQ(w.get(s.first).lines.size(), 2u);
        EXPECT_EQ(w.get(s.second).desk_state, DeskState::merged);
        EXPECT_EQ(w.get(s.third).desk_state, DeskState::new_);
        EXPECT_TRUE(w.same(s.first).may_unmerge);
        EXPECT_EQ(w.same(s.second).links.front().order_id, s.first);

        ASSERT_TRUE(w.unmerge(s.first));
        EXPECT_EQ(fingerprint(w.get(s.first)), a);
        EXPECT_EQ(fingerprint(w.get(s.second)), b);
        EXPECT_EQ(w.unmerge(s.first).error().code, "orders.not_merged");

        ASSERT_TRUE(w.merge(s.first, {s.second}));
        w.exec("update shop_order set ship_state = 'registered' where id = ?1", s.first);
        EXPECT_EQ(w.unmerge(s.first).error().code, "orders.waybill");
        EXPECT_EQ(w.merge(s.third, {s.first}).error().params.front().second, "waybill");
    });
}

TEST(Joins, a_telephone_alone_merges_nobody_until_the_operator_has_asked) {
    db::for_each_database(all_migrations(), [](db::Database& db) {
        World w(db);
        const auto hers = w.take("1", "0501112233", "Main 7", "Kyiv", 10000, "Oksana Koval");
        const auto other = w.take("2", "0501112233", "Main 7", "Kyiv", 10000, "Petro Bondar");
        EXPECT_FALSE(w.same(hers).items.front().same_customer);
        EXPECT_EQ(w.merge(hers, {other}).error().code, "orders.same_buyer");
        EXPECT_TRUE(w.merge(hers, {other}, true));
    });
}

TEST(Joins, two_people_and_a_webhook_on_one_order_lose_nothing) {
    db::for_each_database(all_migrations(), [](db::Database& db) {
        World w(db);
        const Story s(w);
        const auto stale = w.get(s.second).version;
        w.exec("update shop_order set version = version + 1 where id = ?1", s.second);
        const auto late = w.db.write([&](db::Tx& tx) {
            return w.orders.merge(tx, s.first, w.get(s.first).version,
                                  {{{s.second, stale}}, false, {}}, ann);
        });
        EXPECT_EQ(late.error().code, "orders.version_conflict");
        ASSERT_TRUE(w.merge(s.first, {s.second}));
        EXPECT_EQ(w.merge(s.first, {s.second}).error().params.front().second, "state");
        // The store tells of the merged one: a payment of the target counts, goods stay as merged.
        auto news = w.last;
        news.external_id = news.number = "1", news.modified_at = w.clock.now() + Ms{60000};
        news.address = "вул. Саксаганського, буд. 12, кв. 4", news.city = "Київ";
        news.lines = {{"1", "SKU-1", "Kettle 1", 5, 125000, 625000}};
        news.total_minor = 632000, news.paid_minor = 100000;
        ASSERT_TRUE(w.db.write_as<Upserted>(
            [&](db::Tx& tx) { return w.orders.upsert_external(tx, news); }));
        EXPECT_EQ(w.get(s.first).total.minor, 221000);
        EXPECT_EQ(w.get(s.first).cod_due.minor, 121000);
        ASSERT_TRUE(w.unmerge(s.first));
        EXPECT_EQ(w.get(s.first).cod_due.minor, 32000);  // 1320 less the 1000 paid meanwhile
    });
}

TEST(Joins, kept_apart_is_not_offered_again) {
    db::for_each_database(all_migrations(), [](db::Database& db) {
        World w(db);
        const Story s(w);
        ASSERT_TRUE(w.db.write(
            [&](db::Tx& tx) { return w.orders.keep_apart(tx, s.second, s.first, ann); }));
        for (const auto& item : w.same(s.first).items) EXPECT_FALSE(item.offered);
    });
}

TEST(Joins, a_split_keeps_every_sum_and_links_back) {
    db::for_each_database(all_migrations(), [](db::Database& db) {
        World w(db);
        const Story s(w);
        ASSERT_TRUE(w.merge(s.first, {s.second}));
        const auto lines = w.get(s.first).lines;
        const auto part = w.split(s.first, {{{lines[1].id, 1}}, false, {}, {}, {}});
        ASSERT_TRUE(part) << part.error().code;
        EXPECT_EQ(w.get(s.first).total.minor + w.get(*part).total.minor, 221000);
        EXPECT_EQ(w.get(*part).total.minor, 89000);
        EXPECT_EQ(w.get(*part).number, "1/2");
        EXPECT_EQ(w.same(*part).links.front().kind, "split_of");
        const auto refused = [&](std::vector<PartLine> of) {
            return w.split(s.first, {std::move(of), false, {}, {}, {}}).error().code;
        };
        const auto left = w.get(s.first).lines.front().id;
        EXPECT_EQ(refused({{left, 1}}), "orders.lines");  // nothing would remain
        EXPECT_EQ(refused({{left, -1}}), "orders.lines");
        EXPECT_EQ(refused({{left, 1LL << 60}}), "orders.lines");
        EXPECT_EQ(refused({{LineId{1}, 1}}), "orders.lines");
    });
}

TEST(Joins, what_is_short_goes_into_an_order_of_its_own) {
    db::for_each_database(all_migrations(), [](db::Database& db) {
        World w(db);
        const Story s(w);
        ASSERT_TRUE(w.merge(s.first, {s.second}));
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            const auto place = w.stock.place(tx, shop, "Kyiv");
            for (const auto* sku : {"SKU-1", "SKU-2"}) {
                auto p = w.stock.upsert(tx, {shop, "woocommerce:1", sku, sku, {}, {1, "UAH"}});
                if (!p) return p.error();
                const auto there = std::string_view(sku) == "SKU-1" ? 5 : 0;
                (void)w.stock.set_stock(tx, p->id, *place, there, catalogue::Says::on_hand);
            }
            return {};
        }));
        const auto part = w.split(s.first, {{}, true, {}, {}, {}});
        ASSERT_TRUE(part) << part.error().code;
        EXPECT_EQ(w.get(*part).lines.front().sku, "SKU-2");
    });
}

TEST(JoinedRules, discounts_stay_and_sums_that_do_not_fit_are_refused) {
    Kept a;
    a.order.id = {1}, a.order.shop_id = shop, a.order.address = "Main 7", a.city = "Kyiv";
    a.order.total = {90000, "UAH"}, a.order.pay_method = PayMethod::cod;
    a.order.lines = {{{1}, "S", "Kettle", 1, {100000, "UAH"}, {100000, "UAH"}}};
    a.extra_minor = -10000;  // a discount
    Kept b = a;
    b.order.id = {2}, b.extra_minor = 7000;
    const auto both = joined(a, std::span(&b, 1), "UTC");
    ASSERT_TRUE(both);
    EXPECT_EQ(both->saved, 0);  // delivery was in one of them only
    EXPECT_EQ(both->order.order.total.minor, 197000);
    b.order.lines[0].total.minor = std::numeric_limits<std::int64_t>::max() - 1;
    EXPECT_EQ(joined(a, std::span(&b, 1), "UTC").error().code, "orders.amount");
    b = a, b.order.total.currency = "EUR";
    EXPECT_EQ(bar_between(a, b), Bar::currency);
}

}  // namespace joins_test
}  // namespace ol::orders
