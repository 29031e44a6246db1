// More than two in a call: a colleague is asked, joins, takes the buyer over; a blind transfer.
// Who hears whom follows from the state alone (seats_of); every change of it ends in arrange().
#include <algorithm>

#include "contact/calls/core_turn.hpp"

namespace ol::calls {

using routing::OfferFailure;

std::string_view name(PartyState state) {
    switch (state) {
        case PartyState::waiting: return "waiting";
        case PartyState::ringing: return "ringing";
        case PartyState::consulting: return "consulting";
        case PartyState::joined: return "joined";
    }
    return "waiting";
}

const Party* Call::party_of(PersonId person) const {
    for (const Party& p : parties)
        if (p.agent && p.agent == person) return &p;
    return nullptr;
}
const Party* Call::party_at(LegId leg) const {
    for (const Party& p : parties)
        if (p.leg && p.leg == leg) return &p;
    return nullptr;
}
const Party* Call::consulted() const {
    for (const Party& p : parties)
        if (p.state != PartyState::joined) return &p;
    return nullptr;
}

namespace {

std::vector<LegId> without(const std::vector<LegId>& room, LegId own) {
    std::vector<LegId> others;
    for (const LegId leg : room)
        if (leg != own) others.push_back(leg);
    return others;
}

std::vector<LegId> hears(const std::vector<Seating>& seats, LegId leg) {
    for (const Seating& s : seats)
        if (s.leg == leg) return s.hears;
    return {};
}

/// Who listens hears the operator and all whom she hears; a whisper is heard by her alone.
void seat_watchers(const Call& c, std::vector<Seating>& seats) {
    const auto heard = hears(seats, c.agent_leg);
    for (const Watcher& w : c.watchers) {
        if (!w.up || w.away() || w.mode == WatchMode::join) continue;
        Seating seat{w.leg, {c.agent_leg}};
        seat.hears.insert(seat.hears.end(), heard.begin(), heard.end());
        seats.push_back(std::move(seat));
    }
    for (Seating& s : seats)
        if (s.leg == c.agent_leg)
            for (const Watcher& w : c.watchers)
                if (w.up && !w.away() && w.mode == WatchMode::whisper) s.hears.push_back(w.leg);
}

}  // namespace

std::vector<Seating> seats_of(const Call& c) {
    const bool talks = c.state == CallState::talking;
    if (!talks && c.state != CallState::passed) return {};
    std::vector<LegId> room, aside;
    std::vector<Seating> seats;
    if (!c.held_by_agent) room.push_back(c.buyer);
    if (talks) (c.aside && !c.second_leg ? aside : room).push_back(c.agent_leg);
    if (talks && c.second_leg) {
        if (c.aside)
            aside.push_back(c.second_leg);
        else
            seats.push_back({c.second_leg, {}});
    }
    for (const Party& p : c.parties) {
        if (p.away()) continue;
        if (p.state == PartyState::joined) room.push_back(p.leg);
        if (p.state == PartyState::consulting && c.aside) aside.push_back(p.leg);
        if (p.state == PartyState::consulting && !c.aside) seats.push_back({p.leg, {}});
    }
    for (const Watcher& w : c.watchers)
        if (w.up && !w.away() && w.mode == WatchMode::join) room.push_back(w.leg);
    if (c.held_by_agent) seats.push_back({c.buyer, {}});
    for (const LegId leg : room) seats.push_back({leg, without(room, leg)});
    for (const LegId leg : aside) seats.push_back({leg, without(aside, leg)});
    if (talks) seat_watchers(c, seats);
    return seats;
}

Party* Core::Turn::party(Call& c, ContactId line) {
    for (Party& p : c.parties)
        if (p.line == line) return &p;
    return nullptr;
}

Party* Core::Turn::party(Call& c, LegId leg) {
    for (Party& p : c.parties)
        if (p.leg == leg) return &p;
    return nullptr;
}

void Core::Turn::part(const Call& c, std::string what, PersonId person, PersonId by, QueueId queue,
                      Time from) {
    say(Part{c.contact, std::move(what), person, by, queue, from, now_});
}

/// Tells media what has changed: seats, the buyer's music, what is said to him in the recording.
void Core::Turn::arrange(Call& c) {
    c.arranged = true;
    auto seats = seats_of(c);
    for (const Seating& before : c.seats) {
        const bool stays = std::any_of(seats.begin(), seats.end(),
                                       [&](const Seating& s) { return s.leg == before.leg; });
        if (!stays && before.leg != c.buyer) say(UnbridgeLeg{before.leg});
    }
    const auto said = hears(seats, c.buyer);
    const bool new_voices = hears(c.seats, c.buyer) != said || c.seats.empty();
    if (seats != c.seats && !seats.empty()) say(SeatLegs{seats});
    c.seats = std::move(seats);
    if (c.state != CallState::in_flow && c.state != CallState::passing) make_alone(c, said.empty());
    if (c.recording && new_voices && c.state == CallState::talking)
        say(RecordVoices{c.contact, c.buyer, said});
    for (const Party& p : c.parties)
        if (p.state == PartyState::consulting && !c.aside && !p.away())
            say(PlayTo{p.leg, {"music"}, true, "music"});
    say(Changed{c.contact});
}

/// He goes elsewhere: what held him ends, also towards his phone.
void Core::Turn::unhold(Call& c) {
    if (c.alone || c.held_by_agent) say(HoldBuyer{c.buyer, false});
    c.alone = false;
}

void Core::Turn::make_alone(Call& c, bool alone) {
    if (std::exchange(c.alone, alone) == alone) return;
    if (alone) c.hush_music = false, music(c);
    say(HoldBuyer{c.buyer, alone});
}

void Core::Turn::operator()(const Consult& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::talking || c->agent != e.by || c->consulted()) return;
    if (core_.by_line_.contains(e.line) || core_.calls_.contains(e.line)) return;
    if (e.agent && (core_.by_agent_.contains(e.agent) || c->agent == e.agent)) return;
    if (!c->arranged) c->alone = c->held_by_agent;
    if (!e.second) end_hold(*c);  // her phone's first line says itself when it is taken up again
    c->second_leg = e.second;
    Party p;
    p.line = e.line;
    p.queue = e.queue;
    p.joins = e.joins;
    p.since = now_;
    c->parties.push_back(p);
    core_.by_line_[e.line] = c->contact;
    c->aside = !e.joins;
    c->word.clear();
    if (!c->arranged && c->seats.empty())
        c->seats = {{c->buyer, {c->agent_leg}}, {c->agent_leg, {c->buyer}}};
    arrange(*c);
    if (e.agent)
        say(ToLine{routing::ContactDirected{e.line, e.agent, c->queue, routing::Channel::call, now_,
                                            c->ring_limit, 0, true}});
    else
        say(ToLine{routing::ContactQueued{e.line,
                                          e.queue,
                                          routing::Channel::call,
                                          0,
                                          e.keep_age ? queued_at(*c) : now_,
                                          {*c->agent}}});
}

void Core::Turn::operator()(const ColleagueOffered& e) {
    Call* c = find_line(e.line);
    Party* p = c ? party(*c, e.line) : nullptr;
    if (!p || p->state != PartyState::waiting || core_.by_agent_.contains(e.agent)) {
        say(ToLine{routing::OfferRefused{e.line, e.agent, OfferFailure::caller_left}});
        return;
    }
    p->agent = e.agent;
    p->phone = e.phone;
    p->leg = e.leg;
    p->state = PartyState::ringing;
    core_.by_agent_[e.agent] = c->contact;
    say(RingColleague{c->contact, e.agent, e.phone, e.leg, false});
    say(Changed{c->contact});
}

void Core::Turn::operator()(const ColleagueAnswered& e) {
    Call* c = find_line(e.line);
    Party* p = c ? party(*c, e.line) : nullptr;
    if (!p || p->state != PartyState::ringing) return;
    p->state = p->joins ? PartyState::joined : PartyState::consulting;
    p->since = now_;
    const PersonId agent = p->agent;
    stop_watching(agent);
    say(ToLine{routing::OfferAccepted{e.line, agent}});
    say(ToLine{routing::ContactConnected{e.line, agent}});
    arrange(*c);
}

void Core::Turn::operator()(const ColleagueRefused& e) {
    Call* c = find_line(e.line);
    Party* p = c ? party(*c, e.line) : nullptr;
    if (!p || p->state != PartyState::ringing) return;
    say(ToLine{routing::OfferRefused{e.line, p->agent, e.cause}});
    party_failed(*c, e.line, e.cause, false);
}

void Core::Turn::operator()(const ColleagueTaken& e) {
    Call* c = find_line(e.line);
    Party* p = c ? party(*c, e.line) : nullptr;
    if (!p || p->state == PartyState::consulting || p->state == PartyState::joined) return;
    if (p->agent && p->agent != e.agent) return;
    if (p->queue && p->state == PartyState::waiting) return;  // it looks on by itself
    party_failed(*c, e.line, e.cause, false);
}

void Core::Turn::operator()(const ColleagueLineLeft& e) {
    Call* c = find_line(e.line);
    Party* p = c ? party(*c, e.line) : nullptr;
    if (!p || p->state == PartyState::consulting || p->state == PartyState::joined) return;
    const QueueId queue = std::exchange(p->queue, QueueId{});
    party_failed(*c, e.line, OfferFailure::no_answer, false);
    if (queue) part(*c, "consult_failed", {}, *c->agent, queue, now_);
}

void Core::Turn::operator()(const ColleagueGone& e) {
    Call* c = find_line(e.line);
    Party* p = c ? party(*c, e.line) : nullptr;
    if (!p) return;
    if (p->state == PartyState::ringing)
        return (*this)(ColleagueRefused{e.line, OfferFailure::unreachable});
    if (p->state == PartyState::waiting) return;
    c->word = "left";
    release_party(*c, e.line, true);
    arrange(*c);
}

/// A browser is back in seconds; she keeps her place as the operator does.
void Core::Turn::party_lost(Call& c, ContactId line) {
    Party& p = *party(c, line);
    const bool talks = p.state == PartyState::consulting || p.state == PartyState::joined;
    if (p.phone != PhoneKind::browser || !talks) return (*this)(ColleagueGone{line});
    std::erase_if(c.seats, [&](const Seating& s) { return s.leg == p.leg; });
    p.leg = LegId{};
    arrange(c);
    set_timer(c, interrupted_max);
}

bool Core::Turn::release_away(Call& c) {
    const auto away =
        std::find_if(c.parties.begin(), c.parties.end(), [](const Party& p) { return p.away(); });
    if (away != c.parties.end()) {
        (*this)(ColleagueGone{away->line});
        return true;
    }
    const auto watcher = std::find_if(c.watchers.begin(), c.watchers.end(),
                                      [](const Watcher& w) { return w.away(); });
    if (watcher == c.watchers.end()) return false;
    stop_watching(watcher->person);
    return true;
}

/// One phone rings no more. A queue goes on looking; a person was the only one.
void Core::Turn::party_failed(Call& c, ContactId line, OfferFailure cause, bool line_knows) {
    Party& p = *party(c, line);
    c.word = std::string(to_name(cause));
    if (p.queue && p.state == PartyState::ringing) {
        say(StopRinging{c.contact, p.agent, p.phone, p.leg, cause});
        core_.by_agent_.erase(p.agent);
        p.agent = {};
        p.leg = {};
        p.state = PartyState::waiting;
        c.word.clear();
        return say(Changed{c.contact});
    }
    if (p.agent) part(c, "consult_failed", p.agent, c.agent.value_or(PersonId{}), {}, p.since);
    release_party(c, line, line_knows);
    arrange(c);
}

/// She is out of the call. `line_knows`: the line still has her part and is told.
void Core::Turn::release_party(Call& c, ContactId line, bool line_knows) {
    const Party p = *party(c, line);
    std::erase_if(c.parties, [&](const Party& other) { return other.line == line; });
    core_.by_line_.erase(line);
    if (p.state != PartyState::joined) drop_second(c);
    if (p.outside) return drop_outside(c, p);
    if (p.state != PartyState::joined) c.aside = false;
    if (p.agent) core_.by_agent_.erase(p.agent);
    switch (p.state) {
        case PartyState::waiting:
            if (line_knows) say(ToLine{routing::ContactLeft{line, routing::Exit::withdrawn}});
            break;
        case PartyState::ringing:
            say(StopRinging{c.contact, p.agent, p.phone, p.leg, OfferFailure::caller_left});
            if (line_knows) say(ToLine{routing::ContactLeft{line, routing::Exit::withdrawn}});
            break;
        case PartyState::consulting:
        case PartyState::joined:
            if (p.leg) say(UnbridgeLeg{p.leg});
            if (p.phone == PhoneKind::sip) say(DropLeg{p.leg});
            if (line_knows) say(ToLine{routing::ContactDone{line, p.agent, false, false, "agent"}});
            part(c, p.state == PartyState::joined ? "conference" : "consult", p.agent,
                 c.agent.value_or(PersonId{}), p.queue, p.since);
            break;
    }
    std::erase_if(c.seats, [&](const Seating& s) { return s.leg && s.leg == p.leg; });
}

void Core::Turn::operator()(const Swap& e) {
    Call* c = find(e.contact);
    const Party* p = c ? c->consulted() : nullptr;
    if (!p || c->state != CallState::talking || p->state != PartyState::consulting) return;
    one_line(*c);
    c->aside = !c->aside;
    end_hold(*c);
    part(*c, "swap", *c->agent, {}, {}, now_);
    arrange(*c);
}

void Core::Turn::operator()(const SecondHeld& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::talking || !c->second_leg || c->aside == !e.on) return;
    c->aside = !e.on;
    arrange(*c);
}

/// She goes on at her desk with what her phone began on two lines: the one that she talks by stays.
void Core::Turn::one_line(Call& c) {
    if (!c.second_leg) return;
    if (c.aside) std::swap(c.agent_leg, c.second_leg);
    end_hold(c);
    drop_second(c);
}

void Core::Turn::drop_second(Call& c) {
    if (!c.second_leg) return;
    const LegId leg = std::exchange(c.second_leg, LegId{});
    std::erase_if(c.seats, [&](const Seating& s) { return s.leg == leg; });
    say(UnbridgeLeg{leg});
    say(DropLeg{leg});
}

void Core::Turn::operator()(const JoinAll& e) {
    Call* c = find(e.contact);
    const Party* p = c ? c->consulted() : nullptr;
    if (!p || c->state != CallState::talking || p->state != PartyState::consulting) return;
    one_line(*c);
    Party& joining = *party(*c, p->line);
    part(*c, "consult", joining.agent, *c->agent, joining.queue, joining.since);
    joining.state = PartyState::joined;
    joining.since = now_;
    c->aside = false;
    end_hold(*c);
    arrange(*c);
}

void Core::Turn::operator()(const CancelConsult& e) {
    Call* c = find(e.contact);
    const Party* p = c && c->state == CallState::talking ? c->consulted() : nullptr;
    if (!p) return;
    c->word.clear();
    release_party(*c, p->line, true);
    arrange(*c);
}

void Core::Turn::operator()(const HandOver& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::talking) return;
    const Party* to = c->consulted();
    if (to && (to->state != PartyState::consulting || to->away())) return;
    if (!to && !c->parties.empty() && !c->parties.front().away()) to = &c->parties.front();
    if (to) hand_over(*c, to->line, e.identity, SpanEnd::transfer);
}

/// The operator's part ends here; her wrap-up begins while the call goes on.
void Core::Turn::release_owner(Call& c, const char* what, SpanEnd how) {
    const PersonId owner = *c.agent;
    drop_moving(c);
    drop_second(c);
    end_hold(c);
    close_span(c, how);
    say(UnbridgeLeg{c.agent_leg});
    std::erase_if(c.seats, [&](const Seating& s) { return s.leg == c.agent_leg; });
    if (c.phone == PhoneKind::sip) say(DropLeg{c.agent_leg});
    end_hush(c);
    core_.by_agent_.erase(owner);
    say(Released{c.contact, owner});
    say(ToLine{routing::ContactDone{c.contact, owner, true, false, what}});
    c.agent.reset();
    c.agent_leg = {};
}

void Core::Turn::hand_over(Call& c, ContactId line, std::int64_t identity, SpanEnd how) {
    const Party p = *party(c, line);
    const PersonId from = *c.agent;
    release_owner(c, "transfer", how);
    std::erase_if(c.parties, [&](const Party& other) { return other.line == line; });
    core_.by_line_.erase(line);
    part(c, p.state == PartyState::joined ? "conference" : "consult", p.agent, from, p.queue,
         p.since);
    part(c, "transfer", p.agent, from, p.queue, now_);
    if (p.outside) {  // nobody of ours is left there: whoever was rung or asked beside is let go
        while (!c.parties.empty()) release_party(c, c.parties.back().line, true);
        c.parties.push_back(p);
        c.parties.back().state = PartyState::joined;
        c.parties.back().since = now_;
        return pass_on(c);
    }
    say(ToLine{routing::ContactRenamed{line, c.contact, identity}});
    c.agent = p.agent;
    c.phone = p.phone;
    c.agent_leg = p.leg;
    c.aside = false;
    c.word.clear();
    enter(c, CallState::talking);
    open_span(c);
    arrange(c);
}

bool Core::Turn::company_goes_on(Call& c, SpanEnd how) {
    for (const bool outside : {false, true})  // a colleague before a number outside
        for (const Party& p : c.parties) {
            const bool there = p.state == PartyState::joined || p.state == PartyState::consulting;
            if (p.away() || !there || p.outside != outside) continue;
            const ContactId line = p.line;
            hand_over(c, line, 0, how);
            return true;
        }
    return false;
}

void Core::Turn::operator()(const BlindTransfer& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::talking || !c->agent || c->agent == e.agent) return;
    if (e.agent && core_.by_agent_.contains(e.agent) && !c->party_of(e.agent)) return;
    unhold(*c);
    leave_company(*c);
    const PersonId from = *c->agent;
    say(UnbridgeLeg{c->buyer});
    release_owner(*c, "transfer");
    part(*c, "transfer", e.agent, from, e.queue, now_);
    enter(*c, CallState::waiting);
    music(*c);
    c->comes_from = from;
    c->recalled = c->by_name = false;
    if (e.agent) return call_by_name(*c, e.agent, e.identity);
    c->queue = e.queue;
    c->queued_at = e.keep_age ? queued_at(*c) : now_;
    say(ToLine{routing::ContactQueued{
        c->contact, c->queue, routing::Channel::call, 0, c->queued_at, {from}}});
}

void Core::Turn::call_by_name(Call& c, PersonId agent, std::int64_t identity) {
    c.by_name = true;
    say(ToLine{routing::ContactDirected{c.contact, agent, c.queue, routing::Channel::call,
                                        queued_at(c), c.ring_limit, identity, true}});
}

/// The colleague did not take it: back to who sent him; when she cannot either, first in the line.
bool Core::Turn::transfer_failed(Call& c) {
    if (!std::exchange(c.by_name, false) || !c.comes_from) return false;
    if (!std::exchange(c.recalled, true)) {
        part(c, "transfer_failed", *c.comes_from, {}, {}, now_);
        call_by_name(c, *c.comes_from, 0);
        return true;
    }
    join_line(c, true);
    return true;
}

void Core::Turn::leave_company(Call& c) {
    while (!c.parties.empty()) release_party(c, c.parties.back().line, true);
    while (!c.watchers.empty()) stop_watching(c, c.watchers.back().person);
    c.seats.clear();
    c.aside = c.arranged = c.alone = false;
    c.word.clear();
}

void Core::Turn::move_leg(Call& c, PersonId person, LegId leg) {
    for (Party& p : c.parties)
        if (p.agent == person && p.phone == PhoneKind::browser) p.leg = leg;
    for (Watcher& w : c.watchers)
        if (w.person == person && w.phone == PhoneKind::browser) w.leg = leg;
    arrange(c);
}

}  // namespace ol::calls
