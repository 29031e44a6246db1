// Two devices of one operator ring for an offer: the first that answers has the call, the other is
// stopped; one that fails leaves the other ringing. To the line it is one offer.
#include <algorithm>

#include "contact/calls/core_turn.hpp"

namespace ol::calls {

using routing::OfferFailure;

const RingingPhone* Call::second_of(PersonId person) const {
    const auto found = std::ranges::find(seconds, person, &RingingPhone::agent);
    return found == seconds.end() ? nullptr : &*found;
}

std::optional<RingingPhone> Call::browser_of(PersonId person) const {
    const auto first = phone_of(person);
    if (first && first->phone == PhoneKind::browser) return first;
    const RingingPhone* second = second_of(person);
    if (second && second->phone == PhoneKind::browser) return *second;
    return std::nullopt;
}

/// Her second device stands in the place of her first, and the other way round.
void Core::Turn::swap_devices(Call& c, PersonId agent) {
    const auto second = std::ranges::find(c.seconds, agent, &RingingPhone::agent);
    RingingPhone first = *c.phone_of(agent);
    std::swap(first, *second);
    if (c.agent == agent) return take_first(c, first);
    *std::ranges::find(c.others, agent, &RingingPhone::agent) = first;
}

void Core::Turn::stop_second(Call& c, PersonId agent, OfferFailure cause) {
    std::erase(c.declined, agent);
    const auto second = std::ranges::find(c.seconds, agent, &RingingPhone::agent);
    if (second == c.seconds.end()) return;
    say(StopRinging{c.contact, agent, second->phone, second->leg, cause});
    c.seconds.erase(second);
}

/// The device she answered at stands first; her other one rings no more. False: her browser is
/// away, nobody can answer at it.
bool Core::Turn::settle_device(Call& c, const AgentAnswered& e) {
    const RingingPhone* second = c.second_of(e.agent);
    if (!second) return true;
    const bool at_second = e.leg ? second->leg == e.leg : second->phone == PhoneKind::browser;
    if (!(at_second ? second->leg : c.phone_of(e.agent)->leg)) return false;
    if (at_second) swap_devices(c, e.agent);
    stop_second(c, e.agent, OfferFailure::lost_race);
    return true;
}

/// One of two devices is out, the other rings on. False: she is not reached at either.
bool Core::Turn::device_fails(Call& c, const AgentRefused& e) {
    const RingingPhone* second = c.second_of(e.agent);
    if (!e.leg || !second) return false;
    const bool declined = e.cause == OfferFailure::declined || std::erase(c.declined, e.agent) > 0;
    if (second->leg != e.leg) swap_devices(c, e.agent);
    stop_second(c, e.agent, e.cause);
    if (declined) c.declined.push_back(e.agent);
    if (!c.phone_of(e.agent)->leg) return false;  // her browser is gone as well
    say(Changed{c.contact});
    return true;
}

/// Her page is reloaded while her other device rings: it may answer yet.
bool Core::Turn::browser_away(Call& c, const AgentLegLost& e) {
    RingingPhone first = *c.phone_of(e.agent);
    const auto second = std::ranges::find(c.seconds, e.agent, &RingingPhone::agent);
    if (second == c.seconds.end()) return false;
    RingingPhone& other = second->leg == e.leg ? first : *second;
    RingingPhone& lost = second->leg == e.leg ? *second : first;
    if (lost.phone != PhoneKind::browser || !other.leg) return false;
    lost.leg = LegId{};
    if (c.agent == e.agent)
        take_first(c, first);
    else
        *std::ranges::find(c.others, e.agent, &RingingPhone::agent) = first;
    return true;
}

}  // namespace ol::calls
