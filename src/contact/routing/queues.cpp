// Queues appear, change and go while the line lives: effective at once, and nothing that runs is
// reset (AT6).
#include "contact/routing/state.hpp"

namespace ol::routing {

namespace {
std::vector<PersonId> sorted_unique(std::vector<PersonId> ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}
bool before(const Agent* a, PersonId id) { return a->id < id; }

/// What no setting may be: a ring of no length would make an offer that is over before it began.
QueueConfig sane(QueueConfig config) {
    constexpr Ms shortest_ring{1000};
    config.ring_timeout = std::max(config.ring_timeout, shortest_ring);
    config.members = sorted_unique(std::move(config.members));
    std::erase(config.members, PersonId{});
    return config;
}
}  // namespace

void Router::State::on(const QueueConfigured& event) {
    const QueueId id = event.queue.id;
    if (!id) return ignore("no_id");
    Queue* known = queues.find(id);
    if (known && event.queue.version < known->config.version)
        return ignore("older_version", {}, {}, id);
    Queue& queue = known ? *known : queues.add(id);
    if (!known) queue.empty_since = now;
    queue.config = sane(event.queue);
    const auto& wanted = queue.config.members;
    const auto standing = queue.members;
    for (Agent* agent : standing)
        if (!std::binary_search(wanted.begin(), wanted.end(), agent->id))
            remove_member(queue, *agent);
    for (const PersonId person : wanted) add_member(queue, person);
    record("config", nullptr, nullptr, &queue, std::to_string(queue.config.version));
    rearm_line(queue);
    touch(queue);
    for (const LineKey& key : queue.open.keys())
        contacts_opened.push_back(key.id);  // new members may take them
}

void Router::State::add_member(Queue& queue, PersonId person) {
    const auto at = std::lower_bound(queue.members.begin(), queue.members.end(), person, before);
    if (at != queue.members.end() && (*at)->id == person) return;
    Agent& agent = agent_row(person);
    queue.members.insert(at, &agent);
    agent.queues.insert(
        std::lower_bound(agent.queues.begin(), agent.queues.end(), queue.config.id,
                         [](const Queue* q, QueueId id) { return q->config.id < id; }),
        &queue);
    ++queue.counts[static_cast<std::size_t>(agent.counted)];
    if (agent.idle_in_queues) queue.ready.insert(agent.key());
    record("add_member", nullptr, &agent, &queue);
}

void Router::State::remove_member(Queue& queue, Agent& agent) {
    const bool somebody = queue.signed_in() > 0;
    std::erase(queue.members, &agent);
    std::erase(agent.queues, &queue);
    --queue.counts[static_cast<std::size_t>(agent.counted)];
    if (agent.idle_in_queues) queue.ready.erase(agent.key());
    if (somebody && queue.signed_in() == 0) queue.empty_since = now;
    record("remove_member", nullptr, &agent, &queue);
}

void Router::State::rearm_line(Queue& queue) {
    for (const LineKey& key : queue.line.keys()) arm(*key.contact);
}

void Router::State::on(const QueueRemoved& event) {
    Queue* queue = queues.find(event.queue);
    if (!queue) return ignore("unknown_queue", {}, {}, event.queue);
    for (const LineKey& key : queue->line.keys()) {
        if (key.contact->place == Place::ringing) cancel(*key.contact, OfferFailure::caller_left);
        leave(*key.contact, Exit::withdrawn);
    }
    const auto members = queue->members;
    for (Agent* agent : members) remove_member(*queue, *agent);
    for (const Contact* contact :
         contacts.sorted())  // those in talk end their contact without the queue
        if (contact->queue == queue) contacts.find(contact->id)->queue = nullptr;
    record("remove_queue", nullptr, nullptr, queue);
    std::erase(queues_touched, queue);
    queues.erase(event.queue);
}

}  // namespace ol::routing
