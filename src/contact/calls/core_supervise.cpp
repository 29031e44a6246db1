// The supervisor beside a call: she listens, whispers to the operator, joins, takes it over.
#include <algorithm>

#include "contact/calls/core_turn.hpp"

namespace ol::calls {

std::string_view name(WatchMode mode) {
    switch (mode) {
        case WatchMode::listen: return "listen";
        case WatchMode::whisper: return "whisper";
        case WatchMode::join: return "join";
    }
    return "listen";
}

const Watcher* Call::watcher_of(PersonId person) const {
    for (const Watcher& w : watchers)
        if (w.person == person) return &w;
    return nullptr;
}
const Watcher* Call::watcher_at(LegId leg) const {
    for (const Watcher& w : watchers)
        if (w.leg && w.leg == leg) return &w;
    return nullptr;
}

void Core::Turn::operator()(const Supervise& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::talking || !e.leg || core_.by_agent_.contains(e.person))
        return;
    for (Watcher& w : c->watchers) {
        if (w.person != e.person) continue;
        if (w.mode == e.mode && !w.away()) return;
        w.leg = e.leg;
        if (w.up) part(*c, std::string(name(w.mode)), w.person, {}, {}, w.since);
        w.mode = e.mode;
        w.since = now_;
        return arrange(*c);
    }
    stop_watching(e.person);
    const bool up = e.phone == PhoneKind::browser;
    c->watchers.push_back({e.person, e.phone, e.leg, e.mode, up, now_});
    core_.by_watcher_[e.person] = c->contact;
    if (!up) {
        say(RingColleague{c->contact, e.person, e.phone, e.leg, true});
        return say(Changed{c->contact});
    }
    if (!c->arranged && c->seats.empty() && !c->held_by_agent)
        c->seats = {{c->buyer, {c->agent_leg}}, {c->agent_leg, {c->buyer}}};
    if (!c->arranged) c->alone = c->held_by_agent;
    arrange(*c);
}

void Core::Turn::operator()(const WatcherUp& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::talking) return;
    for (Watcher& w : c->watchers)
        if (w.person == e.person && !w.up) {
            w.up = true;
            w.since = now_;
            if (!c->arranged) c->alone = c->held_by_agent;
            return arrange(*c);
        }
}

void Core::Turn::operator()(const StopSupervising& e) { stop_watching(e.person); }

void Core::Turn::stop_watching(PersonId person) {
    auto it = core_.by_watcher_.find(person);
    if (it == core_.by_watcher_.end()) return;
    Call* c = find(it->second);
    if (!c) {
        core_.by_watcher_.erase(it);
        return;
    }
    stop_watching(*c, person);
    arrange(*c);
}

void Core::Turn::stop_watching(Call& c, PersonId person) {
    const Watcher w = *c.watcher_of(person);
    std::erase_if(c.watchers, [&](const Watcher& other) { return other.person == person; });
    core_.by_watcher_.erase(person);
    if (w.leg) say(UnbridgeLeg{w.leg});
    if (w.phone == PhoneKind::sip) say(DropLeg{w.leg});
    if (w.up) part(c, std::string(name(w.mode)), w.person, {}, {}, w.since);
    std::erase_if(c.seats, [&](const Seating& s) { return s.leg == w.leg; });
}

/// A browser is back in seconds; she keeps her place as a colleague does.
void Core::Turn::watcher_lost(Call& c, PersonId person) {
    for (Watcher& w : c.watchers) {
        if (w.person != person) continue;
        if (w.phone != PhoneKind::browser) return stop_watching(person);
        std::erase_if(c.seats, [&](const Seating& s) { return s.leg == w.leg; });
        w.leg = LegId{};
    }
    arrange(c);
    set_timer(c, interrupted_max);
}

/// The buyer, the contact and all that was promised stay; only who speaks for the shop changes
/// (R38).
void Core::Turn::operator()(const TakeOver& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::talking || !e.leg || core_.by_agent_.contains(e.person))
        return;
    const bool was_up = c->watcher_of(e.person) != nullptr && c->watcher_of(e.person)->up;
    if (e.phone == PhoneKind::sip && !was_up) return;  // her phone must be off the hook
    if (const Party* p = c->consulted()) release_party(*c, p->line, true);
    if (const Watcher* w = c->watcher_of(e.person)) {
        part(*c, std::string(name(w->mode)), w->person, {}, {}, w->since);
        std::erase_if(c->watchers, [&](const Watcher& other) { return other.person == e.person; });
        core_.by_watcher_.erase(e.person);
    } else {
        stop_watching(e.person);  // she listened elsewhere
    }
    const PersonId from = *c->agent;
    release_owner(*c, "transfer", SpanEnd::take_over);
    part(*c, "take_over", e.person, from, {}, now_);
    c->agent = e.person;
    c->phone = e.phone;
    c->agent_leg = e.leg;
    core_.by_agent_[e.person] = c->contact;
    say(ToLine{routing::AgentDials{c->contact, e.person, c->queue}});
    enter(*c, CallState::talking);
    open_span(*c);
    arrange(*c);
}

}  // namespace ol::calls
