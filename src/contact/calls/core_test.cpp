// The life of a call as a table of facts: no clock, no sockets.
#include <gtest/gtest.h>

#include "contact/calls/core.hpp"
#include "contact/calls/dispositions.hpp"

namespace ol::calls {
namespace core_test {

constexpr ContactId contact{100};
constexpr LegId buyer{1}, browser{2}, second{3};
constexpr PersonId ann{10}, bob{11};
constexpr QueueId queue{5};

class Life : public ::testing::Test {
protected:
    Core core;
    Time now = from_ms(1'000'000);
    std::vector<CallCommand> out;

    void on(const CallEvent& event) { out = core.handle(now, event); }
    void pass(Ms d) { now += d; }
    template <class C>
    const C* command() const {
        for (const auto& c : out)
            if (const auto* found = std::get_if<C>(&c)) return found;
        return nullptr;
    }
    template <class E>
    const E* to_line() const {
        for (const auto& c : out)
            if (const auto* line = std::get_if<ToLine>(&c))
                if (const auto* e = std::get_if<E>(&line->event)) return e;
        return nullptr;
    }
    CallState state() const { return core.call(contact)->state; }

    void arrive(Missed missed = Missed::callback, bool known = true) {
        BuyerArrived e;
        e.contact = contact;
        e.leg = buyer;
        e.queue = queue;
        e.missed = missed;
        e.number_known = known;
        on(e);
    }
    void arrive_closed(flows::AfterHours what, bool known = true) {
        BuyerArrived e;
        e.contact = contact;
        e.leg = buyer;
        e.queue = queue;
        e.number_known = known;
        e.closed = what;
        on(e);
    }
    void wait() {
        arrive();
        on(PromptPlayed{buyer, "greeting"});
    }
    void ring(PhoneKind phone = PhoneKind::browser) {
        wait();
        on(OfferGiven{contact, ann, phone, browser});
        on(AgentRinging{contact});
    }
    void talk(PhoneKind phone = PhoneKind::browser) {
        ring(phone);
        on(AgentAnswered{contact, ann});
    }
};

TEST_F(Life, TheGreetingIsHeardBeforeTheLine) {
    arrive();
    EXPECT_EQ(state(), CallState::greeting);
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "greeting");
    EXPECT_EQ(to_line<routing::ContactQueued>(), nullptr);
    pass(Ms{6000});
    on(PromptPlayed{buyer, "greeting"});
    EXPECT_EQ(state(), CallState::waiting);
    ASSERT_NE(to_line<routing::ContactQueued>(), nullptr);
    EXPECT_EQ(to_line<routing::ContactQueued>()->entered_at, now);
    EXPECT_TRUE(command<PlayTo>()->loop) << "music while he waits";
}

TEST_F(Life, AnAnswerBridgesRecordsAndTellsTheLine) {
    talk();
    EXPECT_EQ(state(), CallState::talking);
    EXPECT_EQ(command<BridgeLegs>()->agent, browser);
    EXPECT_NE(command<StartRecord>(), nullptr);
    EXPECT_NE(to_line<routing::OfferAccepted>(), nullptr);
    EXPECT_NE(to_line<routing::ContactConnected>(), nullptr);
}

TEST_F(Life, RingsAreCountedFromRingEvents) {
    wait();
    on(OfferGiven{contact, ann, PhoneKind::sip, second});
    EXPECT_EQ(core.call(contact)->rings, 0) << "an offer is no ring";
    on(AgentRinging{contact});
    EXPECT_EQ(core.call(contact)->rings, 1);
    on(AgentRinging{contact});
    EXPECT_EQ(core.call(contact)->rings, 1) << "a second 180 is the same ring";
    const auto timer = core.call(contact)->timer;
    pass(Ms{5000});
    on(CallTimer{contact, timer});
    EXPECT_EQ(core.call(contact)->rings, 2);
    on(CallTimer{contact, timer});
    EXPECT_EQ(core.call(contact)->rings, 2) << "a stale timer counts nothing";
}

TEST_F(Life, AnUnansweredOfferGivesTheCallerBackToTheLine) {
    ring();
    on(OfferTaken{contact, ann});
    EXPECT_EQ(state(), CallState::waiting);
    EXPECT_NE(command<StopRinging>(), nullptr);
    EXPECT_EQ(core.of_agent(ann), nullptr);
    on(OfferGiven{contact, bob, PhoneKind::browser, second});
    EXPECT_EQ(*core.call(contact)->agent, bob);
    EXPECT_EQ(core.call(contact)->attempt, 2);
}

TEST_F(Life, WhoLostTheRaceTakesNoLegOfTheTalkWhenHerPhoneComesBack) {
    wait();
    on(OfferGiven{contact, ann, PhoneKind::browser, browser});
    on(OfferGiven{contact, bob, PhoneKind::browser, second});
    on(AgentAnswered{contact, ann});
    on(AgentLegBack{bob, LegId{9}});
    EXPECT_EQ(core.call(contact)->agent_leg, browser);
    EXPECT_EQ(command<BridgeLegs>(), nullptr);
}

TEST_F(Life, WhoIsCutOffInTheTalkIsCalledBackEvenWithoutAnAck) {
    ring();
    on(AgentAnswered{contact, ann});
    on(BuyerGone{buyer, Gone::never_there});
    EXPECT_NE(command<MakeTask>(), nullptr);
}

TEST_F(Life, WhoNeverConfirmedHisCallIsNot) {
    ring();
    on(BuyerGone{buyer, Gone::never_there});
    EXPECT_EQ(command<MakeTask>(), nullptr);
}

TEST_F(Life, ACallerWhoLeavesWhileItRingsIsAbandonedAndNotHerFault) {
    ring();
    on(BuyerGone{buyer});
    EXPECT_EQ(command<StopRinging>()->cause, routing::OfferFailure::caller_left);
    EXPECT_EQ(to_line<routing::ContactLeft>()->exit, routing::Exit::abandoned);
    EXPECT_NE(command<Ended>(), nullptr);
}

TEST_F(Life, ALateAnswerOfSomebodyElseIsIgnored) {
    ring();
    on(OfferTaken{contact, ann});
    on(AgentAnswered{contact, ann});
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(state(), CallState::waiting);
}

TEST_F(Life, AnOfferForACallerWhoHasGoneIsRefused) {
    wait();
    on(BuyerGone{buyer});
    core.forget(contact);
    on(OfferGiven{contact, ann, PhoneKind::browser, browser});
    ASSERT_NE(to_line<routing::OfferRefused>(), nullptr);
    EXPECT_EQ(to_line<routing::OfferRefused>()->cause, routing::OfferFailure::caller_left);
}

TEST_F(Life, SeveralPhonesRingAndTheFirstAnswerTalks) {
    ring(PhoneKind::sip);
    on(OfferGiven{contact, bob, PhoneKind::browser, second});
    EXPECT_NE(command<RingAgent>(), nullptr);
    EXPECT_EQ(core.of_agent(bob)->contact, contact);
    on(AgentAnswered{contact, bob});
    EXPECT_EQ(state(), CallState::talking);
    EXPECT_EQ(*core.call(contact)->agent, bob);
    EXPECT_EQ(command<BridgeLegs>()->agent, second);
    EXPECT_EQ(to_line<routing::OfferAccepted>()->agent, bob);
    on(OfferTaken{contact, ann});  // the line's word: she lost the race
    ASSERT_NE(command<StopRinging>(), nullptr);
    EXPECT_EQ(command<StopRinging>()->leg, browser);
    EXPECT_EQ(core.of_agent(ann), nullptr);
    EXPECT_EQ(state(), CallState::talking);
}

TEST_F(Life, OneOfSeveralWhoDeclinesLeavesTheOthersRinging) {
    ring();
    on(OfferGiven{contact, bob, PhoneKind::browser, second});
    on(AgentRefused{contact, ann, routing::OfferFailure::declined});
    EXPECT_EQ(state(), CallState::offered);
    EXPECT_EQ(*core.call(contact)->agent, bob);
    EXPECT_EQ(to_line<routing::OfferRefused>()->agent, ann);
    on(OfferTaken{contact, bob});
    EXPECT_EQ(state(), CallState::waiting);
}

TEST_F(Life, ACallerWhoLeavesStopsEveryPhone) {
    ring();
    on(OfferGiven{contact, bob, PhoneKind::sip, second});
    on(BuyerGone{buyer});
    int stopped = 0;
    for (const auto& c : out) stopped += std::holds_alternative<StopRinging>(c);
    EXPECT_EQ(stopped, 2);
    EXPECT_EQ(core.of_agent(bob), nullptr);
}

TEST_F(Life, TheLineSpeaksToWhoWaitsAndTheMusicGoesOn) {
    wait();
    on(SayToWaiting{contact, {"position_2"}});
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "position_2");
    on(PromptPlayed{buyer, "announcement"});
    EXPECT_TRUE(command<PlayTo>()->loop);
    on(OfferGiven{contact, ann, PhoneKind::browser, browser});
    on(SayToWaiting{contact, {"position_1"}});
    EXPECT_TRUE(out.empty()) << "nothing is said while a phone rings (A24)";
}

TEST_F(Life, KeyOneAsksForACallbackOnlyWhenItWasOffered) {
    wait();
    on(KeyPressed{buyer, '1'});
    EXPECT_EQ(command<AskCallback>(), nullptr);
    on(SayToWaiting{contact, {"callback_offer"}, true});
    on(KeyPressed{buyer, '2'});
    EXPECT_EQ(command<AskCallback>(), nullptr);
    on(KeyPressed{buyer, '1'});
    ASSERT_NE(command<AskCallback>(), nullptr);
    on(KeyPressed{buyer, '1'});
    EXPECT_EQ(command<AskCallback>(), nullptr) << "once";
    on(LineLeft{contact, routing::Exit::callback});
    EXPECT_EQ(state(), CallState::closing);
    EXPECT_EQ(command<MakeTask>(), nullptr) << "the task keeps his place already";
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "callback_taken");
}

TEST_F(Life, KeyTwoTellsTheTimesAndAKeyBooksOne) {
    wait();
    on(SayToWaiting{contact, {"callback_offer"}, true});
    on(KeyPressed{buyer, '2'});
    EXPECT_EQ(command<AskTimes>(), nullptr) << "no times were offered";
    on(SayToWaiting{contact, {"callback_offer", "callback_offer_times"}, true, true});
    on(KeyPressed{buyer, '2'});
    ASSERT_NE(command<AskTimes>(), nullptr);
    on(KeyPressed{buyer, '2'});
    EXPECT_TRUE(out.empty()) << "pressed twice: he has heard no times yet";
    on(TimesTold{contact, {"x"}, 2});
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "x");
    on(KeyPressed{buyer, '4'});
    EXPECT_EQ(command<BookTime>(), nullptr) << "two were told";
    on(KeyPressed{buyer, '3'});
    ASSERT_NE(command<BookTime>(), nullptr);
    EXPECT_EQ(command<BookTime>()->which, 1);
    on(KeyPressed{buyer, '3'});
    EXPECT_EQ(command<BookTime>(), nullptr) << "once";
    on(TimeTaken{contact});
    ASSERT_NE(command<ToLine>(), nullptr);
    on(LineLeft{contact, routing::Exit::callback});
    EXPECT_EQ(state(), CallState::closing);
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "callback_booked");
    EXPECT_EQ(command<MakeTask>(), nullptr) << "the task is there";
}

TEST_F(Life, WhenThereIsNoTimeHeIsToldAndKeepsKeyOne) {
    wait();
    on(SayToWaiting{contact, {"callback_offer", "callback_offer_times"}, true, true});
    on(KeyPressed{buyer, '2'});
    on(TimesTold{contact, {"callback_no_times"}, 0});
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "callback_no_times");
    on(PromptPlayed{buyer, "times"});
    EXPECT_TRUE(command<PlayTo>()->loop) << "the music goes on";
    on(KeyPressed{buyer, '2'});
    EXPECT_TRUE(out.empty()) << "no times, no key for them";
    on(KeyPressed{buyer, '1'});
    EXPECT_NE(command<AskCallback>(), nullptr);
}

TEST_F(Life, TheLineDoesNotTalkOverTheTimes) {
    wait();
    on(SayToWaiting{contact, {"callback_offer"}, true, true});
    on(KeyPressed{buyer, '2'});
    on(TimesTold{contact, {"x"}, 2});
    on(SayToWaiting{contact, {"position_1"}});
    EXPECT_TRUE(out.empty());
    on(PromptPlayed{buyer, "times"});
    on(SayToWaiting{contact, {"position_1"}});
    EXPECT_NE(command<PlayTo>(), nullptr);
}

/// "Press two to choose a time": what key 2 booked before is another time, and he has not heard it.
TEST_F(Life, AFurtherOfferMakesKeyTwoTellTheTimesAnew) {
    wait();
    on(SayToWaiting{contact, {"callback_offer"}, true, true});
    on(KeyPressed{buyer, '2'});
    on(TimesTold{contact, {"x"}, 2});
    on(PromptPlayed{buyer, "times"});
    on(SayToWaiting{contact, {"callback_offer"}, true, true});
    on(KeyPressed{buyer, '2'});
    EXPECT_EQ(command<BookTime>(), nullptr);
    EXPECT_NE(command<AskTimes>(), nullptr);
}

TEST_F(Life, TimesThatCameWhileAPhoneRangAreAskedForAgain) {
    wait();
    on(SayToWaiting{contact, {"callback_offer"}, true, true});
    on(KeyPressed{buyer, '2'});
    on(OfferGiven{contact, ann, PhoneKind::browser, browser});
    on(TimesTold{contact, {"x"}, 2});
    EXPECT_EQ(command<PlayTo>(), nullptr) << "nothing is said while a phone rings";
    on(AgentRefused{contact, ann});
    EXPECT_NE(command<AskTimes>(), nullptr);
    on(TimesTold{contact, {"x"}, 2});
    EXPECT_NE(command<PlayTo>(), nullptr);
}

/// The line's own sentence ends in the moment in which his last one begins.
TEST_F(Life, HisLastSentenceIsNotCutByTheEndOfAnother) {
    wait();
    on(SayToWaiting{contact, {"callback_offer"}, true});
    on(KeyPressed{buyer, '1'});
    on(LineLeft{contact, routing::Exit::callback});
    on(PromptPlayed{buyer, "announcement"});
    EXPECT_EQ(command<Ended>(), nullptr);
    on(PromptPlayed{buyer, "closing"});
    EXPECT_NE(command<Ended>(), nullptr);
}

TEST_F(Life, WhoCannotBeCalledBackIsOfferedNothing) {
    BuyerArrived arrived{contact, buyer, queue};
    arrived.greeting = false;
    arrived.callable = false;
    on(arrived);
    on(SayToWaiting{contact, {"callback_offer", "callback_offer_times"}, true, true});
    EXPECT_EQ(command<PlayTo>()->prompts, std::vector<std::string>{"please_wait"});
    on(KeyPressed{buyer, '1'});
    on(KeyPressed{buyer, '2'});
    EXPECT_TRUE(out.empty());
    on(LineLeft{contact, routing::Exit::timeout});
    EXPECT_EQ(state(), CallState::voicemail) << "a message, and no promise of a call";
    on(BuyerGone{buyer});
    EXPECT_NE(command<MakeTask>(), nullptr) << "what he wanted is known all the same";
}

TEST_F(Life, WhoTalksByNowKeepsHisTimeAndHisTalk) {
    talk();
    on(TimeTaken{contact});
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(state(), CallState::talking);
}

TEST_F(Life, TheLastStepOfTheLineDecidesHowHeLeaves) {
    wait();
    on(StepTaken{contact, routing::StepAction::voicemail});
    on(LineLeft{contact, routing::Exit::overflow});
    EXPECT_EQ(state(), CallState::voicemail);
    core = Core{};
    wait();
    on(StepTaken{contact, routing::StepAction::hang_up});
    on(LineLeft{contact, routing::Exit::overflow});
    EXPECT_EQ(state(), CallState::closing);
    EXPECT_EQ(command<MakeTask>(), nullptr);
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "goodbye");
}

TEST_F(Life, ALostBrowserKeepsItsBridgeForFifteenSeconds) {
    talk();
    on(AgentLegLost{ann, browser});
    EXPECT_EQ(state(), CallState::interrupted);
    EXPECT_TRUE(command<PlayTo>()->loop) << "the buyer hears music";
    ASSERT_NE(command<SetTimer>(), nullptr);
    EXPECT_EQ(command<SetTimer>()->at, now + Ms{15000});
    pass(Ms{9000});
    on(AgentLegBack{ann, second});
    EXPECT_EQ(state(), CallState::talking);
    EXPECT_EQ(command<BridgeLegs>()->agent, second);
    EXPECT_EQ(command<RecordLegs>()->agent, second);
}

TEST_F(Life, AfterFifteenSecondsTheBuyerGoesToTheHeadOfTheLine) {
    talk();
    on(AgentLegLost{ann, browser});
    const auto timer = core.call(contact)->timer;
    pass(Ms{15000});
    on(CallTimer{contact, timer});
    EXPECT_EQ(state(), CallState::waiting);
    ASSERT_NE(to_line<routing::ContactQueued>(), nullptr);
    EXPECT_TRUE(to_line<routing::ContactQueued>()->at_head);
    EXPECT_FALSE(to_line<routing::AgentReachable>()->reachable);
    EXPECT_FALSE(to_line<routing::ContactDone>()->wrap_up);
}

TEST_F(Life, ADeskPhoneThatVanishesDoesNotComeBack) {
    talk(PhoneKind::sip);
    on(AgentLegLost{ann, browser});
    EXPECT_EQ(command<SetTimer>()->at, now);
    EXPECT_EQ(command<DropLeg>()->leg, browser);
}

TEST_F(Life, HoldPlaysMusicAndItsTimeIsCounted) {
    talk();
    on(Hold{contact, true});
    EXPECT_NE(command<UnbridgeLeg>(), nullptr);
    EXPECT_TRUE(command<PlayTo>()->loop);
    EXPECT_TRUE(command<HoldBuyer>()->on);
    pass(Ms{7000});
    on(Hold{contact, false});
    EXPECT_NE(command<BridgeLegs>(), nullptr);
    EXPECT_EQ(core.call(contact)->held, Ms{7000});
}

TEST_F(Life, ABrowserLegIsNeverDroppedWithACall) {
    talk();
    on(AgentHungUp{contact});
    for (const auto& c : out)
        if (const auto* drop = std::get_if<DropLeg>(&c)) EXPECT_EQ(drop->leg, buyer);
    EXPECT_TRUE(to_line<routing::ContactDone>()->wrap_up);
    EXPECT_EQ(core.call(contact)->hang_up_by, HangUpBy::operator_);
}

TEST_F(Life, ACallNobodyTookBecomesACallbackThatKeepsItsPlace) {
    wait();
    on(LineLeft{contact, routing::Exit::overflow});
    EXPECT_EQ(state(), CallState::closing);
    ASSERT_NE(command<MakeTask>(), nullptr);
    EXPECT_FALSE(command<MakeTask>()->voicemail);
    on(PromptPlayed{buyer, "closing"});
    EXPECT_NE(command<Ended>(), nullptr);
    EXPECT_EQ(command<DropLeg>()->leg, buyer);
}

TEST_F(Life, WithoutANumberOrByTheShopsWishItIsVoicemail) {
    arrive(Missed::callback, false);
    on(PromptPlayed{buyer, "greeting"});
    on(LineLeft{contact, routing::Exit::timeout});
    EXPECT_EQ(state(), CallState::voicemail);
    on(PromptPlayed{buyer, "voicemail"});
    EXPECT_TRUE(command<StartRecord>()->voicemail);
    pass(Ms{30000});
    on(BuyerGone{buyer});
    ASSERT_NE(command<MakeTask>(), nullptr);
    EXPECT_TRUE(command<MakeTask>()->voicemail);
    EXPECT_NE(command<StopRecord>(), nullptr);
}

TEST_F(Life, WhoCallsAClosedShopHearsSoAndIsCalledBack) {
    arrive_closed(flows::AfterHours::callback);
    EXPECT_EQ(state(), CallState::closing);
    EXPECT_EQ(command<PlayTo>()->prompts, std::vector<std::string>{"closed"});
    EXPECT_EQ(core.call(contact)->exit, routing::Exit::closed);
    EXPECT_EQ(command<MakeTask>(), nullptr) << "when he has gone, and we know who he is";
    on(PromptPlayed{buyer, "closing"});
    ASSERT_NE(command<MakeTask>(), nullptr);
    EXPECT_FALSE(command<MakeTask>()->voicemail);
    EXPECT_NE(command<DropLeg>(), nullptr);
    EXPECT_EQ(to_line<routing::ContactQueued>(), nullptr) << "never in the line";
    EXPECT_EQ(to_line<routing::ContactLeft>(), nullptr) << "so he leaves none: not abandoned";
}

TEST_F(Life, WhoHangsUpWhileHearingClosedIsCalledBackOnce) {
    arrive_closed(flows::AfterHours::callback);
    on(BuyerGone{buyer});
    ASSERT_NE(command<MakeTask>(), nullptr);
    EXPECT_EQ(core.call(contact)->exit, routing::Exit::closed);
    on(PromptPlayed{buyer, "closing"});
    EXPECT_EQ(command<MakeTask>(), nullptr);
}

TEST_F(Life, AClosedShopTakesAMessageByItsWishOrWithoutANumber) {
    for (const bool wish : {true, false}) {
        core = Core{};
        arrive_closed(wish ? flows::AfterHours::voicemail : flows::AfterHours::callback, wish);
        EXPECT_EQ(state(), CallState::voicemail);
        EXPECT_EQ(command<PlayTo>()->prompts.front(), "closed_voicemail");
        on(PromptPlayed{buyer, "voicemail"});
        EXPECT_TRUE(command<StartRecord>()->voicemail);
        on(BuyerGone{buyer});
        ASSERT_NE(command<MakeTask>(), nullptr);
        EXPECT_TRUE(command<MakeTask>()->voicemail);
        EXPECT_EQ(core.call(contact)->exit, routing::Exit::closed);
    }
}

TEST_F(Life, AClosedShopMayJustSayGoodbye) {
    arrive_closed(flows::AfterHours::hang_up);
    EXPECT_EQ(command<PlayTo>()->prompts, std::vector<std::string>{"closed_bye"});
    on(PromptPlayed{buyer, "closing"});
    EXPECT_EQ(command<MakeTask>(), nullptr) << "nothing was promised";
    EXPECT_NE(command<Ended>(), nullptr);
    EXPECT_EQ(core.call(contact)->hang_up_by, HangUpBy::system);
}

TEST_F(Life, TheRecordingIsErasedOnTheBuyersWishAndStaysOff) {
    talk();
    on(EraseRecording{contact});
    EXPECT_NE(command<EraseRecord>(), nullptr);
    EXPECT_TRUE(core.call(contact)->recording_erased);
    on(AgentLegLost{ann, browser});
    on(AgentLegBack{ann, second});
    EXPECT_EQ(command<StartRecord>(), nullptr);
    EXPECT_EQ(command<RecordLegs>(), nullptr);
}

TEST_F(Life, UnknownAndRepeatedFactsChangeNothing) {
    talk();
    const auto before = core.call(contact)->state;
    on(BuyerGone{LegId{999}});
    EXPECT_TRUE(out.empty());
    on(AgentAnswered{ContactId{999}, ann});
    EXPECT_TRUE(out.empty());
    arrive();
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(state(), before);
}

TEST(Dispositions, TheListIsClosed) {
    EXPECT_EQ(dispositions.size(), 15u);
    EXPECT_TRUE(is_disposition("postponed"));
    EXPECT_FALSE(is_disposition(""));
}

}  // namespace core_test
}  // namespace ol::calls
