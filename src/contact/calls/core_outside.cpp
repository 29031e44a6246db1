// Numbers outside the centre: an operator asks somebody there, or the buyer is sent there by her,
// by his flow, or by the last step of a queue. Trunks are tried one after the other; the line knows
// nothing of them. Once the buyer talks outside the call is his and theirs: nobody of ours is in it
// and nothing is recorded.
#include "contact/calls/core_turn.hpp"

namespace ol::calls {

void Core::Turn::ring_outside(Call& c, ContactId line, std::vector<LegId> legs, bool joins) {
    Party p;
    p.line = line;
    p.outside = true;
    p.joins = joins;
    p.since = now_;
    p.state = PartyState::ringing;
    p.phone = PhoneKind::sip;  // its leg lives as long as its part
    p.leg = legs.front();
    p.further.assign(legs.begin() + 1, legs.end());
    core_.by_outside_[p.leg] = c.contact;
    c.parties.push_back(p);
    say(InviteOutside{c.contact, p.leg});
    if (c.state != CallState::in_flow) set_timer(c, outside_rings);  // a flow has its own alarm
}

void Core::Turn::operator()(const ConsultOutside& e) {
    Call* c = find(e.contact);
    const bool hers = c && c->state == CallState::talking && c->agent == e.by;
    if (!hers || c->consulted() || e.legs.empty() || party(*c, e.line)) return;
    if (!c->arranged) c->alone = c->held_by_agent;
    if (!e.second) end_hold(*c);
    c->second_leg = e.second;
    c->aside = !e.joins;
    c->word.clear();
    if (!c->arranged && c->seats.empty())
        c->seats = {{c->buyer, {c->agent_leg}}, {c->agent_leg, {c->buyer}}};
    ring_outside(*c, e.line, e.legs, e.joins);
    arrange(*c);
}

void Core::Turn::operator()(const SendOutside& e) {
    Call* c = find(e.contact);
    if (!c || e.legs.empty()) return;
    if (c->state == CallState::in_flow) {
        if (!c->parties.empty()) return;
        ring_outside(*c, e.line, e.legs, false);
        c->parties.back().flow_serial = e.serial;
        return say(PlayTo{c->buyer, {"music"}, true, "music"});
    }
    if (c->state != CallState::talking || !c->agent) return;
    unhold(*c);
    leave_company(*c);
    const PersonId from = *c->agent;
    say(UnbridgeLeg{c->buyer});
    release_owner(*c, "transfer");
    part(*c, "transfer", {}, from, {}, now_);
    c->comes_from = from;
    c->recalled = false;
    enter(*c, CallState::passing);
    music(*c);
    ring_outside(*c, e.line, e.legs, false);
}

void Core::Turn::operator()(const OutsideRings& e) {
    Call* c = find_outside(e.leg);
    if (!c) return;
    Party& p = *party(*c, e.leg);
    if (p.state != PartyState::ringing || std::exchange(p.rang, true)) return;
    if (c->state != CallState::talking) return say(PlayTo{c->buyer, {"ringback"}, true, "music"});
    // Her phone's second line rings by itself: it has been told 180.
    if (c->aside && !c->second_leg) say(PlayTo{c->agent_leg, {"ringback"}, true, "ringback"});
}

void Core::Turn::operator()(const OutsideAnswered& e) {
    Call* c = find_outside(e.leg);
    if (!c) return say(DropLeg{e.leg});
    Party& p = *party(*c, e.leg);
    if (p.state != PartyState::ringing) return;
    ++c->timer;
    p.since = now_;
    if (c->state != CallState::talking) {
        p.state = PartyState::joined;
        c->answered_once = c->served = true;
        return pass_on(*c);
    }
    p.state = p.joins ? PartyState::joined : PartyState::consulting;
    arrange(*c);
}

void Core::Turn::operator()(const OutsideGone& e) {
    Call* c = find_outside(e.leg);
    if (!c) return;
    Party& p = *party(*c, e.leg);
    if (p.state == PartyState::ringing) return outside_failed(*c, p, e);
    if (c->state == CallState::passed) return end(*c, HangUpBy::system, true);
    outside_over(*c, p.line, "left");
}

void Core::Turn::outside_failed(Call& c, Party& p, const OutsideGone& why) {
    if (!trunks::goes_on(why.cause, why.status, p.rang) || p.further.empty())
        return outside_over(
            c, p.line, std::string(to_name(trunks::outcome_of(why.cause, why.status, p.rang))));
    core_.by_outside_.erase(p.leg);
    p.leg = p.further.front();
    p.further.erase(p.further.begin());
    core_.by_outside_[p.leg] = c.contact;
    say(InviteOutside{c.contact, p.leg});
}

/// Nobody there: back to who asked, or sent him; from a flow by its own way out.
void Core::Turn::outside_over(Call& c, ContactId line, std::string word) {
    const std::uint32_t serial = party(c, line)->flow_serial;
    const bool rang_only = party(c, line)->state == PartyState::ringing;
    if (rang_only && c.agent) part(c, "consult_failed", {}, *c.agent, {}, party(c, line)->since);
    release_party(c, line, false);
    ++c.timer;
    if (c.state == CallState::in_flow) return flow_step(c, flows::DialEnded{serial});
    if (c.state == CallState::talking) {
        c.word = std::move(word);
        return arrange(c);
    }
    if (!c.comes_from) return message_or_callback(c);
    c.word = std::move(word);
    enter(c, CallState::waiting);
    music(c);
    c.by_name = true;
    transfer_failed(c);
}

void Core::Turn::drop_outside(Call& c, const Party& p) {
    core_.by_outside_.erase(p.leg);
    if (p.state != PartyState::joined) c.aside = false;
    if (p.state != PartyState::ringing) {
        say(UnbridgeLeg{p.leg});
        const bool alone = c.state == CallState::passed;
        part(c,
             alone                           ? "outside"
             : p.state == PartyState::joined ? "conference"
                                             : "consult",
             {}, c.agent.value_or(PersonId{}), {}, p.since);
    }
    say(DropLeg{p.leg});
    std::erase_if(c.seats, [&](const Seating& s) { return s.leg == p.leg; });
}

void Core::Turn::pass_on(Call& c) {
    if (c.state == CallState::in_flow) say(FlowDo{c.contact, flows::Noted{}});
    stop_recording(c);
    if (c.exit == routing::Exit::abandoned) c.exit = routing::Exit::key_exit;
    c.comes_from.reset();
    c.aside = false;
    enter(c, CallState::passed);
    arrange(c);
}

}  // namespace ol::calls
