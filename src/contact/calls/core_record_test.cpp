// Recording by the rules: announced, on demand, not at all.
#include <gtest/gtest.h>

#include "contact/calls/core.hpp"

namespace ol::calls {
namespace core_record_test {

constexpr ContactId contact{100};
constexpr LegId buyer{1}, hers{2};
constexpr PersonId ann{10};

struct Recorded : ::testing::Test {
    Core core;
    std::vector<CallCommand> out;
    void on(const CallEvent& event) { out = core.handle(from_ms(1'000'000), event); }
    template <class C>
    const C* command() const {
        for (const auto& c : out)
            if (const auto* found = std::get_if<C>(&c)) return found;
        return nullptr;
    }
    std::vector<std::string> said() const {
        const auto* play = command<PlayTo>();
        return play ? play->prompts : std::vector<std::string>{};
    }
    void arrive(RecordPlan plan, bool greeting = true) {
        BuyerArrived e;
        e.contact = contact;
        e.leg = buyer;
        e.queue = QueueId{5};
        e.plan = plan;
        e.greeting = greeting;
        on(e);
    }
    void answer() {
        on(OfferGiven{contact, ann, PhoneKind::browser, hers});
        on(AgentAnswered{contact, ann});
    }
    void dial(RecordPlan plan) {
        DialAsked e;
        e.contact = contact;
        e.agent = ann;
        e.agent_leg = hers;
        e.legs = {buyer};
        e.plan = plan;
        on(e);
        on(BuyerAnswered{buyer});
    }
};

TEST_F(Recorded, announced_with_the_greeting_then_from_the_first_word) {
    arrive({true, false, true});
    EXPECT_EQ(said(), (std::vector<std::string>{"greeting", "recording_notice"}));
    on(PromptPlayed{buyer, "greeting"});
    answer();
    EXPECT_TRUE(command<StartRecord>());
}

TEST_F(Recorded, a_shop_without_a_greeting_announces_all_the_same) {
    arrive({true, false, true}, false);
    EXPECT_EQ(said(), std::vector<std::string>{"recording_notice"});
    on(PromptPlayed{buyer, "greeting"});
    EXPECT_EQ(core.call(contact)->state, CallState::waiting);
}

TEST_F(Recorded, who_is_not_recorded_is_told_nothing) {
    arrive({false, false, true});
    EXPECT_EQ(said(), std::vector<std::string>{"greeting"});
    on(PromptPlayed{buyer, "greeting"});
    answer();
    EXPECT_FALSE(command<StartRecord>());
    on(BeginRecording{contact});
    EXPECT_FALSE(command<StartRecord>());
}

TEST_F(Recorded, a_call_out_is_recorded_when_he_has_heard_so) {
    dial({true, false, true});
    EXPECT_FALSE(command<StartRecord>());
    EXPECT_EQ(said(), std::vector<std::string>{"recording_notice"});
    on(Hold{contact, true});  // cuts the words short
    on(Hold{contact, false});
    EXPECT_EQ(said(), std::vector<std::string>{"recording_notice"});
    EXPECT_FALSE(core.call(contact)->recording);
    on(PromptPlayed{buyer, "recording_notice"});
    ASSERT_TRUE(command<StartRecord>());
    EXPECT_EQ(command<StartRecord>()->agent, hers);
    on(PromptPlayed{buyer, "recording_notice"});
    EXPECT_FALSE(command<StartRecord>());
}

TEST_F(Recorded, her_key_begins_it_where_the_rules_leave_it_to_her) {
    arrive({false, true, false});
    on(PromptPlayed{buyer, "greeting"});
    answer();
    EXPECT_FALSE(command<StartRecord>());
    on(BeginRecording{contact});
    EXPECT_TRUE(command<StartRecord>());
    on(BeginRecording{contact});
    EXPECT_FALSE(command<StartRecord>());
    on(EraseRecording{contact});
    on(BeginRecording{contact});
    EXPECT_FALSE(command<StartRecord>());
}

TEST_F(Recorded, the_rules_of_the_queue_that_offers_him_count) {
    arrive({true, false, false});
    on(PromptPlayed{buyer, "greeting"});
    on(RecordPlanned{contact, {false, false, false}});
    answer();
    EXPECT_FALSE(command<StartRecord>());
    on(RecordPlanned{contact, {true, false, false}});  // too late: the talk has begun
    on(Hold{contact, true});
    on(Hold{contact, false});
    EXPECT_FALSE(command<StartRecord>());
}

TEST_F(Recorded, a_shop_that_records_nothing_stays_so) {
    BuyerArrived e;
    e.contact = contact;
    e.leg = buyer;
    e.record = false;
    e.plan = {true, false, true};
    on(e);
    EXPECT_EQ(said(), std::vector<std::string>{"greeting"});
    on(PromptPlayed{buyer, "greeting"});
    answer();
    EXPECT_FALSE(command<StartRecord>());
}

}  // namespace core_record_test
}  // namespace ol::calls
