// The room on both databases: events once and in any order, the decision with its clock and
// ledgers, polling with back-off, and a waybill that is made once whatever happens.
#include "shop/logistics/test_world.hpp"

namespace ol::logistics {
namespace {

std::string letters(const Ranking& r) {
    std::string out;
    for (const auto& x : r.options) out += letter_of(x.option);
    return out;
}

TEST(LogisticsTest, events_count_once_and_never_move_a_parcel_back) {
    on_each([](db::Database& db) {
        World w(db);
        w.ship();
        EXPECT_EQ(w.event("5", report - minute * 100), 1);
        EXPECT_EQ(w.event("5", report - minute * 100), 0) << "the same, twice";
        EXPECT_EQ(w.event("101", report - minute * 10), 1);
        EXPECT_EQ(w.event("6", report - minute * 50), 0) << "late news";
        EXPECT_EQ(w.parcel().status, Status::out_for_delivery);
        EXPECT_EQ(w.parcel().events.size(), 3u) << "kept all the same";
        EXPECT_EQ(w.desk_state(), "out_for_delivery") << "the order follows its parcel";
        EXPECT_EQ(w.event("106", report), 1);
        EXPECT_EQ(w.parcel().status, Status::delivered);
        EXPECT_EQ(w.parcel().code, "106") << "the raw code stays";
        EXPECT_EQ(w.desk_state(), "delivered");
        EXPECT_EQ(w.text("select state from promise"), "kept");
        EXPECT_EQ(w.event("111", report + minute), 0) << "what has ended does not wake";
    });
}

TEST(LogisticsTest, an_unknown_code_is_asked_about_once_and_explained_once) {
    on_each([](db::Database& db) {
        World w(db);
        w.ship();
        EXPECT_EQ(w.event("999", report), 0);
        EXPECT_EQ(w.event("999", report + minute), 0);
        EXPECT_EQ(w.text("select code from courier_code"), "999");
        EXPECT_EQ(w.parcel().status, Status::registered) << "never delivered by a guess";
        ASSERT_TRUE(w.room->explain({Courier::novaposhta, "999", Status::in_transit}, ann));
        EXPECT_EQ(w.parcel().status, Status::in_transit) << "what waited moves on";
        EXPECT_EQ(w.event("999", report + minute * 2), 0) << "it stands there already";
        EXPECT_EQ(w.parcel().events.at(0).status, Status::in_transit);
        EXPECT_EQ(w.room->explain({Courier::novaposhta, "7777", Status::lost}, ann).error().code,
                  "logistics.code");
    });
}

TEST(LogisticsTest, a_failed_try_opens_one_decision_for_the_owner_and_endangers_the_promise) {
    on_each([](db::Database& db) {
        World w(db);
        w.ship();
        w.event("101", report - minute * 60);
        ASSERT_EQ(w.event("111", report), 1);
        ASSERT_EQ(w.event("111", report), 0);
        const auto id = *w.parcel().decision_id;
        EXPECT_EQ(w.number("select count(*) from decision"), 1);
        EXPECT_EQ(w.duties, (std::vector<std::string>{"delivery_failed", "promise_breaks"}));
        w.clock.advance(minute * 5);
        const auto d = w.decision(id);
        EXPECT_EQ(d.owner_id, ann);
        EXPECT_EQ(d.decide_by, report + minute * 30) << "14:50";
        EXPECT_EQ(letters(d.ranking), "eaf") << "nobody else asks yet";
        EXPECT_EQ(d.attempts.at(0).fault, Fault::customer);
        EXPECT_EQ(w.desk_state(), "attempt_failed");
    });
}

TEST(LogisticsTest, row_1_of_story_15_end_to_end) {
    on_each([](db::Database& db) {
        World w(db);
        const auto id = *w.room->failed(w.ship(), {Fault::customer, report}, ann);
        w.clock.advance(minute * 5);
        auto d = w.room->set_facts(
            id, 1, {OtherPerson::identified, true, Place::same_zone, Consent::unasked}, ann);
        ASSERT_TRUE(d.has_value()) << d.error().detail;
        EXPECT_EQ(letters(d->ranking), "bdceaf");
        EXPECT_EQ(d->ranking.options[0].cost, 4000);
        EXPECT_EQ(w.room->choose(id, 1, {Option::redirect, ""}, ann).error().code,
                  "logistics.version_conflict");
        EXPECT_EQ(w.room->choose(id, 2, {Option::second_unit, " "}, ann).error().code,
                  "logistics.why");
        d = w.room->choose(id, 2, {Option::second_unit, "B is ill"}, ann);
        ASSERT_TRUE(d.has_value()) << d.error().detail;
        EXPECT_EQ(d->state, DecisionState::chosen);
        EXPECT_EQ(d->rank, 2);
        EXPECT_EQ(w.parcel(1).send_state, SendState::draft) << "the second unit's parcel";
        EXPECT_EQ(w.parcel(1).before_id, w.parcel(0).id);
        EXPECT_EQ(w.text("select kind, fault, cost, payer from fault_entry order by id"),
                  "attempt customer 0 store second_unit other 9000 store");
        EXPECT_EQ(w.room->choose(id, 3, {Option::cancel, "x"}, ann).error().code,
                  "logistics.ended");
        EXPECT_EQ(letters(w.decision(id).ranking), "bdceaf") << "as it was when it was taken";
        EXPECT_EQ(w.text("select rule_version, logic_version from decision"), "1 1");
    });
}

TEST(LogisticsTest, no_choice_in_time_is_the_stores_fault) {
    on_each([](db::Database& db) {
        World w(db);
        const auto id = *w.room->failed(w.ship(), {Fault::customer, report}, ann);
        w.clock.set(report + minute * 30);
        EXPECT_EQ(w.room->run_due(w.clock.now()), report + minute * 31) << "14:50 still counts";
        EXPECT_EQ(w.decision(id).state, DecisionState::open);
        w.clock.set(report + minute * 31);
        w.room->run_due(w.clock.now());
        const auto d = w.decision(id);
        EXPECT_EQ(d.state, DecisionState::lapsed);
        EXPECT_FALSE(d.chosen);
        EXPECT_EQ(w.text("select kind, fault from fault_entry order by id"),
                  "attempt customer default store");
        EXPECT_EQ(w.room->choose(id, d.version, {Option::new_slot, ""}, ann).error().code,
                  "logistics.ended");
        // The next failure meets a store that failed before: the day goes first, with an apology.
        w.event("101", report + minute * 40);
        w.clock.set(report + minute * 60);
        w.event("111", report + minute * 60);
        EXPECT_TRUE(w.decision(*w.parcel().decision_id).ranking.day_first);
    });
}

TEST(LogisticsTest, a_parcel_not_collected_is_written_about_then_called_about) {
    on_each([](db::Database& db) {
        World w(db);
        w.ship();
        w.event("7", report);
        w.room->run_due(report + minute * 60 * 47);
        EXPECT_TRUE(w.parcel().to_do.empty());
        w.room->run_due(report + minute * 60 * 48);
        EXPECT_EQ(w.parcel().to_do, std::vector<std::string>{"message_day_2"});
        w.room->run_due(report + minute * 60 * 24 * 6);
        EXPECT_EQ(w.parcel().to_do.size(), 2u);
        EXPECT_EQ(w.duties, std::vector<std::string>{"call_before_storage"});
        w.clock.set(report + minute * 60 * 24 * 6);
        w.event("9", w.clock.now());
        EXPECT_TRUE(w.parcel().to_do.empty()) << "collected: nobody is bothered";
    });
}

TEST(LogisticsTest, a_refused_parcel_goes_on_under_its_new_number) {
    on_each([](db::Database& db) {
        World w(db);
        w.ship();
        w.event("103", report, "59000000000001");
        EXPECT_EQ(w.parcel(1).waybill, "59000000000001");
        EXPECT_EQ(w.parcel(1).before_id, w.parcel(0).id);
        w.event("103", report + minute, "59000000000001");
        EXPECT_EQ(w.number("select count(*) from shipment"), 2);
    });
}

std::string tracking(const std::string& code) {
    return R"({"success":true,"data":[{"Number":"20400048799000","StatusCode":)" + code +
           R"(,"TrackingUpdateDate":"2026-11-19 14:00:00"}]})";
}

TEST(PollingTest, asks_when_due_backs_off_and_comes_again) {
    on_each([](db::Database& db) {
        World w(db);
        w.account();
        w.ship();
        EXPECT_EQ(w.room->poll_due(), 0) << "no answer";
        EXPECT_EQ(w.sent.size(), 1u);
        EXPECT_EQ(w.text("select state, failures from courier_account"), "unreachable 1");
        w.clock.advance(Ms{29'000});
        w.room->poll_due();
        EXPECT_EQ(w.sent.size(), 1u) << "30 s must pass";
        w.clock.advance(Ms{1'000});
        w.answers = {R"({"success":false,"data":[],"errorCodes":["20000200068"]})"};
        EXPECT_EQ(w.room->poll_due(), 0);
        EXPECT_EQ(w.text("select state, failures from courier_account"), "refused 2");
        w.clock.advance(minute);
        w.answers = {tracking("101")};
        EXPECT_EQ(w.room->poll_due(), 1);
        EXPECT_EQ(w.parcel().status, Status::out_for_delivery);
        EXPECT_EQ(w.text("select state, failures from courier_account"), "ok 0");
        EXPECT_NE(w.sent.back().find("getStatusDocuments"), std::string::npos);
        w.clock.advance(minute * 29);
        w.room->poll_due();
        EXPECT_EQ(w.sent.size(), 3u) << "asked half an hour ago at the earliest";
    });
}

TEST(PollingTest, not_found_is_believed_at_the_second_time_after_a_day) {
    on_each([](db::Database& db) {
        World w(db);
        w.account();
        w.ship();
        w.answers = {tracking("3"), tracking("3"), tracking("3")};
        w.room->poll_due();
        w.clock.advance(minute * 31);
        w.room->poll_due();
        EXPECT_EQ(w.parcel().status, Status::registered) << "it may not be indexed yet";
        w.clock.advance(minute * 60 * 24);
        w.room->poll_due();
        EXPECT_EQ(w.parcel().status, Status::cancelled);
    });
}

TEST(WaybillTest, is_made_from_the_order_and_only_once) {
    on_each([](db::Database& db) {
        World w(db);
        w.account();
        const auto id = w.ship("");
        w.answers = {R"({"success":true,"data":[{"Ref":"r1","IntDocNumber":"20400048799000"}]})"};
        ASSERT_TRUE(w.room->send(id, ann));
        EXPECT_EQ(w.parcel().waybill, "20400048799000");
        EXPECT_EQ(w.parcel().send_state, SendState::sent);
        EXPECT_NE(w.sent[0].find(R"("RecipientName":"Olena Shevchenko")"), std::string::npos);
        EXPECT_NE(w.sent[0].find(R"("AfterpaymentOnGoodsCost":"1890.00")"), std::string::npos);
        EXPECT_EQ(w.room->send(id, ann).error().code, "logistics.state");
        EXPECT_EQ(w.sent.size(), 1u);
        EXPECT_EQ(w.number("select count(*) from journal where data like '%Olena%'"), 0);
    });
}

TEST(WaybillTest, a_lost_answer_is_looked_up_and_never_sent_again_blindly) {
    on_each([](db::Database& db) {
        World w(db);
        w.account();
        const auto id = w.ship("");
        EXPECT_EQ(w.room->send(id, ann).error().code, "logistics.unreachable");
        EXPECT_EQ(w.parcel().send_state, SendState::perhaps_sent);
        EXPECT_EQ(w.room->send(id, ann).error().code, "logistics.state");
        EXPECT_EQ(w.room->settle_sent(), 0) << "the courier is still away";
        // Another document without a reference: it may be ours, so nothing is decided.
        w.answers = {R"({"success":true,"data":[{"Ref":"x","IntDocNumber":"555"}]})"};
        EXPECT_EQ(w.room->settle_sent(), 0);
        const auto ours = "OL" + std::to_string(id.value);
        w.answers = {R"({"success":true,"data":[{"Ref":"r1","IntDocNumber":"20400048799000",)"
                     R"("InfoRegClientBarcodes":")" +
                     ours + R"("}]})"};
        EXPECT_EQ(w.room->settle_sent(), 1);
        EXPECT_EQ(w.parcel().waybill, "20400048799000");
        EXPECT_EQ(w.room->settle_sent(), 0);
    });
}

TEST(WaybillTest, a_crash_between_writing_and_the_answer_is_settled_after_the_start) {
    on_each([](db::Database& db) {
        World w(db);
        w.account();
        const auto id = w.ship("");
        // As kill -9 leaves it: recorded as sending, no answer seen.
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            tx.exec("update shipment set send_state = 'sending' where id = ?1", id);
            return {};
        }));
        EXPECT_EQ(w.room->send(id, ann).error().code, "logistics.state");
        w.answers = {R"({"success":true,"data":[]})"};
        EXPECT_EQ(w.room->settle_sent(), 1) << "the courier has none of that reference";
        EXPECT_EQ(w.parcel().send_state, SendState::failed);
        w.answers = {R"({"success":true,"data":[{"Ref":"r1","IntDocNumber":"20400048799000"}]})"};
        EXPECT_TRUE(w.room->send(id, ann)) << "now a person may";
    });
}

TEST(WaybillTest, a_refusal_leaves_a_draft_that_may_be_sent_again) {
    on_each([](db::Database& db) {
        World w(db);
        w.account();
        const auto id = w.ship("");
        w.answers = {R"({"success":false,"data":[],"errorCodes":["20000200039"]})"};
        EXPECT_EQ(w.room->send(id, ann).error().code, "logistics.refused");
        EXPECT_EQ(w.parcel().send_state, SendState::failed);
    });
}

TEST(PushTest, only_the_secret_path_is_heard) {
    on_each([](db::Database& db) {
        World w(db);
        ASSERT_TRUE(
            w.room->add_account({kettles, Courier::cdek, "https://x.example", "k", {}}, ann));
        ASSERT_TRUE(w.room->add(w.order, {Courier::cdek, "door", "77"}, ann));
        http::Request r;
        r.body = R"({"type":"ORDER_STATUS","attributes":{"cdek_number":"77","code":)"
                 R"("TAKEN_BY_COURIER","status_date_time":"2026-11-19T14:00:00+0200"}})";
        r.params["token"] = "guess";
        EXPECT_EQ(w.room->push(r).status, 404);
        r.params["token"] = w.text("select push_token from courier_account");
        EXPECT_EQ(w.room->push(r).status, 200);
        EXPECT_EQ(w.room->push(r).status, 200) << "a double subscription";
        EXPECT_EQ(w.parcel().status, Status::out_for_delivery);
        EXPECT_EQ(w.number("select count(*) from track_event"), 1);
        r.body = "[1";
        EXPECT_EQ(w.room->push(r).status, 400);
    });
}

}  // namespace
}  // namespace ol::logistics
