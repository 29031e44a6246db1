// Air raid, power, provider: a site's people go to a pause of its own, nobody loses a place, the
// all clear brings people back one by one.
#include "contact/routing/check.hpp"
#include "contact/routing/state.hpp"

namespace ol::routing {

namespace {
constexpr std::string_view reason = "emergency";
}

void Router::State::on(const EmergencyBegan& event) {
    if (event.emergency == 0) return ignore("no_id");
    if (emergencies.contains(event.emergency)) return ignore("already_known");
    emergencies[event.emergency] = event;
    Record& r = record("emergency", nullptr, nullptr, nullptr, std::to_string(event.emergency));
    r.position = static_cast<int>(event.agents.size());
    for (const QueueId id : event.queues) {
        Queue* queue = queues.find(id);
        if (!queue) continue;
        if (!queue->frozen()) queue->frozen_since = now;
        queue->emergencies.push_back(event.emergency);
        for (const LineKey& key : queue->line.keys()) {
            Contact& contact = *key.contact;
            if (contact.queue() == queue) arm(contact);
        }
        arm(*queue);
        touch(*queue);
    }
    for (const PersonId id : event.agents) {
        if (!id) continue;
        Agent& agent = agent_row(id);
        const bool first = agent.emergencies.empty();
        agent.emergencies.push_back(event.emergency);
        agent.emergency_return.reset();
        // Who is in a pause of her own, or about to leave, stays in it when it is over too.
        const bool works = agent.base == AgentState::ready && agent.after == AfterContact::stay;
        if (first && works) stand_down(agent);
    }
    for (const QueueId id : event.queues)
        if (Queue* queue = queues.find(id))
            for (const LineKey& key : queue->line.keys())
                if (key.contact->queue() == queue) say_emergency(*key.contact);
}

/// To the pause of its own at once, or after what she talks to; the all clear brings her back.
void Router::State::stand_down(Agent& agent) {
    if (agent.back_after_emergency) return ignore("emergency", {}, agent.id);
    agent.back_after_emergency = true;
    agent.after_reason = reason;
    agent.after_long = true;
    agent.no_answers = 0;
    const bool bound = std::any_of(agent.hands.begin(), agent.hands.end(), [](const auto& hand) {
        return hand->state != Hand::State::wrap_up;
    });
    if (!bound) return leave_now(agent, AfterContact::pause);
    agent.after = AfterContact::pause;  // what she talks to, she may end
    take_from_ringing(agent, OfferFailure::unreachable);
}

/// Callers hear why nobody comes, also those who join meanwhile; not while a phone rings for them.
void Router::State::say_emergency(const Contact& contact) {
    if (quiet || !contact.queue()->frozen() || contact.place != Place::open) return;
    emit(Announce{
        contact.id, contact.home.id, Saying::emergency, position_of(contact), false, {}, false});
}

void Router::State::on(const EmergencyEnded& event) {
    const auto it = emergencies.find(event.emergency);
    if (it == emergencies.end()) return ignore("unknown_emergency");
    const EmergencyBegan began = std::move(it->second);
    emergencies.erase(it);
    record("all_clear", nullptr, nullptr, nullptr, std::to_string(event.emergency));
    for (const QueueId id : began.queues) {
        Queue* queue = queues.find(id);
        if (!queue || std::erase(queue->emergencies, event.emergency) == 0) continue;
        if (queue->frozen()) continue;
        queue->told_emergency = true;
        const Ms lasted = now - queue->frozen_since;
        for (const LineKey& key : queue->line.keys()) {
            Contact& contact = *key.contact;
            if (contact.queue() != queue) continue;
            contact.frozen += std::min(lasted, now - contact.joined_at);
            arm(contact);
        }
        if (queue->signed_in() == 0) queue->empty_since = now;
        arm(*queue);
        touch(*queue);
    }
    const Ms stagger = std::clamp(event.stagger, Ms{0}, longest_time / 100000);
    Time at = now;
    std::vector<PersonId> back = began.agents;
    std::sort(back.begin(), back.end());
    for (const PersonId id : back) {
        Agent* agent = agents.find(id);
        if (!agent || std::erase(agent->emergencies, event.emergency) == 0) continue;
        if (!agent->emergencies.empty() || !agent->back_after_emergency) continue;
        if (at <= now) {
            call_back_to_work(*agent);
        } else {
            agent->emergency_return = at;
            arm(*agent);
        }
        at += stagger;
    }
}

/// She was ready when it began, and still stands where it put her.
void Router::State::call_back_to_work(Agent& agent) {
    if (!std::exchange(agent.back_after_emergency, false)) return;
    if (agent.after == AfterContact::pause && agent.after_reason == reason) {
        agent.after = AfterContact::stay;
        return show(agent);
    }
    if (agent.base != AgentState::paused || agent.base_reason != reason) return;
    agent.long_break = false;
    agent.ready_since = now;
    record("unpause", nullptr, &agent, nullptr, std::string(reason));
    set_base(agent, AgentState::ready, {}, std::nullopt);
}

}  // namespace ol::routing
