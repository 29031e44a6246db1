// The talk as spans: each operator's stretch, how it ended, and that nobody is recorded between.
#include <gtest/gtest.h>

#include "contact/calls/core.hpp"

namespace ol::calls {
namespace core_spans_test {

constexpr ContactId contact{100}, line{200};
constexpr LegId buyer{1}, browser{2}, second{3}, third{4};
constexpr PersonId ann{10}, bob{11}, sup{12};
constexpr QueueId queue{5}, other{6};

class Spans : public ::testing::Test {
protected:
    Core core;
    Time now = from_ms(1'000'000);
    std::vector<CallCommand> out;

    void on(const CallEvent& event) { out = core.handle(now, event); }
    void after(std::int64_t seconds) { now += Ms{seconds * 1000}; }
    template <class C>
    const C* command() const {
        for (const auto& c : out)
            if (const auto* found = std::get_if<C>(&c)) return found;
        return nullptr;
    }
    const Call& call() const { return *core.call(contact); }
    /// "10 0-30 lost, 11 90- ": who, seconds from the start, how it ended.
    std::string spans() const {
        std::string text;
        const auto second_of = [](Time t) {
            return std::to_string((t - from_ms(1'000'000)).count() / 1000);
        };
        for (const TalkSpan& s : call().spans)
            text += (text.empty() ? "" : ", ") + std::to_string(s.agent.value) + " " +
                    second_of(s.from) + "-" +
                    (s.ended == SpanEnd::open ? ""
                                              : second_of(s.to) + " " + std::string(name(s.ended)));
        return text;
    }
    void answers(PersonId agent, LegId leg, PhoneKind phone = PhoneKind::browser) {
        on(OfferGiven{contact, agent, phone, leg});
        on(AgentAnswered{contact, agent});
    }
    void gives_her_up() { on(CallTimer{contact, call().timer}); }

    void SetUp() override {
        BuyerArrived e;
        e.contact = contact;
        e.leg = buyer;
        e.queue = queue;
        e.greeting = false;
        on(e);
        answers(ann, browser);
    }
    void consult() {
        on(Consult{contact, line, ann, bob});
        on(ColleagueOffered{line, bob, PhoneKind::sip, second});
        on(ColleagueAnswered{line});
    }
};

TEST_F(Spans, WhoIsLostLeftWhenSheVanishedAndTheNextHasASpanOfHerOwn) {
    EXPECT_EQ(spans(), "10 0-");
    after(30);
    on(AgentLegLost{ann, browser});
    EXPECT_EQ(spans(), "10 0-") << "a reload is no end";
    EXPECT_TRUE(command<PauseRecord>() && command<PauseRecord>()->on) << "he hears music";
    after(15);
    gives_her_up();
    EXPECT_EQ(spans(), "10 0-30 lost");
    EXPECT_TRUE(call().recording_waits);
    after(45);
    answers(bob, second, PhoneKind::sip);
    EXPECT_TRUE(command<PauseRecord>() && !command<PauseRecord>()->on);
    EXPECT_FALSE(call().recording_waits);
    after(60);
    on(BuyerGone{buyer});
    EXPECT_EQ(spans(), "10 0-30 lost, 11 90-150 buyer");
    EXPECT_NE(command<StopRecord>(), nullptr);
}

TEST_F(Spans, AReloadAndAnotherPhoneOfHersCloseNothing) {
    after(10);
    on(AgentLegLost{ann, browser});
    after(5);
    on(AgentLegBack{ann, third});
    EXPECT_TRUE(command<PauseRecord>() && !command<PauseRecord>()->on);
    on(MoveAsked{contact, ann, PhoneKind::sip, second});
    on(MoveAnswered{contact, second});
    EXPECT_EQ(spans(), "10 0-");
    after(5);
    on(AgentHungUp{contact});
    EXPECT_EQ(spans(), "10 0-20 operator");
}

TEST_F(Spans, HeLeavesWhileSheIsAwayAndHerSpanEndsWhereSheWas) {
    after(10);
    on(AgentLegLost{ann, browser});
    after(8);
    on(BuyerGone{buyer});
    EXPECT_EQ(spans(), "10 0-10 lost");
}

TEST_F(Spans, HandedOverTheSecondSpanBeginsWhereTheFirstEnds) {
    after(20);
    consult();
    after(10);
    on(Swap{contact});
    EXPECT_EQ(spans(), "10 0-") << "he is hers while she asks";
    on(HandOver{contact, 7});
    EXPECT_EQ(spans(), "10 0-30 transfer, 11 30-");
    EXPECT_FALSE(call().recording_waits);
    after(5);
    on(AgentHungUp{contact});
    EXPECT_EQ(spans(), "10 0-30 transfer, 11 30-35 operator");
}

TEST_F(Spans, TakenOverByTheSupervisor) {
    after(12);
    on(Supervise{contact, sup, PhoneKind::browser, third, WatchMode::listen});
    on(TakeOver{contact, sup, PhoneKind::browser, third});
    after(8);
    on(BuyerGone{buyer, Gone::vanished});
    EXPECT_EQ(spans(), "10 0-12 take_over, 12 12-20 system");
}

TEST_F(Spans, ABlindTransferWaitsUnrecordedAndOnlyOnceIsItSaid) {
    after(20);
    on(BlindTransfer{contact, {}, other, true, 0});
    EXPECT_EQ(spans(), "10 0-20 transfer");
    EXPECT_TRUE(command<PauseRecord>() && command<PauseRecord>()->on);
    on(OfferGiven{contact, bob, PhoneKind::browser, second});
    EXPECT_EQ(command<PauseRecord>(), nullptr) << "it rests already";
    on(AgentAnswered{contact, bob});
    EXPECT_EQ(call().spans.back().queue, other);
    EXPECT_FALSE(command<PauseRecord>()->on);
}

TEST_F(Spans, WhoPausedForACardFindsItPausedWhenSheIsBack) {
    on(PauseRecording{contact, true});
    on(AgentLegLost{ann, browser});
    EXPECT_EQ(command<PauseRecord>(), nullptr) << "silence is written already";
    on(AgentLegBack{ann, third});
    EXPECT_EQ(command<PauseRecord>(), nullptr);
    on(PauseRecording{contact, false});
    EXPECT_FALSE(command<PauseRecord>()->on);
}

TEST_F(Spans, TheHoldOfEachIsHerOwn) {
    on(Hold{contact, true});
    after(7);
    on(Hold{contact, false});
    after(3);
    on(BlindTransfer{contact, {}, other, true, 0});
    answers(bob, second);
    on(Hold{contact, true});
    after(4);
    on(AgentHungUp{contact});
    ASSERT_EQ(call().spans.size(), 2u);
    EXPECT_EQ(call().spans[0].hold, Ms{7000});
    EXPECT_EQ(call().spans[1].hold, Ms{4000});
}

TEST_F(Spans, WhoLostHerAndGivesUpTheLineLeavesAMessageApartFromTheTalk) {
    on(AgentLegLost{ann, browser});
    after(15);
    gives_her_up();
    on(StepTaken{contact, routing::StepAction::voicemail, {}, {}});
    on(LineLeft{contact, routing::Exit::timeout});
    ASSERT_EQ(call().state, CallState::voicemail);
    EXPECT_NE(command<StopRecord>(), nullptr) << "the talk is not heard by who takes messages";
    on(PromptPlayed{buyer, "voicemail"});
    ASSERT_NE(command<StartRecord>(), nullptr);
    EXPECT_TRUE(command<StartRecord>()->voicemail);
}

TEST_F(Spans, ACallOutHasItsSpanFromTheAnswer) {
    DialAsked e;
    e.contact = ContactId{101};
    e.agent = bob;
    e.agent_leg = second;
    e.legs = {third};
    on(e);
    after(9);
    EXPECT_TRUE(core.call(e.contact)->spans.empty());
    on(BuyerAnswered{third});
    ASSERT_EQ(core.call(e.contact)->spans.size(), 1u);
    EXPECT_EQ(core.call(e.contact)->spans[0].from, now);
    EXPECT_EQ(command<SpanChanged>()->span.agent, bob);
}

}  // namespace core_spans_test
}  // namespace ol::calls
