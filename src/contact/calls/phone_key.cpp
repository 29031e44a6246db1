// REFER of an operator's phone. Whom it names is a colleague (her SIP user or login) or a queue;
// numbers outside go by the desk, which knows who may dial.
#include "contact/calls/phone_key.hpp"

#include <algorithm>

#include "platform/base/text.hpp"

namespace ol::calls {
namespace {

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

}  // namespace

void phone_key(Calls::Impl& floor, const sip::Refer& key) {
    const auto tell = [&](int status) {
        floor.voice.post([voice = &floor.voice, leg = key.leg, status] {
            if (voice->sip_) voice->sip_->refer_progress(leg, status);
        });
    };
    const auto contact = floor.agent_legs.find(key.leg);
    const Call* call =
        contact == floor.agent_legs.end() ? nullptr : floor.core.call(contact->second);
    const bool hers = call && call->agent && call->agent_leg == key.leg;
    if (!hers || call->state != CallState::talking || call->consulted()) return tell(403);
    if (key.replaces) return tell(501);
    const auto in = target_of(floor, key.to_user);
    if (!in) return tell(404);
    const PersonId who = *call->agent;
    if (auto may = floor.may_be_asked(who, *in); !may) return tell(status_of(may.error()));
    tell(200);  // before it is done: with the transfer her leg ends
    (void)floor.talk(who, call->contact, "transfer", *in);
}

}  // namespace ol::calls
