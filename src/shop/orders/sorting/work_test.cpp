// Story 8 with its numbers on both databases, owners, prepayment, confirmation without a call.
#include "shop/orders/sorting/work.hpp"

#include <gtest/gtest.h>

#include "platform/base/names.hpp"
#include "platform/db/test_db.hpp"

namespace ol::orders {
namespace {

constexpr ShopId shop{1};
constexpr PersonId ann{7}, bob{8};
using std::chrono_literals::operator""h;

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list : {customers::migrations(), promises::migrations(),
                             catalogue::migrations(), migrations(), work_migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
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
                  [](db::Conn&, ShopId) {
                      return ShopFacts{"Europe/Kyiv", "UAH", "UA"};
                  },
                  {},
                  {},
                  {},
                  &stock}),
          work({d,
                ids,
                c,
                orders,
                stock,
                promises,
                {},
                [](PersonId p) { return p != bob || hired; },
                {}}) {}

    void put_stock(const std::string& sku, std::int64_t there) {
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            const auto place = stock.place(tx, shop, "Kyiv");
            auto p = stock.upsert(tx, {shop, "csv:1", sku, sku, {{"en", sku}}, {10000, "UAH"}});
            if (!p) return p.error();
            return stock.set_stock(tx, p->id, *place, there, catalogue::Says::on_hand);
        }));
    }
    ExternalOrder external(int no, const std::string& sku, std::int64_t paid = 0) {
        ExternalOrder e;
        e.shop_id = shop, e.source = "csv", e.origin = "csv:1";
        e.external_id = e.number = std::to_string(no), e.status = "new";
        e.created_at = e.modified_at = clock.now(), e.currency = "UAH", e.total_minor = 10000;
        e.paid_minor = paid, e.pay_method = paid > 0 ? PayMethod::prepaid : PayMethod::cod;
        e.customer_name = e.recipient = "Oksana Koval", e.address = "Main 7", e.city = "Kyiv";
        e.customer_phone = e.phone = "+38050111" + std::to_string(1000 + no);
        e.lines = {{"1", sku, sku, 1, 10000, 10000}};
        // The later it came, the earlier it was promised: order of arrival must not decide.
        e.delivery_from = clock.now() + 100h - std::chrono::hours(no);
        e.delivery_to = *e.delivery_from + std::chrono::hours(4);
        return e;
    }
    OrderId take(const ExternalOrder& e) {
        auto r = db.write_as<Upserted>([&](db::Tx& tx) { return orders.upsert_external(tx, e); });
        EXPECT_TRUE(r);
        return r->id;
    }
    Result<> confirm(OrderId id) {
        return db.write([&](db::Tx& tx) -> Result<> {
            auto version = orders.order(tx.conn, id)->version;
            for (const auto f : check_fields) {
                CheckRequest in;
                in.field = f;
                if (auto ok = orders.check(tx, id, version++, in, ann); !ok) return ok;
            }
            auto done = orders.confirm(tx, id, version, {}, ann);
            return done ? Result<>{} : Result<>(done.error());
        });
    }
    Order get(OrderId id) {
        return *db.read_as<Order>([&](db::Conn& c) { return orders.order(c, id); });
    }
    SortedList sorted(std::optional<PersonId> owner = {}) {
        return *db.read_as<SortedList>(
            [&](db::Conn& c) -> Result<SortedList> { return work.sorted(c, {}, owner, 500); });
    }
    std::int64_t allocate() {
        return *db.write_as<std::int64_t>(
            [&](db::Tx& tx) -> Result<std::int64_t> { return work.allocate(tx, shop); });
    }
    std::int64_t number(const std::string& sql) {
        return *db.read_as<std::int64_t>(
            [&](db::Conn& c) -> Result<std::int64_t> { return c.query(sql).i64(0, 0); });
    }
    Result<OrderRules> rules(OrderRules r) {
        return db.write_as<OrderRules>(
            [&](db::Tx& tx) { return work.set_rules(tx, shop, r, ann); });
    }
    bool by_rule(OrderId id) {
        return *db.write_as<bool>(
            [&](db::Tx& tx) -> Result<bool> { return work.confirm_by_rule(tx, id); });
    }
    static inline bool hired = true;
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    catalogue::Catalogue stock;
    Orders orders;
    Work work;
};

void on_each(const std::function<void(World&)>& body) {
    ManualClock clock{from_ms(1'795'000'000'000)};
    db::for_each_database(
        all_migrations(),
        [&](db::Database& db) {
            World w(db, clock);
            body(w);
        },
        clock);
}

TEST(Work, story_8_the_oldest_promise_gets_what_is_short) {
    on_each([](World& w) {
        w.put_stock("KET", 25);
        w.put_stock("SUB", 7);
        std::vector<OrderId> ids;
        for (int i = 0; i < 37; ++i) {
            ids.push_back(w.take(w.external(i, "KET")));
            ASSERT_TRUE(w.confirm(ids.back()));
        }
        EXPECT_EQ(w.allocate(), 12);
        EXPECT_EQ(w.allocate(), 0);  // the duties stand already
        const auto list = w.sorted();
        EXPECT_EQ(list.counts.at("ready"), 25);
        EXPECT_EQ(list.counts.at("short"), 12);
        for (const auto& s : list.items) {
            const bool late = std::stoi(s.number) < 12;  // those were promised last
            EXPECT_EQ(s.sort, late ? Sort::short_ : Sort::ready) << s.number;
            if (!late) continue;
            EXPECT_EQ(s.missing.front().quantity, 1);
            EXPECT_LE(*s.tell_by - w.clock.now(), Ms{5 * 60'000});
        }
        EXPECT_EQ(w.number("select reserved from stock where on_hand = 25"), 25);

        for (int i = 0; i < 7; ++i) {  // they take the substitute
            CheckRequest in;
            in.field = CheckField::product, in.result = CheckResult::changed;
            in.lines = {{w.get(ids[i]).lines[0].id, 1, Money{10000, "UAH"}, "SUB", "SUB"}};
            ASSERT_TRUE(w.db.write([&](db::Tx& tx) {
                return w.orders.check(tx, ids[i], w.get(ids[i]).version, in, ann);
            }));
        }
        for (int i = 7; i < 10; ++i)  // they wait
            ASSERT_TRUE(w.db.write([&](db::Tx& tx) {
                return w.orders.hold(tx, ids[i], {}, {"no_stock", {}, {}}, ann);
            }));
        for (int i = 10; i < 12; ++i)  // they cancel
            ASSERT_TRUE(w.db.write(
                [&](db::Tx& tx) { return w.orders.cancel(tx, ids[i], {}, "no_stock", ann); }));
        EXPECT_EQ(w.allocate(), 0);
        const auto after = w.sorted();
        EXPECT_EQ(after.counts.at("ready"), 32);
        EXPECT_EQ(after.counts.at("held"), 3);
        EXPECT_EQ(after.counts.at("short"), 0);
        EXPECT_EQ(w.number("select sum(reserved) from stock"), 32);
        EXPECT_EQ(w.number("select sum(on_hand) from stock"), 32);
        EXPECT_EQ(w.number("select sum(total) from shop_order where desk_state = 'confirmed'"),
                  320000);
        EXPECT_EQ(w.number("select count(*) from order_duty where closed_at is null"), 0);
    });
}

TEST(Work, stock_that_is_counted_away_makes_the_youngest_promise_short) {
    on_each([](World& w) {
        w.put_stock("KET", 2);
        const auto later = w.take(w.external(1, "KET")), sooner = w.take(w.external(2, "KET"));
        ASSERT_TRUE(w.confirm(later) && w.confirm(sooner));
        EXPECT_EQ(w.allocate(), 0);
        w.put_stock("KET", 1);
        EXPECT_EQ(w.allocate(), 1);
        EXPECT_EQ(w.sorted().items.front().id, sooner);
        EXPECT_EQ(w.sorted().items.front().sort, Sort::ready);
        EXPECT_EQ(w.sorted().items.back().sort, Sort::short_);
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) {
            return w.work.told(tx, later, {ShortOutcome::substitute, "the red one"}, ann);
        }));
        EXPECT_EQ(
            w.db.write([&](db::Tx& tx) {
                    return w.work.told(tx, later, {ShortOutcome::substitute, "the red one"}, ann);
                })
                .error()
                .code,
            "orders.no_duty");
        w.put_stock("KET", 2);  // it came after all
        EXPECT_EQ(w.allocate(), 0);
        EXPECT_EQ(w.sorted().counts.at("ready"), 2);
    });
}

TEST(Work, one_owner_by_rule_and_all_he_owns_goes_to_another) {
    on_each([](World& w) {
        w.put_stock("KET", 9);
        std::vector<OrderId> ids;
        for (int i = 0; i < 3; ++i) {
            ids.push_back(w.take(w.external(i, "KET")));
            ASSERT_TRUE(w.confirm(ids.back()));
        }
        EXPECT_EQ(w.sorted(ann).items.size(), 3u);
        EXPECT_EQ(w.sorted(ann).items.front().id, ids[2]);  // whose slot begins first
        EXPECT_EQ(w.sorted(ann).items.front().next, NextKind::hand_over);
        const auto done = w.db.write_as<HandedOver>([&](db::Tx& tx) {
            return w.work.hand_over(tx, {ann, bob, "ill"}, ann);
        });
        ASSERT_TRUE(done) << done.error().code;
        EXPECT_EQ(done->orders, 3);
        EXPECT_EQ(w.sorted(bob).items.size(), 3u);
        EXPECT_EQ(w.number("select count(*) from promise where state = 'open' and owner_id = 8"),
                  3);
        const auto code = [&](HandOverAll in) {
            const auto r = w.db.write_as<HandedOver>(
                [&](db::Tx& tx) { return w.work.hand_over(tx, in, ann); });
            return r ? std::string() : r.error().code;
        };
        EXPECT_EQ(code({bob, bob, "ill"}), "orders.owner");
        EXPECT_EQ(code({bob, ann, ""}), "orders.reason");
        EXPECT_EQ(code({bob, PersonId{}, "ill"}), "orders.owner");
        World::hired = false;
        EXPECT_EQ(
            w.db.write([&](db::Tx& tx) { return w.work.give(tx, ids[0], bob, ann); }).error().code,
            "orders.owner");
        World::hired = true;
    });
}

TEST(Work, complete_prepaid_and_in_stock_is_confirmed_without_a_call_only_by_rule) {
    on_each([](World& w) {
        w.put_stock("KET", 1);
        const auto paid = w.take(w.external(1, "KET", 10000));
        EXPECT_FALSE(w.by_rule(paid));  // the shop has not said so
        OrderRules r;
        r.confirm_by_message = true;
        ASSERT_TRUE(w.rules(r));
        EXPECT_EQ(w.rules(r).error().code, "orders.version_conflict");
        EXPECT_FALSE(w.by_rule(w.take(w.external(2, "KET"))));  // cash on delivery: a person calls
        auto nowhere = w.external(3, "KET", 10000);
        nowhere.address.clear();
        EXPECT_FALSE(w.by_rule(w.take(nowhere)));
        EXPECT_TRUE(w.by_rule(paid));
        EXPECT_FALSE(w.by_rule(paid));
        EXPECT_EQ(w.get(paid).desk_state, DeskState::confirmed);
        EXPECT_FALSE(w.get(paid).owner_id);
        EXPECT_FALSE(w.by_rule(w.take(w.external(4, "KET", 10000))));  // none is left
        const auto card =
            *w.db.read_as<WorkCard>([&](db::Conn& c) { return w.work.card(c, paid); });
        ASSERT_EQ(card.messages.size(), 1u);
        EXPECT_EQ(card.messages.front().state, "wanted");  // nobody has sent it
    });
}

TEST(WorkRules, prepayment_is_asked_by_amount_and_by_parcels_not_taken) {
    OrderRules r;
    r.prepay_over_minor = 300000, r.prepay_after_refusals = 2, r.prepay_percent = 30;
    EXPECT_EQ(prepay_of(r, 300000, 0, 1).asked, 0);
    EXPECT_EQ(prepay_of(r, 300001, 0, 0).due, 90001);  // rounded up
    EXPECT_EQ(prepay_of(r, 300001, 90000, 0).due, 1);
    EXPECT_EQ(prepay_of(r, 1000, 0, 2).reason, PrepayReason::refusals);
    EXPECT_EQ(prepay_of(r, std::numeric_limits<std::int64_t>::max(), 0, 0).reason,
              PrepayReason::amount);
    for (auto bad : {OrderRules{.prepay_percent = 0}, OrderRules{.prepay_over_minor = -1},
                     OrderRules{.owner = OwnerRule::fewest_open}, OrderRules{.tell_within_min = 0}})
        EXPECT_EQ(check_rules(bad).error().code, "orders.rules");
}

TEST(WorkRules, each_confirmed_order_lies_in_one_place_with_its_reason) {
    const Time now = from_ms(1'000'000);
    Order o;
    o.desk_state = DeskState::confirmed, o.total = {100, "UAH"}, o.pay_method = PayMethod::cod;
    o.delivery_from = now, o.delivery_to = now + Ms{1};
    const auto why = [&](StockFact s = StockFact::reserved, Prepay p = {}) {
        return sort_of(o, s, p, now).reason;
    };
    EXPECT_EQ(why(), SortReason::in_stock);
    EXPECT_EQ(why(StockFact::not_kept), SortReason::stock_not_kept);
    EXPECT_EQ(why(StockFact::missing), SortReason::no_stock);
    EXPECT_EQ(why(StockFact::reserved, {50, 50, PrepayReason::amount}), SortReason::payment);
    o.delivery_to = now;
    EXPECT_EQ(why(), SortReason::slot_past);
    o.delivery_to.reset();
    EXPECT_EQ(why(), SortReason::no_slot);
    o.pay_method = PayMethod::prepaid;
    EXPECT_EQ(why(), SortReason::payment);
    o.desk_state = DeskState::hold;
    EXPECT_EQ(why(), SortReason::on_hold);
    EXPECT_EQ(fewest_open(std::vector<std::pair<PersonId, std::int64_t>>{{bob, 2}, {ann, 2}}), ann);
}

}  // namespace
}  // namespace ol::orders
