// Every finding has the smallest queue that brings it about, and a plain queue has none.
#include <gtest/gtest.h>

#include "contact/queues/queues.hpp"

namespace ol::queues {
namespace {

constexpr PersonId ann{4}, bob{5};

QueueSettings plain() {
    QueueSettings q;
    q.id = QueueId{2};
    q.shop_id = ShopId{1};
    q.name = "shop";
    q.max_wait_ms = 600000;
    q.member_ids = {ann, bob};
    return q;
}

std::string found(const QueueSettings& q, const Surroundings& around = {}) {
    std::string out;
    for (const Finding& f : check(q, around).findings)
        out += std::string(to_name(f.severity)) + " " + f.code + " " + f.field + "; ";
    return out;
}

TEST(QueueCheck, APlainQueueIsFine) { EXPECT_EQ(found(plain()), ""); }

TEST(QueueCheck, NumbersHaveARange) {
    auto q = plain();
    q.name = "";
    q.ring_timeout_ms = 4999;
    q.rules.members = {{ann, 1001}};
    q.rules.progress_every_ms = 0;
    EXPECT_EQ(found(q),
              "error queue_name name; error queue_range ring_timeout_ms; "
              "error queue_range rules.progress_every_ms; "
              "error queue_range rules.members[0].tier; ");
    const auto range = check(q, {}).findings.at(1);
    EXPECT_EQ(range.params.at(0).second + " " + range.params.at(1).second, "5000 120000");
}

TEST(QueueCheck, ContradictionsAreErrors) {
    auto q = plain();
    q.rules.penalty_min = 5;
    q.rules.penalty_max = 3;
    EXPECT_EQ(found(q), "error window_is_empty rules.penalty_min; ");
    q = plain();
    q.rules.yields_to = {q.id, QueueId{77}};
    EXPECT_EQ(found(q),
              "error yields_to_itself rules.yields_to; error queue_unknown rules.yields_to[1]; ");
    q = plain();
    q.rules.overflow = {{1000, routing::StepAction::to_queue, q.id}};
    EXPECT_EQ(found(q).substr(0, 47), "error overflows_to_itself rules.overflow[0]; wa");
    q = plain();
    q.rules.penalty_rules = {{1000, 3, {}, false, 5, false}};
    EXPECT_EQ(found(q), "error raise_over_window rules.penalty_rules[0]; ");
    q = plain();
    q.rules.skill_steps = {{0, "english > 50 & ("}};
    EXPECT_EQ(found(q), "error routing.skills_syntax rules.skill_steps[0]; ");
    auto other = plain();
    other.id = QueueId{3};
    EXPECT_EQ(found(plain(), {{other}, {}, {}}), "error name_taken name; ");
    other.name = "Sales";
    q = plain();
    q.name = "sALES";
    EXPECT_EQ(found(q, {{other}, {}, {}}), "error name_taken name; ");
    other.shop_id = ShopId{2};
    EXPECT_EQ(found(q, {{other}, {}, {}}), "");
    for (const char* unseen : {" shop", "shop\n", "\u202eevil", "\ufeff", "a\u200b", "\u00a0"}) {
        q.name = unseen;
        EXPECT_EQ(found(q), "error name_characters name; ") << unseen;
    }
}

TEST(QueueCheck, StepsNeedWhatTheyDoItWith) {
    auto q = plain();
    WaitingStep step;
    step.after_ms = 1000;
    step.action = routing::StepAction::external;
    q.rules.overflow = {step};
    EXPECT_EQ(found(q), "error step_number rules.overflow[0].argument; ");
    q.rules.overflow[0].argument = "; rm -rf /";
    EXPECT_EQ(found(q), "error step_number rules.overflow[0].argument; ");
    q.rules.overflow[0].argument = "+380 44 123 45 67";
    EXPECT_EQ(found(q), "");
    q.rules.overflow[0].action = routing::StepAction::play;
    q.rules.overflow[0].argument = "../../etc/passwd";
    EXPECT_EQ(found(q), "error step_prompt rules.overflow[0].argument; ");
    q = plain();
    q.rules.penalty_rules = {{1000, 1, 9, false, {}, false}};
    EXPECT_EQ(found(q), "error window_is_empty rules.penalty_rules[0]; ");
}

TEST(QueueCheck, TheChatIsOfferedOnceAndOnlyMovesNameAQueue) {
    using enum routing::StepAction;
    auto q = plain();
    q.rules.overflow = {{30000, offer_chat, QueueId{}}, {60000, offer_callback, QueueId{}}};
    EXPECT_EQ(found(q), "");
    q.rules.overflow.push_back({90000, offer_chat, QueueId{}});
    EXPECT_EQ(found(q), "error chat_offered_twice rules.overflow[2]; ");
    q.rules.overflow = {{30000, offer_chat, QueueId{77}}};
    EXPECT_EQ(found(q), "warning step_needs_no_queue rules.overflow[0].queue_id; ");
}

TEST(QueueCheck, WhatIsNeverReachedIsNamed) {
    auto q = plain();
    q.rules.overflow = {{700000, routing::StepAction::offer_callback}};
    EXPECT_EQ(found(q), "warning step_never_reached rules.overflow[0]; ");
    q = plain();
    q.rules.overflow = {{60000, routing::StepAction::voicemail},
                        {90000, routing::StepAction::offer_callback},
                        {30000, routing::StepAction::offer_callback}};
    EXPECT_EQ(found(q),
              "warning step_never_reached rules.overflow[1]; "
              "warning steps_out_of_order rules.overflow[2]; ");
    q = plain();
    q.rules.skill_steps = {{600000, "english"}, {0, ""}};
    EXPECT_EQ(found(q, {{}, {{ann, "", 1, {{"english", 80}}, {}, {}, {}}}, {}}),
              "warning step_never_reached rules.skill_steps[1]; ");
    q = plain();
    q.rules.tier_wait_ms = 300000;
    q.rules.members = {{bob, 2}};
    EXPECT_EQ(found(q), "warning tier_never_opens rules.members[0].tier; ");
    q.rules.tier_multiply = false;
    EXPECT_EQ(found(q), "");
    q = plain();
    q.rules.members = {{bob, 0, 0, 0, 1, 0, 600000}};
    EXPECT_EQ(found(q), "warning member_never_reached rules.members[0].delay_ms; ");
    q = plain();
    q.rules.strategy = routing::Strategy::ring_progressively;
    q.rules.progress_every_ms = 20000;
    EXPECT_EQ(found(q), "warning second_phone_never_rings rules.progress_every_ms; ");
}

TEST(QueueCheck, PeopleAreHeldAgainstTheRules) {
    auto q = plain();
    q.rules.penalty_max = 3;
    q.rules.members = {{ann, 0, 4}};
    EXPECT_EQ(found(q), "warning member_outside_window rules.members[0].penalty; ");
    q.rules.penalty_limit = 2;
    EXPECT_EQ(found(q), "") << "so few members: penalties are not looked at";
    q = plain();
    q.rules.members = {{ann, 0, 0, 0, 1, 0, 0, true}, {bob, 0, 0, 0, 1, 0, 0, true}};
    EXPECT_EQ(found(q), "warning all_members_paused member_ids; ");
    EXPECT_EQ(found(plain(), {{}, {}, [](PersonId p) { return p == ann; }}),
              "error person_unknown member_ids[1]; ");
    EXPECT_EQ(found(plain(), {{plain()}, {}, [](PersonId p) { return p == ann; }}),
              "warning person_unknown member_ids[1]; ")
        << "she has left since";
    q = plain();
    q.member_ids.clear();
    EXPECT_EQ(found(q), "warning nobody_serves member_ids; ");
}

TEST(QueueCheck, SaysWhomAnExpressionFinds) {
    auto q = plain();
    q.rules.skill_steps = {{10000, "english > 50"}, {10000, "sales"}, {0, ""}};
    const AgentRouting knows{ann, "", 1, {{"english", 80}, {"art", 1}}, {}, {}, {}};
    const auto result = check(q, {{}, {knows}, {}});
    ASSERT_EQ(result.skills.size(), 2u);
    EXPECT_EQ(result.skills[0].of, 2);
    EXPECT_EQ(result.skills[0].matching, 1);
    EXPECT_EQ(result.skills[1].matching, 0);
    ASSERT_EQ(result.findings.size(), 1u);
    EXPECT_EQ(result.findings[0].code + result.findings[0].field,
              "nobody_matchesrules.skill_steps[1]");
}

TEST(QueueLine, TakesEveryRule) {
    auto q = plain();
    q.rules.members = {{bob, 1, 2, 3, 4, 5, 6000, true, 7000}};
    q.rules.skill_steps = {{8000, "english"}};
    q.rules.overflow = {{9000, routing::StepAction::raise_priority, {}, false, 3, "x"}};
    q.rules.penalty_rules = {{1000, 5, 1, true, 2, true}};
    q.rules.announcements.periodic_from_ms = 12000;
    q.rules.leave_empty = {routing::EmptyWhen::paused};
    const auto c = line_of(q);
    const routing::Membership terms{bob, 1, 2, 3, 4, 5, Ms{6000}, true, Ms{7000}};
    EXPECT_EQ(c.memberships.at(1), terms);
    EXPECT_EQ(c.memberships.at(0).position, 1);
    EXPECT_EQ(c.skill_steps.at(0), (routing::SkillStep{Ms{8000}, "english"}));
    EXPECT_EQ(
        c.overflow.at(0),
        (routing::OverflowStep{Ms{9000}, routing::StepAction::raise_priority, {}, false, 3, "x"}));
    EXPECT_EQ(c.penalty_rules.at(0), (routing::PenaltyRule{Ms{1000}, 5, 1, true, 2, true}));
    EXPECT_EQ(c.announcements.periodic_from, Ms{12000});
    EXPECT_EQ(c.leave_empty.size(), 1u);
}

}  // namespace
}  // namespace ol::queues
