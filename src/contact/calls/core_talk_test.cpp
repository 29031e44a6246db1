// More than two in a call, as a table of facts: who hears whom, and whom the line has.
#include <gtest/gtest.h>

#include "contact/calls/core.hpp"
#include "contact/flows/test_flow.hpp"

namespace ol::calls {
namespace core_talk_test {

constexpr ContactId contact{100}, line{200};
constexpr LegId buyer{1}, browser{2}, second{3}, third{4};
constexpr PersonId ann{10}, bob{11}, sup{12};
constexpr QueueId queue{5}, other{6};

class Talk : public ::testing::Test {
protected:
    Core core;
    Time now = from_ms(1'000'000);
    std::vector<CallCommand> out;

    void on(const CallEvent& event) { out = core.handle(now, event); }
    template <class C>
    const C* command() const {
        for (const auto& c : out)
            if (const auto* found = std::get_if<C>(&c)) return found;
        return nullptr;
    }
    template <class E>
    const E* to_line() const {
        for (const auto& c : out)
            if (const auto* told = std::get_if<ToLine>(&c))
                if (const auto* e = std::get_if<E>(&told->event)) return e;
        return nullptr;
    }
    const Call& call() const { return *core.call(contact); }
    std::vector<LegId> hears(LegId leg) const {
        for (const auto& s : seats_of(call()))
            if (s.leg == leg) return s.hears;
        return {};
    }
    using Legs = std::vector<LegId>;

    void SetUp() override {
        BuyerArrived e;
        e.contact = contact;
        e.leg = buyer;
        e.queue = queue;
        e.greeting = false;
        on(e);
        on(OfferGiven{contact, ann, PhoneKind::browser, browser});
        on(AgentAnswered{contact, ann});
    }
    void ask(bool joins = false) {
        Consult e{contact, line, ann, bob};
        e.joins = joins;
        on(e);
    }
    void consult() {
        ask();
        on(ColleagueOffered{line, bob, PhoneKind::sip, second});
        on(ColleagueAnswered{line});
    }
};

TEST_F(Talk, WhoIsAskedIsCalledByNameWhileTheBuyerHearsMusic) {
    ask();
    ASSERT_NE(to_line<routing::ContactDirected>(), nullptr);
    EXPECT_EQ(to_line<routing::ContactDirected>()->agent, bob);
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "music");
    EXPECT_EQ(hears(buyer), Legs{});
    on(ColleagueOffered{line, bob, PhoneKind::sip, second});
    EXPECT_EQ(command<RingColleague>()->leg, second);
    on(ColleagueAnswered{line});
    EXPECT_NE(to_line<routing::ContactConnected>(), nullptr);
    EXPECT_EQ(hears(browser), Legs{second});
    EXPECT_EQ(hears(second), Legs{browser});
    EXPECT_EQ(hears(buyer), Legs{});
    EXPECT_TRUE(command<RecordVoices>() == nullptr) << "nothing new is said to the buyer";
}

TEST_F(Talk, SwapTalksToTheOther) {
    consult();
    on(Swap{contact});
    EXPECT_EQ(hears(buyer), Legs{browser});
    EXPECT_EQ(hears(second), Legs{});
    on(Swap{contact});
    EXPECT_EQ(hears(buyer), Legs{});
    EXPECT_EQ(hears(second), Legs{browser});
}

TEST_F(Talk, HandedOverTheColleagueHasTheBuyerAndTheFirstWrapsUp) {
    consult();
    on(HandOver{contact, 7});
    EXPECT_EQ(call().agent, bob);
    EXPECT_EQ(hears(buyer), Legs{second});
    EXPECT_EQ(command<Released>()->agent, ann);
    EXPECT_EQ(to_line<routing::ContactDone>()->agent, ann);
    EXPECT_EQ(to_line<routing::ContactDone>()->ended_by, "transfer");
    EXPECT_EQ(to_line<routing::ContactRenamed>()->contact, line);
    EXPECT_EQ(to_line<routing::ContactRenamed>()->as, contact);
    EXPECT_EQ(command<RecordVoices>()->said, Legs{second});
    on(BuyerGone{buyer});
    EXPECT_EQ(to_line<routing::ContactDone>()->agent, bob);
    EXPECT_NE(command<Ended>(), nullptr);
}

TEST_F(Talk, AllThreeHearEachOtherAndTheRestGoOn) {
    consult();
    on(JoinAll{contact});
    EXPECT_EQ(hears(buyer), (Legs{browser, second}));
    EXPECT_EQ(hears(second), (Legs{buyer, browser}));
    on(AgentHungUp{contact});
    EXPECT_EQ(call().agent, bob);
    EXPECT_EQ(hears(buyer), Legs{second});
}

TEST_F(Talk, AColleagueWhoLeavesGivesTheBuyerBack) {
    consult();
    on(ColleagueGone{line});
    EXPECT_EQ(hears(buyer), Legs{browser});
    EXPECT_EQ(to_line<routing::ContactDone>()->contact, line);
    EXPECT_EQ(call().word, "left");
}

TEST_F(Talk, AColleagueWhoDoesNotAnswerGivesTheBuyerBack) {
    ask();
    on(ColleagueOffered{line, bob, PhoneKind::sip, second});
    on(ColleagueTaken{line, bob, routing::OfferFailure::no_answer});
    EXPECT_EQ(command<StopRinging>()->leg, second);
    EXPECT_EQ(hears(buyer), Legs{browser});
    EXPECT_EQ(call().word, "no_answer");
    EXPECT_TRUE(call().parties.empty());
}

TEST_F(Talk, TheBuyerHangsUpInTheConsultation) {
    consult();
    on(BuyerGone{buyer});
    EXPECT_NE(command<DropLeg>(), nullptr);
    EXPECT_EQ(core.of_agent(bob), nullptr);
    EXPECT_EQ(core.of_line(line), nullptr);
}

TEST_F(Talk, ABlindTransferThatNobodyTakesComesBackThenGoesFirst) {
    on(BlindTransfer{contact, bob});
    EXPECT_EQ(call().state, CallState::waiting);
    EXPECT_EQ(to_line<routing::ContactDirected>()->agent, bob);
    EXPECT_EQ(to_line<routing::ContactDone>()->agent, ann);
    on(OfferGiven{contact, bob, PhoneKind::sip, second});
    on(AgentRefused{contact, bob});
    on(LineLeft{contact, routing::Exit::withdrawn});
    ASSERT_NE(to_line<routing::ContactDirected>(), nullptr);
    EXPECT_EQ(to_line<routing::ContactDirected>()->agent, ann) << "back to who sent him";
    on(LineLeft{contact, routing::Exit::withdrawn});
    ASSERT_NE(to_line<routing::ContactQueued>(), nullptr);
    EXPECT_TRUE(to_line<routing::ContactQueued>()->at_head);
}

TEST_F(Talk, ATransferToAQueueKeepsItsAgeOrNot) {
    now += Ms{60000};
    BlindTransfer e{contact, {}, other};
    e.keep_age = false;
    on(e);
    ASSERT_NE(to_line<routing::ContactQueued>(), nullptr);
    EXPECT_EQ(to_line<routing::ContactQueued>()->queue, other);
    EXPECT_EQ(to_line<routing::ContactQueued>()->entered_at, now);
    EXPECT_EQ(to_line<routing::ContactQueued>()->excluded, std::vector<PersonId>{ann});
}

TEST_F(Talk, TheSupervisorListensWhispersAndJoins) {
    on(Supervise{contact, sup, PhoneKind::browser, third, WatchMode::listen});
    EXPECT_EQ(hears(third), (Legs{browser, buyer}));
    EXPECT_EQ(hears(buyer), Legs{browser});
    EXPECT_EQ(hears(browser), Legs{buyer});
    on(Supervise{contact, sup, PhoneKind::browser, third, WatchMode::whisper});
    EXPECT_EQ(hears(browser), (Legs{buyer, third}));
    EXPECT_EQ(hears(buyer), Legs{browser}) << "a whisper is not for him";
    EXPECT_EQ(command<RecordVoices>(), nullptr) << "nor for the recording";
    EXPECT_EQ(command<Part>()->what, "listen");
    on(Supervise{contact, sup, PhoneKind::browser, third, WatchMode::join});
    EXPECT_EQ(hears(buyer), (Legs{browser, third}));
    on(StopSupervising{sup});
    EXPECT_EQ(hears(buyer), Legs{browser});
    EXPECT_EQ(core.of_watcher(sup), nullptr);
}

TEST_F(Talk, ASupervisorsReloadKeepsHerPlaceForAWhile) {
    const LegId again{9};
    on(Supervise{contact, sup, PhoneKind::browser, third, WatchMode::join});
    on(AgentLegLost{sup, browser});
    EXPECT_EQ(hears(buyer), (Legs{browser, third})) << "a leg that is not hers";
    on(AgentLegLost{sup, third});
    EXPECT_EQ(hears(buyer), Legs{browser});
    EXPECT_EQ(hears(browser), Legs{buyer});
    EXPECT_EQ(command<Part>(), nullptr) << "she is not gone";
    on(AgentLegBack{sup, again});
    EXPECT_EQ(hears(buyer), (Legs{browser, again}));
    EXPECT_EQ(hears(again), (Legs{buyer, browser}));
    on(AgentLegLost{sup, again});
    on(CallTimer{contact, call().timer});
    EXPECT_EQ(core.of_watcher(sup), nullptr);
    EXPECT_EQ(command<Part>()->what, "join");
    EXPECT_EQ(call().state, CallState::talking);
}

TEST_F(Talk, ANumberStillRingsWhileTheAwayOnesTimeEnds) {
    on(Supervise{contact, sup, PhoneKind::browser, third, WatchMode::listen});
    on(ConsultOutside{contact, line, ann, {LegId{7}}});
    on(AgentLegLost{sup, third});
    now += interrupted_max;
    on(CallTimer{contact, call().timer});
    EXPECT_EQ(core.of_watcher(sup), nullptr);
    ASSERT_NE(command<SetTimer>(), nullptr);
    EXPECT_EQ(command<SetTimer>()->at, now - interrupted_max + outside_rings);
    on(CallTimer{contact, call().timer});
    EXPECT_EQ(call().word, "no_answer");
}

// ---- into a flow ----

TEST_F(Talk, SentIntoAFlowHeLeavesHerAndGoesWhereItLeads) {
    on(SendToFlow{contact, flows::script_of(flows::shop_flow()), {}});
    EXPECT_EQ(call().state, CallState::in_flow);
    EXPECT_EQ(command<Released>()->agent, ann);
    EXPECT_EQ(to_line<routing::ContactDone>()->ended_by, "transfer");
    EXPECT_EQ(core.of_agent(ann), nullptr);
    EXPECT_EQ(command<FlowDo>()->contact, contact);
    on(KeyPressed{buyer, '2'});
    EXPECT_EQ(call().state, CallState::waiting);
    EXPECT_EQ(to_line<routing::ContactQueued>()->queue, QueueId{22});
    on(LineLeft{contact, routing::Exit::timeout});
    EXPECT_NE(call().state, CallState::waiting) << "nobody calls back who sent him";
    on(SendToFlow{contact, flows::script_of(flows::shop_flow()), {}});  // late: harmless
}

TEST_F(Talk, WhoHangsUpInItAfterATalkIsNotLost) {
    on(SendToFlow{contact, flows::script_of(flows::shop_flow()), {}});
    on(BuyerGone{buyer});
    EXPECT_EQ(command<MakeTask>(), nullptr);
    EXPECT_EQ(call().hang_up_by, HangUpBy::buyer);
}

TEST_F(Talk, SheHangsUpAndHeIsAskedHowItWas) {
    auto bye = flows::step("bye", flows::StepKind::hang_up);
    auto rate = flows::step("rate", flows::StepKind::rate, {{"next", "bye"}, {"none", "bye"}});
    const SendToFlow asks{contact, flows::script_of({"rate", {"en"}, {rate, bye}}), {}, true};
    now += Ms{5000};
    on(asks);
    EXPECT_EQ(call().state, CallState::in_flow);
    EXPECT_EQ(call().hung_up_at, now);
    EXPECT_EQ(to_line<routing::ContactDone>()->ended_by, "agent");
    EXPECT_TRUE(to_line<routing::ContactDone>()->wrap_up);
    on(KeyPressed{buyer, '5'});
    const auto* runner = core.flow_of(contact);
    ASSERT_NE(runner, nullptr);
    EXPECT_EQ(runner->record().rating, 5);
    on(BuyerGone{buyer});
    EXPECT_EQ(call().hang_up_by, HangUpBy::operator_);
    EXPECT_EQ(command<MakeTask>(), nullptr);
}

TEST_F(Talk, OthersWhoTalkToHimGoOnInsteadOfAsking) {
    consult();
    on(JoinAll{contact});
    on(SendToFlow{contact, flows::script_of(flows::shop_flow()), {}, true});
    EXPECT_EQ(call().state, CallState::talking);
    EXPECT_EQ(call().agent, bob);
}

TEST_F(Talk, ATakeOverLeavesEverythingButWhoSpeaks) {
    on(Supervise{contact, sup, PhoneKind::browser, third, WatchMode::listen});
    on(TakeOver{contact, sup, PhoneKind::browser, third});
    EXPECT_EQ(call().agent, sup);
    EXPECT_EQ(hears(buyer), Legs{third});
    EXPECT_EQ(command<Released>()->agent, ann);
    EXPECT_EQ(to_line<routing::AgentDials>()->agent, sup);
    EXPECT_EQ(core.of_agent(ann), nullptr);
}

TEST_F(Talk, ALosersNewPhoneIsNotTheTalkers) {
    on(BuyerGone{buyer});
    core.forget(contact);
    BuyerArrived e;
    e.contact = contact;
    e.leg = buyer;
    e.queue = queue;
    e.greeting = false;
    on(e);
    on(OfferGiven{contact, ann, PhoneKind::browser, browser});
    on(OfferGiven{contact, bob, PhoneKind::sip, second});
    on(AgentAnswered{contact, bob});
    on(AgentLegBack{ann, third});
    EXPECT_EQ(call().agent_leg, second);
}

// ---- numbers outside ----

constexpr LegId outside{7}, outside_too{8};

TEST_F(Talk, ANumberOutsideIsAskedAndTakesTheBuyerOver) {
    on(ConsultOutside{contact, line, ann, {outside, outside_too}, false});
    EXPECT_EQ(command<InviteOutside>()->leg, outside);
    EXPECT_EQ(hears(buyer), Legs{});
    on(OutsideGone{outside, sip::EndCause::unreachable, 503});
    ASSERT_NE(command<InviteOutside>(), nullptr) << "the next trunk is tried";
    EXPECT_EQ(command<InviteOutside>()->leg, outside_too);
    on(OutsideRings{outside_too});
    EXPECT_EQ(command<PlayTo>()->leg, browser) << "she hears that it rings";
    on(OutsideAnswered{outside_too});
    EXPECT_EQ(hears(browser), Legs{outside_too});
    on(HandOver{contact, 0});
    EXPECT_EQ(call().state, CallState::passed);
    EXPECT_EQ(hears(buyer), Legs{outside_too});
    EXPECT_EQ(hears(outside_too), Legs{buyer});
    EXPECT_NE(to_line<routing::ContactDone>(), nullptr) << "she is free";
    EXPECT_EQ(core.of_agent(ann), nullptr);
    on(OutsideGone{outside_too});
    EXPECT_EQ(call().state, CallState::ended);
}

TEST_F(Talk, ABusyNumberOutsideGivesTheBuyerBack) {
    on(ConsultOutside{contact, line, ann, {outside, outside_too}, false});
    on(OutsideGone{outside, sip::EndCause::busy, 486});
    EXPECT_EQ(call().word, "busy");
    EXPECT_EQ(hears(buyer), Legs{browser});
    EXPECT_EQ(hears(browser), Legs{buyer});
}

TEST_F(Talk, WhoIsSentOutsideComesBackWhenNobodyIsThere) {
    on(SendOutside{contact, line, {outside}});
    EXPECT_EQ(call().state, CallState::passing);
    EXPECT_EQ(core.of_agent(ann), nullptr);
    now += outside_rings;
    on(CallTimer{contact, call().timer});
    EXPECT_EQ(call().state, CallState::waiting);
    EXPECT_EQ(command<DropLeg>()->leg, outside);
    ASSERT_NE(to_line<routing::ContactDirected>(), nullptr);
    EXPECT_EQ(to_line<routing::ContactDirected>()->agent, ann);
}

TEST_F(Talk, TheLastStepOfAQueueSendsHimOutside) {
    const ContactId waiting{101};
    BuyerArrived e;
    e.contact = waiting;
    e.leg = {9};
    e.queue = queue;
    e.greeting = false;
    on(e);
    on(StepTaken{waiting, routing::StepAction::external, line, {outside}});
    on(LineLeft{waiting, routing::Exit::overflow});
    ASSERT_NE(command<InviteOutside>(), nullptr);
    on(OutsideAnswered{outside});
    EXPECT_EQ(core.call(waiting)->state, CallState::passed);
    on(BuyerGone{LegId{9}});
    EXPECT_EQ(command<DropLeg>()->leg, outside);
    EXPECT_FALSE(core.call(waiting)->lost);
}

TEST_F(Talk, NobodyOutsideMeansACallBackAsWithoutThatStep) {
    const ContactId waiting{101};
    BuyerArrived e;
    e.contact = waiting;
    e.leg = {9};
    e.queue = queue;
    e.greeting = false;
    on(e);
    on(StepTaken{waiting, routing::StepAction::external, line, {outside}});
    on(LineLeft{waiting, routing::Exit::overflow});
    on(OutsideGone{outside, sip::EndCause::busy, 486});
    EXPECT_NE(command<MakeTask>(), nullptr);
    EXPECT_EQ(core.call(waiting)->state, CallState::closing);
}

TEST_F(Talk, AReloadInAConsultationGivesNobodyAway) {
    consult();
    on(AgentLegLost{ann, browser});
    EXPECT_EQ(call().state, CallState::interrupted);
    EXPECT_EQ(core.of_agent(ann), &call());
    EXPECT_EQ(core.of_agent(bob), nullptr) << "who was asked is free";
    on(AgentLegBack{ann, LegId{17}});
    EXPECT_EQ(call().state, CallState::talking);
    EXPECT_EQ(hears(buyer), Legs{LegId{17}});
}

// ---- another phone of hers ----

TEST_F(Talk, AColleaguesReloadKeepsHerPlaceForAWhile) {
    ask(true);
    on(ColleagueOffered{line, bob, PhoneKind::browser, second});
    on(ColleagueAnswered{line});
    ASSERT_EQ(hears(buyer), (Legs{browser, second}));
    on(AgentLegLost{bob, second});
    EXPECT_EQ(hears(buyer), Legs{browser});
    const auto token = command<SetTimer>()->token;
    on(AgentLegBack{bob, LegId{18}});
    EXPECT_EQ(hears(buyer), (Legs{browser, LegId{18}}));
    on(CallTimer{contact, token});
    EXPECT_EQ(core.of_agent(bob), &call()) << "she is back";

    on(AgentLegLost{bob, LegId{18}});
    on(CallTimer{contact, call().timer});
    EXPECT_EQ(core.of_agent(bob), nullptr) << "she did not come back";
    EXPECT_EQ(call().agent, ann);
}

TEST_F(Talk, ALiveCallMovesToHerOtherPhoneWithoutAGap) {
    on(MoveAsked{contact, ann, PhoneKind::sip, second, true});
    ASSERT_NE(command<RingMove>(), nullptr);
    EXPECT_EQ(hears(buyer), Legs{browser}) << "nothing changes while it rings";
    on(MoveAnswered{contact, second});
    EXPECT_EQ(hears(buyer), Legs{second});
    EXPECT_EQ(command<BridgeLegs>()->agent, second);
    EXPECT_EQ(call().phone, PhoneKind::sip);
    on(AgentLegLost{ann, browser});
    EXPECT_EQ(call().state, CallState::talking) << "the lid is closed, the call goes on";
    on(AgentHungUp{contact});
    EXPECT_EQ(call().state, CallState::ended);
}

TEST_F(Talk, ALaptopClosedWhileTheMobileRingsLosesNobody) {
    on(MoveAsked{contact, ann, PhoneKind::sip, second, true});
    on(AgentLegLost{ann, browser});
    EXPECT_EQ(call().state, CallState::interrupted);
    on(MoveAnswered{contact, second});
    EXPECT_EQ(call().state, CallState::talking);
    EXPECT_EQ(hears(second), Legs{buyer});
}

TEST_F(Talk, AMobileThatDoesNotAnswerLeavesTheCallWhereItIs) {
    on(MoveAsked{contact, ann, PhoneKind::sip, second, true});
    on(MoveFailed{contact, second});
    EXPECT_EQ(call().word, "not_moved");
    EXPECT_EQ(command<DropLeg>()->leg, second);
    EXPECT_EQ(hears(buyer), Legs{browser});
}

/// Her desk phone holds the buyer and asks by a line of its own.
class SecondLine : public Talk {
protected:
    static constexpr ContactId held{101}, part{201};
    static constexpr LegId his{21}, first{22}, aside{23}, bobs{24};
    static constexpr PersonId kate{13};
    const Call& talk() const { return *core.call(held); }
    Legs hear(LegId leg) const {
        for (const auto& s : seats_of(talk()))
            if (s.leg == leg) return s.hears;
        return {};
    }
    bool dropped(LegId leg) const {
        for (const auto& c : out)
            if (const auto* d = std::get_if<DropLeg>(&c); d && d->leg == leg) return true;
        return false;
    }
    void SetUp() override {
        BuyerArrived e;
        e.contact = held;
        e.leg = his;
        e.queue = queue;
        e.greeting = false;
        on(e);
        on(OfferGiven{held, kate, PhoneKind::sip, first});
        on(AgentAnswered{held, kate});
        on(Hold{held, true});
        on(Consult{held, part, kate, bob, {}, false, true, 0, aside});
        on(ColleagueOffered{part, bob, PhoneKind::sip, bobs});
        on(ColleagueAnswered{part});
    }
};

TEST_F(SecondLine, SheTalksThereWhileTheBuyerIsHeldByHerFirst) {
    EXPECT_EQ(hear(aside), Legs{bobs});
    EXPECT_EQ(hear(bobs), Legs{aside});
    EXPECT_EQ(hear(his), Legs{});
    EXPECT_TRUE(talk().held_by_agent);
    on(SecondHeld{held, true});
    on(Hold{held, false});
    EXPECT_EQ(hear(his), Legs{first});
    EXPECT_EQ(hear(bobs), Legs{});
    on(SecondHeld{held, false});
    EXPECT_EQ(hear(bobs), Legs{aside});
}

TEST_F(SecondLine, TransferGivesTheBuyerAwayAndEndsBothLines) {
    on(HandOver{held, 0});
    EXPECT_EQ(talk().agent, bob);
    EXPECT_EQ(hear(his), Legs{bobs});
    EXPECT_TRUE(dropped(first) && dropped(aside));
    EXPECT_FALSE(talk().second_leg);
}

TEST_F(SecondLine, WhoLeavesItGivesHerTheBuyerBack) {
    on(CancelConsult{held});
    EXPECT_TRUE(dropped(aside) && dropped(bobs) && !dropped(first));
    on(Hold{held, false});
    EXPECT_EQ(hear(his), Legs{first});
}

TEST_F(SecondLine, TheDeskMakesOneCallOfItWithTheLineSheTalksBy) {
    on(JoinAll{held});
    EXPECT_TRUE(dropped(first) && !dropped(aside));
    EXPECT_EQ(talk().agent_leg, aside);
    EXPECT_EQ(hear(his), (Legs{aside, bobs}));
    on(CancelConsult{held});
    EXPECT_EQ(talk().agent, kate);
}

TEST_F(SecondLine, HerFirstLineEndsAndWhomSheAskedHasTheBuyer) {
    on(AgentHungUp{held});
    EXPECT_EQ(talk().agent, bob);
    EXPECT_TRUE(dropped(aside));
}

TEST_F(SecondLine, TheBuyerHangsUpAndBothLinesEnd) {
    on(BuyerGone{his});
    EXPECT_TRUE(dropped(first) && dropped(aside) && dropped(bobs));
}

}  // namespace core_talk_test
}  // namespace ol::calls
