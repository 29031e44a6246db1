// REFER of an operator's phone. Whom it names is a colleague (her SIP user or login) or a queue;
// numbers outside are asked by her second line first (phone_dial), or sent to by the desk.
#include "contact/calls/phone_key.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ol::calls {
namespace {

/// Whom she asks by her second line: he is the buyer's, or, while it rings there, the buyer is
/// sent.
void attended(Calls::Impl& floor, const Call& call, const std::function<void(int)>& tell) {
    const ContactId id = call.contact;
    const PersonId who = *call.agent;
    const Party beside = *call.consulted();
    if (beside.state == PartyState::consulting) {
        tell(200);  // before it is done: with the transfer her legs end
        (void)floor.talk(who, id, "complete", {});
        return;
    }
    TransferIn in;
    if (const auto number = floor.outside_numbers.find(beside.line);
        number != floor.outside_numbers.end())
        in.number = number->second.second;
    else if (beside.queue)
        in.queue_id = beside.queue;
    else
        in.person_id = beside.agent;
    tell(200);
    floor.apply(CancelConsult{id});
    (void)floor.talk(who, id, "transfer", in);
}

}  // namespace

std::optional<TransferIn> target_of(const Calls::Impl& floor, const std::string& name) {
    TransferIn in;
    const std::string wanted = lower_ascii(name);
    for (const auto& [id, agent] : floor.agents)
        if (lower_ascii(agent.info.sip_user) == wanted || lower_ascii(agent.info.login) == wanted)
            in.person_id = id;
    if (in.person_id) return in;
    for (const auto& [id, queue] : floor.queues)
        if (lower_ascii(queue.name) == wanted) in.queue_id = id;
    if (in.queue_id) return in;
    return std::nullopt;
}

int status_of(const Error& error) {
    if (error.code == "calls.colleague_busy") return 486;
    if (error.code == "calls.colleague_away") return 480;
    if (error.code == "calls.colleague" || error.code == "calls.queue") return 404;
    return 403;
}

void phone_key(Calls::Impl& floor, const sip::Refer& key) {
    const auto tell = [&](int status) {
        floor.voice.post([voice = &floor.voice, leg = key.leg, status] {
            if (voice->sip_) voice->sip_->refer_progress(leg, status);
        });
    };
    const auto contact = floor.agent_legs.find(key.leg);
    const Call* call =
        contact == floor.agent_legs.end() ? nullptr : floor.core.call(contact->second);
    const bool first = call && call->agent && call->agent_leg == key.leg;
    const bool second = call && call->agent && call->second_leg == key.leg;
    if ((!first && !second) || call->state != CallState::talking) return tell(403);
    if (key.replaces) {
        const LegId other = first ? call->second_leg : call->agent_leg;
        if (!call->second_leg || key.replaces != other) return tell(403);
        return attended(floor, *call, tell);
    }
    if (call->consulted()) return tell(403);
    const auto in = target_of(floor, key.to_user);
    if (!in) return tell(404);
    const PersonId who = *call->agent;
    if (auto may = floor.may_be_asked(who, *in); !may) return tell(status_of(may.error()));
    tell(200);  // before it is done: with the transfer her leg ends
    (void)floor.talk(who, call->contact, "transfer", *in);
}

}  // namespace ol::calls
