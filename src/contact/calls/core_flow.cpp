// The part of a call that walks through a drawn flow: what happens there is decided by
// flows::Runner, what it means for the call here.
#include <charconv>

#include "contact/calls/core_turn.hpp"

namespace ol::calls {

using routing::Exit;

std::uint32_t flow_token(std::string_view token) {
    constexpr std::string_view prefix = "flow:";
    if (!token.starts_with(prefix)) return 0;
    token.remove_prefix(prefix.size());
    std::uint32_t value = 0;
    std::from_chars(token.data(), token.data() + token.size(), value);
    return value;
}

const flows::Runner* Core::flow_of(ContactId contact) const {
    const auto at = flows_.find(contact);
    return at == flows_.end() ? nullptr : &at->second;
}

void Core::Turn::operator()(const FlowTold& e) {
    Call* c = find(e.contact);
    if (c && c->state == CallState::in_flow) flow_step(*c, e.event);
}

void Core::Turn::begin_flow(Call& c, std::shared_ptr<const flows::Script> script,
                            flows::RunFacts facts) {
    core_.flows_.erase(c.contact);  // he may come from another one
    core_.flows_.emplace(c.contact, flows::Runner(std::move(script), std::move(facts)));
    enter(c, CallState::in_flow);
    flow_step(c, flows::Begin{});
}

void Core::Turn::operator()(const SendToFlow& e) {
    Call* c = find(e.contact);
    if (!c || !e.flow) return;
    const bool talks = c->state == CallState::talking && c->agent;
    // Others go on talking to him, or he waits for her: that is no end of the talk.
    const bool alone = talks && c->parties.empty() && !c->aside && !c->dial;
    if (e.after_talk && !alone) return (*this)(AgentHungUp{e.contact});
    if (!talks) return;
    unhold(*c);
    leave_company(*c);
    const PersonId from = *c->agent;
    say(UnbridgeLeg{c->buyer});
    release_owner(*c, e.after_talk ? "agent" : "transfer",
                  e.after_talk ? SpanEnd::operator_ : SpanEnd::transfer);
    c->wanted.reset();
    c->chat_offered = c->times_offered = c->callback_offered = c->by_name = c->recalled = false;
    if (e.after_talk) {
        c->hung_up_at = now_;
    } else {
        part(*c, "transfer", {}, from, {}, now_);
        c->comes_from = from;
    }
    begin_flow(*c, e.flow, e.facts);
}

void Core::Turn::flow_step(Call& c, const flows::FlowEvent& event) {
    const auto at = core_.flows_.find(c.contact);
    if (at == core_.flows_.end()) return;
    for (const auto& command : at->second.handle(now_, event)) flow_command(c, command);
}

void Core::Turn::flow_command(Call& c, const flows::FlowCommand& command) {
    if (const auto* at = std::get_if<flows::SetAlarm>(&command)) {
        c.flow_alarm = at->token;
        return say(SetTimer{c.contact, ++c.timer, at->at});
    }
    if (const auto* how = std::get_if<flows::Leave>(&command)) return leave_flow(c, *how);
    if (!c.parties.empty()) leave_company(c);
    say(FlowDo{c.contact, command});
}

void Core::Turn::leave_flow(Call& c, const flows::Leave& how) {
    ++c.timer;
    leave_company(c);
    const auto& record = core_.flows_.at(c.contact).record();
    c.served = record.order_id.has_value() || record.rating.has_value();
    c.priority = how.priority;
    c.skills = how.skills;
    if (how.queue) c.queue = *how.queue;
    say(FlowDo{c.contact, flows::Noted{}});
    switch (how.how) {
        case flows::StepKind::hang_up:
            c.exit = Exit::key_exit;
            return end(c, HangUpBy::system, true);
        case flows::StepKind::callback:
            if (how.booked) {
                c.served = true;
                c.exit = Exit::callback;
                return end(c, HangUpBy::system, true);
            }
            if (c.callable) {
                c.exit = Exit::callback;
                c.callback_owed = true;
                enter(c, CallState::closing);
                return say(PlayTo{c.buyer, {"callback_taken"}, false, "closing"});
            }
            [[fallthrough]];  // nobody to call back: he may leave a message
        case flows::StepKind::voicemail:
            c.exit = Exit::key_exit;
            enter(c, CallState::voicemail);
            return say(PlayTo{c.buyer, {"voicemail_prompt", "beep"}, false, "voicemail"});
        case flows::StepKind::transfer: c.wanted = how.person; return join_line(c, false);
        case flows::StepKind::queue:
        case flows::StepKind::say:
        case flows::StepKind::menu:
        case flows::StepKind::digits:
        case flows::StepKind::hours:
        case flows::StepKind::language:
        case flows::StepKind::priority:
        case flows::StepKind::skill:
        case flows::StepKind::order_lookup:
        case flows::StepKind::order_confirm:
        case flows::StepKind::order_cancel:
        case flows::StepKind::rate:
        case flows::StepKind::webhook:
        case flows::StepKind::branch:
        case flows::StepKind::random:
        case flows::StepKind::set: return join_line(c, false);
    }
}

/// He hung up in it: served, when it gave him what he called for.
void Core::Turn::flow_hung_up(Call& c) {
    const auto at = core_.flows_.find(c.contact);
    if (at == core_.flows_.end()) return;
    c.served = at->second.record().order_id.has_value() || at->second.record().rating.has_value();
    if (c.served) c.exit = Exit::key_exit;
    if (at->second.booked()) {
        c.served = true;
        c.exit = Exit::callback;
    }
    say(FlowDo{c.contact, flows::Noted{}});
}

}  // namespace ol::calls
