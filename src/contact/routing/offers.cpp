// An offer's life: given, taken, joined, talked, ended; or come to nothing (A8, A17-A20).
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

namespace {

constexpr Ms lease_after_ring{2000};  // A8: a reservation ends by itself at ring timeout + 2 s
constexpr Ms join_at_least{
    5000};  // ... but who answered late still gets the 5 s that A8 allows a leg to come up

constexpr bool by_person(OfferFailure cause) {
    return cause == OfferFailure::no_answer || cause == OfferFailure::declined ||
           cause == OfferFailure::busy;
}

}  // namespace

Hand& Router::State::offer(Contact& contact, Stand& stand, Agent& agent, Reason why) {
    Queue& queue = *stand.queue;
    const QueueConfig& config = queue.config;
    // Who became free by this very event is matched in settle(): she must not stand there yet.
    const bool stood = agent.standing != 0;
    leave_ready_sets(agent);
    if (contact.place == Place::open) move(contact, Place::ringing);
    Hand& hand = new_hand(agent);
    hand.contact = &contact;
    hand.contact_id = contact.id;
    hand.agent = &agent;
    hand.queue = &queue;
    hand.queue_id = stand.id;
    hand.channel = contact.channel;
    hand.outbound = contact.outbound;
    hand.offered_at = now;
    hand.ring_timeout = config.ring_timeout;
    hand.deadline = {Deadline::Owner::agent, agent.id.value, contact.id.value};
    contact.hands.push_back(&hand);
    contact.why = WhyWaiting::unknown;
    ++contact.attempts;
    Time expires = now + config.ring_timeout;
    const QueueConfig& home = contact.home.queue->config;
    if (home.max_wait > Ms{0} && home.ring_limit == RingLimit::app && !contact.home.queue->frozen())
        expires = std::min(expires, wait_end(contact));  // A19
    hand.until = expires;
    deadlines.set(hand.deadline, expires);
    if (Member* member = member_of(agent, queue)) {
        member->last_offer = now;
        queue.cursor = {member->terms.position, agent.id};
        contact.cursor = queue.cursor;
    }
    emit(OfferContact{contact.id, agent.id, config.id, expires, why, contact.attempts});
    if (!quiet) emit(Explain{contact.id, agent.id, std::move(why)});
    show(agent);
    record("offer", &contact, &agent, &queue);
    if (const unsigned left = room(agent); left && stood) enter_ready_sets(agent, left);
    return hand;
}

void Router::State::cancel(const Hand& hand, OfferFailure cause) {
    emit(CancelOffer{hand.contact_id, hand.agent->id, cause});
}

void Router::State::on(const OfferAccepted& event) {
    Contact* contact = contacts.find(event.contact);
    Hand* hand = contact ? contact->hand_of(event.agent) : nullptr;
    if (hand && hand->state == Hand::State::ringing) return accept(*hand);
    if (hand && hand->state == Hand::State::joining && contact->directed)
        return accept_directed(*hand);
    if (hand) return ignore("already_accepted", event.contact, event.agent);
    // Too late: the caller has gone or rings elsewhere. Her phone must not stay off the hook with
    // nobody there.
    emit(CancelOffer{event.contact, event.agent, OfferFailure::lost_race});
    ignore(contact ? "not_offered" : "unknown_contact", event.contact, event.agent);
}

/// The first who answers wins; everybody else's phone stops at once and it is nobody's fault (A17).
void Router::State::accept(Hand& hand) {
    Contact& contact = *hand.contact;
    Agent& agent = *hand.agent;
    contact.accepted_at = now;
    while (contact.hands.size() > 1) {
        Hand* other = contact.hands[contact.hands.front() == &hand ? 1 : 0];
        Agent& loser = *other->agent;
        cancel(*other, OfferFailure::lost_race);
        record("lost_race", &contact, &loser, other->queue).ring = now - other->offered_at;
        drop(*other);
        agent_free(loser);
    }
    move(contact, Place::joining);
    arm(contact);
    agent.no_answers = 0;
    if (hand.queue && hand.queue->config.no_answer_scope == RonaScope::queue)
        if (Member* member = member_of(agent, *hand.queue)) member->no_answers = 0;
    hand.state = Hand::State::joining;
    const Time lease = hand.offered_at + hand.ring_timeout + lease_after_ring;
    hand.until = std::max(lease, now + join_at_least);
    deadlines.set(hand.deadline, *hand.until);
    show(agent);
}

void Router::State::on(const OfferRefused& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact, event.agent);
    Hand* hand = contact->hand_of(event.agent);
    if (!hand || hand->state == Hand::State::talking)
        return ignore("not_offered", event.contact, event.agent);
    fail(*hand, event.cause);
}

void Router::State::on(const ContactConnected& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact, event.agent);
    Hand* hand = contact->hand_of(event.agent);
    if (!hand) return ignore("not_offered", event.contact, event.agent);
    if (hand->state == Hand::State::talking)
        return ignore("already_connected", event.contact, event.agent);
    if (hand->state == Hand::State::ringing) accept(*hand);
    connect(*hand);
}

void Router::State::on(const ContactDone& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact, event.agent);
    Hand* hand = contact->hand_of(event.agent);
    if (!hand || hand->state == Hand::State::ringing)
        return ignore("not_connected", event.contact, event.agent);
    if (hand->state == Hand::State::joining) connect(*hand);
    finish(*hand, event);
}

void Router::State::connect(Hand& hand) {
    Contact& contact = *hand.contact;
    Agent& agent = *hand.agent;
    hand.state = Hand::State::talking;
    hand.until.reset();
    deadlines.clear(hand.deadline);
    hand.connected_at = now;
    if (contact.accepted_at == Time{}) contact.accepted_at = now;
    agent.last_start = now;
    if (hand.queue) {
        hand.wrap_up = hand.queue->config.wrap_up;
        hand.wrap_up_extend_max = hand.queue->config.wrap_up_extend_max;
        hand.mode = hand.queue->config.wrap_up_mode;
        hand.scope = hand.queue->config.wrap_up_scope;
        hand.shortest_talk = hand.queue->config.shortest_talk;
    }
    if (contact.queue() && !contact.directed) learn_wait(contact);
    move(contact, Place::talking);
    emit(LeaveQueue{contact.id, contact.home.id, Exit::answered,
                    contact.accepted_at - contact.entered_at, 0});
    show(agent);
    record("connect", &contact, &agent, hand.queue).ring = contact.accepted_at - hand.offered_at;
    contact.each_stand([&](Stand& stand) {  // offered once overall, per queue as flow-out (A23)
        if (stand.queue && stand.queue != hand.queue)
            record("flow_out", &contact, nullptr, stand.queue, std::to_string(hand.queue_id.value));
    });
    if (Queue* queue = contact.queue(); queue && contact.identity) {
        const auto it = queue->by_identity.find(contact.identity);
        if (it != queue->by_identity.end() && it->second == contact.id)
            queue->by_identity.erase(it);
    }
}

void Router::State::finish(Hand& hand, const ContactDone& how) {
    Contact& contact = *hand.contact;
    Agent& agent = *hand.agent;
    Queue* queue = hand.queue;
    const Ms talk = now - hand.connected_at;
    record("complete", &contact, &agent, queue, how.ended_by.empty() ? "agent" : how.ended_by)
        .talk = talk;
    leave_ready_sets(agent);
    agent.had_contact = true;
    ++(hand.outbound ? agent.handled_out : agent.handled_in);
    if (talk >= hand.shortest_talk) {
        agent.idle_since = now;
        if (!hand.outbound) agent.last_inbound_end = now;
    }
    agent.busy_spans.emplace_back(hand.offered_at, now);
    if (agent.busy_spans.size() > 256) agent.busy_spans.erase(agent.busy_spans.begin());
    Ms length = hand.wrap_up, most = hand.wrap_up_extend_max;
    if (queue) {
        // A20: the value of the queue just served, as it stands at the end; once started no
        // reconfiguration touches it.
        length = queue->config.wrap_up, most = queue->config.wrap_up_extend_max;
        hand.mode = queue->config.wrap_up_mode, hand.scope = queue->config.wrap_up_scope;
        if (agent.config.wrap_up) length = *agent.config.wrap_up;
        if (Member* member = member_of(agent, *queue)) {
            member->had_contact = true;
            if (talk >= hand.shortest_talk) member->last_end = now;
            const std::int64_t before = member->answered++;
            member->talk_ms += talk.count();
            if (member->counted_in) {
                auto& numbers = queue->answered;
                if (--numbers[before] == 0) numbers.erase(before);
                ++numbers[member->counted_answered = member->answered];
            }
            if (member->terms.wrap_up) length = *member->terms.wrap_up;
        }
        const std::int64_t handle = (talk + std::max(length, Ms{0})).count();
        queue->handle_average =
            queue->handled++ == 0 ? handle : (3 * queue->handle_average + handle) / 4;
    }
    hand.extension_left = most;
    move(contact, Place::outside);
    std::erase(contact.hands, &hand);
    hand.contact = nullptr;
    contacts.erase(contact.id);
    const bool asked = how.wrap_up_asked;
    bool timed = true, wraps = how.wrap_up && agent.after != AfterContact::sign_out;
    switch (hand.mode) {
        case WrapUpMode::none: wraps = false; break;
        case WrapUpMode::asked_open: timed = false, wraps &= asked; break;
        case WrapUpMode::asked_timed: wraps &= asked; break;
        case WrapUpMode::timed:
        case WrapUpMode::timed_in_full: break;
        case WrapUpMode::open: timed = false; break;
    }
    if (!wraps || (timed && length <= Ms{0})) {
        drop(hand);
        return agent_free(agent);
    }
    hand.state = Hand::State::wrap_up;
    hand.until = timed ? std::optional(now + length) : std::nullopt;
    if (timed) deadlines.set(hand.deadline, *hand.until);
    show(agent);
}

/// The offer came to nothing: the contact goes back to its place, the agent is held back by cause.
void Router::State::fail(Hand& hand, OfferFailure cause) {
    Contact& contact = *hand.contact;
    Agent& agent = *hand.agent;
    Queue* queue = hand.queue;
    contact.accepted_at = {};
    record(to_name(cause), &contact, &agent, queue).ring = now - hand.offered_at;
    drop(hand);
    if (contact.directed) {  // asked by name: a refusal is no fault of hers
        agent_free(agent);
        return leave(contact, Exit::withdrawn);
    }
    if (agent.after != AfterContact::stay || !queue)
        agent_free(agent);
    else
        punish(agent, cause, *queue);
    if (!contact.queue()) return leave(contact, Exit::withdrawn);
    contact.refused_by_person |= by_person(cause);
    const bool rings = !contact.hands.empty();
    if (rings) return insert_sorted(contact.tried, agent.id);
    insert_sorted(contact.tried, agent.id);
    if (contact.wishes_) contact.wishes_->held_for = nullptr;
    const Ms retry = contact.queue()->config.retry;
    if (cause == OfferFailure::no_answer && retry > Ms{0})
        contact.wishes().deferred_until = now + retry;
    move(contact, Place::open);
    if (wait_is_over(contact)) return leave(contact, Exit::timeout);
    const ContactId id = contact.id;
    if (fire_step(contact)) return;
    arm(contact);
    contacts_opened.push_back(id);
}

/// Out of both their hands; the row is gone afterwards.
void Router::State::drop(Hand& hand) {
    Agent& agent = *hand.agent;
    deadlines.clear(hand.deadline);
    if (hand.contact) std::erase(hand.contact->hands, &hand);
    leave_ready_sets(agent);
    const auto at = std::find_if(agent.hands.begin(), agent.hands.end(),
                                 [&](const auto& held) { return held.get() == &hand; });
    spare_hands.push_back(std::move(*at));
    agent.hands.erase(at);
}

Hand& Router::State::new_hand(Agent& agent) {
    if (spare_hands.empty()) {
        agent.hands.push_back(std::make_unique<Hand>());
    } else {
        *spare_hands.back() = Hand{};
        agent.hands.push_back(std::move(spare_hands.back()));
        spare_hands.pop_back();
    }
    return *agent.hands.back();
}

void Router::State::hand_due(Hand& hand) {
    switch (hand.state) {
        case Hand::State::ringing: {
            const Time ring_end = hand.offered_at + hand.ring_timeout;
            // A ring cut short by the longest wait is no RONA: the contact's own deadline ends it.
            if (now < ring_end) return deadlines.set(hand.deadline, ring_end);
            cancel(hand, OfferFailure::no_answer);
            return fail(hand, OfferFailure::no_answer);
        }
        case Hand::State::joining: {
            const bool rang = hand.contact->directed && hand.contact->accepted_at == Time{};
            const auto cause = rang ? OfferFailure::no_answer : OfferFailure::connect_failed;
            cancel(hand, cause);
            return fail(hand, cause);
        }
        case Hand::State::talking: return;
        case Hand::State::wrap_up: {
            Agent& agent = *hand.agent;
            drop(hand);
            return agent_free(agent);
        }
    }
}

void Router::State::on(const ContactParked& event) {
    Contact* contact = contacts.find(event.contact);
    Hand* hand = contact ? contact->hand_of(event.agent) : nullptr;
    if (!hand || hand->state != Hand::State::talking)
        return ignore("not_connected", event.contact, event.agent);
    if (hand->channel == Channel::call) return ignore("calls_are_not_parked", event.contact);
    if (hand->parked == event.parked) return ignore("already_known", event.contact, event.agent);
    hand->parked = event.parked;
    show(*hand->agent);
}

void Router::State::on(const ContactPicked& event) {
    Contact* contact = contacts.find(event.contact);
    Agent* agent = agents.find(event.agent);
    if (!contact || !agent) return ignore("unknown_contact", event.contact, event.agent);
    if (contact->place != Place::open || !contact->queue())
        return ignore("in_hand", event.contact, event.agent);
    const bool works = agent->base != AgentState::signed_out &&
                       agent->reached_by(contact->channel) && agent->after == AfterContact::stay;
    const bool able = (room(*agent) >> static_cast<unsigned>(contact->channel)) & 1u;
    if (!works || (!able && !event.permitted)) return ignore("no_room", event.contact, event.agent);
    if (agent->base != AgentState::ready) return ignore("not_ready", event.contact, event.agent);
    if (contact->wishes_) {
        unfile(*contact);
        contact->wishes_->held_for = nullptr;
        contact->wishes_->deferred_until.reset();
        file(*contact);
    }
    offer(*contact, contact->home, *agent, {"picked_by_hand", {}});
    arm(*contact);
}

}  // namespace ol::routing
