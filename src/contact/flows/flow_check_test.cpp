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

TEST(flow_check, every_way_that_an_editor_added_leads_somewhere) {
    auto flow = shop_flow();
    flow.steps[1].exits[1].to = "";  // key 2
    flow.steps[1].exits.push_back({"9", "other"});
    flow.steps.push_back(
        step("hook", StepKind::webhook, {{"gold", ""}, {"otherwise", "lot"}, {"failed", "sales"}}));
    flow.steps.back().url = "https://shop.example/ivr";
    flow.steps.push_back(step("lot", StepKind::random, {{"a", ""}, {"b", "test"}}));
    flow.steps.push_back(step("test", StepKind::branch, {{"old", ""}, {"otherwise", "sales"}}));
    flow.steps.back().tests = {{"old", Fact::caller, "", "known"}};
    flow.steps[0].exits[0].to = "hook";
    flow.steps.push_back(
        step("open", StepKind::hours, {{"open", "menu"}, {"closed", "menu"}, {"holiday", ""}}));
    flow.steps[2].exits.clear();
    EXPECT_EQ(codes(flow),
              "menu:dead_end hook:dead_end lot:dead_end test:dead_end menu:unreachable "
              "other:unreachable order:unreachable yes:unreachable back:unreachable "
              "message:unreachable bye:unreachable open:unreachable");
    const auto found = check(flow, {}).findings;
    EXPECT_EQ(found[0].field, "exits[1]");
    EXPECT_EQ(found[0].params[0].second, "2");
}

TEST(flow_check, what_a_test_is_held_against_must_be_readable) {
    auto flow = shop_flow();
    flow.steps.push_back(step("t", StepKind::branch, {{"a", "sales"}, {"otherwise", "menu"}}));
    flow.steps[0].exits[0].to = "t";
    auto& tests = flow.steps.back().tests;
    const auto faults = [&](std::vector<std::pair<Fact, std::string>> wrong) {
        tests.clear();
        for (const auto& [fact, is] : wrong) tests.push_back({"a", fact, "v", is});
        std::string out;
        for (const auto& f : check(flow, {}).findings) out += f.code + "@" + f.field + " ";
        return out;
    };
    EXPECT_EQ(faults({{Fact::time, "25:99-xx"}, {Fact::weekday, "monday"}, {Fact::orders, "many"}}),
              "test_malformed@tests[0].is test_malformed@tests[1].is test_malformed@tests[2].is ");
    EXPECT_EQ(faults({{Fact::caller, "foo"}, {Fact::shop, ""}, {Fact::language, "uk"}}),
              "test_malformed@tests[0].is test_malformed@tests[1].is "
              "language_not_spoken@tests[2].is ");
    EXPECT_EQ(faults({{Fact::time, "9:00-24:00"},
                      {Fact::time, "22:00 - 06:00"},
                      {Fact::weekday, "1, 2,7"},
                      {Fact::orders, "3"},
                      {Fact::caller, "withheld"},
                      {Fact::language, "en"},
                      {Fact::shop, "17"},
                      {Fact::variable, ""}}),
              "");
    tests = {{"a", Fact::variable, "", "x"}, {"gone", Fact::time, "", "09:00-09:00"}};
    EXPECT_EQ(codes(flow), "t:variable_unnamed t:dead_end t:test_malformed");
}

TEST(flow_check, who_dials_again_and_again_or_is_never_let_out_is_named) {
    FlowBody flow{"out", {"en"}, {step("out", StepKind::transfer, {{"failed", "sorry"}})}};
    flow.steps[0].number = "+380441234567";
    flow.steps.push_back(step("sorry", StepKind::say, {{"next", "out"}}, "Once more."));
    EXPECT_EQ(codes(flow), "out:loop_dials");
    // A caller who is silent is dialled for without end; one who asks for it is not.
    flow.steps[1] = step("sorry", StepKind::menu,
                         {{"1", "out"}, {"invalid", "line"}, {"timeout", "out"}}, "Again? 1");
    flow.steps.push_back(step("line", StepKind::queue));
    EXPECT_EQ(codes(flow), "out:loop_dials");
    flow.steps[1].exits[2].to = "line";
    EXPECT_EQ(codes(flow), "");

    FlowBody hook{"ask", {"en"}, {step("ask", StepKind::webhook)}};
    hook.steps[0].url = "https://shop.example/";
    hook.steps[0].exits = {{"otherwise", "line"}, {"failed", "ask"}};
    hook.steps.push_back(step("line", StepKind::queue));
    EXPECT_EQ(codes(hook), "ask:loop_without_wait");

    FlowBody menu{
        "menu",
        {"en"},
        {step("menu", StepKind::menu, {{"1", "menu"}, {"invalid", "menu"}, {"timeout", "menu"}},
              "Press a key.")}};
    EXPECT_EQ(codes(menu), "menu:loop_without_end");
}

TEST(flow_check, what_cannot_be_dialled_asked_or_heard_is_named) {
    auto flow = shop_flow();
    flow.languages = {"en", "<b>"};
    flow.steps[2] = step("sales", StepKind::transfer, {{"failed", "other"}});
    flow.steps[0].say.texts[0].text = "   ";
    flow.steps[8].say.texts[0].text = "Your {order}, {nope}.";
    flow.steps.push_back(
        step("hook", StepKind::webhook, {{"otherwise", "menu"}, {"failed", "menu"}}));
    const auto first = [&](const std::string& number, const std::string& url) {
        flow.languages = {"en"};
        flow.steps[2].number = number;
        flow.steps.back().url = url;
        std::string out;
        for (const auto& f : check(flow, {}).findings)
            if (f.step == "sales" || f.step == "hook") out += f.code + " ";
        return out;
    };
    const std::string said = codes(flow);
    EXPECT_NE(said.find(":languages"), std::string::npos) << said;
    EXPECT_NE(said.find("hello:nothing_said"), std::string::npos) << said;
    EXPECT_EQ(first("+", "https://"), "number_malformed url_malformed unreachable ");
    EXPECT_EQ(first("+380441234567", "https://a b<script>"), "url_malformed unreachable ");
    EXPECT_EQ(first("+380441234567", "https://shop.example:8443/a?b=c"), "unreachable ");
    flow.steps.pop_back();
    EXPECT_NE(codes(flow).find("bye:value_unknown"), std::string::npos) << codes(flow);
    FlowSurroundings around;
    around.number_possible = [](const std::string& n) { return n != "0"; };
    flow.steps[2].number = "0";
    EXPECT_NE(codes(flow, around).find("sales:number_malformed"), std::string::npos);
}

}  // namespace
}  // namespace ol::flows
