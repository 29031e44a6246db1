// Calling out: her phone, the trunks one after the other, what is heard before the answer, and how
// it came out.
#include "contact/calls/core_turn.hpp"

namespace ol::calls {

using trunks::Outcome;

namespace {
// A trunk may take the call (100) and then say nothing of it. A far mobile network takes up to ten
// seconds until it rings.
constexpr Ms word_max{12000}, last_word_max{30000};
}  // namespace

void Core::Turn::operator()(const DialAsked& e) {
    if (core_.calls_.contains(e.contact) || core_.by_agent_.contains(e.agent) || e.legs.empty())
        return;
    Call c;
    c.contact = e.contact;
    c.queue = e.queue;
    c.record = e.record;
    c.plan = e.plan;
    c.arrived_at = now_;
    take_first(c, {e.agent, e.phone, e.agent_leg});
    c.dial =
        Dialled{DialStage::her_phone, e.legs, 0, e.in_hand, e.ring_max, {}, 0, e.buyer_first, now_};
    core_.by_agent_[e.agent] = e.contact;
    Call& stored = core_.calls_.emplace(e.contact, c).first->second;
    enter(stored, CallState::dialling);
    if (!e.in_hand) say(ToLine{routing::AgentDials{e.contact, e.agent, e.queue}});
    if (e.phone == PhoneKind::browser || e.buyer_first || e.her_leg_up) return next_way(stored);
    say(RingAgent{e.contact, e.agent, e.phone, e.agent_leg});
    set_timer(stored, e.her_ring_max);
}

void Core::Turn::next_way(Call& c) {
    Dialled& dial = *c.dial;
    const std::size_t way = dial.tried++;
    c.buyer = dial.legs[way];
    core_.by_buyer_[c.buyer] = c.contact;
    dial.stage = DialStage::trunk;
    dial.since = now_;
    say(InviteBuyer{c.contact, c.buyer, way});
    say(Changed{c.contact});
    set_timer(c, patience(c));
}

/// How long this way has altogether: until it rings, while another is left; then until he answers.
Ms Core::Turn::patience(const Call& c) const {
    const Dialled& dial = *c.dial;
    if (dial.stage != DialStage::trunk) return dial.ring_max;
    return std::min(dial.ring_max, dial.tried < dial.legs.size() ? word_max : last_word_max);
}

void Core::Turn::operator()(const BuyerRings& e) {
    Call* c = find_buyer(e.leg);
    if (!c || c->state != CallState::dialling) return;
    DialStage& stage = c->dial->stage;
    if (c->dial->buyer_first) {  // she hears him when he has answered, and nothing before
        if (stage != DialStage::trunk) return;
        stage = DialStage::ringing;
        set_timer(*c, std::max(Ms{0}, patience(*c) - (now_ - c->dial->since)));
        return say(Changed{c->contact});
    }
    const bool first_word = stage == DialStage::trunk;
    if (e.early_media && stage != DialStage::early_media) {
        stage = DialStage::early_media;
        say(BridgeLegs{c->buyer, c->agent_leg});
    } else if (!e.early_media && stage == DialStage::trunk) {
        stage = DialStage::ringing;
        say(PlayTo{c->agent_leg, {"ringback"}, true, "ringback"});
    } else {
        return;
    }
    // Her browser's reload has a time of its own.
    if (first_word && c->agent_leg)
        set_timer(*c, std::max(Ms{0}, patience(*c) - (now_ - c->dial->since)));
    say(Changed{c->contact});
}

void Core::Turn::operator()(const BuyerAnswered& e) {
    Call* c = find_buyer(e.leg);
    if (!c || c->state != CallState::dialling || c->dial->stage == DialStage::buyer_waits) return;
    const bool ring_her = c->dial->buyer_first && c->phone == PhoneKind::sip;
    if (ring_her || !c->agent_leg) return buyer_waits(*c);
    meet(*c);
}

/// He is on the line and she is not: her phone is rung, or her browser comes back from a reload.
void Core::Turn::buyer_waits(Call& c) {
    c.dial->stage = DialStage::buyer_waits;
    c.dial->since = now_;
    say(PlayTo{c.buyer, {"one_moment"}, false, "one_moment"});
    say(Changed{c.contact});
    const bool rings = c.phone == PhoneKind::sip;
    if (rings) say(RingAgent{c.contact, *c.agent, c.phone, c.agent_leg});
    set_timer(c, rings ? buyer_waits_max : interrupted_max);
}

void Core::Turn::meet(Call& c) {
    ++c.timer;
    c.answered_at = now_;
    c.answered_once = true;
    c.exit = routing::Exit::answered;
    c.dial->stage = DialStage::over;
    c.dial->outcome = Outcome::answered;
    enter(c, CallState::talking);
    open_span(c);
    say(BridgeLegs{c.buyer, c.agent_leg});
    begin_recording(c);
}

/// He answered and nobody of ours was there. He hears that he is called again, and it is owed; a
/// task is in her hands as before.
void Core::Turn::leave_unattended(Call& c) {
    release_unattended(c);
    c.exit = routing::Exit::timeout;
    c.callback_owed = c.number_known;
    enter(c, CallState::closing);
    say(PlayTo{c.buyer, {"call_again"}, false, "closing"});
}

void Core::Turn::release_unattended(Call& c) {
    c.dial->stage = DialStage::over;
    c.dial->outcome = Outcome::unattended;
    if (c.phone == PhoneKind::sip) say(DropLeg{c.agent_leg});
    if (!c.dial->in_hand) say(ToLine{routing::ContactDone{c.contact, *c.agent, false}});
    release_agent(c);
}

void Core::Turn::gives_up(Call& c) {
    if (c.dial->stage == DialStage::buyer_waits) return leave_unattended(c);
    end_dial(c, Outcome::cancelled);
}

/// A browser is back in seconds, and he rings on meanwhile. Who does not come back gave up.
void Core::Turn::dialling_leg_lost(Call& c) {
    const bool unheard = c.dial->stage == DialStage::her_phone || c.phone == PhoneKind::sip;
    if (unheard) return gives_up(c);
    if (c.dial->stage == DialStage::early_media) say(UnbridgeLeg{c.buyer});
    c.agent_leg = LegId{};
    const Ms rung = now_ - c.dial->since;
    set_timer(c, std::min(interrupted_max, std::max(Ms{0}, c.dial->ring_max - rung)));
}

void Core::Turn::dialling_leg_back(Call& c, LegId leg) {
    if (c.dial->stage == DialStage::early_media && c.agent_leg) say(UnbridgeLeg{c.buyer});
    c.agent_leg = leg;
    if (c.dial->stage == DialStage::buyer_waits) return meet(c);
    if (c.dial->stage == DialStage::early_media) say(BridgeLegs{c.buyer, leg});
    if (c.dial->stage == DialStage::ringing && !c.dial->buyer_first)
        say(PlayTo{leg, {"ringback"}, true, "ringback"});
    set_timer(c, std::max(Ms{0}, patience(c) - (now_ - c.dial->since)));
}

void Core::Turn::operator()(const BuyerFailed& e) {
    Call* c = find_buyer(e.leg);
    if (!c || c->state != CallState::dialling) return;
    Dialled& dial = *c->dial;
    const bool rang = dial.stage != DialStage::trunk;
    dial.status = e.status;
    core_.by_buyer_.erase(e.leg);
    say(DropLeg{e.leg});
    c->buyer = LegId{};
    if (trunks::goes_on(e.cause, e.status, rang) && dial.tried < dial.legs.size())
        return next_way(*c);
    end_dial(*c, trunks::outcome_of(e.cause, e.status, rang));
}

/// A call that did not become a talk. Who gave up herself needs no wrap-up; a task goes on in her
/// hands then.
void Core::Turn::end_dial(Call& c, Outcome outcome) {
    c.dial->stage = DialStage::over;
    c.dial->outcome = outcome;
    const bool gave_up = outcome == Outcome::cancelled;
    if (c.buyer) say(UnbridgeLeg{c.buyer});
    if (c.phone == PhoneKind::sip)
        say(DropLeg{c.agent_leg});
    else
        say(StopPlay{c.agent_leg});
    if (!gave_up || !c.dial->in_hand)
        say(ToLine{routing::ContactDone{c.contact, *c.agent, !gave_up}});
    end(c, gave_up ? HangUpBy::operator_ : HangUpBy::system, bool(c.buyer));
}

void Core::Turn::dial_timer(Call& c) {
    // Her own phone did not answer, or did not come back; or the buyer's rang long enough.
    if (c.dial->stage == DialStage::buyer_waits) return leave_unattended(c);
    const bool hers = c.dial->stage == DialStage::her_phone || !c.agent_leg;
    if (!hers && c.dial->stage == DialStage::trunk) return silent_way(c);
    end_dial(c, hers ? Outcome::cancelled : Outcome::no_answer);
}

/// It neither rang nor was refused: the next trunk, or the truth instead of "nobody answered".
void Core::Turn::silent_way(Call& c) {
    if (c.dial->tried >= c.dial->legs.size()) {
        c.dial->status = 408;
        return end_dial(c, Outcome::unreachable);
    }
    core_.by_buyer_.erase(c.buyer);
    say(DropLeg{c.buyer});
    next_way(c);
}

}  // namespace ol::calls
