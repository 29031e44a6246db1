// A contact for one person by name: a transfer to a colleague, a consultation, a take-over. It
// stands in no line and no strategy asks for anybody else: she takes it, or it ends at once.
#include "contact/routing/state.hpp"

namespace ol::routing {

namespace {
constexpr Ms join_at_least{5000};  // as for any answer (A8)
}

/// Free as for any offer. With permission also in a pause, and held back after a refusal; her own
/// wrap-up of this very contact ends with its coming back.
bool Router::State::takes(const Agent& agent, const ContactDirected& event) const {
    const bool works =
        agent.base != AgentState::signed_out && agent.base != AgentState::not_responding;
    if (!works || !agent.reached_by(event.channel)) return false;
    if ((room(agent) >> static_cast<unsigned>(event.channel)) & 1u) return true;
    const bool own = std::all_of(agent.hands.begin(), agent.hands.end(), [&](const auto& hand) {
        return hand->state == Hand::State::wrap_up && hand->contact_id == event.contact;
    });
    return event.permitted && own && agent.after == AfterContact::stay;
}

void Router::State::on(const ContactDirected& event) {
    if (!event.contact) return ignore("no_id", {}, event.agent, event.queue);
    if (contacts.find(event.contact))
        return ignore("already_here", event.contact, event.agent, event.queue);
    Agent* agent = agents.find(event.agent);
    if (!agent || !takes(*agent, event)) {
        emit(CancelOffer{event.contact, event.agent, OfferFailure::busy});
        emit(LeaveQueue{event.contact, event.queue, Exit::withdrawn, Ms{0}, 0});
        return ignore("not_free", event.contact, event.agent, event.queue);
    }
    const bool stood = agent->standing != 0;
    leave_ready_sets(*agent);
    for (std::size_t i = agent->hands.size(); i-- > 0;)
        if (Hand& hand = *agent->hands[i];
            hand.state == Hand::State::wrap_up && hand.contact_id == event.contact)
            drop(hand);
    Contact& contact = contacts.add(event.contact);
    contact.id = event.contact;
    contact.home = {queues.find(event.queue), event.queue, nullptr, {}};
    contact.channel = event.channel;
    contact.directed = true;
    contact.identity = event.identity;
    contact.entered_at = contact.joined_at = std::min(event.entered_at, now);
    contact.deadline = {Deadline::Owner::contact, event.contact.value};
    contact.attempts = 1;
    contact.home.key.id = event.contact;
    contact.home.key.contact = &contact;
    move(contact, Place::joining);
    ask(contact, *agent, std::max(event.ring_timeout, Ms{1000}));
    if (const unsigned left = room(*agent); left && stood) enter_ready_sets(*agent, left);
}

void Router::State::ask(Contact& contact, Agent& agent, Ms ring_timeout) {
    Hand& hand = new_hand(agent);
    hand.contact = &contact;
    hand.contact_id = contact.id;
    hand.agent = &agent;
    hand.queue = contact.home.queue;
    hand.queue_id = contact.home.id;
    hand.channel = contact.channel;
    hand.state = Hand::State::joining;
    hand.offered_at = now;
    hand.ring_timeout = ring_timeout;
    hand.until = now + ring_timeout;
    hand.deadline = {Deadline::Owner::agent, agent.id.value, contact.id.value};
    contact.hands.push_back(&hand);
    deadlines.set(hand.deadline, *hand.until);
    Reason why{"by_name", {}};
    emit(OfferContact{contact.id, agent.id, contact.home.id, *hand.until, why, contact.attempts});
    if (!quiet) emit(Explain{contact.id, agent.id, std::move(why)});
    show(agent);
    record("offer", &contact, &agent, contact.home.queue);
}

/// Her phone is off the hook: the joining has its time from now on.
void Router::State::accept_directed(Hand& hand) {
    if (hand.contact->accepted_at != Time{})
        return ignore("already_accepted", hand.contact_id, hand.agent->id);
    hand.contact->accepted_at = now;
    hand.until = std::max(*hand.until, now + join_at_least);
    deadlines.set(hand.deadline, *hand.until);
    show(*hand.agent);
}

/// What an agent talks to goes on under another name: who was asked for advice has the buyer now.
void Router::State::on(const ContactRenamed& event) {
    Contact* from = contacts.find(event.contact);
    if (!from || !event.as) return ignore("unknown_contact", event.contact);
    if (from->place != Place::talking) return ignore("not_connected", event.contact);
    if (contacts.find(event.as)) return ignore("already_here", event.as);
    Hand& hand = *from->hands.front();
    Contact& to = contacts.add(event.as);
    to.id = event.as;
    to.home = {from->home.queue, from->home.id, nullptr, {}};
    to.home.key.id = event.as;
    to.home.key.contact = &to;
    to.channel = from->channel;
    to.outbound = from->outbound;
    to.directed = from->directed;
    to.entered_at = from->entered_at, to.joined_at = from->joined_at;
    to.accepted_at = from->accepted_at;
    to.identity = event.identity;
    to.attempts = from->attempts;
    to.deadline = {Deadline::Owner::contact, event.as.value};
    move(*from, Place::outside);
    from->hands.clear();
    deadlines.clear(from->deadline);
    contacts.erase(event.contact);
    hand.contact = &to;
    hand.contact_id = event.as;
    hand.deadline = {Deadline::Owner::agent, hand.agent->id.value, event.as.value};
    to.hands.push_back(&hand);
    move(to, Place::joining);
    move(to, Place::talking);
    show(*hand.agent);
    record("rename", &to, hand.agent, hand.queue, std::to_string(event.contact.value));
}

}  // namespace ol::routing
