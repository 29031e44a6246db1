// More than two in a call, on the floor: the core's commands for it, the line's words about
// colleagues' parts, and what an operator asks for.
#include <algorithm>

#include "contact/calls/floor.hpp"
#include "contact/calls/parts.hpp"
#include "contact/calls/where.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

// ---- commands of the core ----

void Calls::Impl::run(const SeatLegs& c) {
    std::vector<media::Seat> seats;
    for (const Seating& s : c.seats) seats.push_back({s.leg, s.hears});
    voice.with_media([seats = std::move(seats)](media::Engine& m) { m.seat(seats); });
}

void Calls::Impl::run(const RecordVoices& c) {
    if (auto* live = find(c.contact))
        voice.with_media([id = live->row.recording, c](media::Engine& m) {
            m.record_voices(id, c.buyer, c.said);
        });
}

void Calls::Impl::run(const RingColleague& c) {
    auto* live = find(c.contact);
    auto* a = agent(c.agent);
    if (!live || !a) return;
    if (c.phone == PhoneKind::sip) ring_phone(c.leg, *a, *live, device_now(*a).outside);
    if (!c.watches) push_card_to(c.agent, c.contact, "offer");
}

/// The call goes on without her; her own wrap-up begins.
void Calls::Impl::run(const Released& c) {
    auto* live = find(c.contact);
    auto* a = agent(c.agent);
    if (!live || !a) return;
    becomes_call(*live);
    live->shared = live->wrapping = true;
    live->muted = false;
    live->talk_ended_at = floor.now();
    a->wrapping = c.contact;
}

/// Who stands beside her is on the record from the first moment: a kill loses nobody's part.
void Calls::Impl::keep_parts(const Call& call, LiveContact& live) {
    const auto stands = [&](std::string_view what, PersonId person, PersonId by, QueueId queue,
                            Time from) {
        const bool known = std::ranges::any_of(
            live.standing, [&](const auto& p) { return p.what == what && p.person == person; });
        if (!person || known) return;
        live.standing.push_back(
            {deps.ids.next(), call.contact, std::string(what), person, by, queue, from, Time{}});
        later([row = live.standing.back()](db::Tx& tx) { parts::save(tx, row); });
    };
    const PersonId by = call.agent.value_or(PersonId{});
    for (const Party& p : call.parties) {
        if (p.state == PartyState::consulting) stands("consult", p.agent, by, p.queue, p.since);
        if (p.state == PartyState::joined) stands("conference", p.agent, by, p.queue, p.since);
    }
    for (const Watcher& w : call.watchers)
        if (w.up) stands(name(w.mode), w.person, {}, {}, w.since);
}

/// The row that stands open since it began, or a new one; with it the part's end.
parts::Row Calls::Impl::ended_part(const Part& c) {
    parts::Row row{{}, c.contact, c.what, c.person, c.by, c.queue, c.from, c.to};
    if (auto* live = find(c.contact)) {
        const auto open = std::ranges::find_if(live->standing, [&](const parts::Row& p) {
            return p.what == c.what && p.person == c.person;
        });
        if (open != live->standing.end()) {
            row.id = open->id;
            live->standing.erase(open);
        }
    }
    if (!row.id) row.id = deps.ids.next();
    return row;
}

void Calls::Impl::run(const Part& c) {
    later([row = ended_part(c)](db::Tx& tx) { parts::save(tx, row); });
    mark_part(c);
    fact("contact." + c.what, c.contact.value, c.person ? c.person : c.by,
         "{\"from\":" + std::to_string(to_ms(c.from)) + ",\"to\":" + std::to_string(to_ms(c.to)) +
             ",\"by\":\"" + std::to_string(c.by.value) + "\",\"queue\":\"" +
             std::to_string(c.queue.value) + "\"}");
    if (c.what == "conference" && c.person)
        if (auto* live = find(c.contact))
            live->beside.push_back({c.person, (c.to - c.from).count()});
    // A colleague whose part is over, and who did not get the buyer: her desk is empty again.
    const Call* call = core.call(c.contact);
    const bool part_over =
        c.what == "consult" || c.what == "conference" || c.what == "consult_failed";
    if (!part_over || !c.person) return;
    const bool still = call && call->state != CallState::ended &&
                       (call->agent == c.person || call->party_of(c.person));
    if (still) return;
    clear_visible(c.person);
    if (deps.hub)
        deps.hub->to_person(c.person, "contact_over",
                            "{\"contact_id\":\"" + std::to_string(c.contact.value) + "\"}");
}

// ---- the line's words about a colleague's part ----

ContactId Calls::Impl::whole(ContactId id) const {
    const auto it = asked.find(id);
    return it == asked.end() ? id : it->second;
}

void Calls::Impl::offer_part(const routing::OfferContact& o, ContactId contact) {
    auto* a = agent(o.agent);
    const PhoneKind phone = a ? device_now(*a).phone : PhoneKind::browser;
    const bool browser = phone == PhoneKind::browser;
    const LegId leg = !a ? LegId{} : browser ? a->browser_leg : deps.ids.next_id<LegId>();
    if (!leg || !find(contact))
        return to_line(
            routing::OfferRefused{o.contact, o.agent, routing::OfferFailure::unreachable});
    set_visible(o.agent, contact);
    apply(ColleagueOffered{o.contact, o.agent, phone, leg});
    board_dirty = true;
}

void Calls::Impl::part_cancelled(const routing::CancelOffer& o, ContactId contact) {
    apply(ColleagueTaken{o.contact, o.agent, o.cause});
    if (auto* a = agent(o.agent); a && !a->wrapping && !core.of_agent(o.agent))
        clear_visible(o.agent);
    if (deps.hub)
        deps.hub->to_person(
            o.agent, "offer_gone",
            "{\"contact_id\":\"" + std::to_string(contact.value) + "\",\"cause\":\"caller_left\"}");
}

/// A leg that is a colleague's or a supervisor's. False: it is somebody else's.
bool Calls::Impl::company_leg_gone(ContactId id, LegId leg, routing::OfferFailure cause) {
    const Call* call = core.call(id);
    if (!call) return false;
    if (const Watcher* w = call->watcher_at(leg)) {
        apply(StopSupervising{w->person});
        return true;
    }
    const Party* p = call->party_at(leg);
    if (!p) return false;
    if (p->state == PartyState::ringing)
        apply(ColleagueRefused{p->line, cause});
    else
        apply(ColleagueGone{p->line});
    return true;
}

/// A SIP phone of the company was answered.
bool Calls::Impl::company_answered(const Call& call, LegId leg) {
    if (const Watcher* w = call.watcher_at(leg)) {
        apply(WatcherUp{call.contact, w->person});
        return true;
    }
    if (const Party* p = call.party_at(leg)) {
        apply(ColleagueAnswered{p->line});
        return true;
    }
    return false;
}

// ---- what an operator asks for ----

namespace {

Error not_talking() {
    return conflict("calls.not_talking", "this works only while you talk to the buyer");
}

}  // namespace

Result<> Calls::Impl::may_be_called(PersonId by, PersonId person) const {
    const auto it = agents.find(person);
    if (it == agents.end() || !it->second.known ||
        (deps.share_shop && !deps.share_shop(by, person)))
        return not_found("calls.colleague", "there is no such colleague at the phones");
    const LiveAgent& a = it->second;
    using routing::AgentState;
    if (person == by) return conflict("calls.colleague_self", "that is you; choose a colleague");
    if (!a.in_router || a.view.state == AgentState::signed_out || !a.view.reachable)
        return conflict("calls.colleague_away",
                        "her phone is not there; choose another colleague, or a queue");
    const bool busy = core.of_agent(person) || a.view.state == AgentState::reserved ||
                      a.view.state == AgentState::talking || a.view.state == AgentState::wrap_up ||
                      a.view.state == AgentState::not_responding;
    if (busy)
        return conflict("calls.colleague_busy",
                        "she is in another contact; choose another colleague, or a queue");
    return {};
}

Result<> Calls::Impl::may_be_asked(PersonId by, const TransferIn& in) const {
    if (in.person_id.has_value() + in.queue_id.has_value() + in.number.has_value() +
            in.flow_id.has_value() !=
        1)
        return invalid("calls.target", "person_id",
                       "name a colleague, a queue, a number or a flow, one of them");
    if (in.number || in.flow_id) return {};
    if (in.person_id) return may_be_called(by, *in.person_id);
    if (!queues.contains(*in.queue_id)) return not_found("calls.queue", "there is no such queue");
    return {};
}

Result<> Calls::Impl::talk(PersonId who, ContactId id, const std::string& verb,
                           const TransferIn& in, LegId second) {
    if (auto mine = with_contact(who, id); !mine) return mine;
    const Call* call = core.call(id);
    if (!call || call->state != CallState::talking || call->agent != who) return not_talking();
    const Party* beside = call->consulted();
    const bool answered = beside && beside->state == PartyState::consulting;
    const auto& live = contacts.at(id);
    if (verb == "consult" || verb == "transfer") {
        if (auto ok = may_be_asked(who, in); !ok) return ok;
        if (beside)
            return conflict("calls.consulting",
                            "a colleague is being asked already: hand over, join or go back first");
        if (in.number) return talk_outside(id, verb == "consult", in, second);
        if (in.flow_id && verb == "consult")
            return invalid("calls.flow_cannot_be_asked", "flow_id",
                           "nobody is there to be asked: send him at once");
        if (in.flow_id) return send_to_flow(id, *in.flow_id);
        const PersonId person = in.person_id.value_or(PersonId{});
        const QueueId queue = in.queue_id.value_or(QueueId{});
        const bool keep_age = in.keep_age.value_or(true);
        if (verb == "transfer") {
            apply(BlindTransfer{id, person, queue, keep_age, identity_of(live)});
            return {};
        }
        const auto line = deps.ids.next_id<ContactId>();
        asked[line] = id;
        apply(Consult{id, line, who, person, queue, in.conference.value_or(false), keep_age, 0,
                      second});
        return {};
    }
    if (verb == "leave" && !beside && call->parties.empty())
        return conflict("calls.alone", "nobody else is in the call: end it, or transfer it");
    if ((verb == "swap" || verb == "conference" || verb == "complete") && !answered &&
        (verb != "complete" || call->parties.empty() || beside))
        return conflict("calls.not_consulting", "no colleague has answered yet");
    if (verb == "swap")
        apply(Swap{id});
    else if (verb == "conference")
        apply(JoinAll{id});
    else if (verb == "complete" || verb == "leave")
        apply(HandOver{id, identity_of(live)});
    else if (verb == "back" && !beside && !call->parties.empty())
        apply(ColleagueGone{call->parties.back().line});  // of a three-way: without her again
    else if (verb == "back")
        apply(CancelConsult{id});
    return {};
}

/// What a colleague in somebody else's call may do: answer, decline, hang up, mute herself.
std::optional<Result<>> Calls::Impl::act_beside(PersonId person, const Call& call,
                                                const std::string& verb) {
    const Party* p = call.party_of(person);
    if (!p) {
        if (verb == "hang_up" && call.agent == person && call.aside)
            return conflict("calls.consulting",
                            "the buyer waits: hand over, join or go back first");
        return std::nullopt;
    }
    const Party mine = *p;
    const bool rings = mine.state == PartyState::ringing;
    if (verb == "answer" && rings) {
        if (mine.phone == PhoneKind::sip)
            return conflict("calls.answer_on_phone", "answer it on your phone");
        apply(ColleagueAnswered{mine.line});
        return Result<>{};
    }
    if ((verb == "decline" || verb == "hang_up") && rings) {
        apply(ColleagueRefused{mine.line, routing::OfferFailure::declined});
        return Result<>{};
    }
    if (verb == "hang_up") {
        apply(ColleagueGone{mine.line});
        return Result<>{};
    }
    if (verb == "mute" || verb == "unmute") {
        voice.with_media(
            [leg = mine.leg, on = verb == "mute"](media::Engine& m) { m.mute(leg, on); });
        return Result<>{};
    }
    return conflict("calls.colleague_may_not", "the operator whose call it is does that");
}

// ---- what desks see ----

CardSource Calls::Impl::card_for(PersonId person, ContactId id) const {
    CardSource s = card_source(id);
    s.contact.offered_to = person;  // each sees what she may
    s.seen = !unseen_shops.contains(s.contact.row.shop.value);
    const auto it = agents.find(person);
    const bool in_call = s.call && s.call->state != CallState::ended &&
                         (s.call->agent == person || s.call->party_of(person));
    if (it != agents.end() && it->second.wrapping == id && !in_call) {
        s.wraps = true;
        s.contact.wrap_up_until = it->second.view.until.value_or(Time{});
    }
    return s;
}

void Calls::Impl::push_card_to(PersonId person, ContactId id, const char* type) {
    if (!find(id) || !deps.hub || !deps.hub->connected(person)) return;
    set_visible(person, id);
    cards.post([this, person, type = std::string(type), source = card_for(person, id),
                where = where_of(*this, person, id)] {
        deps.hub->to_person(person, type, json::write(card_with(source, deps, where)));
    });
}

std::vector<TalkParty> Calls::Impl::parties_of(const Call& call) const {
    std::vector<TalkParty> out;
    for (const Party& p : call.parties) {
        TalkParty view;
        if (p.agent) view.person_id = p.agent;
        if (p.queue) view.queue_id = p.queue;
        if (auto it = agents.find(p.agent); it != agents.end())
            view.name = it->second.info.name;
        else if (auto queue = queues.find(p.queue); queue != queues.end())
            view.name = queue->second.name;
        if (p.outside) {
            view.outside = true;
            if (auto number = outside_numbers.find(p.line); number != outside_numbers.end())
                view.name = mask_phone(number->second.second);
        }
        view.state = name(p.state);
        out.push_back(std::move(view));
    }
    return out;
}

std::vector<TalkWatcher> Calls::Impl::watchers_of(const Call& call) const {
    std::vector<TalkWatcher> out;
    for (const Watcher& w : call.watchers) {
        const auto it = agents.find(w.person);
        out.push_back(
            {w.person, it == agents.end() ? "" : it->second.info.name, std::string(name(w.mode))});
    }
    return out;
}

TransferTargets Calls::Impl::transfer_targets(PersonId who,
                                              const std::set<std::int64_t>& shops) const {
    TransferTargets out;
    for (const auto& [id, a] : agents) {
        if (!a.known || id == who || !a.in_router) continue;
        if (deps.share_shop && !deps.share_shop(who, id)) continue;
        out.people.push_back({id, a.info.name, std::string(name(a.view.state)), a.view.reason,
                              may_be_called(who, id).has_value(), a.work});
    }
    std::sort(out.people.begin(), out.people.end(), [](const auto& a, const auto& b) {
        return std::tie(b.free, a.name, a.person_id) < std::tie(a.free, b.name, b.person_id);
    });
    const auto view = line.view();
    for (const auto& [id, queue] : queues) {
        if (!shops.empty() && !shops.contains(queue.shop_id.value)) continue;
        TargetQueue target{id, queue.name, 0, 0, 0};
        for (const auto& w : view.waiting) {
            if (w.queue != id) continue;
            ++target.waiting;
            target.longest_ms =
                std::max<std::int64_t>(target.longest_ms, (floor.now() - w.entered_at).count());
        }
        for (const auto& q : view.queues)
            if (q.queue == id) target.free = q.free;
        out.queues.push_back(std::move(target));
    }
    const auto current = current_of(who);
    const auto it = current ? contacts.find(*current) : contacts.end();
    if (it != contacts.end() && deps.flows)
        for (const auto& flow : deps.flows->published(it->second.row.shop))
            out.flows.push_back({flow->id, flow->name});
    return out;
}

}  // namespace ol::calls
