// An agent's day: signed in, ready, reserved, talking, wrap-up, pauses; and what she is held back
// for (A18, A20).
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

namespace {

using enum AgentState;

constexpr bool may_become(AgentState from, AgentState to) {
    switch (from) {
        case signed_out: return to == paused;
        case paused: return to == paused || to == ready || to == signed_out;
        case ready: return to == ready || to == reserved || to == paused || to == signed_out;
        case reserved: return to != wrap_up;
        case talking: return to == wrap_up || to == ready || to == paused || to == signed_out;
        case wrap_up: return to == wrap_up || to == ready || to == paused || to == signed_out;
        case not_responding: return to == ready || to == paused || to == signed_out;
    }
    return false;
}
static_assert(!may_become(signed_out, ready) && !may_become(wrap_up, reserved));

}  // namespace

Agent& Router::State::agent_row(PersonId id) {
    if (Agent* known = agents.find(id)) return *known;
    Agent& agent = agents.add(id);
    agent.id = id;
    agent.since = now;
    agent.deadline = {Deadline::Owner::agent, id.value};
    return agent;
}

void Router::State::on(const AgentSignedIn& event) {
    if (!event.agent) return ignore("no_id");
    Agent& agent = agent_row(event.agent);
    if (agent.state != signed_out &&
        agent.after == AfterContact::sign_out) {  // came back during the last talk
        agent.after = AfterContact::stay;
        touch(agent);
        return tell(agent);
    }
    if (agent.state != signed_out) return ignore("already_signed_in", {}, event.agent);
    agent.had_contact = false;
    agent.no_answers = 0;
    agent.idle_since = now;
    set_agent(agent, paused, "signed_in", std::nullopt);
    record("login", nullptr, &agent, nullptr);
}

void Router::State::on(const AgentSignedOut& event) {
    Agent* agent = agents.find(event.agent);
    if (!agent || agent->state == signed_out) return ignore("signed_out", {}, event.agent);
    switch (agent->state) {
        case signed_out:
        case paused:
        case ready:
        case wrap_up:
        case not_responding: return leave_now(*agent, AfterContact::sign_out);
        case reserved:
        case talking: break;
    }
    agent->after = AfterContact::sign_out;
    if (!ringing(*agent)) {
        touch(*agent);
        return tell(*agent);
    }
    Contact& contact = *contacts.find(agent->contact);
    cancel(contact, OfferFailure::unreachable);
    fail(contact, OfferFailure::unreachable);
}

void Router::State::on(const AgentReady& event) {
    Agent* agent = agents.find(event.agent);
    if (!agent || agent->state == signed_out) return ignore("signed_out", {}, event.agent);
    switch (agent->state) {
        case signed_out:
        case ready: return ignore("already_ready", {}, event.agent);
        case reserved:
        case talking:  // she takes back "finish and leave"
            if (agent->after != AfterContact::pause) return ignore("in_contact", {}, event.agent);
            agent->after = AfterContact::stay;
            touch(*agent);
            return tell(*agent);
        case wrap_up: break;
        case paused:
        case not_responding:
            agent->no_answers = 0;
            if (!agent->had_contact) agent->idle_since = now;
            record("unpause", nullptr, agent, nullptr);
            break;
    }
    agent->after = AfterContact::stay;
    agent_free(*agent);
}

void Router::State::on(const AgentPaused& event) {
    Agent* agent = agents.find(event.agent);
    if (!agent || agent->state == signed_out) return ignore("signed_out", {}, event.agent);
    if (agent->state == paused && agent->reason == event.reason)
        return ignore("already_paused", {}, event.agent);
    if (agent->after == AfterContact::sign_out) return ignore("signing_out", {}, event.agent);
    const bool in_contact = agent->state == reserved || agent->state == talking;
    agent->after_reason = event.reason;
    if (!in_contact && !(agent->state == wrap_up && event.after_contact))
        return leave_now(*agent, AfterContact::pause);
    agent->after = AfterContact::pause;
    if (event.after_contact || !ringing(*agent)) {
        touch(*agent);
        return tell(*agent);
    }
    Contact& contact = *contacts.find(agent->contact);
    cancel(contact, OfferFailure::declined);
    fail(contact, OfferFailure::declined);
}

void Router::State::on(const AgentReachable& event) {
    if (!event.agent) return ignore("no_id");
    Agent& agent = agent_row(event.agent);  // a phone may register before its owner signs in
    if (agent.reachable == event.reachable) return ignore("already_known", {}, event.agent);
    agent.reachable = event.reachable;
    touch(agent);
    tell(agent);
    if (agent.reachable || !ringing(agent)) return;
    Contact& contact = *contacts.find(agent.contact);
    cancel(contact, OfferFailure::unreachable);
    fail(contact, OfferFailure::unreachable);
}

void Router::State::on(const WrapUpEnded& event) {
    Agent* agent = agents.find(event.agent);
    if (!agent || agent->state != wrap_up) return ignore("not_in_wrap_up", {}, event.agent);
    agent_free(*agent);
}

void Router::State::on(const WrapUpExtended& event) {
    Agent* agent = agents.find(event.agent);
    if (!agent || agent->state != wrap_up) return ignore("not_in_wrap_up", {}, event.agent);
    const Ms by = std::min(event.by, agent->extension_left);
    if (by <= Ms{0}) return ignore("extension_used_up", {}, event.agent);
    agent->extension_left -= by;
    set_agent(*agent, wrap_up, {}, *agent->until + by);
}

/// The only place that assigns an agent's state.
void Router::State::set_agent(Agent& agent, AgentState state, std::string_view reason,
                              std::optional<Time> until) {
    if (!may_become(agent.state, state))
        throw std::logic_error("routing: an agent cannot become so");
    if (agent.state != state) agent.since = now;
    agent.state = state;
    agent.reason = reason;
    agent.until = until;
    if (until)
        deadlines.set(agent.deadline, *until);
    else
        deadlines.clear(agent.deadline);
    touch(agent);
    tell(agent);
}

void Router::State::punish(Agent& agent, OfferFailure cause, const QueueConfig& config) {
    Ms delay{0};
    switch (cause) {
        case OfferFailure::no_answer:
            ++agent.no_answers;
            delay = config.no_answer_delay;
            if (agent.no_answers < config.no_answer_max) break;
            set_agent(agent, not_responding, "no_answer", std::nullopt);
            return record("not_responding", nullptr, &agent, nullptr,
                          std::to_string(agent.no_answers));
        case OfferFailure::declined: delay = config.reject_delay; break;
        case OfferFailure::busy: delay = config.busy_delay; break;
        case OfferFailure::unreachable:
        case OfferFailure::connect_failed: delay = config.unreachable_delay; break;
        case OfferFailure::caller_left:
        case OfferFailure::lost_race: break;
    }
    if (delay > Ms{0})
        set_agent(agent, ready, to_name(cause), now + delay);
    else
        agent_free(agent);
}

void Router::State::agent_free(Agent& agent) {
    agent.contact = {};
    if (agent.after == AfterContact::stay)
        set_agent(agent, ready, {}, std::nullopt);
    else
        leave_now(agent, agent.after);
}

void Router::State::leave_now(Agent& agent, AfterContact where) {
    agent.contact = {};
    agent.after = AfterContact::stay;
    const bool pause = where == AfterContact::pause;
    set_agent(agent, pause ? paused : signed_out, pause ? std::string_view(agent.after_reason) : "",
              std::nullopt);
    record(pause ? "pause" : "logoff", nullptr, &agent, nullptr, pause ? agent.reason : "");
}

bool Router::State::ringing(const Agent& agent) {
    if (agent.state != reserved) return false;
    const Contact* contact = contacts.find(agent.contact);
    return contact && contact->place == Place::ringing;
}

void Router::State::agent_due(Agent& agent) {
    switch (agent.state) {
        case reserved: {
            Contact& contact = *contacts.find(agent.contact);
            const Time ring_end = contact.offered_at + contact.ring_timeout;
            // A ring cut short by the longest wait is no RONA: the contact's own deadline ends it.
            if (contact.place == Place::ringing && now < ring_end)
                return deadlines.set(agent.deadline, ring_end);
            const auto cause = contact.place == Place::ringing ? OfferFailure::no_answer
                                                               : OfferFailure::connect_failed;
            cancel(contact, cause);
            return fail(contact, cause);
        }
        case ready:  // the back-off is over
        case wrap_up: return agent_free(agent);
        case signed_out:
        case paused:
        case talking:
        case not_responding: return;
    }
}

void Router::State::tell(const Agent& agent) {
    AgentChanged change{agent.id,    agent.state, agent.reason,
                        agent.since, agent.until, std::nullopt};
    if (agent.contact) change.contact = agent.contact;
    change.reachable = agent.reachable;
    change.finishing = agent.after != AfterContact::stay;
    emit(std::move(change));
}

void Router::State::touch(Agent& agent) {
    if (std::exchange(agent.touched, true)) return;
    agents_touched.push_back(&agent);
}

void Router::State::touch(Queue& queue) {
    if (std::exchange(queue.touched, true)) return;
    queues_touched.push_back(&queue);
}

Availability Router::State::availability(const Agent& agent) const {
    switch (agent.state) {
        case signed_out: return Availability::signed_out;
        case paused: return Availability::paused;
        case not_responding: return Availability::not_responding;
        case ready:
            if (!agent.reachable) return Availability::unreachable;
            return agent.until ? Availability::backing_off : Availability::free;
        case reserved:
        case talking:
        case wrap_up:
            return agent.after == AfterContact::stay ? Availability::busy : Availability::leaving;
    }
    return Availability::signed_out;
}

void Router::State::recount(Agent& agent, Availability to) {
    const Availability from = std::exchange(agent.counted, to);
    if (from == to) return;
    for (Queue* queue : agent.queues) {
        const bool somebody = queue->signed_in() > 0;
        --queue->counts[static_cast<std::size_t>(from)];
        ++queue->counts[static_cast<std::size_t>(to)];
        touch(*queue);
        if (somebody == (queue->signed_in() > 0)) continue;
        if (somebody) queue->empty_since = now;
        if (queue->config.no_agent_exit > Ms{0}) rearm_line(*queue);
    }
}

void Router::State::enter_ready_sets(Agent& agent) {
    agent.idle_in_queues = true;
    for (Queue* queue : agent.queues) queue->ready.insert(agent.key());
}

void Router::State::leave_ready_sets(Agent& agent) {
    if (!std::exchange(agent.idle_in_queues, false)) return;
    for (Queue* queue : agent.queues) queue->ready.erase(agent.key());
}

}  // namespace ol::routing
