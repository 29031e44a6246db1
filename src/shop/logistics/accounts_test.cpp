// Accounts, rules and codes as people set them, against a courier that behaves as its documents
// say.
#include "shop/logistics/served_world.hpp"

namespace ol::logistics {
namespace {

TEST(AccountTest, the_test_says_what_is_wrong) {
    on_each([](db::Database& db) {
        Served w(db);
        w.account();
        const auto id = w.only().id;
        const auto ask = [&] { return w.room->test_account(id).value(); };
        EXPECT_EQ(ask().outcome, TestOutcome::ok);
        w.fake.key = "another";
        EXPECT_EQ(ask().outcome, TestOutcome::key);
        EXPECT_EQ(ask().code, "20000200068") << "the courier's own code stays beside it";
        w.fake.down = true;
        EXPECT_EQ(ask().outcome, TestOutcome::no_answer);
        w.fake.down = false, w.fake.limited = true;
        EXPECT_EQ(ask().outcome, TestOutcome::limited);
        w.other_side = [](const http::ClientRequest&) {
            return http::ClientResponse{200, "<html>a shop</html>", {}};
        };
        EXPECT_EQ(ask().outcome, TestOutcome::address) << "somebody else answers there";
        EXPECT_EQ(w.text("select state from courier_account"), "new") << "a test changes nothing";
        EXPECT_EQ(w.room->test_account(AccountId{5}).error().code, "logistics.unknown");
    });
}

TEST(AccountTest, a_change_keeps_what_it_does_not_name_and_is_asked_with_at_once) {
    on_each([](db::Database& db) {
        Served w(db);
        w.account();
        w.ship();
        w.fake.down = true;
        w.room->poll_due();
        EXPECT_EQ(w.only().failures, 1);
        EXPECT_EQ(w.only().late, 0) << "it was due just now";
        w.clock.advance(minute * 3);
        EXPECT_EQ(w.only().late, 1);
        EXPECT_EQ(w.only().behind_since, report) << "the lag";
        w.room->poll_due();
        EXPECT_EQ(w.only().failures, 2) << "the next poll is a minute away";
        w.fake.down = false;
        ChangeAccount in;
        in.key = "other";
        ASSERT_TRUE(w.room->change_account(w.only().id, 1, in, ann));
        EXPECT_EQ(w.only().url, "http://127.0.0.1:1/np");
        EXPECT_EQ(w.room->change_account(w.only().id, 1, in, ann).error().code,
                  "logistics.account_changed");
        in.key = "";
        EXPECT_EQ(w.room->change_account(w.only().id, 2, in, ann).error().field, "key");
        in.key.reset(), in.url = "ftp://x";
        EXPECT_EQ(w.room->change_account(w.only().id, 2, in, ann).error().field, "url");
        w.room->poll_due();
        EXPECT_EQ(w.only().state, "ok") << "no waiting for what the old key had to wait for";
        EXPECT_EQ(w.only().last_ok_at, w.clock.now());
        EXPECT_EQ(w.only().late, 0);
        EXPECT_NE(w.sent.back().find("other"), std::string::npos);
        EXPECT_EQ(json::write(w.only()).find("other"), std::string::npos) << "the key stays secret";
    });
}

TEST(AccountTest, a_code_explained_moves_the_parcels_that_waited_for_it) {
    on_each([](db::Database& db) {
        World w(db);
        w.ship();
        w.event("5", report - minute * 9);
        w.event("999", report);
        const auto codes = [&] {
            return db
                .read_as<std::vector<UnknownCode>>(
                    [&](db::Conn& c) -> Result<std::vector<UnknownCode>> {
                        return w.room->unknown_codes(c);
                    })
                .value();
        };
        EXPECT_EQ(codes().at(0).parcels, 1);
        EXPECT_EQ(w.room->explain({Courier::novaposhta, "999", Status::unknown}, ann).error().field,
                  "status");
        ASSERT_TRUE(w.room->explain({Courier::novaposhta, "999", Status::out_for_delivery}, ann));
        EXPECT_EQ(w.parcel().status, Status::out_for_delivery);
        EXPECT_EQ(w.desk_state(), "out_for_delivery");
        EXPECT_EQ(codes().at(0).status, Status::out_for_delivery);
    });
}

TEST(RuleVersionTest, a_new_version_leaves_what_has_left_and_what_was_decided) {
    on_each([](db::Database& db) {
        World w(db);
        const auto first = *w.room->failed(w.ship(), {Fault::customer, report}, ann);
        auto d = w.room->choose(first, 1, {Option::new_slot, ""}, ann);
        ASSERT_TRUE(d.has_value()) << d.error().detail;
        const auto kept = w.text("select snapshot from decision");
        CourierRule r;
        r.courier = "novaposhta", r.valid_from = "2026-11-20";
        r.decision_window_min = 5, r.storage_free_days = 3;
        const auto row = w.room->add_rule({kettles, r}, ann);
        ASSERT_TRUE(row.has_value()) << row.error().detail;
        EXPECT_EQ(row->state, RuleState::coming);
        w.clock.advance(Ms{86'400'000});
        EXPECT_EQ(w.text("select snapshot from decision"), kept);
        // The parcel left under the first version: its window and its storage are the old ones.
        w.event("101", w.clock.now());
        w.event("111", w.clock.now() + minute);
        const auto again = w.decision(*w.parcel().decision_id);
        EXPECT_EQ(again.decide_by - again.asked_at, minute * 30);
        // What leaves today has the new one.
        const auto id = w.room->add(w.order, {Courier::novaposhta, "door", "555"}, ann);
        const auto second = *w.room->failed(*id, {Fault::customer, w.clock.now()}, ann);
        EXPECT_EQ(w.decision(second).decide_by - w.decision(second).asked_at, minute * 5);
    });
}

TEST(RuleVersionTest, every_version_stays_and_none_begins_in_the_past) {
    on_each([](db::Database& db) {
        Served w(db);
        CourierRule r;
        r.courier = "novaposhta", r.valid_from = "2026-11-18";
        EXPECT_EQ(w.room->add_rule({kettles, r}, ann).error().code, "logistics.rule_past");
        r.valid_from = "2026-11-19", r.valid_to = "2026-11-18";
        EXPECT_EQ(w.room->add_rule({kettles, r}, ann).error().field, "valid_to");
        r.valid_to = "2026-11-30";
        ASSERT_TRUE(w.room->add_rule({kettles, r}, ann));
        auto rows = w.all_rules();
        ASSERT_EQ(rows.size(), 2u);
        EXPECT_EQ(rows[0].state, RuleState::in_force);
        EXPECT_EQ(rows[1].state, RuleState::superseded);
        EXPECT_EQ(rows[0].rule.version, 2);
        w.clock.set(report + Ms{86'400'000} * 14);
        rows = w.all_rules();
        EXPECT_EQ(rows[0].state, RuleState::ended);
        EXPECT_EQ(rows[1].state, RuleState::in_force) << "the one without an end holds again";
    });
}

TEST(CdekTest, is_polled_with_one_token_and_an_unknown_parcel_hurts_no_other) {
    on_each([](db::Database& db) {
        Served w(db);
        ASSERT_TRUE(w.room->add_account(
            {kettles, Courier::cdek, "http://127.0.0.1:1", "id:secret", {}}, ann));
        ASSERT_TRUE(w.room->add(w.order, {Courier::cdek, "door", "76"}, ann));
        ASSERT_TRUE(w.room->add(w.order, {Courier::cdek, "door", "77"}, ann));
        w.fake.cdek_orders = {
            {"u", "", "77", "SUCCESSFUL", "TAKEN_BY_COURIER", "2026-11-19T14:00:00+0200"}};
        EXPECT_EQ(w.room->test_account(w.only().id)->outcome, TestOutcome::ok);
        EXPECT_EQ(w.room->poll_due(), 1);
        EXPECT_EQ(w.parcel(1).status, Status::out_for_delivery);
        EXPECT_EQ(w.parcel(0).status, Status::registered);
        w.clock.advance(minute * 31);
        EXPECT_EQ(w.room->poll_due(), 0) << "the same again is no news";
        EXPECT_EQ(w.fake.tokens_given, 2) << "one for the test, one for both polls";
        w.clock.advance(minute * 31);
        w.room->poll_due();
        EXPECT_EQ(w.fake.tokens_given, 3) << "the hour is over";
        w.fake.key = "else";
        EXPECT_EQ(w.room->test_account(w.only().id)->outcome, TestOutcome::key);
    });
}

}  // namespace
}  // namespace ol::logistics
