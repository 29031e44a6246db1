// A way on beyond one's own limits: out for her, asked of the superior, done by his yes only.
#include "shop/logistics/test_world.hpp"

namespace ol::logistics {
namespace limited_test {

/// Ann may spend 50 alone: the redirect (40) is hers, another unit (90) is not.
struct Tight : World {
    explicit Tight(db::Database& d) : World(d) {
        EXPECT_TRUE(
            desk.add_limit({kettles, "", ann, {5000, {}, {}}, 15, "2026-11-19"}, olha).has_value());
        id = *room->failed(ship(), {Fault::customer, report}, ann);
        clock.advance(minute * 5);
        EXPECT_TRUE(room->set_facts(
            id, 1, {OtherPerson::identified, true, Place::same_zone, Consent::unasked}, ann));
    }
    Result<approvals::Approval> ask(Option option, std::string why = "B is ill") {
        return db.write_as<approvals::Approval>([&](db::Tx& tx) {
            return room->ask_option(tx, id, 2, {option, std::move(why)}, ann);
        });
    }
    approvals::State state(approvals::ApprovalId a) {
        return db.read_as<approvals::Approval>([&](db::Conn& c) { return desk.approval(c, a); })
            ->state;
    }
    DecisionId id;
};

TEST(LimitedTest, beyond_her_limit_the_superior_decides_and_then_it_is_done) {
    on_each([](db::Database& db) {
        Tight w(db);
        EXPECT_EQ(w.room->choose(w.id, 2, {Option::second_unit, "B is ill"}, ann).error().code,
                  "logistics.option");
        const auto a = w.ask(Option::second_unit);
        ASSERT_TRUE(a.has_value()) << a.error().detail;
        EXPECT_EQ(a->superior_id, olha);
        EXPECT_EQ(a->over,
                  (std::vector<approvals::Over>{{approvals::LimitKind::money, 5000, 9000}}));
        EXPECT_EQ(a->decide_by, report + minute * 20) << "her limit waits 15 minutes";
        EXPECT_EQ(w.decision(w.id).state, DecisionState::open);
        EXPECT_EQ(w.number("select count(*) from shipment"), 1) << "nothing is done yet";
        const auto done = w.desk.approve(a->id, 1, {}, olha);
        ASSERT_TRUE(done.has_value()) << done.error().detail;
        const auto d = w.decision(w.id);
        EXPECT_EQ(d.state, DecisionState::chosen);
        EXPECT_EQ(d.chosen, Option::second_unit);
        EXPECT_EQ(d.why, "B is ill");
        EXPECT_EQ(w.number("select count(*) from shipment"), 2);
        EXPECT_EQ(w.text("select kind, cost from fault_entry order by id"),
                  "attempt 0 second_unit 9000");
        EXPECT_EQ(w.text("select asked_by, decided_by from approval"), "7 8");
    });
}

TEST(LimitedTest, what_she_may_do_herself_is_not_asked_nor_what_nobody_may) {
    on_each([](db::Database& db) {
        Tight w(db);
        EXPECT_EQ(w.ask(Option::redirect).error().code, "approvals.within");
        w.clock.advance(minute * 40);  // the window is shut, 15:05
        EXPECT_EQ(w.ask(Option::blind_try).error().code, "logistics.option");
    });
}

TEST(LimitedTest, a_superior_who_looks_sees_the_ways_within_his_own_limits) {
    on_each([](db::Database& db) {
        Tight w(db);
        const auto options = [&](PersonId reader) {
            return db
                .read_as<Decision>(
                    [&](db::Conn& c) { return w.room->decision(c, w.id, w.clock.now(), reader); })
                ->ranking.options.size();
        };
        EXPECT_LT(options(ann), options(olha));
        EXPECT_EQ(options(ann), options({})) << "nobody: as the order's owner";
    });
}

TEST(LimitedTest, when_the_decision_ends_another_way_the_request_is_withdrawn) {
    on_each([](db::Database& db) {
        Tight w(db);
        const auto a = *w.ask(Option::second_unit);
        ASSERT_TRUE(w.room->choose(w.id, 2, {Option::redirect, ""}, ann).has_value());
        EXPECT_EQ(w.state(a.id), approvals::State::withdrawn);
    });
    on_each([](db::Database& db) {
        Tight w(db);
        const auto a = *w.ask(Option::second_unit);
        w.clock.advance(minute * 26);
        w.room->run_due(w.clock.now());
        EXPECT_EQ(w.decision(w.id).state, DecisionState::lapsed);
        EXPECT_EQ(w.state(a.id), approvals::State::withdrawn);
    });
}

}  // namespace limited_test
}  // namespace ol::logistics
