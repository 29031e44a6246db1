// Edits within one's own limits (R19): what counts as given away, what is asked of the superior,
// and what changes when he says yes. Money that came.
#include <gtest/gtest.h>

#include "platform/base/names.hpp"
#include "platform/db/test_db.hpp"
#include "shop/orders/orders.hpp"

namespace ol::orders {
namespace limited_test {

using std::chrono_literals::operator""h;
constexpr PersonId ann{7}, olha{8};
constexpr ShopId kettles{1};

Money uah(std::int64_t minor) { return {minor, "UAH"}; }

/// A kettle for 1250.00, a filter for 70.00 twice, delivery 70.00.
Kept sample() {
    Kept k;
    k.order.total = uah(0);
    k.order.lines = {{{1}, "X2", "Kettle", 1, uah(125000), uah(125000)},
                     {{2}, "F", "Filter", 2, uah(7000), uah(14000)}};
    k.extra_minor = 7000;
    EXPECT_TRUE(recompute(k));
    return k;
}

TEST(GivenBy, lowered_prices_count_and_fewer_goods_do_not) {
    const auto before = sample();
    auto after = before;
    after.order.lines[1].quantity = 1;
    EXPECT_EQ(given_by(before, after, {}).money, 0) << "less is sold, nothing is given";
    after.order.lines[1].price = uah(6000), after.order.lines[1].quantity = 3;
    EXPECT_EQ(given_by(before, after, {}).money, 3000) << "10.00 on each of three";
    after.order.lines[0].price = uah(126000);
    EXPECT_EQ(given_by(before, after, {}).money, 3000) << "a dearer one pays for nothing";
    after.extra_minor = 0;
    EXPECT_EQ(given_by(before, after, {}).money, 10000) << "and the delivery for free";
}

TEST(GivenBy, goods_that_come_in_are_measured_by_the_listed_price) {
    const auto before = sample();
    auto after = before;
    after.order.lines.push_back({{}, "M", "Mug", 2, uah(100), uah(200)});
    EXPECT_TRUE(given_by(before, after, {}).unlisted) << "nobody knows its price";
    EXPECT_EQ(given_by(before, after, {{"M", 5000}}).money, 9800);
    after.order.lines[0].sku = "X3";
    EXPECT_EQ(given_by(before, after, {{"M", 5000}, {"X3", 200000}}).money, 84800)
        << "a better kettle for the old price";
}

/// "Kettle" for 1.00 in the place of the kettle for 1250.00 was nobody's gift.
TEST(GivenBy, goods_without_a_list_price_are_beyond_any_limit_unless_their_own_price_stays) {
    const auto before = sample();
    auto after = before;
    after.order.lines.erase(after.order.lines.begin());
    after.order.lines.push_back({{}, "", "Kettle", 1, uah(100), uah(100)});
    EXPECT_TRUE(given_by(before, after, {}).unlisted);
    after.order.lines.back().sku = "X2";
    EXPECT_FALSE(given_by(before, after, {}).unlisted);
    EXPECT_EQ(given_by(before, after, {}).money, 124900) << "taken out and put in again";
    after = before;
    after.order.lines[0].sku = "OWN", after.order.lines[0].name = "Another kettle";
    EXPECT_FALSE(given_by(before, after, {}).unlisted) << "for the line's own earlier price";
    after.order.lines[0].price = uah(124999);
    EXPECT_TRUE(given_by(before, after, {}).unlisted) << "and not a kopeck below";
}

TEST(GivenBy, only_a_promised_delivery_can_be_late) {
    auto before = sample();
    const Time slot = from_ms(1'795'000'000'000);
    before.order.delivery_to = slot;
    auto after = before;
    after.order.delivery_to = slot + 48h;
    EXPECT_EQ(given_by(before, after, {}).days, 0);
    before.order.desk_state = DeskState::confirmed;
    EXPECT_EQ(given_by(before, after, {}).days, 2);
    after.order.delivery_to = slot + 4h;
    EXPECT_EQ(given_by(before, after, {}).days, 0) << "later that day";
    after.order.delivery_to = slot + 23h;
    EXPECT_EQ(given_by(before, after, {}).days, 1) << "a short night of DST";
}

struct World {
    World(db::Database& d, ManualClock& c, bool listed)
        : db(d),
          clock(c),
          goods({d, ids, c}),
          buyers({d, ids, c, {}, {}}),
          promises({d, ids, c, buyers, {}, {}}),
          desk({d,
                ids,
                c,
                {},
                [](db::Conn&, PersonId p) { return p == olha ? "Olha" : "Ann"; },
                {},
                [](PersonId p, Time) { return p == ann ? std::optional(olha) : std::nullopt; },
                {},
                {},
                {},
                {},
                {},
                [this](PersonId p, const approvals::Approval& a) {
                    told.push_back(std::to_string(p.value) + " " + std::string(to_name(a.state)) +
                                   " " + a.cause);
                }}),
          orders({d,
                  ids,
                  c,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) { return ShopFacts{"Europe/Kyiv", "UAH", "UA"}; },
                  {},
                  {},
                  {},
                  listed ? &goods : nullptr,
                  &desk}) {
        desk.carries(approvals::Subject::edit,
                     [this](db::Tx& tx, const approvals::Approval& a, const std::string& what) {
                         return orders.carry_edit(tx, a, what);
                     });
        EXPECT_TRUE(
            desk.add_limit({kettles, "", {}, {10000, {}, 1}, 30, "2026-11-18"}, olha).has_value());
        NewOrder in{kettles, {}, "Oksana Koval", "0501112233", "Saksahanskoho 12", "Kyiv"};
        in.lines = {{"X2", "Kettle", 1, uah(125000)}};
        id = *db.write_as<OrderId>([&](db::Tx& tx) { return orders.create(tx, in, ann); });
    }
    Order get() {
        return *db.read_as<Order>([&](db::Conn& c) { return orders.order(c, id); });
    }
    CheckRequest price(std::int64_t minor) {
        CheckRequest r{CheckField::amount, CheckResult::changed};
        r.lines = {{get().lines.at(0).id, 1, uah(minor)}};
        return r;
    }
    Result<> check(const CheckRequest& in, PersonId by = ann) {
        const auto version = get().version;
        return db.write([&](db::Tx& tx) { return orders.check(tx, id, version, in, by); });
    }
    Result<approvals::Approval> ask(const CheckRequest& in) {
        const auto version = get().version;
        return db.write_as<approvals::Approval>([&](db::Tx& tx) {
            return orders.ask_edit(tx, id, version, {in, "he comes back each year"}, ann);
        });
    }
    Result<> pay(std::int64_t minor, std::string currency = "UAH") {
        return db.write([&](db::Tx& tx) {
            return orders.take_payment(tx, id, {}, {{minor, currency}, "IB-17"}, ann);
        });
    }
    std::vector<std::string> told;
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    catalogue::Catalogue goods;
    customers::Customers buyers;
    promises::Promises promises;
    approvals::Approvals desk;
    Orders orders;
    OrderId id;
};

/// `listed`: the shop has a catalogue.
void everywhere(const std::function<void(World&)>& body, bool listed = false) {
    ManualClock clock(from_ms(1'795'000'000'000));  // 18 November 2026
    std::vector<db::Migration> all;
    for (const auto& list : {customers::migrations(), promises::migrations(),
                             catalogue::migrations(), approvals::migrations(), migrations()})
        all.insert(all.end(), list.begin(), list.end());
    db::for_each_database(
        all,
        [&](db::Database& d) {
            clock.set(from_ms(1'795'000'000'000));
            World w(d, clock, listed);
            body(w);
        },
        clock);
}

TEST(LimitedEditsTest, within_her_limit_she_gives_alone_and_beyond_it_she_asks) {
    everywhere([](World& w) {
        ASSERT_TRUE(w.check(w.price(120000)));
        const auto no = w.check(w.price(110000));
        ASSERT_FALSE(no.has_value());
        EXPECT_EQ(no.error().code, "orders.needs_approval");
        const Params params{{"superior", "Olha"},
                            {"currency", "UAH"},
                            {"kind", "money"},
                            {"most", "10000"},
                            {"asked", "15000"}};
        EXPECT_EQ(no.error().params, params) << "with the 50.00 given before";
        EXPECT_EQ(w.get().total, uah(120000)) << "nothing changed";
    });
}

Result<OrderId> taken(World& w, std::vector<NewOrderLine> lines, PersonId by = ann) {
    NewOrder in{kettles, {}, "Oksana Koval", "0501112233", "Saksahanskoho 12", "Kyiv"};
    in.lines = std::move(lines);
    return w.db.write_as<OrderId>([&](db::Tx& tx) { return w.orders.create(tx, in, by); });
}

TEST(LimitedNewOrdersTest, prices_below_the_list_are_held_against_her_limits) {
    everywhere(
        [](World& w) {
            EXPECT_TRUE(taken(w, {{"OWN", "A service", 1, uah(100)}}))
                << "a shop without goods has no list to be below";
            ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
                auto p = w.goods.upsert(
                    tx, {kettles, "csv:1", "X2", "X2", {{"en", "Kettle"}}, uah(125000)});
                return p ? Result<>{} : Result<>(p.error());
            }));
            const auto orders = [&] {
                return *w.db.read_as<std::int64_t>([&](db::Conn& c) -> Result<std::int64_t> {
                    return c.query("select count(*) from shop_order").i64(0, 0);
                });
            };
            const auto before = orders();
            const auto no = taken(w, {{"X2", "Kettle", 2, uah(119000)}});
            EXPECT_EQ(no.error().code, "orders.needs_approval");
            EXPECT_EQ(no.error().params.at(4).second, "12000") << "60.00 on each of two";
            EXPECT_EQ(taken(w, {{"", "A kettle of ours", 1, uah(100)}}).error().params.at(4).second,
                      std::to_string(approvals::beyond_any));
            EXPECT_EQ(orders(), before) << "nothing was taken";
            EXPECT_TRUE(taken(w, {{"X2", "Kettle", 2, uah(119000)}}, olha)) << "nobody is above";
            const auto some = taken(w, {{"X2", "Kettle", 1, uah(119000)}});
            ASSERT_TRUE(some) << some.error().detail;
            w.id = *some;
            EXPECT_EQ(w.check(w.price(114900)).error().params.at(4).second, "10100")
                << "with the 60.00 given when it was taken";
            EXPECT_TRUE(w.check(w.price(115000)));
        },
        true);
}

/// An order of the shop's with a delivery of 70.00.
OrderId from_shop(World& w, const std::string& id) {
    ExternalOrder e;
    e.shop_id = kettles, e.source = "woocommerce", e.origin = "woocommerce:1";
    e.external_id = id, e.number = id, e.status = "processing";
    e.created_at = e.modified_at = w.clock.now();
    e.currency = "UAH", e.total_minor = 132000, e.pay_method = PayMethod::cod;
    e.customer_name = e.recipient = "Oksana Koval", e.customer_phone = e.phone = "+380501112233";
    e.address = "Saksahanskoho 12", e.city = "Kyiv";
    e.lines = {{"1", "X2", "Kettle", 1, 125000, 125000}};
    return w.db.write_as<Upserted>([&](db::Tx& tx) { return w.orders.upsert_external(tx, e); })->id;
}

TEST(LimitedMergesTest, a_fee_that_is_not_paid_any_more_counts_with_what_was_given) {
    everywhere([](World& w) {
        const auto a = from_shop(w, "1"), b = from_shop(w, "2"), c = from_shop(w, "3");
        const auto version = [&](OrderId id) {
            return w.db.read_as<Order>([&](db::Conn& conn) { return w.orders.order(conn, id); })
                ->version;
        };
        const auto merge = [&](OrderId to, OrderId with, PersonId by = ann) {
            const MergeOrders in{{{with, version(with)}}, true, {}};
            return w.db.write(
                [&](db::Tx& tx) { return w.orders.merge(tx, to, version(to), in, by); });
        };
        w.id = c;
        ASSERT_TRUE(w.check(w.price(121000))) << "40.00 of her 100.00";
        const auto no = merge(a, c);
        EXPECT_EQ(no.error().code, "orders.needs_approval");
        EXPECT_EQ(no.error().params.at(4).second, "11000") << "the fee, and what was given in it";
        EXPECT_EQ(w.get().desk_state, DeskState::calling) << "nothing was merged";
        ASSERT_TRUE(merge(a, b)) << "70.00 alone are hers to give";
        w.id = a;
        EXPECT_EQ(w.check(w.price(121000)).error().params.at(4).second, "11000");
        ASSERT_TRUE(
            w.db.write([&](db::Tx& tx) { return w.orders.unmerge(tx, a, version(a), {}, ann); }));
        EXPECT_TRUE(w.check(w.price(121000))) << "what was undone gives nothing";
        EXPECT_TRUE(merge(b, c, olha)) << "nobody is above her";
    });
}

/// Without a catalogue nothing has a list price.
TEST(LimitedEditsTest, own_named_goods_are_asked_of_the_superior_and_then_leave_no_trace) {
    everywhere([](World& w) {
        CheckRequest own{CheckField::product, CheckResult::changed};
        own.lines = {{{}, 1, uah(100), "", "A kettle of ours"}};
        EXPECT_EQ(w.check(own).error().code, "orders.needs_approval");
        const auto a = w.ask(own);
        ASSERT_TRUE(a.has_value()) << a.error().detail;
        EXPECT_EQ(a->over.at(0).asked, approvals::beyond_any);
        ASSERT_TRUE(w.desk.approve(a->id, 1, {}, olha).has_value());
        EXPECT_EQ(w.get().lines.size(), 2u);
        EXPECT_TRUE(w.check(w.price(120000))) << "50.00 are within hers as before";
    });
}

TEST(LimitedEditsTest, a_cancelled_order_closes_its_requests_and_both_hear_of_it) {
    everywhere([](World& w) {
        const auto a = *w.ask(w.price(100000));
        ASSERT_TRUE(w.db.write(
            [&](db::Tx& tx) { return w.orders.cancel(tx, w.id, {}, "he changed his mind", ann); }));
        w.desk.tell_closed();
        const std::vector<std::string> heard{"7 withdrawn order_cancelled",
                                             "8 withdrawn order_cancelled"};
        EXPECT_EQ(w.told, heard);
        w.desk.tell_closed();
        EXPECT_EQ(w.told, heard) << "once";
        EXPECT_EQ(w.desk.approve(a.id, 2, {}, olha).error().code, "approvals.state");
    });
}

TEST(LimitedEditsTest, his_yes_changes_the_order_as_it_is_by_then) {
    everywhere([](World& w) {
        const auto a = w.ask(w.price(100000));
        ASSERT_TRUE(a.has_value()) << a.error().detail;
        const approvals::Params words{
            {"field", "amount"}, {"amount_before", "1250.00 UAH"}, {"amount_after", "1000.00 UAH"}};
        EXPECT_EQ(a->words, words);
        EXPECT_EQ(w.get().total, uah(125000)) << "not before he says yes";
        ASSERT_TRUE(w.check({CheckField::recipient, CheckResult::confirmed}))
            << "she works on meanwhile";
        const auto done = w.desk.approve(a->id, 1, {"well"}, olha);
        ASSERT_TRUE(done.has_value()) << done.error().detail;
        EXPECT_EQ(w.get().total, uah(100000));
        EXPECT_EQ(check_of(w.get(), CheckField::amount).by, ann) << "her edit, his yes";
        EXPECT_EQ(w.get().timeline.back().kind, "approval_approved");
        EXPECT_EQ(check_of(w.get(), CheckField::recipient).state, CheckState::confirmed);
    });
}

TEST(LimitedEditsTest, more_than_was_asked_is_not_carried_out) {
    everywhere([](World& w) {
        const auto a = *w.ask(w.price(100000));
        ASSERT_TRUE(w.check(w.price(120000)));
        ASSERT_TRUE(w.check(w.price(130000)));
        EXPECT_EQ(w.desk.approve(a.id, 1, {}, olha).error().code, "approvals.changed");
        EXPECT_EQ(w.get().total, uah(130000));
    });
}

TEST(LimitedEditsTest, his_yes_takes_back_nothing_that_others_did_meanwhile) {
    everywhere([](World& w) {
        const auto a = *w.ask(w.price(100000));
        CheckRequest more{CheckField::product, CheckResult::changed};
        more.lines = {{w.get().lines.at(0).id, 3, uah(125000)}};
        ASSERT_TRUE(w.check(more)) << "two kettles more";
        EXPECT_EQ(w.desk.approve(a.id, 1, {}, olha).error().code, "approvals.changed");
        EXPECT_EQ(w.get().lines.at(0).quantity, 3);
        EXPECT_EQ(w.get().total, uah(375000));
    });
}

TEST(LimitedEditsTest, what_is_within_her_limits_is_not_asked_and_the_superior_has_none) {
    everywhere([](World& w) {
        EXPECT_EQ(w.ask(w.price(124000)).error().code, "approvals.within");
        EXPECT_TRUE(w.check(w.price(1000), olha));
    });
}

TEST(PaymentTest, what_came_lowers_what_is_due_at_the_door) {
    everywhere([](World& w) {
        EXPECT_EQ(w.get().cod_due, uah(125000));
        ASSERT_TRUE(w.pay(25000));
        EXPECT_EQ(w.get().cod_due, uah(100000)) << "the total less what was paid";
        EXPECT_EQ(w.get().pay_state, PayState::partly_paid);
        ASSERT_TRUE(w.pay(100000));
        EXPECT_EQ(w.get().cod_due, uah(0));
        EXPECT_EQ(w.get().pay_state, PayState::paid);
        EXPECT_EQ(w.get().timeline.back().kind, "payment_came");
    });
}

TEST(PaymentTest, too_much_nothing_and_another_currency_are_refused) {
    everywhere([](World& w) {
        EXPECT_EQ(w.pay(125001).error().field, "amount");
        EXPECT_EQ(w.pay(0).error().code, "orders.amount");
        EXPECT_EQ(w.pay(-5).error().code, "orders.amount");
        EXPECT_EQ(w.pay(100, "EUR").error().code, "orders.amount");
        EXPECT_EQ(w.get().cod_due, uah(125000));
    });
}

/// The store's next news of the order, about its note, put its own 0 in the place of what came.
TEST(PaymentTest, a_payment_noted_by_hand_stands_until_the_store_speaks_of_money) {
    ExternalOrder before;
    before.external_id = "1", before.total_minor = 125000, before.currency = "UAH";
    before.pay_method = PayMethod::cod;
    before.lines = {{"1", "X2", "Kettle", 1, 125000, 125000}};
    before.customer_phone = before.phone = "+380501112233", before.recipient = "Oksana";
    auto k = *from_external(before);
    fill_values(k, "UTC");
    k.paid_minor = 25000;
    auto after = before;
    after.recipient = "Oksana Koval";
    ASSERT_TRUE(merge_external(k, before, after).changed);
    EXPECT_EQ(k.paid_minor, 25000);
    EXPECT_EQ(k.order.cod_due.minor, 100000);
    auto paid = after;
    paid.paid_minor = 125000;
    ASSERT_TRUE(merge_external(k, after, paid).changed);
    EXPECT_EQ(k.paid_minor, 125000) << "the store's word about money counts";
}

}  // namespace limited_test
}  // namespace ol::orders
