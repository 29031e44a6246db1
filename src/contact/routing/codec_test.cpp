// The floor log's lines: exact round trip of every event, and refusal of everything else.
#include <gtest/gtest.h>

#include "contact/routing/routing.hpp"

namespace ol::routing {
namespace codec_test {

const Time noon = from_ms(1767268800123);

ContactRestored restored() {
    ContactRestored row;
    row.contact = {{1}, {7}, Channel::call, 0, noon, {}, false};
    row.contact.skills = {{Ms{5}, "english>50"}};
    row.fired = {"7:0"};
    row.deferred_until = noon;
    return row;
}

std::vector<Event> one_of_each() {
    QueueConfig queue;
    queue.id = {7};
    queue.name = "Продаж \"A\"";
    queue.max_wait = Ms{60000};
    queue.max_waiting = 12;
    queue.members = {{3}, {9007199254740991}};
    queue.version = 5;
    queue.memberships = {{{3}, 1, 2, 3, 4, 5, Ms{6}, true, Ms{7}}};
    queue.strategy = Strategy::best_skill;
    queue.skill_steps = {{Ms{60000}, "english>50"}, {}};
    queue.penalty_rules = {{Ms{30000}, 5, {}, true, 4, true}};
    queue.overflow = {{Ms{9}, StepAction::to_queue, {7}, false, 0, ""}};
    queue.leave_empty = {EmptyWhen::paused, EmptyWhen::wrapup};
    queue.announcements.position = TellPosition::up_to;
    return {QueueConfigured{queue},
            QueueRemoved{{7}},
            ContactQueued{{1}, {7}, Channel::task, -3, noon - Ms{5}, {{3}, {4}}, true},
            ContactLeft{{1}, Exit::callback},
            ContactResumed{{1}},
            AgentSignedIn{{3}},
            AgentSignedOut{{3}},
            AgentReady{{3}},
            AgentPaused{{3}, "meal\n\x01", true},
            AgentReachable{{3}, false},
            OfferAccepted{{1}, {3}},
            OfferRefused{{1}, {3}, OfferFailure::connect_failed},
            ContactConnected{{1}, {3}},
            ContactDone{{1}, {3}, false},
            WrapUpEnded{{3}},
            WrapUpExtended{{3}, Ms{-1}},
            TimerDue{},
            RouterConfigured{{CrossQueue::wait, {{Channel::chat, 20, {Channel::letter}}}, 7}},
            AgentConfigured{{{3}, {{"english", 75}}, {{Channel::chat, 3}}, Ms{5}, 2}},
            MembershipChanged{{3}, {7}, 1, {}, {}, {}, true, "meal"},
            ContactChanged{{1}, 5, {}, QueueId{7}, false, {}},
            ContactDeferred{{1}, noon},
            ContactToCallback{{1}, {2}, Channel::task, noon},
            ContactParked{{1}, {3}, false},
            ContactPicked{{1}, {3}, true},
            EmergencyBegan{7, {{3}}, {{7}}},
            EmergencyEnded{7, Ms{5}},
            restored(),
            AgentDials{{1}, {3}, {7}},
            ContactDirected{{1}, {3}, {7}, Channel::call, noon, Ms{9}, 5, true},
            ContactRenamed{{1}, {2}, 5},
            AgentAtDesk{{3}, false}};
}

TEST(codec, every_event_comes_back_exactly) {
    const auto events = one_of_each();
    ASSERT_EQ(events.size(), std::variant_size_v<Event>);
    for (std::size_t i = 0; i < events.size(); ++i) {
        ASSERT_EQ(events[i].index(), i) << "one of each, in order";
        const std::string line = encode(noon, events[i]);
        EXPECT_EQ(line.find('\n'), line.npos);
        const auto back = decode(line);
        ASSERT_TRUE(back) << line << ": " << back.error().detail;
        EXPECT_EQ(back->first, noon);
        EXPECT_EQ(back->second.index(), i);
        EXPECT_EQ(encode(back->first, back->second), line);
    }
}

TEST(codec, the_line_as_it_is_written) {
    EXPECT_EQ(encode(noon, OfferRefused{{1}, {3}, OfferFailure::no_answer}),
              R"(1767268800123 {"OfferRefused":{"contact":"1","agent":"3","cause":"no_answer"}})");
    EXPECT_EQ(encode(noon, TimerDue{}), R"(1767268800123 {"TimerDue":{}})");
}

TEST(codec, queue_config_keeps_every_setting) {
    const auto back = decode(encode(noon, one_of_each()[0]));
    ASSERT_TRUE(back);
    EXPECT_EQ(std::get<QueueConfigured>(back->second).queue,
              std::get<QueueConfigured>(one_of_each()[0]).queue);
}

TEST(codec, refuses_what_is_no_line) {
    const std::pair<std::string, std::string> cases[] = {
        {"", "routing.line_time"},
        {"1767268800123", "routing.line_time"},
        {"-5 {\"TimerDue\":{}}", "routing.line_time"},
        {"007 {\"TimerDue\":{}}", "routing.line_time"},
        {"99999999999999999 {\"TimerDue\":{}}", "routing.line_time"},
        {"# 5 start", "routing.line_time"},
        {"5 ", "json.required"},
        {"5 {\"Nothing\":{}}", "json.unknown_key"},
        {"5 {\"AgentReady\":{\"agent\":\"3\",\"x\":1}}", "json.unknown_key"},
        {"5 {\"AgentReady\":{\"agent\":3}}", "json.type"},
        {"5 {\"OfferRefused\":{\"cause\":\"bored\"}}", "json.unknown_value"},
        {"5 {\"TimerDue\":{}} x", "json.syntax"},
        {std::string(2u << 20, 'x'), "routing.line_too_long"},
    };
    for (const auto& [line, code] : cases) {
        const auto result = decode(line);
        ASSERT_FALSE(result) << line.substr(0, 80);
        EXPECT_EQ(result.error().code, code) << line.substr(0, 80);
    }
}

TEST(to_text, is_one_line_and_leaves_out_what_is_absent) {
    EXPECT_EQ(to_text(OfferContact{
                  {1}, {3}, {7}, noon, {"longest_idle", {{"idle_ms", "4"}, {"of", "2"}}}, 2}),
              "offer contact=1 agent=3 queue=7 expires=1767268800123 attempt=2 why=longest_idle "
              "idle_ms=4 of=2");
    EXPECT_EQ(to_text(CancelOffer{{1}, {3}, OfferFailure::lost_race}),
              "cancel contact=1 agent=3 cause=lost_race");
    EXPECT_EQ(to_text(LeaveQueue{{1}, {7}, Exit::key_exit, Ms{5}, 2}),
              "leave contact=1 queue=7 exit=key_exit waited=5 position=2");
    EXPECT_EQ(to_text(AgentChanged{{3}, AgentState::paused, "a\nb", noon, {}, {}, true, false}),
              "agent agent=3 state=paused reason=a b since=1767268800123 reachable=1");
    EXPECT_EQ(to_text(StartTimer{noon}), "timer at=1767268800123");
}

}  // namespace codec_test
}  // namespace ol::routing
