// An order made at the desk appears in the shop's own system once: though the answer is lost, the
// server dies, the shop brings it back by itself, refuses it, or takes none.
#include "shop/stores/fake_shop.hpp"

namespace ol::stores {
namespace copies_test {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;
const Time t0 = shop_time;
const std::vector<std::string> takers{"woocommerce", "shopify", "retailcrm"};

void each(const std::vector<std::string>& kinds, const std::function<void(Desk&)>& body) {
    for (const auto& kind : kinds) {
        SCOPED_TRACE(kind);
        ManualClock clock(t0);
        db::for_each_database(
            all_migrations(),
            [&](db::Database& d) {
                clock.set(t0);
                Desk desk(d, clock, kind);
                body(desk);
            },
            clock);
    }
}

void takes_orders(Desk& d) {
    StorePatch patch;
    patch.send_orders = true, patch.write_back = true;
    ASSERT_TRUE(d.w.stores.patch(d.store, 1, patch, {}));
}

db::JournalRow fact(std::string kind, OrderId order, std::int64_t seq) {
    db::JournalRow row;
    row.seq = seq;
    row.fact = {std::move(kind), order.value, 7, R"({"source":"desk"})"};
    return row;
}

/// Taken in a call: one kettle of the catalogue's article, one thing that has none.
OrderId made(Desk& d) {
    orders::NewOrder in;
    in.shop_id = kettles;
    in.recipient = "Олена Коваль", in.phone = "+380501112233";
    in.address = "Main 7", in.city = "Київ", in.note = "ring twice";
    in.lines = {{"X2", "Kettle", 1, {125000, "UAH"}}, {"", "Gift wrap", 2, {1550, "UAH"}}};
    auto id = d.w.db.write_as<OrderId>(
        [&](db::Tx& tx) { return d.w.orders.create(tx, in, PersonId{7}); });
    EXPECT_TRUE(id) << (id ? "" : id.error().detail);
    d.w.stores.queue_out(std::vector{fact("order.created", *id, 1)});
    return *id;
}

TEST(StoreCopies, AnOrderOfTheDeskIsMadeThereOnceAndComesBackToItself) {
    each(takers, [](Desk& d) {
        takes_orders(d);
        const auto id = made(d);
        d.w.stores.queue_out(std::vector{fact("order.created", id, 1)});  // read twice
        EXPECT_EQ(d.w.stores.copy_of(id)->state, CopyState::waiting);
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.made, 1);
        const auto copy = *d.w.stores.copy_of(id);
        EXPECT_EQ(copy.state, CopyState::done) << copy.error;
        EXPECT_EQ(copy.key, "501");
        ASSERT_TRUE(copy.total) << "the fake counts 1250.00 where the desk said 1281.00";
        EXPECT_EQ(copy.total->minor, 125000);
        EXPECT_NE(d.shop.last_body.find(d.shop.usual_status() == "new" ? "1250.00" : "\"1250.00\""),
                  std::string::npos)
            << d.shop.last_body;
        d.arrive(FakeShop::first_made);  // the shop's own webhook, or the next poll
        d.arrive(FakeShop::first_made);
        EXPECT_EQ(d.orders(), 1);
        EXPECT_EQ(d.w.number("select total from shop_order"), 128100) << "what she was told stays";
        d.shop.put(FakeShop::first_made, t0 + 1h, "Main 9");
        d.w.clock.advance(1h);
        d.arrive(FakeShop::first_made);
        EXPECT_EQ(d.orders(), 1);
        EXPECT_EQ(d.address(), "Main 9") << "the shop's later word is about this order";
        EXPECT_EQ(d.w.stores.send_copy(id, PersonId{7}).error().code, "stores.copy_here");
    });
}

TEST(StoreCopies, AfterAKillItIsLookedUpByItsMarkAndNotSentAgain) {
    each(takers, [](Desk& d) {
        takes_orders(d);
        for (int i = 1; i <= 5; ++i) d.shop.put(i, t0, "Main 7");  // pages to look through
        const auto id = made(d);
        d.shop.lose_writes = true;  // it arrives; the server dies before it hears so
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.made, 1);
        EXPECT_EQ(d.w.stores.copy_of(id)->state, CopyState::perhaps);
        d.shop.lose_writes = false;
        Stores next(d.w.deps);
        next.send_outbox();
        EXPECT_EQ(d.shop.made, 1) << "a slow shop may still be writing it";
        d.w.clock.advance(10min);
        next.send_outbox();
        EXPECT_EQ(d.shop.made, 1);
        EXPECT_EQ(next.copy_of(id)->state, CopyState::done);
        EXPECT_EQ(next.copy_of(id)->key, "501");
        EXPECT_EQ(d.w.number("select count(*) from shop_order where source = 'desk'"), 1);
    });
}

TEST(StoreCopies, WhatNeverArrivedIsSentAfterItWasLookedUp) {
    each(takers, [](Desk& d) {
        takes_orders(d);
        const auto id = made(d);
        d.shop.fault = FakeShop::Fault::down;
        d.w.stores.send_outbox();
        EXPECT_EQ(d.w.stores.copy_of(id)->state, CopyState::perhaps);
        d.w.clock.advance(1h);
        d.w.stores.send_outbox();  // nobody can say whether it is there: nothing is sent
        EXPECT_EQ(d.shop.made, 0);
        EXPECT_EQ(d.w.stores.copy_of(id)->error, "stores.unreachable");
        d.shop.fault = FakeShop::Fault::none;
        d.w.clock.advance(1h);
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.made, 1);
        EXPECT_EQ(d.w.stores.copy_of(id)->state, CopyState::done);
        EXPECT_EQ(d.orders(), 1);
    });
}

TEST(StoreCopies, TheWebhookMayComeBeforeTheAnswer) {
    each(takers, [](Desk& d) {
        takes_orders(d);
        const auto id = made(d);
        d.shop.lose_writes = true;
        d.w.stores.send_outbox();
        d.arrive(FakeShop::first_made);
        EXPECT_EQ(d.orders(), 1) << "joined by its mark";
        EXPECT_EQ(d.w.stores.copy_of(id)->state, CopyState::done);
        d.shop.lose_writes = false;
        d.w.clock.advance(1h);
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.made, 1);
    });
}

TEST(StoreCopies, ARefusalIsToldInTheShopsWordsAndTriedAgainByHand) {
    each(takers, [](Desk& d) {
        takes_orders(d);
        const auto id = made(d);
        d.shop.refuse_orders = true;
        d.w.stores.send_outbox();
        auto copy = *d.w.stores.copy_of(id);
        EXPECT_EQ(copy.state, CopyState::refused);
        EXPECT_EQ(copy.error, "stores.out_refused");
        EXPECT_EQ(copy.said, "No such product");
        d.w.clock.advance(1h);
        d.w.stores.send_outbox();
        EXPECT_EQ(d.w.stores.copy_of(id)->state, CopyState::refused) << "not again by itself";
        d.shop.refuse_orders = false;
        ASSERT_TRUE(d.w.stores.send_copy(id, PersonId{7}));
        d.w.stores.send_outbox();
        EXPECT_EQ(d.w.stores.copy_of(id)->state, CopyState::done);
        EXPECT_EQ(d.shop.made, 1);
    });
}

TEST(StoreCopies, WhatIsCalledOffBeforeItLeftIsNotMade) {
    each({"woocommerce"}, [](Desk& d) {
        takes_orders(d);
        const auto id = made(d);
        ASSERT_TRUE(d.w.db.write([&](db::Tx& tx) {
            return d.w.orders.cancel(tx, id, {}, "buyer", PersonId{7});
        }));
        d.w.stores.queue_out(std::vector{fact("order.cancelled", id, 2)});
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.made, 0);
        EXPECT_EQ(d.w.stores.copy_of(id)->error, "stores.copy_called_off");
        EXPECT_EQ(d.shop.written, 0) << "a cancellation of what is not there";
    });
}

TEST(StoreCopies, AWordAboutItWaitsForItsKey) {
    each(takers, [](Desk& d) {
        takes_orders(d);
        const auto id = made(d);
        d.w.stores.queue_out(std::vector{fact("order.confirmed", id, 2)});
        d.shop.fault = FakeShop::Fault::denied;
        d.w.stores.send_outbox();
        EXPECT_EQ(d.w.stores.copy_of(id)->state, CopyState::waiting);
        d.shop.fault = FakeShop::Fault::none;
        d.w.clock.advance(1h);
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.made, 1);
        EXPECT_EQ(d.shop.written, 1);
        EXPECT_NE(d.shop.note.find("OL-"), std::string::npos);
        EXPECT_EQ(d.row().outgoing, 0);
    });
}

TEST(StoreCopies, AGuessedMarkJoinsNothing) {
    each({"shopify"}, [](Desk& d) {
        takes_orders(d);
        made(d);
        d.shop.put(1, t0, "Main 7");
        d.shop.forge(1, "OL-" + d.w.text("select cast(id as text) from store_outbox") + "-00");
        d.arrive(1);
        EXPECT_EQ(d.orders(), 2);
        EXPECT_EQ(d.w.text("select state from store_outbox"), "waiting");
    });
}

TEST(StoreCopies, SwitchedOffOrOfAPlatformThatTakesNoneIsSaid) {
    each({"woocommerce"}, [](Desk& d) {
        const auto id = made(d);
        EXPECT_EQ(d.w.stores.copy_of(id)->state, CopyState::off);
        EXPECT_EQ(d.w.stores.send_copy(id, {}).error().code, "stores.takes_no_orders");
        takes_orders(d);
        ASSERT_TRUE(d.w.stores.send_copy(id, PersonId{7})) << "by hand, afterwards";
        d.w.stores.send_outbox();
        EXPECT_EQ(d.w.stores.copy_of(id)->state, CopyState::done);
        d.shop.put(1, t0, "Main 7");
        d.arrive(1);
        const OrderId theirs{d.w.number("select id from shop_order where source <> 'desk'")};
        EXPECT_FALSE(d.w.stores.copy_of(theirs)->made_here);
        EXPECT_EQ(d.w.stores.send_copy(theirs, {}).error().code, "stores.copy_not_ours");
    });
    each({"prom"}, [](Desk& d) {
        const auto id = made(d);
        const auto copy = *d.w.stores.copy_of(id);
        EXPECT_EQ(copy.state, CopyState::unsupported);
        EXPECT_EQ(copy.kind, "prom");
        StorePatch patch;
        patch.send_orders = true;
        EXPECT_EQ(d.w.stores.patch(d.store, 1, patch, {}).error().code, "stores.takes_no_orders");
    });
}

}  // namespace copies_test
}  // namespace ol::stores
