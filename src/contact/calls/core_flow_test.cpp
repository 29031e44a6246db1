// A call in its flow: where it leads, what a hang-up in it means, and that no event in any order
// leaves a call hanging.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "contact/calls/core.hpp"
#include "contact/flows/test_flow.hpp"

namespace ol::calls {
namespace core_flow_test {

constexpr ContactId contact{1};
constexpr LegId buyer{11}, phone{21};
constexpr PersonId agent{7};

struct Flowing {
    Core core;
    Time now = from_ms(1'795'000'000'000);
    std::vector<CallCommand> done;
    std::uint32_t token = 0, timer = 0;

    explicit Flowing(flows::FlowBody body = flows::shop_flow(), bool number_known = true) {
        BuyerArrived arrived;
        arrived.contact = contact;
        arrived.leg = buyer;
        arrived.queue = QueueId{3};
        arrived.number_known = number_known;
        arrived.flow = flows::script_of(std::move(body));
        arrived.facts.number_known = number_known;
        tell(arrived);
    }
    void tell(const CallEvent& event) {
        for (auto& command : core.handle(now, event)) {
            if (const auto* flow = std::get_if<FlowDo>(&command))
                if (const auto* speak = std::get_if<flows::Speak>(&flow->command))
                    token = speak->token;
            if (const auto* at = std::get_if<SetTimer>(&command)) timer = at->token;
            done.push_back(std::move(command));
        }
    }
    void said() { tell(PromptPlayed{buyer, "flow:" + std::to_string(token)}); }
    void press(std::string_view keys) {
        for (const char key : keys) tell(KeyPressed{buyer, key});
    }
    const Call& call() const { return *core.call(contact); }
    template <class C>
    const C* find() const {
        for (const auto& command : done)
            if (const auto* c = std::get_if<C>(&command)) return c;
        return nullptr;
    }
    const routing::ContactQueued* queued() const {
        for (const auto& command : done)
            if (const auto* line = std::get_if<ToLine>(&command))
                if (const auto* q = std::get_if<routing::ContactQueued>(&line->event)) return q;
        return nullptr;
    }
};

TEST(core_flow, words_of_another_play_are_not_his) {
    EXPECT_EQ(flow_token("flow:7"), 7u);
    EXPECT_EQ(flow_token("greeting"), 0u);
    Flowing f;
    EXPECT_EQ(f.call().state, CallState::in_flow);
    f.tell(PromptPlayed{buyer, "music"});
    EXPECT_EQ(f.core.flow_of(contact)->step(), "hello");
    f.said();
    EXPECT_EQ(f.core.flow_of(contact)->step(), "menu");
}

TEST(core_flow, the_queue_of_his_key_gets_him) {
    Flowing f;
    f.said();
    f.press("2");
    EXPECT_EQ(f.call().state, CallState::waiting);
    ASSERT_TRUE(f.queued());
    EXPECT_EQ(f.queued()->queue, QueueId{22});
    f.press("5");  // late: he is in the line
    EXPECT_EQ(f.call().state, CallState::waiting);
}

TEST(core_flow, priority_skill_and_person_go_with_him) {
    using flows::StepKind;
    auto priority = flows::step("a", StepKind::priority, {{"next", "b"}});
    priority.priority = 5;
    auto skill = flows::step("b", StepKind::skill, {{"next", "c"}});
    skill.skill = "repairs";
    auto person = flows::step("c", StepKind::transfer);
    person.person_id = agent;
    Flowing f({"a", {"en"}, {priority, skill, person}});
    ASSERT_TRUE(f.queued());
    EXPECT_EQ(f.queued()->priority, 5);
    ASSERT_EQ(f.queued()->skills.size(), 1u);
    EXPECT_EQ(f.queued()->skills[0].skills, "repairs");
    EXPECT_EQ(f.queued()->preferred, std::vector<PersonId>{agent});
}

TEST(core_flow, a_call_back_is_owed_once_he_has_heard_it) {
    Flowing f;
    f.press("4");
    EXPECT_EQ(f.call().state, CallState::closing);
    EXPECT_FALSE(f.find<MakeTask>());
    f.tell(PromptPlayed{buyer, "closing"});
    ASSERT_TRUE(f.find<MakeTask>());
    EXPECT_FALSE(f.find<MakeTask>()->voicemail);
    EXPECT_EQ(f.call().exit, routing::Exit::callback);
}

TEST(core_flow, without_a_number_a_message_is_taken_instead) {
    Flowing f(flows::shop_flow(), false);
    f.press("4");
    EXPECT_EQ(f.call().state, CallState::voicemail);
    f.tell(PromptPlayed{buyer, "voicemail"});
    EXPECT_TRUE(f.find<StartRecord>());
    f.tell(BuyerGone{buyer});
    EXPECT_TRUE(f.find<MakeTask>()->voicemail);
}

TEST(core_flow, who_hangs_up_unserved_is_called_back_and_who_was_served_is_not) {
    Flowing lost;
    lost.said();
    lost.tell(BuyerGone{buyer});
    ASSERT_TRUE(lost.find<MakeTask>());
    EXPECT_TRUE(lost.call().lost);

    Flowing served;
    served.press("31042#4567");
    const flows::AskOrder* ask = nullptr;
    for (const auto& command : served.done)
        if (const auto* flow = std::get_if<FlowDo>(&command))
            if (const auto* a = std::get_if<flows::AskOrder>(&flow->command)) ask = a;
    ASSERT_TRUE(ask);
    served.tell(FlowTold{
        contact,
        flows::OrderCame{
            ask->serial, flows::Outcome::found, OrderId{9}, "1042", "in_transit", {}, {}}});
    served.tell(BuyerGone{buyer});
    EXPECT_FALSE(served.find<MakeTask>());
    EXPECT_EQ(served.call().exit, routing::Exit::key_exit);
}

TEST(core_flow, its_own_hang_up_ends_the_call) {
    Flowing f({"a", {"en"}, {flows::step("a", flows::StepKind::hang_up, {}, "Bye.")}});
    f.said();
    EXPECT_EQ(f.call().state, CallState::ended);
    EXPECT_EQ(f.call().hang_up_by, HangUpBy::system);
    EXPECT_TRUE(f.find<DropLeg>());
    EXPECT_FALSE(f.find<MakeTask>());
}

/// Any event at any moment: the caller's leg is dropped once at the end, and once only; nothing is
/// wanted of a flow that is over.
TEST(core_flow, no_order_of_events_leaves_a_call_hanging) {
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        std::mt19937_64 dice(seed);
        Flowing f;
        for (int i = 0; i < 60; ++i) {
            switch (dice() % 9) {
                case 0: f.said(); break;
                case 1: f.press(std::string(1, "0123456789*#"[dice() % 12])); break;
                case 2: f.tell(CallTimer{contact, f.timer}); break;
                case 3: f.tell(OfferGiven{contact, agent, PhoneKind::sip, phone}); break;
                case 4: f.tell(AgentAnswered{contact, agent}); break;
                case 5: f.tell(PromptPlayed{buyer, "closing"}); break;
                case 6: f.tell(LineLeft{contact, routing::Exit::timeout}); break;
                case 7:
                    f.tell(
                        FlowTold{contact, flows::OrderCame{static_cast<std::uint32_t>(dice() % 4),
                                                           flows::Outcome::found,
                                                           OrderId{9},
                                                           "1",
                                                           "new",
                                                           {},
                                                           {}}});
                    break;
                case 8:
                    if (dice() % 20 == 0) f.tell(BuyerGone{buyer});
                    break;
            }
        }
        f.tell(BuyerGone{buyer});
        ASSERT_EQ(f.call().state, CallState::ended) << "seed " << seed;
        const auto settled = f.done.size();
        f.said();
        f.press("2");
        f.tell(FlowTold{contact, flows::Begin{}});
        ASSERT_EQ(f.done.size(), settled) << "seed " << seed;
        int dropped = 0, ended = 0;
        for (const auto& command : f.done) {
            const auto* drop = std::get_if<DropLeg>(&command);
            dropped += drop && drop->leg == buyer;
            ended += std::holds_alternative<Ended>(command);
        }
        ASSERT_EQ(dropped, 1) << "seed " << seed;
        ASSERT_EQ(ended, 1) << "seed " << seed;
    }
}

}  // namespace core_flow_test
}  // namespace ol::calls
