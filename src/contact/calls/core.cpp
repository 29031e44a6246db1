#include "contact/calls/core_turn.hpp"

namespace ol::calls {

using routing::Exit;
using routing::OfferFailure;

std::string_view name(CallState state) {
    switch (state) {
        case CallState::in_flow: return "in_flow";
        case CallState::greeting: return "greeting";
        case CallState::waiting: return "waiting";
        case CallState::offered: return "offered";
        case CallState::talking: return "talking";
        case CallState::interrupted: return "interrupted";
        case CallState::voicemail: return "voicemail";
        case CallState::closing: return "closing";
        case CallState::ended: return "done";
        case CallState::dialling: return "dialling";
        case CallState::passing: return "passing";
        case CallState::passed: return "passed";
    }
    return "done";
}

std::string_view name(SpanEnd how) {
    switch (how) {
        case SpanEnd::open: return "";
        case SpanEnd::buyer: return "buyer";
        case SpanEnd::operator_: return "operator";
        case SpanEnd::lost: return "lost";
        case SpanEnd::transfer: return "transfer";
        case SpanEnd::take_over: return "take_over";
        case SpanEnd::system: return "system";
    }
    return "system";
}

std::optional<RingingPhone> Call::phone_of(PersonId person) const {
    if (agent == person) return RingingPhone{person, phone, agent_leg, agent_outside};
    for (const auto& other : others)
        if (other.agent == person) return other;
    return std::nullopt;
}
std::optional<RingingPhone> Call::phone_at(LegId leg) const {
    if (agent && agent_leg == leg) return RingingPhone{*agent, phone, agent_leg, agent_outside};
    for (const auto* more : {&others, &seconds})
        for (const auto& other : *more)
            if (other.leg == leg) return other;
    return std::nullopt;
}

std::vector<CallCommand> Core::handle(Time now, const CallEvent& event) {
    Turn turn(*this, now);
    std::visit(turn, event);
    return std::move(turn.out);
}

void Core::Turn::operator()(const BuyerArrived& e) {
    if (core_.calls_.contains(e.contact) || core_.by_buyer_.contains(e.leg)) return;
    Call c;
    c.contact = e.contact;
    c.buyer = e.leg;
    c.queue = e.queue;
    c.record = e.record;
    c.plan = e.plan;
    c.number_known = e.number_known;
    c.callable = e.number_known && e.callable;
    c.missed = e.missed;
    c.ring_cadence = e.ring_cadence;
    c.arrived_at = now_;
    core_.by_buyer_[e.leg] = e.contact;
    Call& stored = core_.calls_.emplace(e.contact, c).first->second;
    if (e.closed) return turn_away(stored, *e.closed);
    if (e.flow) return begin_flow(stored, e.flow, e.facts);
    std::vector<std::string> words;
    if (e.greeting) words.push_back("greeting");
    stored.told_recorded = e.record && e.plan.start && e.plan.announce;
    if (stored.told_recorded) words.push_back("recording_notice");
    if (words.empty()) return join_line(stored, false);
    enter(stored, CallState::greeting);
    say(PlayTo{e.leg, std::move(words), false, "greeting"});
}

void Core::Turn::operator()(const PromptPlayed& e) {
    Call* c = find_buyer(e.leg);
    if (!c) return;
    if (c->state == CallState::in_flow) return flow_step(*c, flows::Said{flow_token(e.token)});
    if (c->state == CallState::greeting && e.token == "greeting") return join_line(*c, false);
    // What was said before its last sentence may end in the same moment: he hears that one first.
    const bool last = e.token == "closing" || e.token == "notice";
    if (c->state == CallState::closing && last) return end(*c, HangUpBy::system, true);
    if (c->state == CallState::dialling && e.token == "one_moment") return music(*c);
    if (e.token == "recording_notice") return told_of_recording(*c);
    const bool in_line = c->state == CallState::waiting || c->state == CallState::offered;
    if (in_line && (last || e.token == "announcement" || e.token == "times")) {
        c->hears_times = false;
        return music(*c);
    }
    if (c->state == CallState::voicemail && e.token == "voicemail" && !c->recording) {
        c->recording = true;
        say(StartRecord{c->contact, c->buyer, LegId{}, true});
        set_timer(*c, voicemail_max);
    }
}

void Core::Turn::operator()(const BuyerGone& e) {
    Call* c = find_buyer(e.leg);
    if (!c) return;
    const bool dropped = e.how != Gone::hung_up && c->state == CallState::talking;
    if (e.how == Gone::never_there && !dropped)
        c->number_known = false;  // nobody was there to be called back
    switch (c->state) {
        case CallState::in_flow: flow_hung_up(*c); break;
        case CallState::greeting: break;
        case CallState::waiting:
            // Gave up on the way to another operator, or when he had lost the first.
            c->lost |= c->comes_from.has_value() || c->answered_once;
            say(ToLine{routing::ContactLeft{c->contact, Exit::abandoned}});
            break;
        case CallState::offered:
            c->lost |= c->comes_from.has_value() || c->answered_once;
            stop_all(*c, OfferFailure::caller_left);
            say(ToLine{routing::ContactLeft{c->contact, Exit::abandoned}});
            break;
        case CallState::talking:
            c->lost |= dropped;
            end_talk(*c, true);
            break;
        case CallState::interrupted:
            c->lost = true;
            say(ToLine{routing::ContactDone{c->contact, *c->agent, true}});
            break;
        case CallState::voicemail:
            if (c->recording)
                say(MakeTask{c->contact, true});
            else if (c->number_known)
                say(MakeTask{c->contact, false});
            break;
        case CallState::passing: c->lost |= c->comes_from.has_value(); break;
        case CallState::passed: break;
        case CallState::dialling:
            // Early media fell silent: SIP says when it is over.
            if (c->dial->stage != DialStage::buyer_waits) return;
            release_unattended(*c);
            break;
        case CallState::closing:
        case CallState::ended: break;
    }
    end(*c, dropped ? HangUpBy::system : HangUpBy::buyer, true);
}

void Core::Turn::operator()(const OfferGiven& e) {
    Call* c = find(e.contact);
    if (c && c->state == CallState::talking && c->agent == e.agent) return;
    const bool further = c && c->state == CallState::offered && !c->phone_of(e.agent);
    if (!further && (!c || c->state != CallState::waiting)) {
        say(ToLine{routing::OfferRefused{e.contact, e.agent, OfferFailure::caller_left}});
        return;
    }
    if (const Call* busy = find_agent(e.agent); busy && busy->contact != e.contact) {
        // She dialled in the same moment: her call goes first, nobody is to blame.
        say(ToLine{routing::OfferRefused{e.contact, e.agent, OfferFailure::lost_race}});
        return;
    }
    c->attempt++;
    core_.by_agent_[e.agent] = c->contact;
    const RingingPhone phone{e.agent, e.phone, e.agent_leg, e.outside};
    if (further)
        c->others.push_back(phone);
    else
        take_first(*c, phone);
    if (e.second) c->seconds.push_back(*e.second);
    if (!further) enter(*c, CallState::offered);
    say(RingAgent{c->contact, e.agent, e.phone, e.agent_leg, e.outside});
    if (!e.second) return;
    const RingingPhone& second = *e.second;
    say(RingAgent{c->contact, e.agent, second.phone, second.leg, second.outside, true});
}

void Core::Turn::operator()(const OfferTaken& e) {
    Call* c = find(e.contact);
    if (!c) return;
    const auto phone = c->phone_of(e.agent);
    const bool talks = c->state == CallState::talking && c->agent == e.agent;
    if (!phone || talks || (c->state != CallState::offered && c->state != CallState::talking))
        return;
    const bool won = c->state == CallState::talking;  // somebody else was quicker
    stop_ringing(*c, *phone, won ? OfferFailure::lost_race : OfferFailure::no_answer);
    if (c->state == CallState::offered) rest(*c);
}

void Core::Turn::operator()(const AgentRinging& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::offered || c->ringing) return;
    c->ringing = true;
    c->rings++;
    say(Changed{c->contact});
    set_timer(*c, c->ring_cadence);
}

void Core::Turn::operator()(const AgentAnswered& e) {
    Call* c = find(e.contact);
    const auto phone = c ? c->phone_of(e.agent) : std::nullopt;
    const bool dialling = phone && c->state == CallState::dialling;
    if (dialling && c->dial->stage == DialStage::her_phone) return next_way(*c);
    if (dialling && c->dial->stage == DialStage::buyer_waits && c->agent_leg) return meet(*c);
    if (!phone || c->state != CallState::offered || !settle_device(*c, e)) return;
    if (c->agent != e.agent) {  // the first who answers talks; the line stops the others
        const RingingPhone hers = *c->phone_of(e.agent);
        std::erase_if(c->others, [&](const auto& other) { return other.agent == e.agent; });
        c->others.push_back(*c->phone_of(*c->agent));
        take_first(*c, hers);
    }
    ++c->timer;
    stop_watching(e.agent);  // her phone has another call now
    c->answered_at = now_;
    c->comes_from.reset();
    c->hung_up_at.reset();
    enter(*c, CallState::talking);
    open_span(*c);
    say(ToLine{routing::OfferAccepted{c->contact, e.agent}});
    say(BridgeLegs{c->buyer, c->agent_leg});
    if (c->recording)
        say(RecordLegs{c->contact, c->buyer, c->agent_leg});
    else
        begin_recording(*c);
    c->answered_once = true;
    say(ToLine{routing::ContactConnected{c->contact, e.agent}});
}

void Core::Turn::operator()(const AgentRefused& e) {
    Call* c = find(e.contact);
    const auto phone = c ? c->phone_of(e.agent) : std::nullopt;
    if (!phone || c->state != CallState::offered || device_fails(*c, e)) return;
    const bool declined = std::erase(c->declined, e.agent) > 0;
    const OfferFailure cause = declined ? OfferFailure::declined : e.cause;
    stop_ringing(*c, *phone, cause);
    rest(*c);
    say(ToLine{routing::OfferRefused{e.contact, e.agent, cause}});
}

void Core::Turn::operator()(const AgentHungUp& e) {
    Call* c = find(e.contact);
    if (!c) return;
    if (c->state == CallState::offered)
        return (*this)(AgentRefused{e.contact, *c->agent, OfferFailure::declined});
    if (c->state == CallState::dialling) return gives_up(*c);
    if (c->state == CallState::talking) {
        if (company_goes_on(*c, SpanEnd::operator_)) return;
        if (c->aside)  // her phone went down while a colleague rings: the buyer is not lost
            return (*this)(AgentLegLost{*c->agent, c->agent_leg});
        end_talk(*c, true);
        return end(*c, HangUpBy::operator_, true);
    }
    if (c->state == CallState::interrupted) {
        say(ToLine{routing::ContactDone{c->contact, *c->agent, true}});
        end(*c, HangUpBy::operator_, true);
    }
}

void Core::Turn::operator()(const AgentLegLost& e) {
    if (auto it = core_.by_watcher_.find(e.agent); it != core_.by_watcher_.end())
        if (Call* watched = find(it->second); watched && watched->watcher_of(e.agent)->leg == e.leg)
            return watcher_lost(*watched, e.agent);
    Call* c = find_agent(e.agent);
    if (const Party* p = c ? c->party_of(e.agent) : nullptr; p && p->leg == e.leg)
        return party_lost(*c, p->line);
    if (c && c->state == CallState::offered) {
        const auto rings = c->phone_at(e.leg);
        if (!rings || rings->agent != e.agent || browser_away(*c, e)) return;
        return (*this)(AgentRefused{c->contact, e.agent, OfferFailure::unreachable, e.leg});
    }
    const auto phone = c ? c->phone_of(e.agent) : std::nullopt;
    if (!phone || phone->leg != e.leg) return;
    if (c->state == CallState::dialling) return dialling_leg_lost(*c);
    if (c->state != CallState::talking || c->agent != e.agent) return;
    // A browser comes back in seconds: who is only being asked does not get the buyer for a reload.
    const Party* asked = c->consulted();
    const bool comes_back = c->phone == PhoneKind::browser && asked && c->parties.size() == 1;
    if (!comes_back && company_goes_on(*c, SpanEnd::lost)) return;
    unhold(*c);
    leave_company(*c);
    end_hold(*c);
    say(UnbridgeLeg{c->buyer});
    c->lost_at = now_;
    enter(*c, CallState::interrupted);
    if (!std::exchange(c->hush_music, false)) music(*c);  // or it goes on
    // A desk phone cannot come back to its call; a browser can, within the time its bridge is kept.
    if (c->phone == PhoneKind::sip) say(DropLeg{c->agent_leg});
    set_timer(*c, c->phone == PhoneKind::sip ? Ms{0} : interrupted_max);
}

void Core::Turn::operator()(const AgentLegBack& e) {
    if (auto it = core_.by_watcher_.find(e.agent); it != core_.by_watcher_.end())
        if (Call* watched = find(it->second)) return move_leg(*watched, e.agent, e.leg);
    Call* c = find_agent(e.agent);
    if (c && c->party_of(e.agent)) return move_leg(*c, e.agent, e.leg);
    if (c && c->state == CallState::offered) {
        for (auto* more : {&c->others, &c->seconds})
            for (auto& other : *more)
                if (other.agent == e.agent && other.phone == PhoneKind::browser) other.leg = e.leg;
        if (c->agent == e.agent && c->phone == PhoneKind::browser) c->agent_leg = e.leg;
        return;
    }
    const auto phone = c ? c->phone_of(e.agent) : std::nullopt;
    if (!phone || phone->phone != PhoneKind::browser) return;
    // Who rang beside her and lost the race has no part in the talk.
    if (c->agent != e.agent) return;
    if (c->state == CallState::dialling) return dialling_leg_back(*c, e.leg);
    if (c->state != CallState::interrupted && c->state != CallState::talking) return;
    ++c->timer;
    c->agent_leg = e.leg;
    end_hush(*c);
    if (c->arranged) return arrange(*c);
    if (c->state == CallState::talking) say(UnbridgeLeg{c->buyer});
    if (!c->held_by_agent) say(BridgeLegs{c->buyer, e.leg});
    if (c->recording) say(RecordLegs{c->contact, c->buyer, e.leg});
    enter(*c, CallState::talking);
    if (!c->held_by_agent) begin_recording(*c);
}

/// Her bridge stays: as soon as she is heard again the music makes room. Who hears music already,
/// or somebody beside her, needs none.
void Core::Turn::operator()(const AgentHushed& e) {
    Call* c = find_agent(e.agent);
    if (!c || c->agent != e.agent || c->agent_leg != e.leg) return;
    if (!e.on) {
        if (std::exchange(c->hush_music, false)) say(StopPlay{c->buyer});
        return;
    }
    const bool dead_air = c->state == CallState::talking && !c->held_by_agent && !c->alone;
    if (!dead_air || !c->parties.empty() || std::exchange(c->hush_music, true)) return;
    music(*c);
}

void Core::Turn::operator()(const Hold& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::talking || c->held_by_agent == e.on) return;
    if (e.on && !c->held_by_buyer) c->held_since = now_;
    if (!e.on && !c->held_by_buyer) c->held += now_ - c->held_since;
    c->held_by_agent = e.on;
    c->hush_music = false;
    if (c->arranged) {
        arrange(*c);
    } else if (e.on) {
        say(UnbridgeLeg{c->buyer});
        music(*c);
    } else {
        say(StopPlay{c->buyer});
        say(BridgeLegs{c->buyer, c->agent_leg});
    }
    if (!e.on) begin_recording(*c);  // the announcement was cut short
    if (!c->arranged) say(HoldBuyer{c->buyer, e.on});
    say(Changed{c->contact});
}

void Core::Turn::operator()(const BuyerHeld& e) {
    Call* c = find_buyer(e.leg);
    if (!c || c->state != CallState::talking || c->held_by_buyer == e.on) return;
    if (e.on && !c->held_by_agent) c->held_since = now_;
    if (!e.on && !c->held_by_agent) c->held += now_ - c->held_since;
    c->held_by_buyer = e.on;
    say(Changed{c->contact});
}

void Core::Turn::operator()(const EraseRecording& e) {
    Call* c = find(e.contact);
    if (!c || !c->recording) return;
    c->recording = c->recording_waits = false;
    c->recording_erased = true;
    say(EraseRecord{c->contact});
    say(PlayTo{c->buyer, {"recording_stopped"}, false, "notice"});
    say(Changed{c->contact});
}

void Core::Turn::operator()(const PauseRecording& e) {
    Call* c = find(e.contact);
    if (!c || !c->recording || c->recording_paused == e.on) return;
    c->recording_paused = e.on;
    if (!c->recording_waits) say(PauseRecord{c->contact, e.on});
    say(Changed{c->contact});
}

void Core::Turn::operator()(const LineLeft& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::waiting || transfer_failed(*c)) return;
    c->exit = e.exit;
    if (c->leaves_by == routing::StepAction::external && !c->ways_out.empty()) {
        enter(*c, CallState::passing);
        return ring_outside(*c, c->way_line, std::exchange(c->ways_out, {}), false);
    }
    if (e.exit == Exit::callback) {  // his task is in the line already, in his place
        enter(*c, CallState::closing);
        const char* told = c->booked ? "callback_booked" : "callback_taken";
        return say(PlayTo{c->buyer, {told}, false, "closing"});
    }
    if (c->chat_sent && e.exit == Exit::key_exit) {
        enter(*c, CallState::closing);
        return say(PlayTo{c->buyer, {"chat_sent"}, false, "closing"});
    }
    if (c->leaves_by == routing::StepAction::hang_up) {
        enter(*c, CallState::closing);
        return say(PlayTo{c->buyer, {"goodbye"}, false, "closing"});
    }
    message_or_callback(*c);
}

/// Nobody took his call: what the shop, or the line's last step for him, says.
void Core::Turn::message_or_callback(Call& c) {
    const bool message = c.missed == Missed::voicemail || !c.callable ||
                         c.leaves_by == routing::StepAction::voicemail;
    if (message) {
        enter(c, CallState::voicemail);
        return say(PlayTo{c.buyer, {"voicemail_prompt", "beep"}, false, "voicemail"});
    }
    enter(c, CallState::closing);
    say(MakeTask{c.contact, false});
    say(PlayTo{c.buyer, {"callback_taken"}, false, "closing"});
}

void Core::Turn::operator()(const SayToWaiting& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::waiting || c->hears_times) return;
    // Who cannot be called back is not told of a key that would do nothing.
    const bool vain = e.callback_offered && !c->callable;
    c->callback_offered |= e.callback_offered && c->callable;
    if (e.times_offered && c->callable) {
        c->times_offered = true;
        c->times = 0;  // key 2 tells them anew, as this offer says
    }
    c->chat_offered |= e.chat_offered;
    const auto words = vain ? std::vector<std::string>{"please_wait"} : e.prompts;
    if (!words.empty()) say(PlayTo{c->buyer, words, false, "announcement"});
}

/// While a phone rings nothing is said: asked again when it rings no more (rest).
void Core::Turn::operator()(const TimesTold& e) {
    Call* c = find(e.contact);
    if (!c || !c->times_asked) return;
    c->times_missed = c->state == CallState::offered;
    if (c->state != CallState::waiting) return;
    c->times_asked = false;
    c->times = e.times;
    c->times_offered = e.times > 0;
    c->hears_times = true;
    say(PlayTo{c->buyer, e.prompts, false, "times"});
}

void Core::Turn::operator()(const StepTaken& e) {
    Call* c = find(e.contact);
    if (!c || c->state != CallState::waiting) return;
    c->leaves_by = e.action;
    c->way_line = e.line;
    c->ways_out = e.legs;
}

void Core::Turn::operator()(const KeyPressed& e) {
    Call* c = find_buyer(e.leg);
    if (c && c->state == CallState::in_flow) return flow_step(*c, flows::Pressed{e.key});
    const bool in_line = c && (c->state == CallState::waiting || c->state == CallState::offered);
    if (in_line) waiting_key(*c, e.key);
}

/// A call-back instead of waiting: 1 now, in his place; 2 tells the times; then a key for each. 9:
/// he would rather write.
void Core::Turn::waiting_key(Call& c, char key) {
    if (key == '1' && c.callback_offered) {
        c.callback_offered = c.times_offered = false;
        c.times = 0;
        return say(AskCallback{c.contact});
    }
    if (c.times_asked) return;  // an impatient second press is no choice
    if (key == '9' && c.chat_offered) {
        c.chat_offered = false;
        return say(AskChat{c.contact});
    }
    if (key == '2' && c.times_offered && c.times == 0) {
        c.times_asked = true;
        return say(AskTimes{c.contact});
    }
    if (key < '2' || key >= '2' + c.times) return;
    c.times = 0;  // told anew, should somebody be quicker
    c.times_asked = true;
    say(BookTime{c.contact, key - '2'});
}

/// His place goes only when the link is on its way.
void Core::Turn::operator()(const ChatSent& e) {
    Call* c = find(e.contact);
    if (!c || (c->state != CallState::waiting && c->state != CallState::offered)) return;
    if (e.sent) {
        c->chat_sent = true;
        return say(ToLine{routing::ContactLeft{c->contact, Exit::key_exit}});
    }
    if (c->state == CallState::waiting)
        say(PlayTo{c->buyer, {"chat_not_sent"}, false, "announcement"});
}

void Core::Turn::operator()(const TimeTaken& e) {
    Call* c = find(e.contact);
    if (!c || (c->state != CallState::waiting && c->state != CallState::offered)) return;
    c->booked = true;
    say(ToLine{routing::ContactLeft{c->contact, Exit::callback}});
}

void Core::Turn::operator()(const CallTimer& e) {
    Call* c = find(e.contact);
    if (!c || e.token != c->timer) return;
    if (c->state == CallState::in_flow) {
        leave_company(*c);  // it rang outside long enough
        return flow_step(*c, flows::Alarm{c->flow_alarm});
    }
    if (c->state == CallState::offered && c->ringing) {
        c->rings++;
        say(Changed{c->contact});
        return set_timer(*c, c->ring_cadence);
    }
    if (c->state == CallState::dialling) return dial_timer(*c);
    const bool released = release_away(*c);
    const Party* p = c->consulted();
    const bool rings_outside = p && p->outside && p->state == PartyState::ringing;
    if (released && rings_outside) set_timer(*c, p->since + outside_rings - now_);
    if (released) return;
    if (rings_outside) return outside_over(*c, p->line, "no_answer");
    if (c->state == CallState::interrupted) {
        const PersonId lost = *c->agent;
        close_span(*c, SpanEnd::lost);
        say(ToLine{routing::ContactDone{c->contact, lost, false}});
        say(ToLine{routing::AgentReachable{lost, false}});
        release_agent(*c);
        return join_line(*c, true);
    }
    if (c->state == CallState::voicemail) {
        say(MakeTask{c->contact, true});
        end(*c, HangUpBy::system, true);
    }
}

const Call* Core::call(ContactId contact) const {
    auto it = calls_.find(contact);
    return it == calls_.end() ? nullptr : &it->second;
}
const Call* Core::of_buyer(LegId leg) const {
    auto it = by_buyer_.find(leg);
    return it == by_buyer_.end() ? nullptr : call(it->second);
}
const Call* Core::of_agent(PersonId agent) const {
    auto it = by_agent_.find(agent);
    return it == by_agent_.end() ? nullptr : call(it->second);
}
std::vector<ContactId> Core::all() const {
    std::vector<ContactId> ids;
    ids.reserve(calls_.size());
    for (const auto& [id, call] : calls_) ids.push_back(id);
    return ids;
}
void Core::forget(ContactId contact) {
    calls_.erase(contact);
    flows_.erase(contact);
}
const Call* Core::of_line(ContactId line) const {
    auto it = by_line_.find(line);
    return it == by_line_.end() ? nullptr : call(it->second);
}
const Call* Core::of_watcher(PersonId person) const {
    auto it = by_watcher_.find(person);
    return it == by_watcher_.end() ? nullptr : call(it->second);
}

}  // namespace ol::calls
