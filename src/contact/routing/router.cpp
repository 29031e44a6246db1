// The one entry of the core: what is due, then the event, then the matching.
#include "contact/routing/state.hpp"

namespace ol::routing {

Router::Router() : state_(std::make_unique<State>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

std::vector<Command> Router::handle(Time now, const Event& event) {
    std::vector<Command> out;
    out.reserve(8);
    state_->handle(now, event, out);
    return out;
}

void Router::handle(Time now, const Event& event, std::vector<Command>& out) {
    out.clear();
    state_->handle(now, event, out);
}

void Router::be_quiet() { state_->quiet = true; }

void Router::State::handle(Time at, const Event& event, std::vector<Command>& commands) {
    std::swap(out, commands);
    now = std::max(now, at);  // time never goes back, whatever the shell says
    fire_due();  // before every event, not only when woken: a lost timer delays nothing once
                 // anything happens (A8)
    std::visit([this](const auto& fact) { on(fact); }, event);
    fire_due();  // a new configuration may have put a deadline into the past
    settle();
    if (asked_timer && *asked_timer <= now) asked_timer.reset();
    const auto earliest = deadlines.earliest();
    if (earliest && (!asked_timer || *earliest < *asked_timer)) {
        asked_timer = earliest;
        emit(StartTimer{*earliest});
    }
    std::swap(out, commands);
}

void Router::State::fire_due() {
    while (Deadline* due = deadlines.due(now)) {
        deadlines.clear(*due);
        switch (due->owner) {
            case Deadline::Owner::agent: {
                Agent& agent = *agents.find(PersonId{due->id});
                if (due->in_hand == 0) {
                    agent_due(agent);
                    break;
                }
                for (const auto& hand : agent.hands)
                    if (&hand->deadline == due) {
                        hand_due(*hand);
                        break;
                    }
                break;
            }
            case Deadline::Owner::contact: contact_due(*contacts.find(ContactId{due->id})); break;
            case Deadline::Owner::queue: queue_due(*queues.find(QueueId{due->id})); break;
        }
    }
}

Record& Router::State::record(std::string_view verb, const Contact* contact, const Agent* agent,
                              const Queue* queue, std::string info) {
    if (quiet) return unheard;
    Record& r = std::get<Record>(out.emplace_back(std::in_place_type<Record>));
    r.verb = verb;
    r.info = std::move(info);
    if (agent) r.agent = agent->id;
    if (queue) r.queue = queue->config.id;
    if (!contact) return r;
    r.contact = contact->id;
    r.entered_position = contact->entered_position;
    r.wait = (contact->accepted_at == Time{} ? now : contact->accepted_at) - contact->entered_at;
    return r;
}

void Router::State::ignore(std::string_view why, ContactId contact, PersonId agent, QueueId queue) {
    if (quiet) return;
    Record r;
    r.verb = "ignored";
    r.info = why;
    r.contact = contact;
    r.agent = agent;
    r.queue = queue;
    emit(std::move(r));
}

}  // namespace ol::routing
