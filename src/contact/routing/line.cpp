// A contact's way: into the line, offered, joined, talking, out. Every visit has exactly one exit
// (A28).
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

namespace {

constexpr Ms lease_after_ring{2000};  // A8: a reservation ends by itself at ring timeout + 2 s
constexpr Ms join_at_least{
    5000};  // ... but who answered late still gets the 5 s that A8 allows a leg to come up

constexpr bool may_move(Place from, Place to) {
    switch (from) {
        case Place::outside: return to == Place::open;
        case Place::open: return to == Place::ringing || to == Place::outside;
        case Place::ringing:
            return to == Place::open || to == Place::joining || to == Place::outside;
        case Place::joining:
            return to == Place::open || to == Place::talking || to == Place::outside;
        case Place::talking: return to == Place::outside;
    }
    return false;
}
static_assert(!may_move(Place::talking,
                        Place::open));  // who talked before comes back as a new visit

constexpr std::string_view verb_of(Exit exit) {
    switch (exit) {
        case Exit::answered: return "connect";
        case Exit::abandoned: return "abandon";
        case Exit::timeout: return "timeout";
        case Exit::overflow: return "overflow";
        case Exit::key_exit: return "key";
        case Exit::callback: return "callback";
        case Exit::empty: return "empty";
        case Exit::full: return "full";
        case Exit::withdrawn: return "withdraw";
        case Exit::system_fail: return "system_fail";
        case Exit::closed: return "closed";
    }
    return {};
}

constexpr bool by_person(OfferFailure cause) {
    return cause == OfferFailure::no_answer || cause == OfferFailure::declined ||
           cause == OfferFailure::busy;
}

void insert_sorted(std::vector<PersonId>& ids, PersonId id) {
    const auto at = std::lower_bound(ids.begin(), ids.end(), id);
    if (at == ids.end() || *at != id) ids.insert(at, id);
}

}  // namespace

void Router::State::on(const ContactQueued& event) {
    if (!event.contact) return ignore("no_id", {}, {}, event.queue);
    Queue* queue = queues.find(event.queue);
    if (!queue) return ignore("unknown_queue", event.contact, {}, event.queue);
    if (contacts.find(event.contact)) return ignore("already_here", event.contact, {}, event.queue);
    const int most = queue->config.max_waiting;
    Contact& contact = contacts.add(event.contact);
    contact.id = event.contact;
    contact.queue_id = event.queue;
    contact.queue = queue;
    contact.channel = event.channel;
    contact.priority = event.priority;
    contact.at_head = event.at_head;
    contact.entered_at = std::min(event.entered_at, now);
    contact.joined_at = now;
    contact.deadline = {Deadline::Owner::contact, event.contact.value};
    if (most > 0 && !event.at_head && queue->line.size() >= static_cast<std::size_t>(most)) {
        contact.entered_at = now;  // refused at the door: no wait, whatever age it brought (A5)
        return leave(contact, Exit::full);
    }
    for (const PersonId person : event.excluded) insert_sorted(contact.excluded, person);
    move(contact, Place::open);
    contact.entered_position = static_cast<int>(queue->line.rank(contact.key())) + 1;
    record("enter", &contact, nullptr, queue);
    std::get<Record>(out.back()).position = contact.entered_position;
    arm(contact);
    contacts_opened.push_back(contact.id);
}

void Router::State::on(const ContactLeft& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact);
    // The visit of one who talks is over already; told this way the talk ends all the same and
    // nobody stays bound.
    if (contact->place == Place::talking) return finish(*contact, true, "caller");
    if (contact->place != Place::open) cancel(*contact, OfferFailure::caller_left);
    leave(*contact, event.exit);
}

void Router::State::on(const ContactResumed& event) {
    if (!contacts.find(event.contact)) ignore("unknown_contact", event.contact);
}

void Router::State::on(const OfferAccepted& event) {
    Contact* contact = contacts.find(event.contact);
    const bool hers = contact && contact->agent && contact->agent == event.agent;
    if (hers && contact->place == Place::ringing)
        return accept(*contact, *agents.find(event.agent));
    if (hers) return ignore("already_accepted", event.contact, event.agent);
    // Too late: the caller has gone or rings elsewhere. Her phone must not stay off the hook with
    // nobody there.
    emit(CancelOffer{event.contact, event.agent, OfferFailure::lost_race});
    ignore(contact ? "not_offered" : "unknown_contact", event.contact, event.agent);
}

void Router::State::accept(Contact& contact, Agent& agent) {
    contact.accepted_at = now;
    move(contact, Place::joining);
    arm(contact);
    agent.no_answers = 0;
    const Time lease = contact.offered_at + contact.ring_timeout + lease_after_ring;
    set_agent(agent, AgentState::reserved, "joining", std::max(lease, now + join_at_least));
}

void Router::State::on(const OfferRefused& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact, event.agent);
    const bool offered = contact->place == Place::ringing || contact->place == Place::joining;
    if (contact->agent != event.agent || !offered)
        return ignore("not_offered", event.contact, event.agent);
    fail(*contact, event.cause);
}

void Router::State::on(const ContactConnected& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact, event.agent);
    if (contact->agent != event.agent || contact->place == Place::open)
        return ignore("not_offered", event.contact, event.agent);
    if (contact->place == Place::talking)
        return ignore("already_connected", event.contact, event.agent);
    if (contact->place == Place::ringing) accept(*contact, *agents.find(event.agent));
    connect(*contact);
}

void Router::State::on(const ContactDone& event) {
    Contact* contact = contacts.find(event.contact);
    if (!contact) return ignore("unknown_contact", event.contact, event.agent);
    const bool joined = contact->place == Place::joining || contact->place == Place::talking;
    if (contact->agent != event.agent || !joined)
        return ignore("not_connected", event.contact, event.agent);
    if (contact->place == Place::joining) connect(*contact);
    finish(*contact, event.wrap_up, "agent");
}

/// The only place that assigns `place`; keeps the queue's sets in step.
void Router::State::move(Contact& contact, Place to) {
    if (!may_move(contact.place, to)) throw std::logic_error("routing: a contact cannot move so");
    const Place from = std::exchange(contact.place, to);
    if (!contact.queue) return;
    Queue& queue = *contact.queue;
    const LineKey key = contact.key();
    if (in_line(from) && !in_line(to)) queue.line.erase(key);
    if (!in_line(from) && in_line(to)) queue.line.insert(key);
    if (from == Place::open) {
        queue.open.erase(key);
        if (!contact.tried.empty()) queue.asked.erase(key);
    }
    if (to == Place::open) {
        queue.open.insert(key);
        if (!contact.tried.empty()) queue.asked.insert(key);
    }
}

void Router::State::offer(Contact& contact, Agent& agent, std::size_t of) {
    const QueueConfig& config = contact.queue->config;
    Reason why = why_this(contact, agent, of);
    leave_ready_sets(agent);
    move(contact, Place::ringing);
    contact.agent = agent.id;
    contact.offered_at = now;
    contact.ring_timeout = config.ring_timeout;
    contact.why = WhyWaiting::unknown;
    ++contact.attempts;
    Time expires = now + config.ring_timeout;
    if (config.max_wait > Ms{0})
        expires = std::min(expires, contact.joined_at + config.max_wait);  // A19, mode app
    emit(OfferContact{contact.id, agent.id, config.id, expires, why, contact.attempts});
    emit(Explain{contact.id, agent.id, std::move(why)});
    agent.contact = contact.id;
    set_agent(agent, AgentState::reserved, {}, expires);
    record("offer", &contact, &agent, contact.queue);
}

void Router::State::cancel(Contact& contact, OfferFailure cause) {
    emit(CancelOffer{contact.id, contact.agent, cause});
}

void Router::State::fail(Contact& contact, OfferFailure cause) {
    Agent& agent = *agents.find(contact.agent);
    contact.accepted_at = {};
    record(std::string(to_name(cause)), &contact, &agent, contact.queue);
    std::get<Record>(out.back()).ring = now - contact.offered_at;
    contact.agent = {};
    agent.contact = {};
    if (agent.after != AfterContact::stay || !contact.queue)
        agent_free(agent);
    else
        punish(agent, cause, contact.queue->config);
    if (!contact.queue) return leave(contact, Exit::withdrawn);
    insert_sorted(contact.tried, agent.id);
    contact.refused_by_person |= by_person(cause);
    move(contact, Place::open);
    if (wait_is_over(contact)) return leave(contact, Exit::timeout);
    arm(contact);
    contacts_opened.push_back(contact.id);
}

void Router::State::connect(Contact& contact) {
    Agent& agent = *agents.find(contact.agent);
    contact.connected_at = now;
    if (contact.queue) {
        contact.wrap_up = contact.queue->config.wrap_up;
        contact.wrap_up_extend_max = contact.queue->config.wrap_up_extend_max;
    }
    move(contact, Place::talking);
    emit(LeaveQueue{contact.id, contact.queue_id, Exit::answered,
                    contact.accepted_at - contact.entered_at, 0});
    set_agent(agent, AgentState::talking, {}, std::nullopt);
    record("connect", &contact, &agent, contact.queue);
    std::get<Record>(out.back()).ring = contact.accepted_at - contact.offered_at;
}

void Router::State::finish(Contact& contact, bool wrap_up, std::string_view info) {
    Agent& agent = *agents.find(contact.agent);
    record("complete", &contact, &agent, contact.queue, std::string(info));
    std::get<Record>(out.back()).talk = now - contact.connected_at;
    agent.had_contact = true;
    agent.idle_since = now;
    // A20: the value of the queue just served, as it stands at the end; once started no
    // reconfiguration touches it.
    const Ms length = contact.queue ? contact.queue->config.wrap_up : contact.wrap_up;
    agent.extension_left =
        contact.queue ? contact.queue->config.wrap_up_extend_max : contact.wrap_up_extend_max;
    move(contact, Place::outside);
    contacts.erase(contact.id);
    if (wrap_up && length > Ms{0} && agent.after != AfterContact::sign_out)
        return set_agent(agent, AgentState::wrap_up, {}, now + length);
    agent_free(agent);
}

void Router::State::leave(Contact& contact, Exit exit) {
    contact.accepted_at = {};
    const int position =
        in_line(contact.place) ? static_cast<int>(contact.queue->line.rank(contact.key())) + 1 : 0;
    emit(LeaveQueue{contact.id, contact.queue_id, exit, now - contact.entered_at, position});
    record(std::string(verb_of(exit)), &contact, nullptr, contact.queue);
    std::get<Record>(out.back()).position = position;
    deadlines.clear(contact.deadline);
    if (contact.agent) {  // it rang or was being joined: her phone stops, and it is no RONA
        Agent& agent = *agents.find(contact.agent);
        record("ring_cancel", &contact, &agent, contact.queue);
        std::get<Record>(out.back()).ring = now - contact.offered_at;
        agent_free(agent);
    }
    if (contact.place != Place::outside) move(contact, Place::outside);
    contacts.erase(contact.id);
}

bool Router::State::wait_is_over(const Contact& contact) const {
    const Ms most = contact.queue->config.max_wait;
    return most > Ms{0} && now >= contact.joined_at + most;
}

/// One deadline: the longest wait, or the end of patience with an empty queue. Who is being joined
/// is finished first.
void Router::State::arm(Contact& contact) {
    if (!in_line(contact.place)) return deadlines.clear(contact.deadline);
    const Queue& queue = *contact.queue;
    std::optional<Time> at;
    if (queue.config.max_wait > Ms{0}) at = contact.joined_at + queue.config.max_wait;
    if (queue.config.no_agent_exit > Ms{0} && queue.signed_in() == 0) {
        const Time end =
            std::max(contact.joined_at, queue.empty_since) + queue.config.no_agent_exit;
        at = at ? std::min(*at, end) : end;
    }
    if (at)
        deadlines.set(contact.deadline, *at);
    else
        deadlines.clear(contact.deadline);
}

void Router::State::contact_due(Contact& contact) {
    if (contact.place == Place::ringing) cancel(contact, OfferFailure::caller_left);
    leave(contact, wait_is_over(contact) ? Exit::timeout : Exit::empty);
}

}  // namespace ol::routing
