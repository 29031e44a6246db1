// What the router commands, and what people choose: presence, offers, exits, explanations.
#include <array>
#include <charconv>

#include "contact/calls/floor_chats.hpp"
#include "platform/base/log.hpp"

namespace ol::calls {

void Calls::Impl::configure(const QueueSettings& q) {
    queues[q.id] = q;
    to_line(routing::QueueConfigured{queues::line_of(q)});
    board_dirty = true;
}

void Calls::Impl::perform(Time now, const routing::OfferContact& o) {
    if (chats->offered(o)) return;
    if (const ContactId id = whole(o.contact); id != o.contact) return offer_part(o, id);
    auto* c = find(o.contact);
    auto* a = agent(o.agent);
    if (!c || !a)
        return to_line(
            routing::OfferRefused{o.contact, o.agent, routing::OfferFailure::caller_left});
    c->offered_at = now;
    c->expires_at = o.expires_at;
    c->offered_to = o.agent;
    c->why = o.why;
    c->row.attempts = o.attempt;
    set_visible(o.agent, o.contact);
    if (c->row.channel == "task") {
        c->row.state = "offered";
        if (std::find(c->ringing_at.begin(), c->ringing_at.end(), o.agent) == c->ringing_at.end())
            c->ringing_at.push_back(o.agent);
        touch(o.contact);
        push_card(o.contact, "offer");
        board_dirty = true;
        return;
    }
    const RingingPhone first = ringing_phone(*a, device_now(*a), o.contact);
    OfferGiven given{o.contact, o.agent, first.phone, first.leg, first.outside, {}};
    if (const auto beside = second_now(*a)) given.second = ringing_phone(*a, *beside, o.contact);
    apply(RecordPlanned{o.contact, record_plan(*c)});  // his queue may be another by now
    apply(given);
}

void Calls::Impl::perform(Time, const routing::CancelOffer& o) {
    if (chats->cancelled(o)) return;
    if (const ContactId id = whole(o.contact); id != o.contact) return part_cancelled(o, id);
    auto* c = find(o.contact);
    // A late answer's CancelOffer (lost race) may name somebody else than the one whose phone rings
    // now.
    if (c && c->row.channel == "task") {
        task_rings_no_more(*c, o.agent);
        touch(o.contact);
        if (o.cause != routing::OfferFailure::caller_left) rest_booked(o.contact);
    } else {
        apply(OfferTaken{o.contact, o.agent});
    }
    if (deps.hub)
        deps.hub->to_person(
            o.agent, "offer_gone",
            "{\"contact_id\":\"" + std::to_string(o.contact.value) + "\",\"cause\":\"" +
                (o.cause == routing::OfferFailure::no_answer ? "no_answer" : "caller_left") +
                "\"}");
    if (auto* a = agent(o.agent); a && !a->wrapping) clear_visible(o.agent);
    board_dirty = true;
}

void Calls::Impl::rings_again(LiveContact& task) {
    if (task.row.kind == "voicemail" || stopping) return;
    const auto shop = shops.find(task.row.shop);
    const Time wanted = floor.now() + rings_again_after;
    task.row.due_at = shop == shops.end() ? wanted : flows::humane_at(wanted, shop->second.tz);
    floor.at(task.row.due_at, [this, id = task.row.id] { task_due(id); });
    tell_task(task);
}

void Calls::Impl::perform(Time, const routing::LeaveQueue& l) {
    if (chats->left(l)) return;
    if (whole(l.contact) != l.contact) {
        if (l.exit != routing::Exit::answered) apply(ColleagueLineLeft{l.contact});
        return;
    }
    auto* c = find(l.contact);
    if (!c) return;
    c->in_line = false;
    board_dirty = true;
    if (c->row.channel == "task") {
        // Nobody took it in time: it stays on the list for a hand to pick, and rings again later
        // instead of for ever.
        if (l.exit != routing::Exit::answered && c->row.state != "done") {
            c->row.state = "open";
            if (booked_until.contains(l.contact))
                rest_booked(l.contact);
            else if (l.exit == routing::Exit::timeout)
                rings_again(*c);
        }
        if (l.exit == routing::Exit::answered) visit_fact("exited", c->row);
        touch(l.contact);
        return maybe_done(l.contact);
    }
    const bool second_visit = c->row.exit == "answered";  // came back because her operator vanished
    if (!second_visit) {
        c->row.exit = name(l.exit);
        c->row.wait_ms = l.waited.count();
        visit_fact("exited", c->row);
    }
    if (deps.visits && !second_visit) {
        auto visit = visit_of(*c);
        visit.exit = l.exit;
        deps.visits->exited(visit);
    }
    touch(l.contact);
    apply(LineLeft{l.contact, l.exit});
    maybe_done(l.contact);
}

/// The contact that this change takes out of her hands: its wrap-up is over, it has none (a queue
/// may give no time for it), or it went on without her.
ContactId Calls::Impl::over_for(const LiveAgent& a, const routing::AgentChanged& e) const {
    using enum routing::AgentState;
    if (a.wrapping && chats->wrapped(e, a.wrapping)) return a.wrapping;
    const bool had = a.view.state == wrap_up || a.view.state == talking;
    if (!had || e.state == wrap_up) return {};
    if (a.wrapping && (a.view.state == wrap_up || e.state != talking)) return a.wrapping;
    return e.state == talking || core.of_agent(e.agent) ? ContactId{}
                                                        : a.view.contact.value_or(ContactId{});
}

void Calls::Impl::wrap_up_over(ContactId id, PersonId person, Time now) {
    auto* c = find(id);
    if (!c) return;
    c->wrapping = c->shared && std::any_of(agents.begin(), agents.end(), [&](auto& other) {
                      return other.second.wrapping == id;
                  });
    span_wrapped(*c, person, now);
    if (c->again)
        wait_again(*c);
    else if (c->row.channel == "task")
        c->row.state = "done";
    touch(id);
    maybe_done(id);
}

void Calls::Impl::perform(Time now, const routing::AgentChanged& e) {
    auto* a = agent(e.agent);
    if (!a) return;
    const ContactId over = over_for(*a, e);
    a->view.state = e.state;
    a->view.reason = e.reason;
    a->view.since = e.since;
    a->view.until = e.until;
    const auto contact = chats->beside(e);
    a->view.contact = contact ? std::optional(whole(*contact)) : std::nullopt;
    a->work = chats->work(e);
    a->in_router = e.state != routing::AgentState::signed_out;
    if (e.state == routing::AgentState::wrap_up && a->wrapping) {
        if (auto* c = find(a->wrapping)) {
            c->wrap_up_until = e.until.value_or(Time{});
            push_card_to(e.agent, a->wrapping, "contact");
        }
    }
    if (over) {
        if (over == std::exchange(a->wrapping, ContactId{})) wrap_up_over(over, e.agent, now);
        clear_visible(e.agent);
        if (deps.hub)
            deps.hub->to_person(e.agent, "contact_over",
                                "{\"contact_id\":\"" + std::to_string(over.value) + "\"}");
    }
    if (e.state == routing::AgentState::paused && a->finishing) {
        a->finishing = false;
        a->chosen = "signed_out";
        later(
            [p = e.agent, now](db::Tx& tx) { store::save_chosen(tx, {p, "signed_out", "", now}); });
        chats->sign_out(e.agent);
    }
    fact("agent." + std::string(name(e.state)), e.agent.value, e.agent,
         "{\"at\":" + std::to_string(to_ms(now)) + ",\"reason\":" + json::quote(e.reason) + "}");
    push_agent(*a);
    board_dirty = true;
    chats->agent_changed(e);
}

void Calls::Impl::perform(Time now, const routing::Explain& e) {
    if (whole(e.contact) != e.contact) return;
    if (auto* c = find(e.contact)) c->why = e.reason;
    pending.explains.push_back({deps.ids.next(), e.contact, now, e.agent, e.reason});
    board_dirty = true;
    ask_flush();
}

/// What the line's own record tells about a contact that no command speaks of.
void Calls::Impl::note_record(const routing::Record& r) {
    if (r.verb == "merge") {  // his call took the place of his call-back, or the other way round
        auto* c = find(r.contact);
        if (!c || c->row.channel != "task") return;
        c->row.state = "done";
        c->row.exit = "withdrawn";
        c->in_line = false;
        c->over_how = "swallowed";
        touch(r.contact);
        tell_task(*c);
        maybe_done(r.contact);
    } else if (r.verb == "resume") {  // his first call is over; its visit goes on in the second
        std::int64_t before = 0;
        std::from_chars(r.info.data(), r.info.data() + r.info.size(), before);
        if (auto* c = find(ContactId{before})) {
            c->in_line = false;
            c->row.exit = name(routing::Exit::withdrawn);
            auto visit = visit_of(*c);
            visit.exit = routing::Exit::withdrawn;
            if (deps.visits) deps.visits->exited(visit);
            maybe_done(ContactId{before});
        }
    }
}

namespace {

constexpr int positions_spoken = 20;
constexpr std::array<std::int64_t, 14> minutes_spoken{1, 2,  3,  4,  5,  6,  7,
                                                      8, 10, 15, 20, 30, 45, 60};

std::string spoken_wait(Ms wait) {
    const std::int64_t minutes = (wait.count() + 59'999) / 60'000;
    for (const auto known : minutes_spoken)
        if (minutes <= known) return "wait_" + std::to_string(known);
    return "wait_60";
}

/// Prompts of tools/prompts/texts.txt for what the line says (A24, A25).
std::vector<std::string> spoken(const routing::Announce& a) {
    std::vector<std::string> out;
    switch (a.what) {
        case routing::Saying::periodic: return {"please_wait"};
        case routing::Saying::emergency: return {"emergency"};
        case routing::Saying::position:
        case routing::Saying::estimate: break;
    }
    if (a.position > positions_spoken || a.more_than)
        out.push_back("position_many");
    else if (a.position > 0)
        out.push_back("position_" + std::to_string(a.position));
    if (a.soon)
        out.push_back("wait_soon");
    else if (a.estimate)
        out.push_back(spoken_wait(*a.estimate));
    return out;
}

}  // namespace

void Calls::Impl::announce(Time, const routing::Announce& a) {
    if (chats->has(a.contact)) return;
    apply(SayToWaiting{a.contact, spoken(a), a.what == routing::Saying::emergency});
}

void Calls::Impl::offer_callback(ContactId id) {
    const auto* c = find(id);
    const bool times = c && offers_times(*c);
    std::vector<std::string> words{"callback_offer"};
    if (times) words.emplace_back("callback_offer_times");
    apply(SayToWaiting{id, std::move(words), true, times});
}

void Calls::Impl::take_step(Time, const routing::TakeStep& step) {
    using routing::StepAction;
    if (chats->has(step.contact)) return;
    switch (step.action) {
        case StepAction::play: return apply(SayToWaiting{step.contact, {step.argument}, false});
        case StepAction::offer_callback: return offer_callback(step.contact);
        case StepAction::offer_chat: return offer_chat(step.contact);
        case StepAction::external: {
            const auto part = deps.ids.next_id<ContactId>();
            auto legs = plan_outside(step.contact, part, step.argument);
            return apply(
                StepTaken{step.contact, step.action, part, legs ? *legs : std::vector<LegId>{}});
        }
        case StepAction::voicemail:
        case StepAction::hang_up: return apply(StepTaken{step.contact, step.action, {}, {}});
        case StepAction::add_queue:
        case StepAction::raise_priority:
        case StepAction::change_skills:
        case StepAction::to_queue: return;  // the line does these itself
    }
}

void Calls::Impl::perform(Time now, const routing::Record& r) {
    if (whole(r.contact) != r.contact) return;  // a colleague's part is no visit of a buyer
    note_record(r);
    fact("line." + r.verb, r.contact.value, r.agent,
         "{\"at\":" + std::to_string(to_ms(now)) + ",\"queue\":\"" + std::to_string(r.queue.value) +
             "\",\"wait_ms\":" + std::to_string(r.wait.count()) + ",\"ring_ms\":" +
             std::to_string(r.ring.count()) + ",\"talk_ms\":" + std::to_string(r.talk.count()) +
             ",\"position\":" + std::to_string(r.position) + "}");
}

void Calls::Impl::update_reachable(LiveAgent& a) {
    const bool now_reachable = reachable(a);
    a.view.reachable = now_reachable;
    if (a.info.listens_only) return;
    to_line(routing::AgentReachable{a.info.id ? a.info.id : a.view.agent, now_reachable});
    push_agent(a);
}

void Calls::Impl::set_sip_reachable(const std::string& endpoint, bool reachable) {
    for (auto& [id, a] : agents) {
        if (a.info.sip_user != endpoint) continue;
        a.sip_reachable = reachable;
        if (a.info.phone == PhoneKind::sip || a.info.second) update_reachable(a);
        board_dirty = true;
    }
}

Result<AgentView> Calls::Impl::choose(PersonId person, const std::string& state,
                                      const std::string& reason) {
    auto* a = agent(person);
    if (!a) return not_found("calls.agent", "this person is not known to the line");
    // Chats alone hold nobody back: they go to the line again.
    const bool busy = a->view.contact && (a->view.state == routing::AgentState::talking ||
                                          a->view.state == routing::AgentState::reserved);
    if (state == "signed_out" && busy)
        return conflict(
            "calls.in_contact",
            "she is in a contact: choose \"finish and leave\" and she is signed out after it");
    a->finishing = false;
    if (state == "ready" || state == "paused" || state == "finishing") {
        if (!a->in_router) to_line(routing::AgentSignedIn{person});
        to_line(routing::AgentReachable{person, a->view.reachable});
        if (deps.hub && deps.hub->connected(person)) chats->at_desk(person);
        a->in_router = true;
    }
    if (state == "ready") {
        to_line(routing::AgentReady{person});
    } else if (state == "paused") {
        to_line(routing::AgentPaused{person, reason.empty() ? "break" : reason, busy});
    } else if (state == "finishing") {
        a->finishing = true;
        to_line(routing::AgentPaused{person, "finishing", true});
    } else if (state == "signed_out") {
        chats->sign_out(person);
    } else {
        return invalid("calls.presence", "state",
                       "state is one of ready, paused, finishing, signed_out");
    }
    a->chosen = state;
    a->chosen_reason = reason;
    later([person, state, reason, now = floor.now()](db::Tx& tx) {
        store::save_chosen(tx, {person, state, reason, now});
    });
    return view_of(*a);
}

}  // namespace ol::calls
