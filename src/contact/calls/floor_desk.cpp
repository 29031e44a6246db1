// What the desk sees of the floor, and what it asks of it.
#include <future>

#include "contact/calls/floor_chats.hpp"
#include "contact/calls/web_message.hpp"
#include "platform/base/log.hpp"

namespace ol::calls {

AgentView Calls::Impl::view_of(const LiveAgent& a) const {
    AgentView v;
    v.person_id = a.view.agent;
    v.name = a.info.name;
    v.state = name(a.view.state);
    v.reason = a.view.reason;
    v.since = a.view.since;
    v.until = a.view.until;
    v.contact_id = a.view.contact;
    if (!v.contact_id && a.wrapping) v.contact_id = a.wrapping;
    v.reachable = a.view.reachable;
    v.phone_kind = a.info.phone == PhoneKind::browser ? "browser"
                   : a.info.outside                   ? "outside"
                                                      : "sip";
    v.finishing = a.finishing;
    v.work = a.work;
    return v;
}

void Calls::Impl::push_agent(const LiveAgent& a) {
    if (!deps.hub) return;
    const std::string data = json::write(view_of(a));
    deps.hub->to_person(a.view.agent, "agent", data);  // others see her on the board, by scope
}

CardSource Calls::Impl::card_source(ContactId id) const {
    CardSource s;
    s.contact = contacts.at(id);
    if (const Call* call = core.call(id)) {
        s.call = *call;
        s.parties = parties_of(*call);
        s.watchers = watchers_of(*call);
    }
    if (auto shop = shops.find(s.contact.row.shop); shop != shops.end())
        s.shop_name = shop->second.name;
    for (const auto& [person, a] : agents) s.names[person] = a.info.name;
    return s;
}

void Calls::Impl::push_card(ContactId id, const char* type) {
    auto* c = find(id);
    if (!c || !deps.hub) return;
    for (const PersonId person : holders(*c)) {
        if (!deps.hub->connected(person)) continue;
        push_card_to(person, id, type);
    }
}

/// Whose desks show this contact: all whose phones ring for it, then who took it.
std::vector<PersonId> Calls::Impl::holders(const LiveContact& c) const {
    const Call* call = core.call(c.row.id);
    std::vector<PersonId> out;
    if (call && call->state == CallState::offered && call->agent) {
        out.push_back(*call->agent);
        for (const auto& other : call->others) out.push_back(other.agent);
    } else if (!c.ringing_at.empty()) {
        out = c.ringing_at;
    } else if (c.offered_to) {
        out.push_back(c.offered_to);
    }
    if (call && call->state == CallState::talking)
        for (const Party& p : call->parties)
            if (p.agent) out.push_back(p.agent);
    return out;
}

LineSnapshot Calls::Impl::snapshot_now() {
    LineSnapshot s;
    s.at = deps.clock.now();
    const auto view = line.view();
    for (const auto& w : view.waiting) {
        auto* c = find(whole(w.contact));
        const char* unknown = chats->has(w.contact) ? "chat" : "inbound_call";
        LineSnapshot::Waiting row{w, c ? c->row.kind : unknown, c ? c->row.caller_name : "",
                                  w.ringing.value_or(PersonId{})};
        if (c && !c->why.code.empty()) row.view.why_waiting = c->why;
        s.waiting.push_back(std::move(row));
    }
    for (const auto& [id, a] : agents)
        if (a.known && !a.info.listens_only) s.agents.push_back(view_of(a));
    for (const auto& [id, queue] : queues) s.queues.push_back(queue);
    for (const auto& [id, c] : contacts)
        if (c.row.channel == "task") s.callbacks_open[c.row.shop]++;
    return s;
}

/// Names of callers only to who may see contacts of their shop; people by the floor's own list.
Result<ProspectsView> Calls::Impl::prospects(const http::Principal& who, ContactId id) const {
    const auto found = line.prospects(id);
    if (!found) return conflict("calls.not_waiting", "this contact does not wait any more");
    ProspectsView out;
    out.contact_id = id;
    out.queue_id = found->queue;
    out.rings = found->rings;
    out.position = found->position;
    out.ahead_total = found->ahead_total;
    if (found->estimate) out.estimate_ms = found->estimate->count();
    if (!found->why_waiting.code.empty())
        out.why = ReasonView{found->why_waiting.code, found->why_waiting.params};
    for (const auto& a : found->ahead) {
        const auto it = contacts.find(a.contact);
        const bool shown = it != contacts.end() && who.may("contacts.view") &&
                           (who.shops.empty() || who.shops.contains(it->second.row.shop.value));
        out.ahead.push_back({a.contact,
                             a.position,
                             shown ? it->second.row.caller_name : "",
                             a.waited.count(),
                             {a.why.code, a.why.params}});
    }
    for (const auto& p : found->agents) {
        const auto it = agents.find(p.agent);
        out.agents.push_back({p.agent,
                              it == agents.end() ? "" : it->second.info.name,
                              std::string(name(p.state)),
                              p.order,
                              {p.why.code, p.why.params}});
    }
    return out;
}

void Calls::Impl::board_tick() {
    // Shops open and close and the half hour slides without any event: once a minute all the same.
    const auto minute = std::chrono::floor<std::chrono::minutes>(floor.now());
    if (std::exchange(board_minute, minute) != minute) board_dirty = true;
    chats->tick();
    if (board_dirty && deps.board) {
        board_dirty = false;
        deps.board(snapshot_now());
    }
    floor.at(floor.now() + Ms{1000}, [this] { board_tick(); });
}

void Calls::Impl::hub_message(const http::Principal& who, std::string_view type,
                              std::string_view data) {
    if (!who.may("desk.work") && !who.may("calls.listen")) return;
    if (type == "phone.offer") {
        auto offer = json::read<PhoneOffer>(data);
        if (!offer) return tell_phone({who, ""}, "phone.down", {"", {}, offer.error().code});
        browser_offer({who, offer->phone.value_or("").substr(0, 64)}, offer->sdp);
    } else if (type == "phone.close") {
        auto close = json::read<PhoneClose>(data);
        if (close) browser_close({who, close->phone.value_or("").substr(0, 64)});
    }
}

std::optional<ContactId> Calls::Impl::current_of(PersonId person) const {
    if (const Call* call = core.of_agent(person)) return call->contact;
    auto it = agents.find(person);
    if (it == agents.end()) return std::nullopt;
    if (it->second.wrapping) return it->second.wrapping;
    return it->second.view.contact;
}

/// Only the operator who has the contact (rings, talks, wraps up) acts on it.
Result<> Calls::Impl::with_contact(PersonId person, ContactId id) const {
    if (!contacts.contains(id)) return not_found("calls.contact_over", "this contact is over");
    const auto current = current_of(person);
    if (current && *current == id) return {};
    auto it = contacts.find(id);
    const auto& ringing = it->second.ringing_at;
    const bool rings = std::find(ringing.begin(), ringing.end(), person) != ringing.end();
    if ((rings || it->second.offered_to == person) && it->second.row.channel == "task") return {};
    return forbidden("calls.not_yours", "another operator has this contact");
}

void Calls::Impl::task_rings_no_more(LiveContact& task, PersonId person) {
    std::erase(task.ringing_at, person);
    if (task.ringing_at.empty() && task.row.state == "offered") task.row.state = "open";
}

Result<> Calls::Impl::act(PersonId person, ContactId id, const std::string& verb,
                          const std::string& text) {
    if (auto mine = with_contact(person, id); !mine) return mine;
    auto& c = contacts.at(id);
    if (c.row.channel == "task" && !core.call(id)) {
        if (verb == "answer" && c.row.state == "offered") {
            c.row.state = "talking";
            c.row.agent = c.offered_to = person;
            c.ringing_at.clear();
            c.row.answered_at = floor.now();
            to_line(routing::OfferAccepted{id, person});
            to_line(routing::ContactConnected{id, person});
        } else if (verb == "decline" && c.row.state == "offered") {
            task_rings_no_more(c, person);
            to_line(routing::OfferRefused{id, person, routing::OfferFailure::declined});
            rest_booked(id);
        } else if (verb == "hang_up" && c.row.state == "talking") {
            c.row.state = "wrap_up";
            c.wrapping = true;
            c.row.ended_at = floor.now();
            // Nobody was reached (a talk ends in the core): all the time in her hands is her own
            // work, and nobody talked.
            c.talk_ended_at = c.row.answered_at;
            c.row.talk_ms = 0;
            if (auto* a = agent(person)) a->wrapping = id;
            to_line(routing::ContactDone{id, person, true});
        } else {
            return conflict("calls.state", "the task is not in a state for that");
        }
        touch(id);
        push_card(id, "contact");
        board_dirty = true;
        return {};
    }
    const Call* call = core.call(id);
    if (!call) return conflict("calls.contact_over", "the call has ended");
    if (auto beside = act_beside(person, *call, verb)) return *beside;
    if (verb == "answer") {
        if (call->state != CallState::offered)
            return conflict("calls.state", "the call does not ring any more");
        const auto phone = call->browser_of(person);
        if (!phone && call->phone_of(person))
            return conflict("calls.answer_on_phone", "answer it on your phone");
        if (!phone || !phone->leg)
            return conflict("calls.phone_down",
                            "your browser phone is not connected; reload the page");
        apply(AgentAnswered{id, person});
    } else if (verb == "decline") {
        apply(AgentRefused{id, person, routing::OfferFailure::declined});
    } else if (verb == "hang_up") {
        if (call->state == CallState::offered)
            apply(AgentRefused{id, person, routing::OfferFailure::declined});
        else
            she_hangs_up(id);
    } else if (verb == "hold" || verb == "resume") {
        apply(Hold{id, verb == "hold"});
    } else if (verb == "mute" || verb == "unmute") {
        c.muted = verb == "mute";
        voice.with_media(
            [leg = call->agent_leg, on = c.muted](media::Engine& m) { m.mute(leg, on); });
        push_card(id, "contact");
    } else if (verb == "digits") {
        voice.with_media([leg = call->buyer, text](media::Engine& m) { m.send_digits(leg, text); });
    } else if (verb == "record_begin") {
        if (!call->plan.on_demand || call->recording_erased)
            return conflict("calls.recording_not_offered",
                            "the rules of recording leave this call unrecorded");
        apply(BeginRecording{id});
    } else if (verb == "record_pause" || verb == "record_resume") {
        apply(PauseRecording{id, verb == "record_pause"});
    } else if (verb == "record_erase") {
        if (!call->recording)
            return conflict("calls.not_recording", "this call is not being recorded");
        const RecordingId recording = c.row.recording;
        apply(EraseRecording{id});
        later([=](db::Tx& tx) { recordings::erase(tx, recording, person, text); });
        fact("recording.erased", recording.value, person);
    }
    return {};
}

Result<> Calls::Impl::finish_wrap_up(PersonId person, ContactId id, const WrapUpIn& in) {
    auto* c = find(id);
    auto* a = agent(person);
    if (!c || !a) return {};  // the time ran out while she saved: the row is written all the same
    const bool several = c->shared || c->spans.size() > 1;
    if (!several || c->row.agent == person) {
        c->row.disposition = in.disposition;
        c->row.cause = in.cause;
        c->row.note = in.note;
        touch(id);
    }
    if (a->wrapping == id && c->row.channel == "task" && !try_again(*c, in.disposition))
        task_served(*c, in.disposition);
    if (a->wrapping == id) to_line(routing::WrapUpEnded{person});
    return {};
}

Result<Time> Calls::Impl::more_time(PersonId person, ContactId id) {
    auto* a = agent(person);
    if (!a || a->wrapping != id)
        return conflict("calls.not_in_wrap_up", "this contact is not in wrap-up any more");
    to_line(routing::WrapUpExtended{person, Ms{60000}});
    return a->view.until.value_or(floor.now()) + Ms{60000};
}

}  // namespace ol::calls
