// Two devices of one operator: who has the call, who is stopped, what the line hears of it.
#include <gtest/gtest.h>

#include "contact/calls/core.hpp"

namespace ol::calls {
namespace core_devices_test {

using routing::OfferFailure;

constexpr ContactId contact{100};
constexpr LegId buyer{1}, browser{2}, desk_phone{3}, mobile{4}, bobs{5};
constexpr PersonId ann{10}, bob{11};

struct Devices : ::testing::Test {
    Core core;
    Time now = from_ms(1'000'000);
    std::vector<CallCommand> out;

    void on(const CallEvent& event) { out = core.handle(now, event); }
    const Call& call() const { return *core.call(contact); }
    template <class C>
    std::vector<C> all() const {
        std::vector<C> found;
        for (const auto& c : out)
            if (const auto* one = std::get_if<C>(&c)) found.push_back(*one);
        return found;
    }
    template <class E>
    std::vector<E> to_line() const {
        std::vector<E> found;
        for (const auto& c : all<ToLine>())
            if (const auto* e = std::get_if<E>(&c.event)) found.push_back(*e);
        return found;
    }
    void offer(RingingPhone first, RingingPhone second) {
        BuyerArrived e;
        e.contact = contact;
        e.leg = buyer;
        e.queue = QueueId{5};
        e.greeting = false;
        e.number_known = true;
        on(e);
        on(OfferGiven{contact, ann, first.phone, first.leg, first.outside, second});
    }
    /// Her desk phone, and her mobile outside beside it.
    void ring() { offer({ann, PhoneKind::sip, desk_phone}, {ann, PhoneKind::sip, mobile, true}); }
    void ring_browser() {
        offer({ann, PhoneKind::browser, browser}, {ann, PhoneKind::sip, desk_phone});
    }
};

TEST_F(Devices, BothRingAndItIsOneRing) {
    ring();
    const auto rung = all<RingAgent>();
    ASSERT_EQ(rung.size(), 2u);
    EXPECT_EQ(rung[0].leg, desk_phone);
    EXPECT_FALSE(rung[0].outside || rung[0].second);
    EXPECT_EQ(rung[1].leg, mobile);
    EXPECT_TRUE(rung[1].outside && rung[1].second);
    on(AgentRinging{contact});
    on(AgentRinging{contact});
    EXPECT_EQ(call().rings, 1);
    EXPECT_EQ(call().attempt, 1);
}

TEST_F(Devices, TheFirstThatAnswersHasTheCallAndTheOtherIsToldSo) {
    for (const LegId taken : {desk_phone, mobile}) {
        core = Core{};
        ring();
        on(AgentRinging{contact});
        on(AgentAnswered{contact, ann, taken});
        EXPECT_EQ(call().state, CallState::talking);
        EXPECT_EQ(call().agent_leg, taken);
        ASSERT_EQ(all<BridgeLegs>().size(), 1u);
        EXPECT_EQ(all<BridgeLegs>()[0].agent, taken);
        const auto stopped = all<StopRinging>();
        ASSERT_EQ(stopped.size(), 1u);
        EXPECT_EQ(stopped[0].leg, taken == mobile ? desk_phone : mobile);
        EXPECT_EQ(stopped[0].cause, OfferFailure::lost_race) << "so that no missed call is noted";
        EXPECT_EQ(to_line<routing::OfferAccepted>().size(), 1u);
        EXPECT_EQ(call().spans.size(), 1u);
    }
}

TEST_F(Devices, TheSecondAnswerOfTheSameInstantChangesNothing) {
    ring();
    on(AgentAnswered{contact, ann, mobile});
    on(AgentAnswered{contact, ann, desk_phone});
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(call().agent_leg, mobile);
    EXPECT_FALSE(call().phone_at(desk_phone)) << "the floor drops a leg that is nobody's";
}

TEST_F(Devices, HerDeskAnswersByTheBrowserWhicheverComesFirst) {
    ring_browser();
    on(AgentAnswered{contact, ann});
    EXPECT_EQ(call().agent_leg, browser);
    core = Core{};
    offer({ann, PhoneKind::sip, desk_phone}, {ann, PhoneKind::browser, browser});
    EXPECT_EQ(call().browser_of(ann)->leg, browser);
    on(AgentAnswered{contact, ann});
    EXPECT_EQ(call().agent_leg, browser);
    EXPECT_EQ(call().phone, PhoneKind::browser);
    ASSERT_EQ(all<StopRinging>().size(), 1u);
    EXPECT_EQ(all<StopRinging>()[0].leg, desk_phone);
}

TEST_F(Devices, OneRefusesTheOtherRingsOn) {
    for (const LegId out_of_it : {desk_phone, mobile}) {
        core = Core{};
        ring();
        on(AgentRinging{contact});
        on(AgentRefused{contact, ann, OfferFailure::unreachable, out_of_it});
        EXPECT_EQ(call().state, CallState::offered);
        EXPECT_TRUE(call().ringing);
        EXPECT_TRUE(all<ToLine>().empty()) << "to the line she still rings";
        const LegId left = out_of_it == mobile ? desk_phone : mobile;
        EXPECT_EQ(call().agent_leg, left);
        on(AgentAnswered{contact, ann, left});
        EXPECT_EQ(call().agent_leg, left);
        EXPECT_EQ(call().agent_outside, left == mobile);
    }
}

TEST_F(Devices, BothRefuseAndTheLineHearsItOnce) {
    ring();
    on(AgentRefused{contact, ann, OfferFailure::declined, desk_phone});
    on(AgentRefused{contact, ann, OfferFailure::unreachable, mobile});
    EXPECT_EQ(call().state, CallState::waiting);
    const auto refused = to_line<routing::OfferRefused>();
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_EQ(refused[0].cause, OfferFailure::declined) << "she said no, whatever the other did";
    EXPECT_EQ(core.of_agent(ann), nullptr);
}

TEST_F(Devices, SheDeclinesAtHerDeskAndBothStop) {
    ring_browser();
    on(AgentRefused{contact, ann, OfferFailure::declined});
    EXPECT_EQ(call().state, CallState::waiting);
    EXPECT_EQ(all<StopRinging>().size(), 2u);
    EXPECT_EQ(to_line<routing::OfferRefused>().size(), 1u);
}

TEST_F(Devices, TheLinesTimeOrHisHangUpStopsBoth) {
    ring();
    on(OfferTaken{contact, ann});
    ASSERT_EQ(all<StopRinging>().size(), 2u);
    for (const auto& stopped : all<StopRinging>())
        EXPECT_EQ(stopped.cause, OfferFailure::no_answer) << "this one she has missed";
    EXPECT_EQ(call().state, CallState::waiting);
    core = Core{};
    ring();
    on(BuyerGone{buyer});
    EXPECT_EQ(all<StopRinging>().size(), 2u);
    EXPECT_EQ(all<Ended>().size(), 1u);
}

TEST_F(Devices, HerPageIsReloadedWhileTheOtherRings) {
    ring_browser();
    on(AgentLegLost{ann, browser});
    EXPECT_EQ(call().state, CallState::offered);
    EXPECT_FALSE(call().browser_of(ann)->leg) << "not to be answered by now";
    on(AgentAnswered{contact, ann});
    EXPECT_TRUE(out.empty());
    on(AgentLegBack{ann, mobile});
    EXPECT_EQ(call().browser_of(ann)->leg, mobile);
    on(AgentLegLost{ann, mobile});
    on(AgentRefused{contact, ann, OfferFailure::busy, desk_phone});
    EXPECT_EQ(call().state, CallState::waiting) << "neither is there";
    EXPECT_EQ(to_line<routing::OfferRefused>().size(), 1u);
}

TEST_F(Devices, SomebodyElseIsQuickerAndAllHersStop) {
    ring();
    on(OfferGiven{contact, bob, PhoneKind::sip, bobs});
    on(AgentAnswered{contact, bob, bobs});
    on(OfferTaken{contact, ann});
    ASSERT_EQ(all<StopRinging>().size(), 2u);
    for (const auto& stopped : all<StopRinging>())
        EXPECT_EQ(stopped.cause, OfferFailure::lost_race);
    EXPECT_EQ(core.of_agent(ann), nullptr);
    core = Core{};
    ring();
    on(OfferGiven{contact, bob, PhoneKind::sip, bobs});
    on(AgentAnswered{contact, ann, mobile});
    EXPECT_EQ(call().agent_leg, mobile);
    on(OfferTaken{contact, bob});
    ASSERT_EQ(all<StopRinging>().size(), 1u);
    EXPECT_EQ(all<StopRinging>()[0].leg, bobs);
}

}  // namespace core_devices_test
}  // namespace ol::calls
