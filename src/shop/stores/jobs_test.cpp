// A shop imported at connect, days compared with it and repaired, and what the desk changed told to
// it: once, whatever happens to the answer.
#include "shop/stores/fake_shop.hpp"

namespace ol::stores {
namespace jobs_test {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;
const Time t0 = shop_time;  // 2026-11-18 11:06:40 UTC
constexpr auto today = "2026-11-18";

void each(const std::vector<std::string>& kinds, const std::function<void(Desk&)>& body) {
    for (const auto& kind : kinds) {
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

StoreJob finished(Desk& d) {
    for (int i = 0; i < 100 && d.w.stores.run_jobs() > 0; ++i) d.w.clock.advance(2s);
    return d.w.stores.jobs(d.store)->front();
}

TEST(StoreJobs, ADayIsComparedThenReadAgain) {
    each({"woocommerce", "shopify", "opencart", "prom", "keycrm", "prestashop", "horoshop"},
         [](Desk& d) {
             for (int i = 1; i <= 3; ++i) d.shop.put(i, t0, "Main 7");
             for (int i = 1; i <= 3; ++i) d.arrive(i);
             d.shop.put(4, t0, "Main 7");
             d.shop.erase(
                 3);  // deleted in the shop, and no webhook said so: 1, 2, 4 there; 1, 2, 3 here
             ASSERT_TRUE(d.w.stores.start_job(d.store, {JobKind::day, today, false}, PersonId{7}));
             EXPECT_EQ(d.w.stores.start_job(d.store, {JobKind::day, today, false}, {}).error().code,
                       "stores.job_running");
             auto job = finished(d);
             EXPECT_EQ(job.state, JobState::done);
             EXPECT_EQ(job.orders, 3);
             EXPECT_EQ(job.here, 3) << "the counts agree, the orders do not";
             ASSERT_EQ(job.differences.size(), 2u);
             EXPECT_EQ(job.differences[0].kind, DifferenceKind::missing);
             EXPECT_EQ(job.differences[0].key, "4");
             EXPECT_EQ(job.differences[1].kind, DifferenceKind::extra);
             EXPECT_EQ(job.differences[1].key, "3");
             EXPECT_EQ(d.orders(), 3) << "comparing changes nothing";

             ASSERT_TRUE(d.w.stores.start_job(d.store, {JobKind::day, today, true}, PersonId{7}));
             job = finished(d);
             EXPECT_EQ(job.created, 1);
             ASSERT_EQ(job.differences.size(), 2u);
             EXPECT_TRUE(job.differences[0].repaired);
             EXPECT_EQ(d.orders(), 4);
             d.w.stores.process_events();
             EXPECT_EQ(d.w.number("select count(*) from shop_order where desk_state = 'cancelled'"),
                       1);
             ASSERT_TRUE(d.w.stores.start_job(d.store, {JobKind::day, today, false}, PersonId{7}));
             job = finished(d);
             EXPECT_TRUE(job.differences.empty());
             EXPECT_EQ(job.orders, job.here) << "the proof";
             EXPECT_EQ(d.w.number("select count(*) from store_job_seen"), 0);
         });
}

TEST(StoreJobs, AnImportGoesOnWhereTheShopFellSilent) {
    each({"woocommerce", "shopify", "prom", "prestashop"}, [](Desk& d) {
        for (int i = 1; i <= 5; ++i) d.shop.put(i, t0, "Main 7");
        ASSERT_TRUE(d.w.stores.start_job(d.store, {JobKind::import_, "", false}, PersonId{7}));
        EXPECT_EQ(d.w.stores.run_jobs(), 1) << "the catalogue";
        d.shop.fault = FakeShop::Fault::down;
        EXPECT_EQ(d.w.stores.run_jobs(), 0);
        auto job = d.w.stores.jobs(d.store)->front();
        EXPECT_EQ(job.state, JobState::running);
        EXPECT_EQ(job.error, "stores.unreachable");
        EXPECT_EQ(job.pages, 1);
        d.shop.fault = FakeShop::Fault::none;
        d.w.clock.advance(1h);
        job = finished(d);
        EXPECT_EQ(job.state, JobState::done);
        EXPECT_EQ(job.products, 2);
        EXPECT_EQ(job.buyers, 1);
        EXPECT_EQ(job.created, 5);
        EXPECT_EQ(d.orders(), 5);
        EXPECT_EQ(d.w.number("select count(*) from product"), 2);
        EXPECT_EQ(d.w.number("select on_hand from stock order by on_hand desc limit 1"), 7);
        EXPECT_EQ(d.row().gaps_repaired, 0) << "an import is no gap";
    });
}

TEST(StoreJobs, ACancelledOneStopsBetweenPages) {
    each({"woocommerce"}, [](Desk& d) {
        for (int i = 1; i <= 5; ++i) d.shop.put(i, t0, "Main 7");
        auto job = d.w.stores.start_job(d.store, {JobKind::day, today, true}, PersonId{7});
        ASSERT_TRUE(job);
        EXPECT_EQ(d.w.stores.run_jobs(), 1);
        auto over = d.w.stores.cancel_job(d.store, job->id);
        ASSERT_TRUE(over);
        EXPECT_EQ(over->state, JobState::cancelled);
        EXPECT_EQ(d.w.stores.run_jobs(), 0);
        EXPECT_EQ(d.orders(), 2) << "one page of two";
        EXPECT_EQ(d.w.stores.cancel_job(d.store, job->id).error().code, "stores.job_over");
        EXPECT_EQ(d.w.stores.start_job(d.store, {JobKind::day, "soon", true}, {}).error().code,
                  "stores.day");
    });
}

/// The order 1 stands here, and the shop is told of what the desk does.
void told(Desk& d) {
    StorePatch patch;
    patch.write_back = true;
    ASSERT_TRUE(d.w.stores.patch(d.store, 1, patch, {}));
    d.shop.put(1, t0, "Main 7");
    d.arrive(1);
}

db::JournalRow fact(Desk& d, std::string kind, std::int64_t seq, std::int64_t actor = 7) {
    db::JournalRow row;
    row.seq = seq;
    row.fact = {std::move(kind), d.w.number("select id from shop_order"), actor, "{}"};
    return row;
}

TEST(StoreOutbox, ANoteIsThereOnceThoughItsAnswerWasLost) {
    each({"woocommerce", "shopify", "retailcrm"}, [](Desk& d) {
        told(d);
        const std::vector rows{fact(d, "order.confirmed", 1)};
        d.w.stores.queue_out(rows);
        d.w.stores.queue_out(rows);  // the journal's reader may repeat itself after a crash
        EXPECT_EQ(d.row().outgoing, 1);
        d.shop.lose_writes = true;  // it arrives, the answer does not
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.written, 1);
        auto pending = *d.w.stores.outbox(d.store);
        ASSERT_EQ(pending.size(), 1u);
        EXPECT_EQ(pending[0].state, OutState::sending) << "perhaps sent, and shown as such";
        d.shop.lose_writes = false;
        d.w.clock.advance(1h);
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.written, 1) << "looked up, not sent again";
        EXPECT_NE(d.shop.note.find("Confirmed by phone [OL-"), std::string::npos) << d.shop.note;
        EXPECT_EQ(d.row().outgoing, 0);
    });
}

TEST(StoreOutbox, AConfirmationIsAStatusWhereThereAreNoNotes) {
    each({"prom"}, [](Desk& d) {
        told(d);
        EXPECT_TRUE(d.row().writes);
        d.w.stores.queue_out(std::vector{fact(d, "order.hold", 1)});
        EXPECT_EQ(d.row().outgoing, 0) << "a hold has no status there";
        d.w.stores.queue_out(std::vector{fact(d, "order.confirmed", 2)});
        d.shop.lose_writes = true;  // it arrives, the answer does not
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.last_body, R"({"status":"received","ids":[1]})");
        d.shop.lose_writes = false;
        d.w.clock.advance(1h);
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.written, 1) << "looked up, not sent again";
        EXPECT_EQ(d.row().outgoing, 0);
    });
}

TEST(StoreOutbox, WhatIsRefusedWith200HasFailedInTheShopsWords) {
    each({"prom"}, [](Desk& d) {
        told(d);
        d.shop.refuse_orders = true;
        d.w.stores.queue_out(std::vector{fact(d, "order.cancelled", 1)});
        d.w.stores.send_outbox();
        const auto pending = *d.w.stores.outbox(d.store);
        ASSERT_EQ(pending.size(), 1u);
        EXPECT_EQ(pending[0].state, OutState::failed);
        EXPECT_EQ(d.w.text("select said from store_outbox"), "This status is not allowed");
    });
}

TEST(StoreOutbox, AnOrderThatTheShopMovedOnIsNotTakenBack) {
    each({"prom"}, [](Desk& d) {
        told(d);
        d.shop.put(1, t0 + 60s, "Main 7", "delivered");
        d.w.stores.queue_out(std::vector{fact(d, "order.confirmed", 1)});
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.written, 0);
        EXPECT_EQ(d.row().outgoing, 0);
    });
}

TEST(StoreOutbox, ACancellationWaitsForAShopThatIsDown) {
    each({"woocommerce", "shopify", "retailcrm", "prom"}, [](Desk& d) {
        told(d);
        d.w.stores.queue_out(std::vector{fact(d, "order.cancelled", 1)});
        d.w.stores.queue_out(std::vector{fact(d, "order.cancelled", 2, 0)});  // the shop's own news
        d.shop.fault = FakeShop::Fault::down;
        d.w.stores.send_outbox();
        auto pending = *d.w.stores.outbox(d.store);
        ASSERT_EQ(pending.size(), 1u);
        EXPECT_EQ(pending[0].state, OutState::waiting);
        EXPECT_EQ(pending[0].error, "stores.unreachable");
        EXPECT_FALSE(d.shop.cancelled);
        d.shop.fault = FakeShop::Fault::none;
        d.w.clock.advance(1h);
        d.w.stores.send_outbox();
        EXPECT_TRUE(d.shop.cancelled);
        EXPECT_EQ(d.shop.written, 1);
        EXPECT_EQ(d.row().outgoing, 0);
    });
}

const std::vector<std::string> by_status{"prestashop", "keycrm", "horoshop", "opencart"};

/// Its statuses are read, and a person chose two of them.
void chosen(Desk& d) {
    told(d);
    ASSERT_TRUE(d.w.stores.read_choices(d.store));
    ASSERT_TRUE(d.w.stores.tell_as(d.store, {OutKind::confirm, "2"}, PersonId{7}));
    ASSERT_TRUE(d.w.stores.tell_as(d.store, {OutKind::cancel, "6"}, PersonId{7}));
}

TEST(StoreOutbox, AChosenStatusSaysItWhereStatusesAreTheShopsOwn) {
    each(by_status, [](Desk& d) {
        EXPECT_TRUE(d.row().by_status);
        EXPECT_FALSE(d.w.stores.words(d.store)->read_at);
        chosen(d);
        const auto words = *d.w.stores.words(d.store);
        EXPECT_GE(words.choices.size(), 2u);
        EXPECT_EQ(words.items.at(0).code, "2");
        EXPECT_FALSE(words.items.at(0).name.empty());
        EXPECT_EQ(d.w.stores.tell_as(d.store, {OutKind::cancel, "77"}, {}).error().code,
                  "stores.choice");
        d.w.stores.queue_out(std::vector{fact(d, "order.confirmed", 1)});
        d.shop.lose_writes = true;  // it arrives, the answer does not
        d.w.stores.send_outbox();
        d.shop.lose_writes = false;
        d.w.clock.advance(1h);
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.written, 1) << "looked up, not sent again";
        EXPECT_EQ(d.row().outgoing, 0);
        d.w.stores.queue_out(std::vector{fact(d, "order.cancelled", 2)});
        d.w.stores.send_outbox();
        EXPECT_TRUE(d.shop.cancelled);
        EXPECT_EQ(d.row().outgoing, 0);
        d.w.stores.queue_out(std::vector{fact(d, "order.confirmed", 3)});
        d.w.stores.send_outbox();
        EXPECT_EQ(d.row().outgoing, 0);
    });
}

TEST(StoreOutbox, WhatNobodyChoseIsNotTold) {
    each(by_status, [](Desk& d) {
        told(d);
        d.w.stores.queue_out(std::vector{fact(d, "order.cancelled", 1)});
        EXPECT_EQ(d.row().outgoing, 0);
        ASSERT_TRUE(d.w.stores.read_choices(d.store));
        ASSERT_TRUE(d.w.stores.tell_as(d.store, {OutKind::cancel, "6"}, {}));
        d.w.stores.queue_out(std::vector{fact(d, "order.cancelled", 2)});
        EXPECT_EQ(d.row().outgoing, 1);
        ASSERT_TRUE(d.w.stores.tell_as(d.store, {OutKind::cancel, ""}, {}));  // taken back
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.written, 0);
        EXPECT_EQ(d.w.stores.outbox(d.store)->at(0).error, "stores.told_as");
    });
    each({"woocommerce"}, [](Desk& d) {
        EXPECT_EQ(d.w.stores.read_choices(d.store).error().code, "stores.unsupported");
        EXPECT_EQ(d.w.stores.tell_as(d.store, {OutKind::cancel, "6"}, {}).error().code,
                  "stores.unsupported");
        EXPECT_TRUE(d.w.stores.words(d.store)->items.empty());
    });
}

TEST(StoreOutbox, WhatTheShopEndedIsNotConfirmedAgain) {
    each({"prestashop"}, [](Desk& d) {
        chosen(d);
        d.shop.put(1, t0 + 60s, "Main 7", "6");
        d.w.stores.queue_out(std::vector{fact(d, "order.confirmed", 1)});
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.written, 0);
        EXPECT_EQ(d.row().outgoing, 0);
    });
}

TEST(StoreOutbox, OpenCartsRemarkStandsOnceInTheStatusThatTheOrderHas) {
    each({"opencart"}, [](Desk& d) {
        told(d);
        d.w.stores.queue_out(std::vector{fact(d, "order.hold", 1)});
        d.shop.lose_writes = true;
        d.w.stores.send_outbox();
        d.shop.lose_writes = false;
        d.w.clock.advance(1h);
        d.w.stores.send_outbox();
        EXPECT_EQ(d.shop.written, 1) << "the extension has taken this mark";
        EXPECT_NE(d.shop.note.find("Put on hold at the order desk [OL-"), std::string::npos);
        EXPECT_EQ(d.w.text("select status from store_order"), d.shop.usual_status());
        EXPECT_EQ(d.row().outgoing, 0);
    });
}

TEST(StoreOutbox, HoroshopRefusesWith200InItsOwnWords) {
    each({"horoshop"}, [](Desk& d) {
        chosen(d);
        d.shop.refuse_orders = true;
        d.w.stores.queue_out(std::vector{fact(d, "order.cancelled", 1)});
        d.w.stores.send_outbox();
        EXPECT_EQ(d.w.stores.outbox(d.store)->at(0).state, OutState::failed);
        EXPECT_EQ(d.w.text("select said from store_outbox"), "No such status");
    });
}

TEST(StoreOutbox, AWriteCarriesNothingThatTheShopCouldReadAsMore) {
    Message m{OutKind::cancel, "7</id_order><x>", "t", "[OL-1]", "6"};
    for (const auto* c : {&prestashop(), &keycrm(), &horoshop()})
        EXPECT_EQ(c->write(m, "").error().code, "stores.id") << c->kind();
    m.key = "7", m.status = "6}";
    for (const auto* c : {&prestashop(), &keycrm(), &horoshop()})
        EXPECT_EQ(c->write(m, "").error().code, "stores.id") << c->kind();
    m.status = "6", m.text = "\"quoted\" \u202e";
    EXPECT_NE(opencart().write(m, "")->body.find("\\\"quoted"), std::string::npos);
    EXPECT_NE(prestashop().write(m, "")->body.find(
                  "<id_order>7</id_order><id_order_state>6</id_order_state>"),
              std::string::npos);
    EXPECT_EQ(keycrm().write(m, "")->body, "{\"status_id\":6}");
    EXPECT_EQ(horoshop().write(m, "")->body, R"({"orders":[{"order_id":7,"status":6}]})");
}

TEST(StoreOutbox, NothingIsToldToAShopThatDidNotAskForIt) {
    each({"woocommerce"}, [](Desk& d) {
        d.shop.put(1, t0, "Main 7");
        d.arrive(1);
        d.w.stores.queue_out(std::vector{fact(d, "order.confirmed", 1)});
        EXPECT_EQ(d.row().outgoing, 0);
    });
}

}  // namespace jobs_test
}  // namespace ol::stores
