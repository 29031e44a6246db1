// Limits by role and person, dated; a request goes up, is answered in time, and only then is
// anything carried out. On both databases.
#include "shop/approvals/approvals.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"

namespace ol::approvals {
namespace approvals_test {

constexpr ShopId kettles{1};
constexpr PersonId ann{7}, olha{8}, head{9}, deputy{10};
const Time noon = *parse_iso8601("2026-11-23T10:00:00Z");
constexpr Ms minute{60'000};

LimitRow row(std::string role, std::optional<PersonId> person, OwnMost most,
             std::string from = "2026-11-01", std::int64_t id = 1) {
    LimitRow r{{id}, kettles, std::move(role), person};
    r.most = most, r.valid_from = std::move(from);
    return r;
}

TEST(OwnLimits, her_own_row_beats_her_role_and_her_role_beats_everybodys) {
    std::vector<LimitRow> rows{row("", {}, {100, 1, 1}), row("order_manager", {}, {15000, {}, 2}),
                               row("", ann, {500, {}, {}})};
    tell_states(rows, "2026-11-23");
    const std::vector<std::string> manager{"order_manager"}, both{"operator", "order_manager"};
    EXPECT_EQ(holds_for(rows, ann, manager).most, (OwnMost{500, {}, {}}));
    EXPECT_EQ(holds_for(rows, olha, manager).most, (OwnMost{15000, {}, 2}));
    EXPECT_EQ(holds_for(rows, olha, {}).most, (OwnMost{100, 1, 1}));
    EXPECT_EQ(holds_for({}, olha, both).most, OwnMost{}) << "nobody set any: no limits";
}

TEST(OwnLimits, of_several_roles_the_most_generous_holds) {
    std::vector<LimitRow> rows{row("operator", {}, {0, 1, 0}), row("lead", {}, {900, {}, 0})};
    tell_states(rows, "2026-11-23");
    const std::vector<std::string> both{"operator", "lead"};
    EXPECT_EQ(holds_for(rows, ann, both).most, (OwnMost{900, {}, 0}));
}

TEST(OwnLimits, a_version_holds_from_its_day_and_the_newest_wins) {
    std::vector<LimitRow> rows{row("lead", {}, {1}, "2026-11-01", 1),
                               row("lead", {}, {2}, "2026-11-23", 2),
                               row("lead", {}, {3}, "2026-11-24", 3)};
    const std::vector<std::string> lead{"lead"};
    tell_states(rows, "2026-11-22");
    EXPECT_EQ(holds_for(rows, ann, lead).most.money, 1);
    tell_states(rows, "2026-11-23");
    EXPECT_EQ(holds_for(rows, ann, lead).most.money, 2);
    EXPECT_EQ(rows[0].state, LimitState::coming);
    EXPECT_EQ(rows[2].state, LimitState::superseded);
}

TEST(OwnLimits, the_limit_itself_is_allowed_and_nothing_means_nothing) {
    EXPECT_TRUE(over({15000, {}, {}}, {15000, 9, 9}).empty());
    EXPECT_EQ(over({15000, {}, 0}, {15001, 0, 1}),
              (std::vector<Over>{{LimitKind::money, 15000, 15001}, {LimitKind::days, 0, 1}}));
}

TEST(OwnLimits, what_makes_no_sense_is_refused_by_its_field) {
    const auto field = [](LimitRow r) { return check_limit(r).error().field; };
    EXPECT_EQ(field(row("", {}, {-1})), "most.money");
    EXPECT_EQ(field(row("", {}, {{}, 367})), "most.attempts");
    EXPECT_EQ(field(row("", {}, {{}, {}, -1})), "most.days");
    EXPECT_EQ(field(row("lead", ann, {})), "role");
    EXPECT_EQ(field(row("", {}, {}, "2026-13-01")), "valid_from");
    EXPECT_EQ(field(row("", {}, {}, "23.11.2026")), "valid_from");
    EXPECT_TRUE(check_limit(row("lead", {}, {0, 0, 0})));
}

struct World {
    World(db::Database& d, ManualClock& c)
        : db(d),
          clock(c),
          room({d,
                ids,
                c,
                [](ShopId) { return std::string("Europe/Kyiv"); },
                [](db::Conn&, PersonId p) { return "p" + std::to_string(p.value); },
                [](PersonId) { return std::vector<std::string>{"order_manager"}; },
                [](PersonId p, Time) -> std::optional<PersonId> {
                    if (p == ann) return olha;
                    if (p == olha) return head;
                    return {};
                },
                {},
                [](ShopId s) { return s == kettles; },
                [](PersonId p, ShopId) { return p == ann || p == olha || p == head; },
                [](PersonId p, Time) -> std::vector<PersonId> {
                    if (p == olha) return {olha, deputy, head};
                    return {p};
                },
                [this](PersonId p) { return !gone.contains(p); },
                [this](PersonId p, const Approval& a) { told.emplace_back(p.value, a.state); }}) {
        room.carries(Subject::edit, [this](db::Tx& tx, const Approval&, const std::string& what) {
            tx.exec(
                "insert into own_limit values (?1, 1, ?2, null, null, null, null, 30, 'x', 1, "
                "1)",
                ids.next(), "carried " + what);
            return fails ? Result<>(conflict("orders.state", "gone")) : Result<>{};
        });
    }
    NewApproval more(std::int64_t money = 50000) {
        NewApproval n{kettles, OrderId{5}, "K5", Subject::edit, 5, "UAH"};
        n.over = {{LimitKind::money, 15000, money}};
        n.words = {{"field", "amount"}};
        n.request = "{\"a\":1}", n.why = "a loyal buyer";
        return n;
    }
    Result<Approval> ask(const NewApproval& in, PersonId by = ann) {
        return db.write_as<Approval>([&](db::Tx& tx) { return room.ask(tx, in, by); });
    }
    std::int64_t carried() {
        return *db.read_as<std::int64_t>([](db::Conn& c) -> Result<std::int64_t> {
            return c.query("select count(*) from own_limit where role like 'carried%'").i64(0, 0);
        });
    }
    Approval get(ApprovalId id) {
        return *db.read_as<Approval>([&](db::Conn& c) { return room.approval(c, id); });
    }
    void limit(std::optional<PersonId> person, OwnMost most, std::int64_t answer_min = 30) {
        const auto made =
            room.add_limit({kettles, "", person, most, answer_min, "2026-11-23"}, head);
        ASSERT_TRUE(made.has_value()) << made.error().detail;
    }
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    bool fails = false;
    std::set<PersonId> gone;  // signed out
    std::vector<std::pair<std::int64_t, State>> told;
    Approvals room;
};

void everywhere(const std::function<void(World&)>& body) {
    ManualClock clock(noon);
    db::for_each_database(
        migrations(),
        [&](db::Database& d) {
            clock.set(noon);
            World w(d, clock);
            body(w);
        },
        clock);
}

TEST(ApprovalsTest, nothing_is_carried_out_before_the_superior_says_yes) {
    everywhere([](World& w) {
        w.limit(ann, {15000, {}, {}}, 20);
        const auto a = w.ask(w.more());
        ASSERT_TRUE(a.has_value()) << a.error().detail;
        EXPECT_EQ(a->superior_id, olha);
        EXPECT_EQ(a->decide_by, noon + minute * 20) << "as her limit says";
        EXPECT_EQ(w.carried(), 0);
        EXPECT_EQ(w.room.approve(a->id, 1, {}, ann).error().code, "approvals.not_yours");
        EXPECT_EQ(w.room.approve(a->id, 9, {}, olha).error().code, "approvals.version_conflict");
        const auto done = w.room.approve(a->id, 1, {"goodwill"}, olha);
        ASSERT_TRUE(done.has_value()) << done.error().detail;
        EXPECT_EQ(done->state, State::approved);
        EXPECT_EQ(done->decided_by, olha);
        EXPECT_EQ(done->reason, "goodwill");
        EXPECT_EQ(w.carried(), 1);
        EXPECT_EQ(w.room.approve(a->id, 2, {}, olha).error().code, "approvals.state");
        EXPECT_EQ(w.told.back(), (std::pair{ann.value, State::approved}));
    });
}

TEST(ApprovalsTest, a_refusal_says_why_and_carries_nothing_out) {
    everywhere([](World& w) {
        const auto a = *w.ask(w.more());
        EXPECT_EQ(w.room.refuse(a.id, 1, {"  "}, olha).error().code, "approvals.reason");
        const auto no = w.room.refuse(a.id, 1, {"too much"}, olha);
        ASSERT_TRUE(no.has_value()) << no.error().detail;
        EXPECT_EQ(no->state, State::refused);
        EXPECT_EQ(w.carried(), 0);
        EXPECT_TRUE(w.ask(w.more()).has_value()) << "another may be asked for now";
    });
}

TEST(ApprovalsTest, beyond_the_superiors_own_limit_it_goes_further_up) {
    everywhere([](World& w) {
        w.limit({}, {20000, {}, {}});
        const auto a = *w.ask(w.more());
        const auto passed = w.room.approve(a.id, 1, {}, olha);
        ASSERT_TRUE(passed.has_value()) << passed.error().detail;
        EXPECT_EQ(passed->state, State::open);
        EXPECT_EQ(passed->superior_id, head);
        EXPECT_EQ(w.carried(), 0);
        EXPECT_TRUE(w.room.approve(a.id, 2, {}, head).has_value()) << "nobody is above him";
        EXPECT_EQ(w.carried(), 1);
    });
}

TEST(ApprovalsTest, when_its_time_is_over_it_lapses_and_both_hear_of_it) {
    everywhere([](World& w) {
        auto in = w.more();
        in.not_after = noon + minute * 10;
        const auto a = *w.ask(in);
        EXPECT_EQ(a.decide_by, noon + minute * 10) << "the thing itself ends earlier";
        EXPECT_EQ(w.room.run_due(noon + minute * 10), noon + minute * 10 + Ms{1});
        EXPECT_EQ(w.get(a.id).state, State::open) << "the last moment still counts";
        w.clock.advance(minute * 10 + Ms{1});
        EXPECT_EQ(w.room.approve(a.id, 1, {}, olha).error().code, "approvals.too_late");
        EXPECT_EQ(w.room.run_due(w.clock.now()), std::nullopt);
        EXPECT_EQ(w.get(a.id).state, State::lapsed);
        EXPECT_EQ(w.told.size(), 2u);
        EXPECT_EQ(w.carried(), 0);
    });
}

TEST(ApprovalsTest, what_can_no_longer_be_carried_out_stays_open) {
    everywhere([](World& w) {
        const auto a = *w.ask(w.more());
        w.fails = true;
        EXPECT_EQ(w.room.approve(a.id, 1, {}, olha).error().code, "orders.state");
        EXPECT_EQ(w.get(a.id).state, State::open);
        EXPECT_EQ(w.carried(), 0) << "rolled back";
    });
}

TEST(ApprovalsTest, one_request_at_a_time_about_a_thing_and_only_with_a_reason) {
    everywhere([](World& w) {
        const auto a = *w.ask(w.more());
        EXPECT_EQ(w.ask(w.more()).error().code, "approvals.open");
        EXPECT_EQ(w.room.withdraw(a.id, 1, olha).error().code, "approvals.not_yours");
        EXPECT_EQ(w.room.withdraw(a.id, 1, ann)->state, State::withdrawn);
        auto silent = w.more();
        silent.why = " ";
        EXPECT_EQ(w.ask(silent).error().field, "why");
        EXPECT_EQ(w.ask(w.more(), head).error().code, "approvals.nobody");
    });
}

TEST(ApprovalsTest, who_has_nobody_above_has_no_limits) {
    everywhere([](World& w) {
        w.limit({}, {0, 0, 0});
        ASSERT_TRUE(w.db.read([&](db::Conn& c) -> Result<> {
            EXPECT_EQ(w.room.over(c, kettles, ann, {1, 0, 0}, noon).size(), 1u);
            EXPECT_TRUE(w.room.over(c, kettles, head, {1, 1, 1}, noon).empty());
            EXPECT_TRUE(w.room.over(c, ShopId{2}, ann, {1, 0, 0}, noon).empty());
            return {};
        }));
        EXPECT_EQ(w.room.add_limit({kettles, "", {}, {}, 30, "2026-11-22"}, head).error().field,
                  "valid_from");
    });
}

/// The superior had signed out, and nobody else saw the request or could answer it.
TEST(ApprovalsTest, while_the_superior_is_off_the_next_above_answers) {
    everywhere([](World& w) {
        const auto a = *w.ask(w.more());
        EXPECT_EQ(w.get(a.id).answer_id, olha);
        EXPECT_EQ(w.room.refuse(a.id, 1, {"no"}, deputy).error().code, "approvals.not_yours")
            << "Olha is here and answers herself";
        w.gone = {olha};
        EXPECT_EQ(w.get(a.id).answer_id, deputy);
        EXPECT_EQ(w.room.refuse(a.id, 1, {"no"}, head).error().code, "approvals.not_yours")
            << "her stand-in is here";
        w.gone = {olha, deputy};
        ASSERT_TRUE(w.db.read([&](db::Conn& c) -> Result<> {
            const auto his = w.room.list(c, head, {2});
            EXPECT_EQ(his.mine, 1);
            EXPECT_EQ(his.items.at(0).answer_name, "p9");
            return {};
        }));
        EXPECT_EQ(w.room.refuse(a.id, 1, {"no"}, ann).error().code, "approvals.not_yours");
        w.gone = {olha, deputy, head};
        EXPECT_EQ(w.get(a.id).answer_id, olha) << "nobody is here: hers it stays";
        w.gone = {olha, deputy};
        EXPECT_TRUE(w.room.approve(a.id, 1, {}, head).has_value());
        EXPECT_FALSE(w.get(a.id).answer_id);
    });
}

TEST(ApprovalsTest, what_a_person_asked_who_is_switched_off_closes) {
    everywhere([](World& w) {
        const auto a = *w.ask(w.more());
        auto other = w.more();
        other.order = OrderId{6}, other.subject_id = 6;
        const auto b = *w.ask(other, olha);
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            w.room.close_asker(tx, ann);
            return {};
        }));
        EXPECT_EQ(w.get(a.id).state, State::withdrawn);
        EXPECT_EQ(w.get(a.id).cause, "asker_gone");
        EXPECT_EQ(w.get(b.id).state, State::open);
        (void)w.room.run_due(noon);
        EXPECT_EQ(w.told.back(), (std::pair{olha.value, State::withdrawn}));
    });
}

TEST(ApprovalsTest, a_limit_names_a_shop_and_a_person_that_exist_and_a_day_that_comes) {
    everywhere([](World& w) {
        const auto field = [&](NewLimit in) { return w.room.add_limit(in, head).error().field; };
        EXPECT_EQ(field({ShopId{2}, "", {}, {}, 30, "2026-11-23"}), "shop_id");
        EXPECT_EQ(field({{}, "", {}, {}, 30, "2026-11-23"}), "shop_id");
        EXPECT_EQ(field({kettles, "", PersonId{99}, {}, 30, "2026-11-23"}), "person_id");
        EXPECT_EQ(field({kettles, "", {}, {}, 30, "9999-01-01"}), "valid_from");
        EXPECT_EQ(field({kettles, "", {}, {}, 30, "2028-11-24"}), "valid_from");
        EXPECT_TRUE(w.room.add_limit({kettles, "", {}, {}, 30, "2028-11-23"}, head).has_value());
    });
}

TEST(ApprovalsTest, a_list_shows_what_waits_for_me_also_of_a_shop_that_is_not_mine) {
    everywhere([](World& w) {
        const auto a = *w.ask(w.more());
        auto later = w.more();
        later.subject_id = 6, later.not_after = noon + minute;
        const auto b = *w.ask(later);
        ASSERT_TRUE(w.db.read([&](db::Conn& c) -> Result<> {
            const auto his = w.room.list(c, olha, {2});
            EXPECT_EQ(his.mine, 2);
            EXPECT_EQ(his.items.at(0).id, b.id) << "the first to run out stands first";
            EXPECT_EQ(his.items.at(1).id, a.id);
            EXPECT_TRUE(w.room.list(c, PersonId{99}, {2}).items.empty());
            return {};
        }));
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            w.room.drop(tx, Subject::edit, 6);
            const OrderId orders[] = {OrderId{5}};
            erase_orders(tx, orders);
            return {};
        }));
        EXPECT_EQ(w.get(b.id).state, State::withdrawn);
        EXPECT_EQ(w.get(a.id).why, "");
    });
}

}  // namespace approvals_test
}  // namespace ol::approvals
