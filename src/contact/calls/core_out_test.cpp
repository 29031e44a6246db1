// She calls out: every way it may go; and the core at random, where no event after any state may
// break what must hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "contact/calls/core.hpp"

namespace ol::calls {
namespace core_out_test {

constexpr ContactId contact{100};
constexpr PersonId ann{10};
constexpr QueueId queue{5};
constexpr LegId hers{1}, first{2}, second{3};

struct Out : ::testing::Test {
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
            if (const auto* line = std::get_if<ToLine>(&c))
                if (const auto* e = std::get_if<E>(&line->event)) return e;
        return nullptr;
    }
    const Call& call() const { return *core.call(contact); }
    void dial(PhoneKind phone = PhoneKind::browser, bool in_hand = false,
              bool buyer_first = false) {
        DialAsked e;
        e.buyer_first = buyer_first;
        e.contact = contact;
        e.agent = ann;
        e.phone = phone;
        e.agent_leg = hers;
        e.queue = queue;
        e.legs = {first, second};
        e.in_hand = in_hand;
        on(e);
    }
    void timer() { on(CallTimer{contact, call().timer}); }
};

TEST_F(Out, a_browser_phone_is_there_at_once_and_hears_all) {
    dial();
    ASSERT_TRUE(to_line<routing::AgentDials>());
    EXPECT_EQ(command<InviteBuyer>()->leg, first);
    on(BuyerRings{first, false});
    EXPECT_EQ(command<PlayTo>()->leg, hers);
    on(BuyerRings{first, true});
    EXPECT_EQ(command<BridgeLegs>()->buyer, first);
    on(BuyerRings{first, false});
    EXPECT_TRUE(out.empty()) << "his side's own sound goes on";
    on(BuyerAnswered{first});
    EXPECT_EQ(call().state, CallState::talking);
    EXPECT_TRUE(command<StartRecord>());
    EXPECT_FALSE(to_line<routing::OfferAccepted>());
    on(BuyerGone{first});
    EXPECT_TRUE(to_line<routing::ContactDone>()->wrap_up);
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::answered);
    EXPECT_FALSE(command<MakeTask>());
}

TEST_F(Out, her_sip_phone_rings_first) {
    dial(PhoneKind::sip);
    EXPECT_TRUE(command<RingAgent>());
    EXPECT_FALSE(command<InviteBuyer>());
    on(AgentAnswered{contact, ann});
    EXPECT_TRUE(command<InviteBuyer>());
    on(AgentAnswered{contact, ann});
    EXPECT_TRUE(out.empty());
}

TEST_F(Out, her_sip_phone_does_not_answer) {
    dial(PhoneKind::sip);
    timer();
    EXPECT_EQ(command<DropLeg>()->leg, hers);
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::cancelled);
    EXPECT_FALSE(to_line<routing::ContactDone>()->wrap_up);
}

TEST_F(Out, the_next_trunk_after_a_fault_but_not_after_busy) {
    dial();
    on(BuyerFailed{first, sip::EndCause::failed, 503});
    EXPECT_EQ(command<InviteBuyer>()->leg, second);
    on(BuyerAnswered{first});
    EXPECT_TRUE(out.empty()) << "a leg that is gone";
    on(BuyerFailed{second, sip::EndCause::busy, 486});
    EXPECT_EQ(call().state, CallState::ended);
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::busy);
    EXPECT_TRUE(to_line<routing::ContactDone>()->wrap_up);
}

TEST_F(Out, early_media_that_falls_silent_ends_nothing) {
    dial();
    on(BuyerRings{first, true});
    on(BuyerGone{first});
    EXPECT_TRUE(out.empty());
    EXPECT_EQ(call().state, CallState::dialling);
}

TEST_F(Out, a_trunk_that_takes_the_call_and_says_nothing_is_left_in_time) {
    dial();
    EXPECT_EQ(command<SetTimer>()->at, now + Ms{12000});
    now += Ms{12000};
    timer();
    EXPECT_EQ(command<DropLeg>()->leg, first);
    EXPECT_EQ(command<InviteBuyer>()->leg, second);
    EXPECT_EQ(command<SetTimer>()->at, now + Ms{30000}) << "there is no other any more";
    on(BuyerAnswered{first});
    EXPECT_TRUE(out.empty()) << "too late";
    now += Ms{30000};
    timer();
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::unreachable) << "it never rang";
    EXPECT_EQ(call().state, CallState::ended);
}

TEST_F(Out, a_slow_trunk_that_rings_at_last_has_its_whole_time) {
    for (const bool buyer_first : {false, true}) {
        core = Core{};
        dial(PhoneKind::browser, false, buyer_first);
        now += Ms{11000};
        on(BuyerRings{first, false});
        EXPECT_EQ(command<SetTimer>()->at, now + Ms{49000});
        on(BuyerAnswered{first});
        EXPECT_EQ(call().state, CallState::talking);
    }
}

TEST_F(Out, all_trunks_fail) {
    dial();
    on(BuyerFailed{first, sip::EndCause::unreachable, 408});
    on(BuyerFailed{second, sip::EndCause::failed, 500});
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::unreachable);
}

TEST_F(Out, nobody_answers_in_time) {
    dial();
    on(BuyerRings{first, false});
    timer();
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::no_answer);
    EXPECT_EQ(command<DropLeg>()->leg, first);
}

TEST_F(Out, she_gives_up_and_a_task_stays_in_her_hands) {
    dial(PhoneKind::browser, true);
    EXPECT_FALSE(to_line<routing::AgentDials>());
    on(AgentHungUp{contact});
    EXPECT_EQ(command<DropLeg>()->leg, first);
    EXPECT_FALSE(to_line<routing::ContactDone>());
    core.forget(contact);
    dial();
    on(AgentHungUp{contact});
    EXPECT_FALSE(to_line<routing::ContactDone>()->wrap_up);
}

TEST_F(Out, a_reload_of_her_desk_ends_nothing_while_it_rings) {
    dial();
    on(BuyerRings{first, true});
    on(AgentLegLost{ann, hers});
    EXPECT_EQ(command<UnbridgeLeg>()->leg, first);
    on(AgentLegBack{ann, LegId{11}});
    EXPECT_EQ(command<BridgeLegs>()->agent, LegId{11});
    on(BuyerAnswered{first});
    EXPECT_EQ(command<BridgeLegs>()->agent, LegId{11});
    EXPECT_EQ(call().state, CallState::talking);
}

TEST_F(Out, who_does_not_come_back_gave_up) {
    dial();
    on(AgentLegLost{ann, hers});
    EXPECT_EQ(command<SetTimer>()->at, now + interrupted_max);
    timer();
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::cancelled);
    EXPECT_EQ(command<DropLeg>()->leg, first);
}

TEST_F(Out, a_second_window_has_the_call_also_while_it_rings) {
    dial();
    on(BuyerRings{first, false});
    on(AgentLegBack{ann, LegId{12}});
    EXPECT_EQ(command<PlayTo>()->leg, LegId{12}) << "it hears the ringing";
    on(BuyerAnswered{first});
    EXPECT_EQ(command<BridgeLegs>()->agent, LegId{12});
}

TEST_F(Out, the_buyer_first_and_her_browser_hears_nothing_before_he_answers) {
    dial(PhoneKind::browser, false, true);
    EXPECT_EQ(command<InviteBuyer>()->leg, first);
    on(BuyerRings{first, true});
    EXPECT_FALSE(command<BridgeLegs>());
    EXPECT_EQ(call().dial->stage, DialStage::ringing);
    on(BuyerRings{first, false});
    EXPECT_TRUE(out.empty());
    on(BuyerAnswered{first});
    EXPECT_EQ(call().state, CallState::talking);
    EXPECT_EQ(command<BridgeLegs>()->agent, hers);
    EXPECT_TRUE(command<StartRecord>());
}

TEST_F(Out, the_buyer_first_then_her_desk_phone_rings_and_he_waits) {
    dial(PhoneKind::sip, false, true);
    EXPECT_FALSE(command<RingAgent>());
    on(AgentAnswered{contact, ann});
    EXPECT_TRUE(out.empty()) << "nothing rings there yet";
    on(BuyerAnswered{first});
    EXPECT_EQ(command<RingAgent>()->leg, hers);
    EXPECT_EQ(command<PlayTo>()->leg, first);
    EXPECT_EQ(command<SetTimer>()->at, now + buyer_waits_max);
    EXPECT_EQ(call().answered_at, Time{}) << "no talk yet";
    on(BuyerAnswered{first});
    EXPECT_TRUE(out.empty());
    on(PromptPlayed{first, "one_moment"});
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "music");
    on(AgentAnswered{contact, ann});
    EXPECT_EQ(call().state, CallState::talking);
    EXPECT_EQ(call().answered_at, now);
    EXPECT_EQ(command<BridgeLegs>()->buyer, first);
}

TEST_F(Out, she_does_not_come_to_the_phone_and_he_is_owed_a_call) {
    dial(PhoneKind::sip, false, true);
    on(BuyerAnswered{first});
    timer();
    EXPECT_EQ(command<DropLeg>()->leg, hers);
    EXPECT_FALSE(to_line<routing::ContactDone>()->wrap_up);
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "call_again");
    EXPECT_EQ(core.of_agent(ann), nullptr);
    on(PromptPlayed{first, "closing"});
    ASSERT_TRUE(command<MakeTask>());
    EXPECT_EQ(command<DropLeg>()->leg, first);
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::unattended);
    EXPECT_EQ(call().exit, routing::Exit::timeout);
}

TEST_F(Out, he_hangs_up_before_she_is_there) {
    dial(PhoneKind::sip, false, true);
    on(BuyerAnswered{first});
    on(BuyerGone{first});
    EXPECT_TRUE(command<MakeTask>());
    EXPECT_EQ(call().state, CallState::ended);
    EXPECT_TRUE(call().lost);
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::unattended);
    EXPECT_FALSE(to_line<routing::ContactDone>()->wrap_up);
}

TEST_F(Out, she_gives_up_while_the_buyer_rings_or_waits) {
    dial(PhoneKind::sip, false, true);
    on(AgentHungUp{contact});
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::cancelled);
    EXPECT_FALSE(command<MakeTask>());
    core.forget(contact);
    dial(PhoneKind::sip, false, true);
    on(BuyerAnswered{first});
    on(AgentHungUp{contact});
    EXPECT_EQ(command<PlayTo>()->prompts.front(), "call_again");
}

TEST_F(Out, her_desk_is_reloading_as_he_answers) {
    dial(PhoneKind::browser, true, true);
    on(AgentLegLost{ann, hers});
    on(BuyerAnswered{first});
    EXPECT_FALSE(command<BridgeLegs>());
    EXPECT_FALSE(command<RingAgent>());
    on(AgentLegBack{ann, LegId{11}});
    EXPECT_EQ(command<BridgeLegs>()->agent, LegId{11});
    EXPECT_EQ(call().state, CallState::talking);
}

TEST_F(Out, a_phone_that_dialled_is_not_rung) {
    DialAsked e;
    e.contact = contact;
    e.agent = ann;
    e.phone = PhoneKind::sip;
    e.agent_leg = hers;
    e.queue = queue;
    e.legs = {first};
    e.her_leg_up = true;
    on(e);
    EXPECT_FALSE(command<RingAgent>());
    on(BuyerFailed{first, sip::EndCause::busy, 486});
    const auto drops_hers = [](const CallCommand& c) {
        const auto* drop = std::get_if<DropLeg>(&c);
        return drop && drop->leg == hers;
    };
    EXPECT_TRUE(std::any_of(out.begin(), out.end(), drops_hers));
    EXPECT_EQ(call().dial->outcome, trunks::Outcome::busy);
}

TEST_F(Out, an_offer_in_the_same_moment_is_given_back) {
    dial();
    BuyerArrived e;
    e.contact = ContactId{101};
    e.leg = LegId{9};
    e.queue = queue;
    e.greeting = false;
    on(e);
    on(OfferGiven{ContactId{101}, ann, PhoneKind::browser, hers});
    ASSERT_TRUE(to_line<routing::OfferRefused>());
    EXPECT_EQ(to_line<routing::OfferRefused>()->cause, routing::OfferFailure::lost_race);
    on(AgentHungUp{contact});
    EXPECT_EQ(core.of_agent(ann), nullptr);
}

/// Random facts in any order. What must hold: every buyer's leg that was invited is dropped at the
/// end at the latest, an agent has one call, nothing is said of a call that is over, a bridge joins
/// two legs of one call.
class AtRandom {
public:
    explicit AtRandom(int seed) : dice_(static_cast<std::uint64_t>(seed) * 0x9e3779b97f4a7c15ull) {}

    void run(int steps) {
        for (int step = 0; step < steps && !::testing::Test::HasFatalFailure(); ++step) {
            now_ += Ms{below(4000)};
            for (const auto& command : core_.handle(now_, drawn())) judge(command);
            for (const ContactId id : over_) core_.forget(id);
            over_.clear();
            std::set<PersonId> busy;
            for (const ContactId id : core_.all())
                if (const auto agent = core_.call(id)->agent)
                    ASSERT_TRUE(busy.insert(*agent).second) << "two calls, one agent";
        }
    }

private:
    int below(int n) {
        dice_ = dice_ * 6364136223846793005ull + 1442695040888963407ull;
        return static_cast<int>((dice_ >> 33) % static_cast<std::uint64_t>(n));
    }
    LegId leg() { return LegId{1 + below(static_cast<int>(last_leg_))}; }
    LegId fresh() { return LegId{++last_leg_}; }
    PersonId who() { return PersonId{1 + below(3)}; }
    ContactId one() { return ContactId{1 + below(4)}; }
    PhoneKind phone() { return below(2) ? PhoneKind::sip : PhoneKind::browser; }

    CallEvent arrived() {
        BuyerArrived e;
        e.contact = one();
        e.leg = fresh();
        e.queue = queue;
        e.greeting = below(2) == 0;
        return e;
    }
    CallEvent dialled() {
        DialAsked e;
        e.contact = one();
        e.agent = who();
        e.phone = phone();
        e.agent_leg = fresh();
        e.queue = queue;
        e.legs = {fresh(), fresh()};
        e.in_hand = below(4) == 0;
        e.buyer_first = below(3) == 0;
        e.her_leg_up = e.phone == PhoneKind::sip && !e.buyer_first && below(3) == 0;
        return e;
    }
    CallEvent drawn() {
        switch (below(24)) {
            case 0: return arrived();
            case 1: return dialled();
            case 2: return PromptPlayed{leg(), below(2) ? "greeting" : "voicemail"};
            case 3: return BuyerGone{leg()};
            case 4:
            case 5: return OfferGiven{one(), who(), phone(), fresh()};
            case 6: return OfferTaken{one(), who()};
            case 7: return AgentRinging{one()};
            case 8:
            case 9:
            case 10: return AgentAnswered{one(), who()};
            case 11: return AgentRefused{one(), who(), routing::OfferFailure::declined};
            case 12: return AgentHungUp{one()};
            case 13: return AgentLegLost{who(), leg()};
            case 14: return AgentLegBack{who(), fresh()};
            case 15: return Hold{one(), below(2) == 0};
            case 16: return LineLeft{one(), routing::Exit::timeout};
            case 17: {
                const ContactId id = one();
                return CallTimer{id, tokens_[id]};
            }
            case 18:
            case 19: return BuyerRings{leg(), below(2) == 0};
            case 20:
            case 21: return BuyerAnswered{leg()};
            case 22:
                return below(2) ? BuyerFailed{leg(), sip::EndCause::failed, 503}
                                : BuyerFailed{leg(), sip::EndCause::busy, 486};
            default: return BuyerHeld{leg(), below(2) == 0};
        }
    }
    void judge(const CallCommand& command) {
        if (const auto* c = std::get_if<InviteBuyer>(&command)) invited_.insert(c->leg);
        if (const auto* c = std::get_if<DropLeg>(&command)) invited_.erase(c->leg);
        if (const auto* c = std::get_if<SetTimer>(&command)) tokens_[c->contact] = c->token;
        if (const auto* c = std::get_if<Changed>(&command))
            ASSERT_FALSE(over_.contains(c->contact));
        if (const auto* c = std::get_if<BridgeLegs>(&command)) {
            const Call* call = core_.of_buyer(c->buyer);
            ASSERT_TRUE(call) << "a bridge of a leg that is gone";
            ASSERT_EQ(call->agent_leg, c->agent);
        }
        if (const auto* c = std::get_if<Ended>(&command)) {
            const Call* call = core_.call(c->contact);
            ASSERT_TRUE(call);
            if (call->dial)
                for (const LegId mine : call->dial->legs)
                    ASSERT_FALSE(invited_.contains(mine)) << "left open: " << mine.value;
            over_.insert(c->contact);
        }
    }

    std::uint64_t dice_;
    Core core_;
    Time now_ = from_ms(1'000'000);
    std::set<ContactId> over_;
    std::set<LegId> invited_;  // and not dropped yet
    std::map<ContactId, std::uint32_t> tokens_;
    std::int64_t last_leg_ = 1;
};

TEST(CoreAtRandom, every_event_after_every_state_is_harmless) {
    const char* more = std::getenv("OL_SIM_SEEDS");
    const int seeds = more ? std::atoi(more) : 300;
    for (int seed = 1; seed <= seeds; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        AtRandom(seed).run(120);
        if (HasFatalFailure()) return;
    }
}

}  // namespace core_out_test
}  // namespace ol::calls
