// The phones of operators that are rung: SIP phones and numbers outside, which are answered by key;
// and a live call that moves from one of her phones to another.
#include "contact/calls/take_floor.hpp"
#include "platform/base/log.hpp"

namespace ol::calls {

bool Calls::Impl::there(const LiveAgent& a, Device device) const {
    if (device.phone == PhoneKind::browser) return bool(a.browser_leg);
    return device.outside || a.sip_reachable;
}

/// By one of her devices at least.
bool Calls::Impl::reachable(const LiveAgent& a) const {
    return there(a, {a.info.phone, a.info.outside}) || (a.info.second && there(a, *a.info.second));
}

/// The one that she is rung at, or rung first: her own choice, unless only the other is there.
Device Calls::Impl::device_now(const LiveAgent& a) const {
    const Device first{a.info.phone, a.info.outside};
    const bool other = a.info.second && !there(a, first) && there(a, *a.info.second);
    return other ? *a.info.second : first;
}

/// What rings beside it. A browser that is not there may come while the other rings.
std::optional<Device> Calls::Impl::second_now(const LiveAgent& a) const {
    if (!a.info.second) return std::nullopt;
    const Device first{a.info.phone, a.info.outside};
    const bool at_first = there(a, first) || !there(a, *a.info.second);
    const Device other = at_first ? *a.info.second : first;
    if (other.phone != PhoneKind::browser && !there(a, other)) return std::nullopt;
    return other;
}

RingingPhone Calls::Impl::ringing_phone(const LiveAgent& a, Device device, ContactId contact) {
    const bool browser = device.phone == PhoneKind::browser;
    const LegId leg = browser ? a.browser_leg : deps.ids.next_id<LegId>();
    if (!browser) agent_legs[leg] = contact;
    return {a.info.id, device.phone, leg, device.outside};
}

void Calls::Impl::ring_phone(LegId leg, const LiveAgent& a, LiveContact& live, bool outside) {
    agent_legs[leg] = live.row.id;
    const auto failed = [this, leg](sip::EndCause cause) {
        floor.post([this, leg, cause] { leg_ended(leg, cause); });
    };
    if (!outside) {
        // The phone gets the caller's number as her name only where she may see it; the address is
        // ours.
        return voice.ring({leg, a.info.sip_user,
                           live.row.number.empty() ? "anonymous" : live.row.number,
                           live.row.caller_name, failed});
    }
    Plan plan;
    plan.shop = live.row.shop;
    if (auto found = plan_ways(plan, a.info.outside_number); !found) {
        log::warn("calls", "operator_outside_unreachable",
                  {{"person", std::to_string(a.info.id.value)}, {"code", found.error().code}});
        return failed(sip::EndCause::unreachable);
    }
    OutLeg out{live.row.id, plan.ways.front().id, deps.ids.next(), floor.now()};
    out.hers = true;
    invite_way(leg, out, plan.ways.front());
}

/// A mobile's voicemail answers too: only who presses 1 has the call.
void Calls::Impl::answered_outside(LegId leg, const std::string& sdp) {
    voice.accept(leg, sdp, [this, leg](bool ok) {
        floor.post([this, leg, ok] {
            const auto it = agent_legs.find(leg);
            if (it == agent_legs.end()) return voice.drop(leg);
            if (!ok) return leg_ended(leg, sip::EndCause::media);
            key_legs.insert(leg);
            voice.play(leg, {{"outside_offer"}, language_at(leg), true, "outside_offer"});
        });
    });
}

/// Of the operator whose phone it is.
std::string Calls::Impl::language_at(LegId leg) const {
    const auto found = agent_legs.find(leg);
    const Call* call = found == agent_legs.end() ? nullptr : core.call(found->second);
    if (!call) return "en";
    const Party* party = call->party_at(leg);
    const Watcher* watcher = call->watcher_at(leg);
    const auto phone = call->phone_at(leg);
    const PersonId person = party                                      ? party->agent
                            : watcher                                  ? watcher->person
                            : phone                                    ? phone->agent
                            : call->moving && call->moving->leg == leg ? call->moving->agent
                                                                       : PersonId{};
    const auto it = agents.find(person);
    return it == agents.end() || it->second.info.language.empty() ? "en" : it->second.info.language;
}

bool Calls::Impl::taken_by_key(LegId leg, char key) {
    if (!key_legs.contains(leg)) return false;
    if (key != '1') return true;
    key_legs.erase(leg);
    voice.with_media([leg](media::Engine& m) { m.stop_play(leg); });
    leg_taken(leg);
    return true;
}

void Calls::Impl::key_pressed(LegId leg, char key) {
    if (takes->key(leg, key)) return;
    if (!taken_by_key(leg, key) && !own_call_key(leg, key)) apply(KeyPressed{leg, key});
}

/// An operator's rung phone is hers now.
void Calls::Impl::leg_taken(LegId leg) {
    const auto it = agent_legs.find(leg);
    if (it == agent_legs.end())
        return voice.drop(leg);  // the offer went to somebody else meanwhile
    const Call* call = core.call(it->second);
    if (!call) return;
    if (call->moving && call->moving->leg == leg) return apply(MoveAnswered{call->contact, leg});
    if (company_answered(*call, leg)) return;
    if (const auto phone = call->phone_at(leg))
        apply(AgentAnswered{call->contact, phone->agent, leg});
}

void Calls::Impl::run(const RingMove& c) {
    auto* live = find(c.contact);
    auto* a = agent(c.agent);
    if (live && a) ring_phone(c.leg, *a, *live, c.outside);
}

Result<> Calls::Impl::move_call(PersonId person, ContactId id, const std::string& to) {
    if (auto mine = with_contact(person, id); !mine) return mine;
    const Call* call = core.call(id);
    auto* a = agent(person);
    if (!a || !call || call->state != CallState::talking || call->agent != person)
        return conflict("calls.not_talking", "this works only while you talk to the buyer");
    if (to == "stay") {
        if (call->moving) apply(MoveFailed{id, call->moving->leg});
        return {};
    }
    if (call->second_leg)
        return conflict("calls.consulting",
                        "a colleague is being asked already: hand over, join or go back first");
    if (call->moving)
        return conflict("calls.moving", "your other phone rings already: answer it there");
    if (to == "browser") {
        if (!a->browser_leg || call->agent_leg == a->browser_leg)
            return conflict(a->browser_leg ? "calls.there_already" : "calls.phone_down",
                            "the desk's phone is not connected, or has the call already");
        apply(MoveAsked{id, person, PhoneKind::browser, a->browser_leg, false});
        return {};
    }
    const bool outside = to == "outside";
    if (outside && a->info.outside_number.empty())
        return conflict("calls.no_outside_number",
                        "enter your number outside in your phone's settings first");
    if (!outside && !a->sip_reachable)
        return conflict("calls.sip_phone_down", "your SIP phone is not registered");
    const bool there =
        call->phone == PhoneKind::sip && out_legs.contains(call->agent_leg) == outside;
    if (there) return conflict("calls.there_already", "you talk at this phone already");
    apply(MoveAsked{id, person, PhoneKind::sip, deps.ids.next_id<LegId>(), outside});
    return {};
}

}  // namespace ol::calls
