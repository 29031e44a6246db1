// Her phone falls silent in the talk: music for the buyer instead of dead air, and her voice again
// as soon as it comes.
#include <gtest/gtest.h>

#include "contact/calls/core.hpp"

namespace ol::calls {
namespace core_hush_test {

constexpr ContactId contact{100};
constexpr LegId buyer{1}, hers{2}, anew{3};
constexpr PersonId ann{10};

struct Hushed : ::testing::Test {
    Core core;
    std::vector<CallCommand> out;
    void on(const CallEvent& event) { out = core.handle(from_ms(1'000'000), event); }
    template <class C>
    const C* command() const {
        for (const auto& c : out)
            if (const auto* found = std::get_if<C>(&c)) return found;
        return nullptr;
    }
    bool music() const { return command<PlayTo>() && command<PlayTo>()->token == "music"; }
    void talk(PhoneKind phone = PhoneKind::browser) {
        BuyerArrived e;
        e.contact = contact;
        e.leg = buyer;
        e.queue = QueueId{5};
        e.greeting = false;
        on(e);
        on(OfferGiven{contact, ann, phone, hers, false, {}});
        on(AgentAnswered{contact, ann});
    }
};

TEST_F(Hushed, TheBuyerHearsMusicAndThenHer) {
    talk();
    on(AgentHushed{ann, hers, true});
    EXPECT_TRUE(music());
    EXPECT_EQ(command<UnbridgeLeg>(), nullptr) << "her bridge stays: she may hear him";
    EXPECT_EQ(core.call(contact)->state, CallState::talking);
    on(AgentHushed{ann, hers, true});
    EXPECT_TRUE(out.empty());
    on(AgentHushed{ann, hers, false});
    ASSERT_NE(command<StopPlay>(), nullptr);
    EXPECT_EQ(command<StopPlay>()->leg, buyer);
}

TEST_F(Hushed, WhoIsLostAfterItHearsTheSameMusicOn) {
    for (const PhoneKind phone : {PhoneKind::browser, PhoneKind::sip}) {
        core = Core{};
        talk(phone);
        on(AgentHushed{ann, hers, true});
        on(AgentLegLost{ann, hers});
        EXPECT_EQ(core.call(contact)->state, CallState::interrupted);
        EXPECT_FALSE(music()) << "it does not begin anew";
        if (phone == PhoneKind::sip) continue;
        on(AgentLegBack{ann, anew});
        EXPECT_EQ(command<BridgeLegs>()->agent, anew);
        on(AgentHushed{ann, hers, false});
        EXPECT_TRUE(out.empty()) << "a packet of the old leg";
    }
}

TEST_F(Hushed, HoldMusicIsHoldsOwn) {
    talk();
    on(Hold{contact, true});
    on(AgentHushed{ann, hers, true});
    EXPECT_TRUE(out.empty()) << "he hears music already";
    on(AgentHushed{ann, hers, false});
    EXPECT_TRUE(out.empty()) << "and goes on hearing it";
    on(Hold{contact, false});
    on(AgentHushed{ann, hers, true});
    EXPECT_TRUE(music());
    on(Hold{contact, true});
    on(AgentHushed{ann, hers, false});
    EXPECT_TRUE(out.empty());
}

TEST_F(Hushed, AnotherPhoneOfHersIsHeard) {
    talk();
    on(AgentHushed{ann, hers, true});
    on(MoveAsked{contact, ann, PhoneKind::sip, anew, false});
    on(MoveAnswered{contact, anew});
    EXPECT_NE(command<StopPlay>(), nullptr);
    EXPECT_EQ(command<BridgeLegs>()->agent, anew);
}

TEST_F(Hushed, BeforeAndAfterTheTalkItMeansNothing) {
    talk();
    on(AgentHushed{PersonId{11}, hers, true});
    EXPECT_TRUE(out.empty());
    on(AgentHushed{ann, anew, true});
    EXPECT_TRUE(out.empty());
    on(BuyerGone{buyer});
    on(AgentHushed{ann, hers, true});
    EXPECT_TRUE(out.empty());
}

}  // namespace core_hush_test
}  // namespace ol::calls
