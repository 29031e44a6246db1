// The buyer's thread and his erasure, on both databases: after it no column of the room names him,
// not even in what a merge kept of before, and what his store says later does not bring him back.
#include "shop/orders/events.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"
#include "shop/orders/orders.hpp"

namespace ol::orders {
namespace events_test {

constexpr ShopId shop{1};
constexpr PersonId ann{7};

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
          buyers({d, ids, clock, {}, {}}),
          promises({d, ids, clock, buyers, {}, {}}),
          orders({d,
                  ids,
                  clock,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) { return ShopFacts{"Europe/Kyiv", "UAH", "UA"}; },
                  {},
                  {},
                  {}}) {}
    ExternalOrder external(const std::string& id, const std::string& name,
                           const std::string& phone) {
        clock.advance(Ms{1000});
        ExternalOrder e;
        e.shop_id = shop, e.source = "woocommerce", e.origin = "woocommerce:1";
        e.external_id = e.number = id, e.status = "processing";
        e.created_at = e.modified_at = clock.now();
        e.currency = "UAH", e.total_minor = 10000, e.pay_method = PayMethod::cod;
        e.customer_name = e.recipient = name, e.customer_phone = e.phone = phone;
        e.customer_email = id + "@zolotarenko.example";
        e.address = "Zolotarenko street 7", e.city = "Kyiv", e.note = "ask for Zolotarenko";
        e.lines = {{"1", "SKU-" + id, "Kettle " + id, 1, 10000, 10000}};
        return e;
    }
    OrderId take(const ExternalOrder& e) {
        auto r = db.write_as<Upserted>([&](db::Tx& tx) { return orders.upsert_external(tx, e); });
        EXPECT_TRUE(r);
        return r->id;
    }
    Order get(OrderId id) {
        return *db.read_as<Order>([&](db::Conn& c) { return orders.order(c, id); });
    }
    void erase(CustomerId id) {
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            erase_buyer(tx, id);
            tx.exec("update customer set name = '' where id = ?1", id);  // as the page does
            return {};
        }));
    }
    /// How many values of the room's tables hold the text, of any column, small or capital.
    int found(const std::string& text) {
        int hits = 0;
        const auto ok = db.read([&](db::Conn& c) -> Result<> {
            for (const auto* table : {"shop_order", "order_line", "order_check", "order_change",
                                      "order_timeline", "order_external", "order_merge"}) {
                const auto r = c.query("select * from " + std::string(table));
                for (const auto& row : r.rows)
                    for (const auto& value : row)
                        if (const auto* s = std::get_if<std::string>(&value))
                            hits += lowered(*s).find(text) != std::string::npos;
            }
            return {};
        });
        EXPECT_TRUE(ok);
        return hits;
    }
    static std::string lowered(std::string s) {
        for (auto& ch : s) ch = ch >= 'A' && ch <= 'Z' ? static_cast<char>(ch + 32) : ch;
        return s;
    }
    db::Database& db;
    ManualClock clock{from_ms(1'795'000'000'000)};
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    Orders orders;
};

void everywhere(const std::function<void(World&)>& body) {
    db::for_each_database(all_migrations(), [&](db::Database& d) {
        World w(d);
        body(w);
    });
}

/// Two orders of one buyer merged, with a change of the recipient by hand before.
OrderId merged(World& w) {
    const auto first = w.take(w.external("1", "Oksana Zolotarenko", "0501112233"));
    const auto second = w.take(w.external("2", "Oksana Zolotarenko", "0501112233"));
    CheckRequest in;
    in.field = CheckField::recipient, in.result = CheckResult::changed;
    in.value = "Oksana Petrivna Zolotarenko";
    EXPECT_TRUE(w.db.write(
        [&](db::Tx& tx) { return w.orders.check(tx, first, w.get(first).version, in, ann); }));
    const MergeOrders with{{{second, w.get(second).version}}, true, {}};
    const auto done = w.db.write(
        [&](db::Tx& tx) { return w.orders.merge(tx, first, w.get(first).version, with, ann); });
    EXPECT_TRUE(done) << (done ? "" : done.error().code);
    return first;
}

TEST(OrderEvents, an_erasure_reaches_what_a_merge_kept_of_before) {
    everywhere([](World& w) {
        const auto first = merged(w);
        const auto other = w.take(w.external("3", "Petro Bondar", "0677654321"));
        const auto before = w.get(first);
        EXPECT_GT(w.found("petrivna"), 0);
        EXPECT_GT(w.found("501112233"), 0);
        w.erase(before.customer_id);
        EXPECT_EQ(w.found("oksana"), 0);
        EXPECT_EQ(w.found("501112233"), 0);
        EXPECT_EQ(w.found("332211105"), 0);  // the number backwards, by which its end is found
        const auto after = w.get(first);
        EXPECT_EQ(after.total, before.total);
        EXPECT_EQ(after.lines.size(), before.lines.size());
        EXPECT_EQ(after.desk_state, before.desk_state);
        EXPECT_EQ(w.get(other).recipient, "Petro Bondar");  // nobody else's
        EXPECT_EQ(w.db.write([&](db::Tx& tx) {
                          return w.orders.unmerge(tx, first, after.version, {}, ann);
                      })
                      .error()
                      .code,
                  "orders.not_merged");
    });
}

TEST(OrderEvents, what_the_store_says_later_does_not_bring_him_back) {
    everywhere([](World& w) {
        auto news = w.external("1", "Oksana Zolotarenko", "0501112233");
        const auto id = w.take(news);
        w.erase(w.get(id).customer_id);
        w.clock.advance(Ms{60'000});
        news.modified_at = w.clock.now(), news.paid_minor = 10000, news.note = "Oksana called";
        EXPECT_EQ(w.take(news), id);
        EXPECT_EQ(w.get(id).pay_state, PayState::paid);
        EXPECT_EQ(w.found("oksana"), 0);
        EXPECT_EQ(w.found("501112233"), 0);
    });
}

TEST(OrderEvents, the_thread_is_newest_first_within_the_readers_shops) {
    everywhere([](World& w) {
        OrderId last;
        for (const auto* id : {"1", "2", "3"})
            last = w.take(w.external(id, "Oksana Zolotarenko", "0501112233"));
        customers::ThreadAsk ask{w.get(last).customer_id, from_ms(1LL << 53), 1LL << 53, 2, {}};
        const auto page = [&] {
            return *w.db.read_as<std::vector<customers::ThreadEntry>>(
                [&](db::Conn& c) -> Result<std::vector<customers::ThreadEntry>> {
                    return thread(c, ask);
                });
        };
        const auto top = page();
        ASSERT_EQ(top.size(), 2u);
        EXPECT_EQ(top[0].order_id, last);
        ask.before = top[1].at, ask.before_id = top[1].order_id->value;
        ASSERT_EQ(page().size(), 1u);
        EXPECT_EQ(page()[0].order_number, "1");
        ask.shops = {2};
        EXPECT_TRUE(page().empty());
    });
}

TEST(OrderEvents, a_buyer_is_found_by_the_number_as_people_say_it) {
    everywhere([](World& w) {
        const auto id = w.take(w.external("1001", "Oksana Zolotarenko", "0501112233"));
        for (const auto* said : {"1001", "#1001", " 1001 "}) {
            const auto found = *w.db.read_as<std::vector<std::pair<CustomerId, std::string>>>(
                [&](db::Conn& c) -> Result<std::vector<std::pair<CustomerId, std::string>>> {
                    return buyers_by_number(c, {}, said);
                });
            ASSERT_EQ(found.size(), 1u) << said;
            EXPECT_EQ(found[0].first, w.get(id).customer_id);
        }
        const std::int64_t another = 2;
        EXPECT_TRUE(w.db.read([&](db::Conn& c) -> Result<> {
            EXPECT_TRUE(buyers_by_number(c, std::span(&another, 1), "1001").empty());
            return {};
        }));
    });
}

}  // namespace events_test
}  // namespace ol::orders
