#include <gtest/gtest.h>

#include "contact/flows/test_flow.hpp"

namespace ol::flows {
namespace {

std::string codes(const FlowBody& flow, const FlowSurroundings& around = {}) {
    std::string out;
    for (const auto& f : check(flow, around).findings)
        out += (out.empty() ? "" : " ") + f.step + ":" + f.code;
    return out;
}

TEST(flow_check, a_whole_flow_is_clean) { EXPECT_EQ(codes(shop_flow()), ""); }

TEST(flow_check, dead_ends_and_unknown_ways_name_their_step) {
    auto flow = shop_flow();
    flow.steps[0].exits.clear();
    flow.steps[1].exits.back().to = "";
    flow.steps[4].exits[0].to = "gone";
    EXPECT_EQ(codes(flow),
              "hello:dead_end menu:dead_end order:exit_unknown menu:unreachable sales:unreachable "
              "other:unreachable order:unreachable yes:unreachable back:unreachable "
              "message:unreachable bye:unreachable");
}

TEST(flow_check, circles_without_a_pause_are_refused) {
    auto flow = shop_flow();
    flow.steps.push_back(step("x", StepKind::set, {{"next", "y"}}));
    flow.steps.back().variable = "v";
    flow.steps.push_back(step("y", StepKind::hours, {{"open", "x"}, {"closed", "sales"}}));
    flow.steps.push_back(step("z", StepKind::say, {{"next", "z"}}, "again"));
    EXPECT_EQ(codes(flow),
              "x:loop_without_wait y:loop_without_wait z:loop_without_key x:unreachable "
              "y:unreachable z:unreachable");
}

TEST(flow_check, what_nobody_has_is_named) {
    auto flow = shop_flow();
    flow.languages = {"en", "uk"};
    flow.steps[0].say = {"welcome", {}};
    flow.steps[2].skill = "a >";
    FlowSurroundings around;
    around.queue_known = [](QueueId) { return false; };
    around.prompt_known = [](const std::string& p) { return p == "welcome"; };
    around.prompt_speaks = [](const std::string&, const std::string& l) { return l == "en"; };
    around.skills_fault = [](const std::string&) { return std::string("character 3"); };
    EXPECT_EQ(codes(flow, around),
              "sales:skills other:queue_unknown hello:language_missing menu:language_missing "
              "bye:language_missing");
}

TEST(flow_check, numbers_have_their_ranges) {
    auto flow = shop_flow();
    flow.steps[1].attempts = 0;
    flow.steps[1].exits.push_back({"12", "sales"});
    flow.steps[4].digits_min = 20;
    EXPECT_EQ(codes(flow), "menu:not_a_key menu:range order:range");
}

TEST(flow_check, too_large_is_told_at_once) {
    FlowBody flow{"s", {"en"}, {}};
    for (int i = 0; i < 301; ++i)
        flow.steps.push_back(step("s" + std::to_string(i), StepKind::say));
    EXPECT_EQ(codes(flow), ":too_many_steps :start_unknown");
}

}  // namespace
}  // namespace ol::flows
