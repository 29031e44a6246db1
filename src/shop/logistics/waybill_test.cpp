// The life of a waybill and of the list it leaves with, whatever the courier does meanwhile.
#include "shop/logistics/served_world.hpp"
#include "shop/logistics/waybills.hpp"

namespace ol::logistics {
namespace {

struct Desk : Served {
    explicit Desk(db::Database& d) : Served(d) { account(); }
    Shipment told(std::size_t n = 0) {
        return db
            .read_as<Shipment>([&](db::Conn& c) -> Result<Shipment> {
                auto all = room->of_order(c, order);
                room->tell_sending(c, all);
                return all.at(n);
            })
            .value();
    }
    ShipmentId made() {
        const auto id = ship("");
        EXPECT_TRUE(room->send(id, ann));
        return id;
    }
    void rename(const std::string& recipient) {
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            tx.exec("update shop_order set recipient = ?2 where id = ?1", order, recipient);
            return {};
        }));
    }
    HandOverList lists() {
        return db
            .read_as<HandOverList>(
                [&](db::Conn& c) -> Result<HandOverList> { return room->hand_overs(c, {}); })
            .value();
    }
};

TEST(WaybillLifeTest, is_locked_to_the_confirmed_fields) {
    on_each([](db::Database& db) {
        Desk w(db);
        const auto id = w.made();
        EXPECT_EQ(w.fake.documents.at(0).fields["RecipientCityName"], "Kyiv");
        EXPECT_TRUE(w.told().differs.empty());
        w.rename("Ihor Bondar");
        EXPECT_EQ(w.told().differs, std::vector<std::string>{"recipient"});
        EXPECT_EQ(w.room->label(id, ann).error().code, "logistics.differs");
        EXPECT_EQ(
            w.room->make_sheet({kettles, Courier::novaposhta, {id}}, ann).error().params.at(1),
            (std::pair<std::string, std::string>{"why", "differs"}));
        ASSERT_TRUE(w.room->change(id, ann));
        EXPECT_EQ(w.fake.documents.size(), 1u) << "the same document";
        EXPECT_EQ(w.fake.documents.at(0).fields["RecipientName"], "Ihor Bondar");
        EXPECT_TRUE(w.told().differs.empty());
        EXPECT_EQ(w.room->label(id, ann)->recipient, "Ihor Bondar");
    });
}

TEST(WaybillLifeTest, an_order_that_is_not_settled_has_none) {
    on_each([](db::Database& db) {
        Desk w(db);
        const auto id = w.ship("");
        const auto why = [&] {
            const auto sent = w.room->send(id, ann);
            EXPECT_EQ(w.parcel().send_state, SendState::draft);
            return sent ? std::string() : sent.error().params.at(0).second;
        };
        for (const auto* bar : {"no_stock", "payment"}) {
            w.bar = bar;
            EXPECT_EQ(why(), bar);
            EXPECT_EQ(w.told().barred, bar);
        }
        w.bar = "";
        for (const auto& [state, bar] : std::vector<std::pair<std::string, std::string>>{
                 {"calling", "unconfirmed"}, {"hold", "on_hold"}, {"cancelled", "ended"}}) {
            EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
                tx.exec("update shop_order set desk_state = ?2 where id = ?1", w.order, state);
                return {};
            }));
            EXPECT_EQ(why(), bar);
        }
        EXPECT_TRUE(w.fake.documents.empty()) << "the courier heard of nothing";
    });
}

TEST(WaybillLifeTest, a_cancelled_one_is_gone_there_and_here) {
    on_each([](db::Database& db) {
        Desk w(db);
        const auto id = w.made();
        ASSERT_TRUE(w.room->cancel(id, ann));
        EXPECT_TRUE(w.fake.documents.at(0).deleted);
        EXPECT_EQ(w.told().send_state, SendState::cancelled);
        EXPECT_EQ(w.told().status, Status::cancelled);
        EXPECT_EQ(w.room->cancel(id, ann).error().code, "logistics.state");
        EXPECT_EQ(w.room->change(id, ann).error().code, "logistics.state");
        const auto second = w.ship("");
        ASSERT_TRUE(w.room->send(second, ann)) << "another one may be made";
        w.fake.documents.at(1).status = "5";
        w.room->poll_due();
        EXPECT_EQ(w.room->cancel(second, ann).error().code, "logistics.state") << "it has left";
        const auto third = w.ship("");
        ASSERT_TRUE(w.room->drop(third, ann));
        EXPECT_EQ(w.room->send(third, ann).error().code, "logistics.state");
    });
}

/// The work is done and the answer is lost, or the server dies before it is written down.
TEST(WaybillLifeTest, a_lost_answer_is_settled_by_looking_and_never_done_twice) {
    on_each([](db::Database& db) {
        Desk w(db);
        const auto id = w.ship("");
        w.fake.lost = 1;
        EXPECT_EQ(w.room->send(id, ann).error().code, "logistics.unreachable");
        EXPECT_EQ(w.told().send_state, SendState::perhaps_sent) << "visibly pending";
        w.fake.down = true;
        EXPECT_EQ(w.room->settle_sent(), 0);
        w.fake.down = false;
        EXPECT_EQ(w.room->settle_sent(), 1);
        EXPECT_EQ(w.told().waybill, "20400048799000");
        EXPECT_TRUE(w.told().differs.empty()) << "what was asked for is what it says";
        EXPECT_EQ(w.fake.documents.size(), 1u);

        w.rename("Ihor Bondar");
        w.fake.lost = 1;
        EXPECT_EQ(w.room->change(id, ann).error().code, "logistics.unreachable");
        EXPECT_EQ(w.told().send_state, SendState::changing);
        EXPECT_EQ(w.told().differs.size(), 1u) << "not known to say so yet";
        EXPECT_EQ(w.room->settle_sent(), 1);
        EXPECT_TRUE(w.told().differs.empty());
        EXPECT_EQ(w.fake.documents.size(), 1u);

        w.fake.lost = 1;
        EXPECT_EQ(w.room->cancel(id, ann).error().code, "logistics.unreachable");
        EXPECT_EQ(w.told().send_state, SendState::cancelling);
        EXPECT_EQ(w.room->settle_sent(), 1);
        EXPECT_EQ(w.told().send_state, SendState::cancelled);
        EXPECT_EQ(w.room->settle_sent(), 0);
    });
}

TEST(WaybillLifeTest, a_cancellation_that_never_arrived_leaves_the_waybill_standing) {
    on_each([](db::Database& db) {
        Desk w(db);
        const auto id = w.made();
        w.fake.down = true;
        EXPECT_EQ(w.room->cancel(id, ann).error().code, "logistics.unreachable");
        w.fake.down = false;
        EXPECT_EQ(w.room->settle_sent(), 1);
        EXPECT_EQ(w.told().send_state, SendState::sent);
        EXPECT_EQ(w.told().send_error, "logistics.not_cancelled") << "and a person is told";
        w.fake.documents.at(0).status = "4";
        EXPECT_EQ(w.room->cancel(id, ann).error().code, "logistics.refused");
        EXPECT_EQ(w.told().send_state, SendState::sent);
    });
}

TEST(LabelTest, the_courier_prints_it_or_we_do) {
    on_each([](db::Database& db) {
        Desk w(db);
        const auto id = w.ship("");
        EXPECT_EQ(w.room->label(id, ann).error().code, "logistics.no_label") << "a draft has none";
        ASSERT_TRUE(w.room->send(id, ann));
        EXPECT_EQ(w.room->label_pdf(id, ann).value(), "%PDF-1.4 20400048799000");
        const auto own = w.room->label(id, ann).value();
        EXPECT_EQ(own.reference, waybills::our_reference(id.value));
        EXPECT_EQ(own.city, "Kyiv");
        EXPECT_EQ(w.audited, (std::vector<std::string>{"shipment.label", "shipment.label"}))
            << "the number on it was seen";
        EXPECT_EQ(own.cod.minor, 189000);
        w.other_side = [](const http::ClientRequest&) {
            return http::ClientResponse{200, "<html>sign in</html>", {}};
        };
        EXPECT_EQ(w.room->label_pdf(id, ann).error().code, "logistics.no_label");
        EXPECT_EQ(w.number("select count(*) from journal where data like '%Olena%'"), 0);
    });
}

TEST(HandOverTest, a_list_is_signed_by_both_and_then_the_parcels_have_left) {
    on_each([](db::Database& db) {
        Desk w(db);
        const auto id = w.made();
        ASSERT_EQ(w.lists().waiting.size(), 1u);
        const auto list = w.room->make_sheet({kettles, Courier::novaposhta, {id}}, ann);
        ASSERT_TRUE(list.has_value()) << list.error().detail;
        EXPECT_TRUE(w.lists().waiting.empty());
        const auto sheet = w.lists().sheets.at(0);
        EXPECT_EQ(sheet.courier_number, "105-1") << "the courier's own register";
        EXPECT_EQ(sheet.parcels.at(0).waybill, "20400048799000");
        EXPECT_EQ(sheet.parcels.at(0).city, "Kyiv");
        EXPECT_EQ(w.told().status, Status::registered) << "nothing has left before it is signed";
        EXPECT_EQ(w.room->make_sheet({kettles, Courier::novaposhta, {id}}, ann).error().code,
                  "logistics.state");
        EXPECT_EQ(w.room->sign(*list, sheet.version, {"Ann", " "}, ann).error().field, "taken_by");
        ASSERT_TRUE(w.room->sign(*list, sheet.version, {"Ann", "Petro, NP"}, ann));
        EXPECT_EQ(w.told().status, Status::handed_over);
        EXPECT_EQ(w.desk_state(), "handed_over");
        EXPECT_EQ(w.room->sign(*list, sheet.version + 1, {"Ann", "Petro"}, ann).error().code,
                  "logistics.state");
        EXPECT_EQ(w.number("select count(*) from journal where data like '%Petro%'"), 0);
    });
}

TEST(HandOverTest, a_lost_register_stands_on_the_list_and_is_not_made_twice) {
    on_each([](db::Database& db) {
        Desk w(db);
        const auto id = w.made();
        w.fake.lost = 1;
        ASSERT_TRUE(w.room->make_sheet({kettles, Courier::novaposhta, {id}}, ann));
        EXPECT_EQ(w.lists().sheets.at(0).register_state, SendState::perhaps_sent);
        EXPECT_EQ(w.fake.sheets.size(), 1u);
        EXPECT_EQ(w.room->make_sheet({kettles, Courier::novaposhta, {}}, ann).error().field,
                  "shipments");
    });
}

TEST(CdekWaybillTest, accepted_is_not_made) {
    on_each([](db::Database& db) {
        Served w(db);
        ASSERT_TRUE(w.room->add_account(
            {kettles, Courier::cdek, "http://127.0.0.1:1", "id:secret", {}}, ann));
        const auto id = *w.room->add(w.order, {Courier::cdek, "door", ""}, ann);
        ASSERT_TRUE(w.room->send(id, ann));
        EXPECT_EQ(w.parcel().send_state, SendState::sending) << "a 2xx is not an order";
        EXPECT_EQ(w.room->settle_sent(), 0);
        w.fake.cdek_orders.at(0).state = "SUCCESSFUL";
        w.fake.cdek_orders.at(0).cdek_number = "1100";
        EXPECT_EQ(w.room->settle_sent(), 1);
        EXPECT_EQ(w.parcel().waybill, "1100");
        ASSERT_TRUE(w.room->cancel(id, ann));
        EXPECT_EQ(w.parcel().send_state, SendState::cancelling);
        EXPECT_EQ(w.room->settle_sent(), 1);
        EXPECT_EQ(w.parcel().send_state, SendState::cancelled);

        const auto bad = *w.room->add(w.order, {Courier::cdek, "door", ""}, ann);
        w.fake.lost = 1;
        EXPECT_EQ(w.room->send(bad, ann).error().code, "logistics.unreachable");
        w.fake.cdek_orders.at(1).state = "INVALID";
        EXPECT_EQ(w.room->settle_sent(), 1) << "found by our number";
        EXPECT_EQ(w.parcel(1).send_state, SendState::failed);
        EXPECT_EQ(w.fake.cdek_orders.size(), 2u);
    });
}

TEST(DueDayTest, a_later_day_asks_for_a_call_before_the_courier_tells) {
    on_each([](db::Database& db) {
        World w(db);
        w.ship();
        TrackAnswer a;
        TrackEvent e{"20400048799000", Status::in_transit, "5"};
        e.at = report, e.due_at = report + minute * 60;
        a.events = {e};
        ASSERT_TRUE(w.room->apply(Courier::novaposhta, a));
        EXPECT_TRUE(w.duties.empty()) << "still the promised day";
        // The same event again, with another day: the courier moved it.
        a.events[0].due_at = report + Ms{86'400'000};
        ASSERT_TRUE(w.room->apply(Courier::novaposhta, a));
        EXPECT_EQ(w.duties, std::vector<std::string>{"promise_breaks"});
        EXPECT_EQ(w.parcel().due_at, report + Ms{86'400'000});
        a.events[0].due_at = report + Ms{86'400'000} * 2;
        ASSERT_TRUE(w.room->apply(Courier::novaposhta, a));
        EXPECT_EQ(w.duties.size(), 1u) << "she is called once about one promise";
    });
}

}  // namespace
}  // namespace ol::logistics
