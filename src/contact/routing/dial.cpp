// She calls out by herself: no offer, no ring, the contact is in her hands at once.
#include "contact/routing/state.hpp"

namespace ol::routing {

void Router::State::on(const AgentDials& event) {
    Agent* agent = agents.find(event.agent);
    if (!event.contact || !agent) return ignore("unknown_agent", event.contact, event.agent);
    if (agent->base == AgentState::signed_out || agent->after == AfterContact::sign_out)
        return ignore("signed_out", event.contact, event.agent);
    const bool talks = std::any_of(agent->hands.begin(), agent->hands.end(), [](const auto& hand) {
        return hand->channel == Channel::call &&
               (hand->state == Hand::State::joining || hand->state == Hand::State::talking);
    });
    if (talks) return ignore("in_contact", event.contact, event.agent);
    Contact* contact = contacts.find(event.contact);
    if (contact && (contact->place != Place::open || !contact->queue()))
        return ignore("in_hand", event.contact, event.agent);
    take_from_ringing(*agent, OfferFailure::lost_race);
    // What rang at her may have left by that, and an offer that failed may have moved her.
    contact = contacts.find(event.contact);
    if (contact)
        take_by_dialling(*contact, *agent);
    else
        new_dialled(event, *agent);
    agent->no_answers = 0;
}

/// A task out of the line: its visit ends answered, by her.
void Router::State::take_by_dialling(Contact& contact, Agent& agent) {
    if (contact.wishes_) {
        unfile(contact);
        contact.wishes_->held_for = nullptr;
        contact.wishes_->deferred_until.reset();
        file(contact);
    }
    leave_ready_sets(agent);
    move(contact, Place::ringing);
    Hand& hand = new_hand(agent);
    hand.contact = &contact;
    hand.contact_id = contact.id;
    hand.agent = &agent;
    hand.queue = contact.queue();
    hand.queue_id = contact.home.id;
    hand.channel = contact.channel;
    hand.outbound = true;
    hand.offered_at = now;
    hand.deadline = {Deadline::Owner::agent, agent.id.value, contact.id.value};
    contact.hands.push_back(&hand);
    contact.why = WhyWaiting::unknown;
    accept(hand);
    connect(hand);
}

void Router::State::new_dialled(const AgentDials& event, Agent& agent) {
    Queue* queue = queues.find(event.queue);
    Contact& contact = contacts.add(event.contact);
    contact.id = event.contact;
    contact.home = {queue, event.queue, nullptr, {}};
    contact.outbound = true;
    contact.entered_at = contact.joined_at = contact.accepted_at = now;
    contact.deadline = {Deadline::Owner::contact, event.contact.value};
    if (queue) contact.home.key = key_of(contact, *queue);
    leave_ready_sets(agent);
    Hand& hand = new_hand(agent);
    hand.state = Hand::State::talking;
    hand.contact = &contact;
    hand.contact_id = contact.id;
    hand.agent = &agent;
    hand.queue = queue;
    hand.queue_id = event.queue;
    hand.outbound = true;
    hand.offered_at = hand.connected_at = now;
    hand.deadline = {Deadline::Owner::agent, agent.id.value, contact.id.value};
    if (queue) {
        hand.wrap_up = queue->config.wrap_up;
        hand.wrap_up_extend_max = queue->config.wrap_up_extend_max;
        hand.mode = queue->config.wrap_up_mode;
        hand.scope = queue->config.wrap_up_scope;
        hand.shortest_talk = queue->config.shortest_talk;
    }
    contact.hands.push_back(&hand);
    move(contact, Place::talking);
    agent.last_start = now;
    show(agent);
    record("dial", &contact, &agent, queue);
}

}  // namespace ol::routing
