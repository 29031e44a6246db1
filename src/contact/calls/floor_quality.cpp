// The line of each talk, read every two seconds: who is not heard is told to the operator and the
// log, and the whole is kept with the contact.
#include "contact/calls/floor.hpp"
#include "contact/calls/quality.hpp"
#include "platform/base/log.hpp"

namespace ol::calls {
namespace {

struct Reading {
    ContactId contact;
    LegId buyer, agent;
    media::LegStats from_buyer, from_agent;
};

const char* name(LineFault fault) {
    switch (fault) {
        case LineFault::none: return "";
        case LineFault::no_audio: return "no_audio";
        case LineFault::poor: return "poor";
    }
    return "";
}

}  // namespace

/// Off the floor: the legs' counters are read by the voice loop, all talks in one go.
void Calls::Impl::read_lines() {
    floor.at(floor.now() + line_read_every, [this] { read_lines(); });
    std::vector<Reading> talks;
    for (const ContactId id : core.all()) {
        const Call* call = core.call(id);
        if (!call || call->state != CallState::talking) continue;
        const bool held = call->held_by_agent || call->held_by_buyer || call->alone;
        auto& line = lines[id];
        if (held) {
            line.buyer.pause();
            line.agent.pause();
        } else {
            talks.push_back({id, call->buyer, call->agent_leg, {}, {}});
        }
    }
    if (talks.empty()) return;
    voice.with_media([this, talks = std::move(talks)](media::Engine& m) mutable {
        for (auto& talk : talks) {
            talk.from_buyer = m.stats(talk.buyer);
            talk.from_agent = m.stats(talk.agent);
        }
        floor.post([this, talks = std::move(talks)] {
            for (const auto& talk : talks)
                line_read(talk.contact, talk.agent, talk.from_buyer, talk.from_agent);
        });
    });
}

void Calls::Impl::line_read(ContactId id, LegId agent, const media::LegStats& from_buyer,
                            const media::LegStats& from_agent) {
    const Call* call = core.call(id);
    const auto it = lines.find(id);
    if (!call || it == lines.end() || call->agent_leg != agent) return;
    LineMeters& line = it->second;
    if (line.agent_leg != agent) line.agent.pause();  // another phone: its counters begin anew
    line.agent_leg = agent;
    const LineFault buyer_before = line.buyer.fault(), agent_before = line.agent.fault();
    const bool muted = find(id) && find(id)->muted;
    line.buyer.read(floor.now(), from_buyer);
    line.agent.read(floor.now(), from_agent);
    if (line.buyer.fault() != buyer_before) tell_line(id, "buyer", line.buyer.fault());
    if (line.agent.fault() != agent_before && !muted) tell_line(id, "operator", line.agent.fault());
}

void Calls::Impl::tell_line(ContactId id, const char* side, LineFault fault) {
    const Call* call = core.call(id);
    log::warn("calls", fault == LineFault::none ? "line_good_again" : "line_fault",
              {{"contact", std::to_string(id.value)}, {"side", side}, {"fault", name(fault)}});
    if (fault != LineFault::none)
        fact("contact.line_fault", id.value, {},
             std::string("{\"side\":\"") + side + "\",\"fault\":\"" + name(fault) + "\"}");
    if (!deps.hub || !call || !call->agent) return;
    deps.hub->to_person(*call->agent, "line", json::write(LineEvent{id, side, name(fault)}));
}

/// Kept when the contact is over: one row a side.
void Calls::Impl::keep_line(ContactId id) {
    const auto it = lines.find(id);
    if (it == lines.end()) return;
    const LineMeters line = std::move(it->second);
    lines.erase(it);
    if (line.buyer.readings() == 0) return;
    later([id, line](db::Tx& tx) {
        quality::save(tx, id, "buyer", line.buyer);
        quality::save(tx, id, "operator", line.agent);
    });
}

}  // namespace ol::calls
