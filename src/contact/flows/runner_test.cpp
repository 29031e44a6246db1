// A caller's way through a flow: keys, silence, type-ahead, orders, answers from elsewhere; and
// that no drawing, however wild, keeps a call for ever.
#include <gtest/gtest.h>

#include <random>

#include "contact/flows/test_flow.hpp"
#include "platform/base/names.hpp"

namespace ol::flows {
namespace {

TEST(runner, a_key_chooses_the_queue) {
    Caller run(shop_flow());
    run.tell(Begin{});
    EXPECT_EQ(run.spoken, "Welcome.");
    run.said();
    EXPECT_EQ(run.spoken, "Press a key.");
    run.said();
    EXPECT_EQ(run.waits(), "key");
    run.press("2");
    ASSERT_TRUE(run.left);
    EXPECT_EQ(run.left->queue, QueueId{22});
    EXPECT_FALSE(run.left->fault);
    ASSERT_EQ(run.runner.record().steps.size(), 3u);
    EXPECT_EQ(run.runner.record().steps[1].exit, "2");
    run.press("1");  // late: harmless
    EXPECT_TRUE(run.runner.over());
}

TEST(runner, a_key_cuts_the_question_short_and_keys_before_it_pass_it_over) {
    Caller run(shop_flow());
    run.tell(Begin{});
    run.press("2");  // during the welcome: taken by the menu, which is not even spoken
    EXPECT_EQ(run.hushed, 1);
    ASSERT_TRUE(run.left);
    EXPECT_EQ(run.left->queue, QueueId{22});
}

TEST(runner, what_must_be_heard_is_heard_and_the_keys_are_kept) {
    auto flow = shop_flow();
    flow.steps[0].interruptible = false;
    Caller run(flow);
    run.tell(Begin{});
    run.press("2");
    EXPECT_FALSE(run.left);
    EXPECT_EQ(run.hushed, 0);
    run.said();
    ASSERT_TRUE(run.left);
    EXPECT_EQ(run.left->queue, QueueId{22});
}

TEST(runner, a_wrong_key_and_silence_are_asked_again_so_many_times) {
    Caller run(shop_flow());
    run.tell(Begin{});
    run.said();
    run.press("9");
    EXPECT_EQ(run.spoken, "This key leads nowhere. | Press a key.");
    run.said();
    run.silence();
    EXPECT_EQ(run.spoken, "We have not heard a key. | Press a key.");
    run.said();
    run.silence();
    ASSERT_TRUE(run.left);
    EXPECT_EQ(run.runner.record().steps[1].exit, "timeout");
    EXPECT_EQ(run.at(), "sales");
}

TEST(runner, a_late_alarm_means_nothing) {
    Caller run(shop_flow());
    run.tell(Begin{});
    run.said();
    run.said();
    const auto old = run.alarm;
    run.press("9");
    run.tell(Alarm{old.token});
    EXPECT_EQ(run.waits(), "words");
    EXPECT_EQ(run.at(), "menu");
}

TEST(runner, an_order_is_told_and_confirmed_by_key) {
    Caller run(shop_flow());
    run.tell(Begin{});
    run.press("31042#");  // all typed ahead, up to the telephone
    EXPECT_EQ(run.at(), "order");
    EXPECT_EQ(run.spoken, "Now enter the last four digits of the telephone number in the order.");
    run.press("4567");
    ASSERT_TRUE(run.order);
    EXPECT_EQ(run.order->number, "1042");
    EXPECT_EQ(run.order->tail, "4567");
    OrderCame found{
        run.order->serial,        Outcome::found,          OrderId{9}, "1042", "confirmed",
        run.now + Ms{86'400'000}, run.now + Ms{90'000'000}};
    run.tell(found);
    EXPECT_TRUE(run.spoken.starts_with("Your order is confirmed and is being prepared. | Delivery"))
        << run.spoken;
    run.said();
    EXPECT_EQ(run.spoken,
              "To confirm order 1 0 4 2, press one. If something is not right, press two.");
    run.press("1");
    ASSERT_TRUE(run.acted);
    EXPECT_TRUE(run.acted->confirm);
    run.tell(OrderCame{run.acted->serial, Outcome::done, {}, {}, {}, {}, {}});
    EXPECT_EQ(run.spoken, "Thank you, your order is confirmed.");
    run.said();
    EXPECT_EQ(run.spoken, "Goodbye.");
    EXPECT_FALSE(run.left);
    run.said();
    ASSERT_TRUE(run.left);
    EXPECT_EQ(run.left->how, StepKind::hang_up);
    EXPECT_EQ(run.runner.record().order_number, "1042");
}

TEST(runner, no_order_is_confirmed_by_a_key_typed_before_the_question) {
    Caller run(shop_flow());
    run.tell(Begin{});
    run.press("31042#4567");
    run.tell(OrderCame{run.order->serial, Outcome::found, OrderId{9}, "1042", "new", {}, {}});
    run.press("1");  // while the state is told: it is cut short, and the question is put
    EXPECT_EQ(run.at(), "yes");
    EXPECT_FALSE(run.acted);
    run.press("1");
    EXPECT_TRUE(run.acted);
}

TEST(runner, an_order_is_looked_for_so_many_times_and_its_telephone_is_not_kept) {
    Caller run(shop_flow());
    run.tell(Begin{});
    run.press("3");
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(run.at(), "order");
        run.press("1042#4567");
        ASSERT_TRUE(run.order);
        run.tell(OrderCame{run.order->serial, Outcome::not_found, {}, {}, {}, {}, {}});
    }
    ASSERT_TRUE(run.left);
    EXPECT_EQ(run.runner.record().steps[2].exit, "not_found");
    for (const auto& answer : run.runner.record().answers) EXPECT_NE(answer.value, "4567");
}

TEST(runner, an_answer_that_comes_too_late_is_nobodys) {
    Caller run(shop_flow());
    run.tell(Begin{});
    run.press("31042#4567");
    const auto asked = *run.order;
    run.silence();  // no answer in time
    ASSERT_TRUE(run.left);
    EXPECT_EQ(run.runner.record().steps.back().step, "sales");
    EXPECT_TRUE(
        run.runner.handle(run.now, OrderCame{asked.serial, Outcome::found, {}, {}, {}, {}, {}})
            .empty());
}

TEST(runner, digits_are_read_back_and_entered_again) {
    FlowBody flow = shop_flow();
    Step digits = step("hello", StepKind::digits, {{"next", "sales"}, {"failed", "back"}}, "Code?");
    digits.confirm = true;
    digits.variable = "code";
    flow.steps[0] = digits;
    Caller run(flow);
    run.tell(Begin{});
    run.press("12#");
    EXPECT_EQ(run.spoken,
              "You entered 1 2. | If this is right, press one. To enter it again, press two.");
    run.press("2");
    run.press("347");
    run.silence();  // no hash: the pause ends the number
    run.press("1");
    ASSERT_TRUE(run.left);
    ASSERT_EQ(run.runner.record().answers.size(), 1u);
    EXPECT_EQ(run.runner.record().answers[0].value, "347");
}

FlowBody branching() {
    Step branch = step("start", StepKind::branch, {{"old", "a"}, {"otherwise", "b"}});
    branch.tests = {{"old", Fact::orders, "", "3"}};
    return {"start", {"en"}, {branch, step("a", StepKind::callback), step("b", StepKind::queue)}};
}

TEST(runner, a_branch_waits_a_moment_for_who_calls) {
    Caller known(branching());
    known.tell(Begin{});
    EXPECT_EQ(known.waits(), "caller");
    known.tell(CallerCame{{true, 3, "uk"}});
    EXPECT_EQ(known.left->how, StepKind::callback);
    Caller nobody(branching());
    nobody.tell(Begin{});
    nobody.silence();
    EXPECT_EQ(nobody.left->how, StepKind::queue);
    RunFacts withheld;
    withheld.number_known = false;
    Caller at_once(branching(), withheld);
    at_once.tell(Begin{});
    EXPECT_EQ(at_once.left->how, StepKind::queue);
}

TEST(runner, hours_language_skill_and_priority_go_with_the_call) {
    Step skill = step("skill", StepKind::skill, {{"next", "queue"}});
    skill.skill = "repairs > 2";
    Step language = step("language", StepKind::language, {{"next", "priority"}});
    language.language = "uk";
    language.skill = "ukrainian";
    Step priority = step("priority", StepKind::priority, {{"next", "skill"}});
    priority.priority = 7;
    Step hello = step("queue", StepKind::queue, {}, "Hello");
    hello.say.texts.push_back({"uk", "Добрий день"});
    FlowBody flow{"hours",
                  {"en", "uk"},
                  {step("hours", StepKind::hours,
                        {{"open", "language"}, {"closed", "shut"}, {"holiday", "feast"}}),
                   language, priority, skill, hello, step("shut", StepKind::voicemail),
                   step("feast", StepKind::hang_up)}};
    Caller run(flow);
    run.tell(Begin{});
    EXPECT_EQ(run.spoken, "Добрий день");
    run.said();
    EXPECT_EQ(run.left->priority, 7);
    EXPECT_EQ(run.left->skills, "(ukrainian) & (repairs > 2)");
    RunFacts shut;
    shut.hours = {};
    Caller closed(flow, shut);
    closed.tell(Begin{});
    EXPECT_EQ(closed.left->how, StepKind::voicemail);
    shut.hours.dated[std::chrono::floor<std::chrono::days>(Civil{closed.now.time_since_epoch()})];
    Caller feast(flow, shut);
    feast.tell(Begin{});
    EXPECT_EQ(feast.left->how, StepKind::hang_up);
}

TEST(runner, a_hook_says_where_to_go_or_is_left_at_its_time) {
    Step hook =
        step("hook", StepKind::webhook, {{"gold", "a"}, {"otherwise", "b"}, {"failed", "c"}});
    hook.timeout_ms = 900;
    const FlowBody flow{"hook",
                        {"en"},
                        {hook, step("a", StepKind::callback), step("b", StepKind::queue),
                         step("c", StepKind::hang_up)}};
    const auto ends = [&](const HookCame& answer) {
        Caller run(flow);
        run.tell(Begin{});
        EXPECT_EQ(run.asked->timeout_ms, 900);
        run.tell(HookCame{run.asked->serial, answer.ok, answer.branch, answer.set});
        return run.left->how;
    };
    EXPECT_EQ(ends({0, true, "gold", {{"level", "3"}}}), StepKind::callback);
    EXPECT_EQ(ends({0, true, "never drawn", {}}), StepKind::queue);
    EXPECT_EQ(ends({0, false, "", {}}), StepKind::hang_up);
    Caller late(flow);
    late.tell(Begin{});
    late.silence();
    EXPECT_EQ(late.left->how, StepKind::hang_up);
}

TEST(runner, a_missing_language_falls_back_and_says_so) {
    RunFacts facts;
    facts.language = "uk";
    auto flow = shop_flow();
    flow.languages = {"en", "uk"};
    Caller run(flow, facts);
    run.tell(Begin{});
    EXPECT_EQ(run.spoken, "Welcome.");
    EXPECT_TRUE(run.runner.record().fallback_spoken);
}

TEST(runner, a_circle_without_a_pause_ends_in_the_line) {
    FlowBody flow{
        "a",
        {"en"},
        {step("a", StepKind::set, {{"next", "b"}}), step("b", StepKind::set, {{"next", "a"}})}};
    Caller run(flow);
    run.tell(Begin{});
    ASSERT_TRUE(run.left);
    EXPECT_TRUE(run.left->fault);
    EXPECT_EQ(run.left->how, StepKind::queue);
}

TEST(runner, an_outside_number_that_nobody_answers_goes_on) {
    Step out = step("out", StepKind::transfer, {{"failed", "line"}});
    out.number = "+380441234567";
    Caller run({"out", {"en"}, {out, step("line", StepKind::queue)}});
    run.tell(Begin{});
    ASSERT_TRUE(run.dialled);
    run.tell(DialEnded{run.dialled->serial});
    EXPECT_EQ(run.left->how, StepKind::queue);
}

TEST(runner, chance_is_given_and_weighed) {
    const FlowBody flow{"r",
                        {"en"},
                        {step("r", StepKind::random, {{"a", "a", 3}, {"b", "b", 1}}),
                         step("a", StepKind::queue), step("b", StepKind::callback)}};
    int first = 0;
    for (std::uint64_t chance = 0; chance < 1000; ++chance) {
        RunFacts facts;
        facts.chance = chance;
        Caller run(flow, facts), again(flow, facts);
        run.tell(Begin{});
        again.tell(Begin{});
        EXPECT_EQ(run.left->how, again.left->how);
        first += run.left->how == StepKind::queue;
    }
    EXPECT_GT(first, 680);
    EXPECT_LT(first, 820);
}

// ---- a call-back at a time ----

/// Monday 16 November 2026, 14:40 in Kyiv; half hours from 15:00 on.
Caller at_times(FlowBody flow = {}) {
    Step back = step("back", StepKind::callback, {}, "Talk to you soon.");
    back.choose_time = true;
    back.queue_id = QueueId{22};
    RunFacts facts;
    facts.tz = "Europe/Kyiv";
    flow.start = "back";
    flow.languages = {"en"};
    flow.steps = {back};
    Caller run(flow, facts);
    run.now = parse_iso8601("2026-11-16T12:40:00Z").value();
    return run;
}
std::vector<CallTime> half_hours(int count) {
    std::vector<CallTime> out;
    const Time three = parse_iso8601("2026-11-16T13:00:00Z").value();
    for (int n = 0; n < count; ++n)
        out.push_back({three + Ms{1'800'000 * n}, three + Ms{1'800'000 * (n + 1)}});
    return out;
}

TEST(runner, a_time_is_chosen_by_key_and_told) {
    Caller run = at_times();
    run.tell(Begin{});
    ASSERT_TRUE(run.asks_times);
    EXPECT_EQ(run.asks_times->queue, QueueId{22});
    run.tell(TimesCame{run.asks_times->serial, half_hours(9)});
    EXPECT_EQ(run.spoken,
              "We can call you back. As soon as somebody is free: press 1. | "
              "today, between 15:00 and 15:30: press 2. | today, between 15:30 and 16:00: press 3. "
              "| today, between 16:00 and 16:30: press 4. | today, between 16:30 and 17:00: press "
              "5.");
    run.press("3");
    ASSERT_TRUE(run.booking);
    EXPECT_EQ(run.booking->time, half_hours(2)[1]);
    run.press("2");  // once is enough
    run.tell(TimeBooked{run.booking->serial});
    EXPECT_EQ(run.spoken,
              "Thank you. We will call you today, between 15:30 and 16:00. | Talk to you soon.");
    EXPECT_TRUE(run.runner.booked()) << "also when he hangs up in these words";
    run.said();
    ASSERT_TRUE(run.left);
    EXPECT_TRUE(run.left->booked);
    EXPECT_EQ(run.left->how, StepKind::callback);
}

TEST(runner, who_was_not_quick_enough_is_offered_what_is_left) {
    Caller run = at_times();
    run.tell(Begin{});
    run.tell(TimesCame{run.asks_times->serial, half_hours(2)});
    run.press("2");
    run.tell(TimesCame{run.booking->serial, {half_hours(2)[1]}});
    EXPECT_EQ(run.spoken,
              "Somebody has just taken this time. | We can call you back. As soon as somebody is "
              "free: press 1. | today, between 15:30 and 16:00: press 2.");
    run.press("2");
    EXPECT_EQ(run.booking->time, half_hours(2)[1]);
    run.tell(TimesCame{run.booking->serial, {}});
    run.said();
    ASSERT_TRUE(run.left) << "nothing is left: as soon as somebody is free";
    EXPECT_FALSE(run.left->booked);
}

TEST(runner, now_silence_and_no_times_are_called_back_soon) {
    for (const std::string way : {"1", "silence", "wrong", "none", "late"}) {
        Caller run = at_times();
        run.tell(Begin{});
        if (way == "late") {
            run.silence();
        } else {
            run.tell(TimesCame{run.asks_times->serial, half_hours(way == "none" ? 0 : 2)});
            for (int n = 0; n < 3 && !run.spoken.starts_with("Talk"); ++n) {
                run.said();
                if (way == "silence") run.silence();
                if (way == "wrong") run.press("9");
                if (way == "1") run.press("1");
            }
        }
        EXPECT_EQ(run.spoken, "Talk to you soon.") << way;
        run.said();
        ASSERT_TRUE(run.left) << way;
        EXPECT_FALSE(run.left->booked) << way;
        EXPECT_EQ(run.left->how, StepKind::callback) << way;
        EXPECT_FALSE(run.left->fault) << way;
    }
}

TEST(runner, a_withheld_number_is_offered_no_time) {
    Step back = step("back", StepKind::callback);
    back.choose_time = true;
    RunFacts facts;
    facts.number_known = false;
    Caller run(FlowBody{"back", {"en"}, {back}}, facts);
    run.tell(Begin{});
    EXPECT_FALSE(run.asks_times);
    EXPECT_TRUE(run.left);
}

// ---- wild flows ----

FlowBody wild_flow(std::mt19937_64& dice) {
    const auto below = [&](std::uint64_t n) { return dice() % n; };
    const std::size_t count = 2 + below(12);
    const auto somewhere = [&] {
        return below(10) == 0 ? "" : "s" + std::to_string(below(count + 1));
    };
    FlowBody flow{"s0", {"en"}, {}};
    for (std::size_t i = 0; i < count; ++i) {
        Step s = step("s" + std::to_string(i), enum_names<StepKind>[below(20)].value, {},
                      below(3) ? "words" : "");
        s.attempts = static_cast<int>(1 + below(3));
        s.digits_max = static_cast<int>(1 + below(6));
        s.interruptible = below(2);
        s.confirm = below(2);
        s.variable = below(2) ? "v" : "";
        s.tests = {{"1", below(2) ? Fact::orders : Fact::variable, "v", "1"}};
        if (below(2)) s.number = "+380441234567";
        s.choose_time = below(2);
        for (const char* on : {"next", "1", "2", "invalid", "timeout", "open", "closed", "failed",
                               "found", "not_found", "done", "declined", "none", "otherwise"})
            if (below(5)) s.exits.push_back({on, somewhere()});
        flow.steps.push_back(std::move(s));
    }
    return flow;
}

FlowEvent wild_event(std::mt19937_64& dice, const Caller& run) {
    switch (dice() % 10) {
        case 0: return Said{run.token};
        case 1: return Pressed{"0123456789*#AZ"[dice() % 14]};
        case 2: return Alarm{run.alarm.token};
        case 3: return CallerCame{{true, 2, "en"}};
        case 4:
            return OrderCame{static_cast<std::uint32_t>(dice() % 6),
                             enum_names<Outcome>[dice() % 4].value,
                             OrderId{3},
                             "12",
                             "new",
                             {},
                             {}};
        case 5: return HookCame{static_cast<std::uint32_t>(dice() % 6), dice() % 2 == 0, "1", {}};
        case 6: return DialEnded{static_cast<std::uint32_t>(dice() % 6)};
        case 7:
            return TimesCame{static_cast<std::uint32_t>(dice() % 6),
                             half_hours(static_cast<int>(dice() % 6))};
        case 8: return TimeBooked{static_cast<std::uint32_t>(dice() % 6)};
        default: return Begin{};
    }
}

/// Time alone always brings the end: whoever does nothing is not kept.
TEST(runner, no_wild_flow_keeps_a_call) {
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
        std::mt19937_64 dice(seed);
        RunFacts facts;
        facts.chance = seed;
        Caller run(wild_flow(dice), facts);
        run.tell(Begin{});
        for (int i = 0; i < 60 && !run.runner.over(); ++i) {
            const auto before = run.commands.size();
            run.tell(wild_event(dice, run));
            ASSERT_LE(run.commands.size() - before, 6u * steps_per_event_max) << "seed " << seed;
        }
        for (int i = 0; i < 4 * steps_per_call_max && !run.runner.over(); ++i) run.silence();
        ASSERT_TRUE(run.runner.over()) << "seed " << seed;
        int leaves = 0;
        for (const auto& command : run.commands) leaves += std::holds_alternative<Leave>(command);
        ASSERT_EQ(leaves, 1) << "seed " << seed;
    }
}

}  // namespace
}  // namespace ol::flows
