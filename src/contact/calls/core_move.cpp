// A live call goes from one phone of the operator to another: browser to mobile before she leaves,
// desk phone to browser, back again. The buyer notices nothing; the old phone is let go last.
#include "contact/calls/core_turn.hpp"

namespace ol::calls {

void Core::Turn::operator()(const MoveAsked& e) {
    Call* c = find(e.contact);
    const bool hers = c && c->agent == e.agent && e.leg && e.leg != c->agent_leg;
    if (!hers || c->state != CallState::talking || c->moving || c->second_leg) return;
    c->moving = RingingPhone{e.agent, e.phone, e.leg};
    c->word.clear();
    if (e.phone == PhoneKind::browser) return moved(*c);
    say(RingMove{e.contact, e.agent, e.leg, e.outside});
    say(Changed{e.contact});
}

void Core::Turn::operator()(const MoveAnswered& e) {
    Call* c = find(e.contact);
    const bool waits = c && c->moving && c->moving->leg == e.leg;
    // Her browser may have gone while the other phone rang: that is what she wanted it for.
    const bool there =
        waits && (c->state == CallState::talking || c->state == CallState::interrupted);
    if (!there) return say(DropLeg{e.leg});
    moved(*c);
}

void Core::Turn::operator()(const MoveFailed& e) {
    Call* c = find(e.contact);
    if (!c || !c->moving || c->moving->leg != e.leg) return;
    drop_moving(*c);
    c->word = "not_moved";
    say(Changed{c->contact});
}

void Core::Turn::moved(Call& c) {
    const RingingPhone to = *std::exchange(c.moving, std::nullopt);
    const LegId old = c.agent_leg;
    const bool drops = c.phone == PhoneKind::sip;
    const bool was_interrupted = c.state == CallState::interrupted;
    c.phone = to.phone;
    c.agent_leg = to.leg;
    ++c.timer;
    end_hush(c);
    if (c.arranged) {
        arrange(c);
    } else {
        if (!was_interrupted) say(UnbridgeLeg{c.buyer});
        say(UnbridgeLeg{old});
        if (!c.held_by_agent) say(BridgeLegs{c.buyer, c.agent_leg});
        if (c.recording) say(RecordLegs{c.contact, c.buyer, c.agent_leg});
    }
    if (drops) say(DropLeg{old});
    part(c, "moved", to.agent, {}, {}, now_);
    enter(c, CallState::talking);
}

void Core::Turn::drop_moving(Call& c) {
    if (!c.moving) return;
    say(DropLeg{c.moving->leg});
    c.moving.reset();
}

}  // namespace ol::calls
