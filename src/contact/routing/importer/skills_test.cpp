// Wazo's skills: levels by the member's line, rules as steps.
#include "contact/routing/importer/import_helpers.hpp"

namespace ol::importer {
namespace {

using routing::Skill;
using routing::SkillStep;
using std::chrono::seconds;

TEST(skills_conf, levels_reach_the_agent_that_the_member_names) {
    const Imported import = imported(
        {{"queueskills.conf",
          "[agent-7]\nenglish = 75\nsales = 50\nenglish = 80\n[agent-8]\nx = y\n"
          "[agent-7]\nz = 1\n"},
         {"queues.conf", "[q]\nmember => Agent/1001,2,,,agent-7\nmember => Agent/1002,0,Boris\n"}});
    EXPECT_EQ(import.agents[0].config.skills, (std::vector<Skill>{{"sales", 50}, {"english", 80}}));
    EXPECT_EQ(import.queues[0].members[0].terms.penalty, 2);
    EXPECT_TRUE(import.agents[1].config.skills.empty());
    EXPECT_EQ(said(import, "english"), Told{"repeated overridden"});
    EXPECT_EQ(said(import, "x"), Told{"bad_value not_a_number"});
    EXPECT_EQ(said(import, "skills"), Told{"no_effect rule_unused"});
    EXPECT_NE(note_of(import, ImportReason::section_again), nullptr);
}

TEST(skills_conf, rules_become_steps) {
    const Imported import = imported(
        {{"queues.conf", "[q]\n"},
         {"queueskillrules.conf",
          "[tech]\nrule => WT < 60, technic & (os > 29 & lang > 39 | os > 39)\n"
          "rule => WT < 150, technic & os > 10\nrule => technic\nrule => never\n"
          "[short]\nrule = WT<90, english > 50\nrule = WT < 90, english\n"
          "[calls]\nrule => EWT < 120, technic\nrule => $os > 3\nrule => (a\nspeed = 1\n"}});
    ASSERT_EQ(import.skill_rules.size(), 3u);
    EXPECT_EQ(import.skill_rules[0].name, "tech");
    EXPECT_EQ(import.skill_rules[0].steps,
              (std::vector<SkillStep>{{seconds(60), "technic & (os > 29 & lang > 39 | os > 39)"},
                                      {seconds(90), "technic & os > 10"},
                                      {Ms{0}, "technic"}}));
    EXPECT_EQ(import.skill_rules[1].steps, (std::vector<SkillStep>{{Ms{0}, "english > 50"}}));
    EXPECT_TRUE(import.skill_rules[2].steps.empty());
    EXPECT_EQ(said(import, "rule", "tech"), (Told{"outside queue_call", "bad_value out_of_range"}));
    EXPECT_EQ(note_of(import, ImportReason::last_step_endless)->params.at("seconds"), "90");
    EXPECT_EQ(said(import, "rule", "calls"),
              (Told{"outside queue_call", "no_equal dynamic_skills", "no_equal dynamic_skills",
                    "bad_value skills_unreadable"}));
    EXPECT_EQ(said(import, "speed"), Told{"unknown_option unknown"});
}

}  // namespace
}  // namespace ol::importer
