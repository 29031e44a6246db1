// Every event after every state is harmless: seeded random calls against what must always hold.
#include <gtest/gtest.h>

#include <set>

#include "contact/calls/core.hpp"
#include "contact/flows/test_flow.hpp"

namespace ol::calls {
namespace core_random_test {

/// A shell in small: it believes commands and answers now and then.
class RandomCalls {
public:
    explicit RandomCalls(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ull + 1) {}
    std::string fault;

    void run(int steps) {
        for (int i = 0; i < steps && fault.empty(); ++i) {
            now_ += Ms{below(3000)};
            const CallEvent event = drawn();
            apply(event);
            check();
            if (!fault.empty()) fault += ", event " + std::to_string(event.index());
        }
        for (const ContactId id : core.all()) apply(BuyerGone{core.call(id)->buyer});
        if (fault.empty() && !rings_.empty()) fault = "a phone rings for nobody";
        if (fault.empty() && !up_.empty()) fault = "a leg is left up";
        if (fault.empty() && !outside_.empty()) fault = "a leg outside is left up";
        if (fault.empty() && !in_line_.empty()) fault = "the line keeps somebody";
    }

private:
    int below(int n) {
        state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
        return static_cast<int>(state_ % static_cast<std::uint64_t>(n));
    }
    bool chance(int percent) { return below(100) < percent; }
    PersonId person() { return {10 + below(5)}; }
    PhoneKind kind(PersonId p) { return p.value % 2 == 0 ? PhoneKind::browser : PhoneKind::sip; }
    LegId leg_for(PersonId p) {
        return kind(p) == PhoneKind::browser ? LegId{p.value + 5000} : LegId{next_leg_++};
    }
    ContactId contact() {
        const auto all = core.all();
        return all.empty() || chance(5)
                   ? ContactId{1 + below(20)}
                   : all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
    }
    ContactId line() { return {900 + below(static_cast<int>(next_line_ - 899))}; }
    LegId some_leg() {
        if (const Call* c = core.call(contact())) {
            if (!c->parties.empty() && chance(50)) return c->parties.front().leg;
            return chance(50) ? c->buyer : c->agent_leg;
        }
        return {below(9000)};
    }

    CallEvent drawn() {
        switch (below(38)) {
            case 0:
            case 1:
            case 2: {
                BuyerArrived e;
                e.contact = {next_contact_++};
                e.leg = {next_leg_++};
                e.queue = {5};
                e.greeting = false;
                return e;
            }
            case 3: return BuyerGone{some_leg()};
            case 4:
            case 5:
            case 6: return offer();
            case 7:
            case 8:
            case 9: {
                const PersonId p = answerer();
                return AgentAnswered{contact(), p, chance(50) ? device_of(p) : LegId{}};
            }
            case 10: {
                const PersonId p = answerer();
                const auto why = chance(50) ? routing::OfferFailure::declined
                                            : routing::OfferFailure::unreachable;
                return AgentRefused{contact(), p, why, chance(60) ? device_of(p) : LegId{}};
            }
            case 11: return AgentHungUp{contact()};
            case 12: return leg_lost();
            case 13: return AgentLegBack{browser_person(), LegId{15000 + below(100)}};
            case 14: {
                const Call* c = core.call(contact());
                if (!c || !c->agent || chance(50)) return Hold{contact(), chance(50)};
                return AgentHushed{*c->agent, c->agent_leg, chance(60)};
            }
            case 15:
            case 16:
            case 17: return consult();
            case 18:
            case 19: return ColleagueOffered{line(), person(), PhoneKind::sip, {next_leg_++}};
            case 20:
            case 21: return ColleagueAnswered{line()};
            case 22: return ColleagueRefused{line()};
            case 23:
                return chance(50) ? CallEvent{ColleagueGone{line()}}
                                  : CallEvent{ColleagueLineLeft{line()}};
            case 24: return chance(50) ? CallEvent{Swap{contact()}} : CallEvent{JoinAll{contact()}};
            case 25:
                return chance(50) ? CallEvent{HandOver{contact(), 0}}
                                  : CallEvent{CancelConsult{contact()}};
            case 26: {
                const bool queue = chance(50);
                return BlindTransfer{contact(), queue ? PersonId{} : person(),
                                     queue ? QueueId{6} : QueueId{}, chance(50), 0};
            }
            case 27: {
                const PersonId p{20 + below(2)};
                return Supervise{contact(), p, PhoneKind::browser, LegId{p.value + 5000},
                                 static_cast<WatchMode>(below(3))};
            }
            case 28: return StopSupervising{{20 + below(2)}};
            case 29: {
                const PersonId p{20 + below(2)};
                return TakeOver{contact(), p, PhoneKind::browser, LegId{p.value + 5000}};
            }
            case 30: {
                const ContactId id = contact();
                const Call* c = core.call(id);
                return ConsultOutside{
                    id, {next_line_++}, c && c->agent ? *c->agent : person(), ways(), chance(30)};
            }
            case 34: {
                const Call* c = core.call(contact());
                const PersonId p = c && c->agent ? *c->agent : person();
                return MoveAsked{c ? c->contact : ContactId{1}, p, PhoneKind::sip, {next_leg_++}};
            }
            case 35: {
                const Call* c = core.call(contact());
                const LegId leg = c && c->moving ? c->moving->leg : LegId{below(9000)};
                if (chance(40)) return SecondHeld{contact(), chance(50)};
                return chance(60) ? CallEvent{MoveAnswered{c ? c->contact : ContactId{1}, leg}}
                                  : CallEvent{MoveFailed{c ? c->contact : ContactId{1}, leg}};
            }
            case 36: {
                const auto to_line =
                    flows::FlowBody{"q", {"en"}, {flows::step("q", flows::StepKind::queue)}};
                return SendToFlow{contact(),
                                  flows::script_of(chance(50) ? to_line : flows::shop_flow()),
                                  {},
                                  chance(50)};
            }
            case 37: {
                const PersonId p{20 + below(2)};
                if (chance(60)) return AgentLegLost{p, LegId{p.value + 5000}};
                return AgentLegBack{p, LegId{p.value + 5000}};
            }
            case 31: return SendOutside{contact(), {next_line_++}, ways(), 0};
            case 32:
                return chance(50) ? CallEvent{OutsideRings{outside_leg()}}
                                  : CallEvent{OutsideAnswered{outside_leg()}};
            case 33:
                return OutsideGone{outside_leg(),
                                   chance(50) ? sip::EndCause::unreachable : sip::EndCause::normal,
                                   chance(50) ? 503 : 486};
        }
        return CallTimer{contact(), static_cast<std::uint32_t>(below(10))};
    }
    std::vector<LegId> ways() {
        std::vector<LegId> legs;
        for (int n = below(3); n >= 0; --n) legs.push_back({next_leg_++});
        return legs;
    }
    LegId outside_leg() {
        if (outside_.empty() || chance(5)) return {below(9000)};
        return *std::next(outside_.begin(), below(static_cast<int>(outside_.size())));
    }
    OfferGiven offer() {
        const PersonId p = person();
        // The line offers to nobody who is in a call.
        const bool busy = core.of_agent(p) != nullptr;
        OfferGiven e{busy ? ContactId{99999} : contact(), p, kind(p), leg_for(p), false, {}};
        if (!chance(40)) return e;
        const bool other = kind(p) == PhoneKind::browser || chance(50);
        e.second = other ? RingingPhone{p, PhoneKind::sip, {next_leg_++}, chance(50)}
                         : RingingPhone{p, PhoneKind::browser, LegId{p.value + 5000}, false};
        return e;
    }
    LegId device_of(PersonId p) {
        const Call* c = core.of_agent(p);
        const RingingPhone* second = c ? c->second_of(p) : nullptr;
        if (second && chance(50)) return second->leg;
        const auto first = c ? c->phone_of(p) : std::nullopt;
        return first ? first->leg : LegId{};
    }
    PersonId answerer() {
        const Call* c = core.call(contact());
        return c && c->agent && chance(80) ? *c->agent : person();
    }
    PersonId browser_person() { return {10 + 2 * below(3)}; }
    AgentLegLost leg_lost() {
        const PersonId p = person();
        const Call* c = core.of_agent(p);
        const auto phone = c ? c->phone_of(p) : std::nullopt;
        const Party* part = c ? c->party_of(p) : nullptr;
        if (c && c->second_of(p) && chance(50)) return {p, c->second_of(p)->leg};
        return {p, part ? part->leg : phone ? phone->leg : LegId{1}};
    }
    Consult consult() {
        const ContactId id = contact();
        const Call* c = core.call(id);
        const bool queue = chance(40);
        return {id,
                {next_line_++},
                c && c->agent ? *c->agent : person(),
                queue ? PersonId{} : person(),
                queue ? QueueId{6} : QueueId{},
                chance(30),
                chance(50),
                0,
                second(c)};
    }

    /// Her phone's second line is there before she asks by it.
    LegId second(const Call* c) {
        const bool can = c && c->state == CallState::talking && c->phone == PhoneKind::sip;
        if (!can || !chance(50)) return {};
        return {next_leg_++};
    }

    void apply(const CallEvent& event) {
        // The line's own word that a part is out of it.
        if (const auto* left = std::get_if<ColleagueLineLeft>(&event))
            if (const Call* c = core.of_line(left->line))
                for (const Party& p : c->parties)
                    if (p.line == left->line &&
                        (p.state == PartyState::waiting || p.state == PartyState::ringing))
                        in_line_.erase(left->line);
        if (const auto* gone = std::get_if<OutsideGone>(&event)) outside_.erase(gone->leg);
        const auto* by_second = std::get_if<Consult>(&event);
        if (by_second && by_second->second) up_.insert(by_second->second);
        for (const auto& command : core.handle(now_, event))
            std::visit([this](const auto& c) { on(c); }, command);
        // The floor lets a line go that the call did not take.
        const Call* c = by_second ? core.call(by_second->contact) : nullptr;
        if (by_second && (!c || c->second_leg != by_second->second)) up_.erase(by_second->second);
    }
    template <class C>
    void on(const C&) {}
    void on(const RingAgent& c) { rings(c.leg, c.phone); }
    void on(const RingColleague& c) { rings(c.leg, c.phone); }
    void rings(LegId leg, PhoneKind phone) {
        if (phone == PhoneKind::sip && !rings_.insert(leg).second) fault = "rings twice";
    }
    void on(const InviteOutside& c) {
        if (!outside_.insert(c.leg).second) fault = "a number outside is rung twice";
    }
    void on(const RingMove& c) { rings(c.leg, PhoneKind::sip); }
    void on(const StopRinging& c) { rings_.erase(c.leg); }
    void on(const DropLeg& c) {
        rings_.erase(c.leg);
        up_.erase(c.leg);
        outside_.erase(c.leg);
    }
    void on(const SeatLegs& c) {
        std::set<LegId> seen;
        for (const auto& s : c.seats) {
            if (!seen.insert(s.leg).second) fault = "two seats for one leg";
            if (!s.leg) fault = "a seat for no leg";
            for (const LegId heard : s.hears)
                if (heard == s.leg || !heard) fault = "hears herself, or nobody's leg";
        }
    }
    void on(const ToLine& c) {
        if (const auto* q = std::get_if<routing::ContactQueued>(&c.event)) enter(q->contact);
        if (const auto* d = std::get_if<routing::ContactDirected>(&c.event)) {
            enter(d->contact);
            if (chance(30) && core.call(d->contact)) leaves_.push_back(d->contact);
        }
        if (const auto* l = std::get_if<routing::ContactLeft>(&c.event)) in_line_.erase(l->contact);
        if (const auto* d = std::get_if<routing::ContactDone>(&c.event)) in_line_.erase(d->contact);
        if (const auto* r = std::get_if<routing::ContactRenamed>(&c.event)) {
            in_line_.erase(r->contact);
            in_line_.insert(r->as);
        }
        if (const auto* d = std::get_if<routing::AgentDials>(&c.event)) in_line_.insert(d->contact);
        if (const auto* r = std::get_if<routing::OfferRefused>(&c.event))
            if (const Call* own = core.call(r->contact); !own) in_line_.erase(r->contact);
    }
    void enter(ContactId id) { in_line_.insert(id); }
    void on(const Ended& c) {
        in_line_.erase(c.contact);
        ended_.push_back(c.contact);
    }

    void check() {
        for (const ContactId id : ended_) core.forget(id);
        ended_.clear();
        for (const ContactId id : std::exchange(leaves_, {}))
            apply(LineLeft{id, routing::Exit::withdrawn});
        for (const ContactId id : core.all()) check(*core.call(id));
        for (const ContactId id : ended_) core.forget(id);
        ended_.clear();
    }
    void check(const Call& c) {
        if (c.state == CallState::ended) return;
        const bool talks = c.state == CallState::talking;
        for (const RingingPhone& second : c.seconds) {
            const auto first = c.phone_of(second.agent);
            if (!first || first->phone == second.phone && first->outside == second.outside &&
                              first->leg == second.leg)
                fault = "a second device without a first";
            if (talks && c.agent == second.agent) fault = "talks and rings";
            if (second.phone == PhoneKind::sip && !rings_.contains(second.leg))
                fault = "a second device that is silent";
        }
        if (c.hush_music && (!talks || c.alone || c.held_by_agent)) fault = "whose music?";
        if (talks && !c.agent) fault = "a talk without an operator";
        if (c.agent && core.of_agent(*c.agent) != &c) fault = "her call is another";
        const bool out = c.state == CallState::passing || c.state == CallState::passed;
        const bool in_flow = c.state == CallState::in_flow;  // which may dial for him
        const bool company = !c.parties.empty() && !in_flow;
        if (out != (!talks && company) || (out && c.parties.size() != 1)) fault = "who is outside?";
        if (!talks && !out && (company || !c.watchers.empty()))
            fault = "company without a talk: " + std::string(name(c.state));
        int asked = 0;
        for (const Party& p : c.parties) {
            asked += p.state != PartyState::joined;
            if (p.outside && !outside_.contains(p.leg)) fault = "a leg outside that is gone";
            if (p.outside) continue;
            if (core.of_line(p.line) != &c) fault = "a part that leads nowhere";
            if (p.agent && core.of_agent(p.agent) != &c) fault = "a colleague of another call";
            if ((p.state == PartyState::waiting) == bool(p.agent)) fault = "who rings?";
        }
        if (c.moving && !(talks || c.state == CallState::interrupted)) fault = "moves what?";
        if (c.moving && c.moving->agent != c.agent) fault = "moves to whom?";
        if (c.second_leg && asked == 0) fault = "a second line for nobody";
        if (asked > 1) fault = "two are asked at once";
        if (c.second_leg && !up_.contains(c.second_leg)) fault = "a second line that is gone";
        if (c.aside && asked == 0) fault = "aside with nobody";
        for (const Watcher& w : c.watchers) {
            if (core.of_watcher(w.person) != &c) fault = "a watcher who leads nowhere";
            if (core.of_agent(w.person)) fault = "watches while she talks";
        }
        if (talks && c.arranged) {
            if (c.seats != seats_of(c)) fault = "seats are not as told";
            bool buyer_hears = false;
            for (const Seating& s : c.seats) buyer_hears |= s.leg == c.buyer && !s.hears.empty();
            if (buyer_hears == c.alone) fault = "music and voices";
        }
    }

    Core core;
    std::uint64_t state_;
    Time now_ = from_ms(1'000'000);
    std::int64_t next_contact_ = 1, next_leg_ = 20000, next_line_ = 900;
    std::set<LegId> rings_, up_, outside_;
    std::set<ContactId> in_line_;
    std::vector<ContactId> ended_, leaves_;
};

TEST(CoreRandom, EveryEventAfterEveryStateIsHarmless) {
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        RandomCalls calls(seed);
        calls.run(400);
        ASSERT_EQ(calls.fault, "") << "seed " << seed;
    }
}

}  // namespace core_random_test
}  // namespace ol::calls
