// After each event: rounds are closed, then the free and the waiting are matched, as many pairs as
// possible (A7). Between events no free agent and open contact that suit each other exist, so only
// what was touched must be looked at.
#include "contact/routing/state.hpp"

namespace ol::routing {

void Router::State::settle() {
    const std::vector<Agent*> freed = collect_freed();
    for (std::size_t i = 0; i < contacts_opened.size(); ++i)
        if (Contact* contact = contacts.find(contacts_opened[i])) close_round(*contact);
    for (std::size_t i = 0; i < queues_touched.size(); ++i) close_rounds(*queues_touched[i]);
    match(freed);
    for (Agent* agent : agents_touched) {
        agent->touched = false;
        recount(*agent, availability(*agent));
    }
    agents_touched.clear();
    for (const ContactId id : contacts_opened)
        if (Contact* contact = contacts.find(id)) explain_waiting(*contact);
    contacts_opened.clear();
    for (Queue* queue : queues_touched) {
        queue->touched = false;
        explain_line(*queue);
    }
    queues_touched.clear();
}

/// Who may take a contact now. One who was busy and takes the next at once never shows up as free
/// in her queues' counts: under load that saves the walk over all queues of an agent, twice per
/// contact.
std::vector<Agent*> Router::State::collect_freed() {
    std::vector<Agent*> freed;
    for (Agent* agent : agents_touched) {
        const Availability now_is = availability(*agent);
        if (now_is != Availability::free)
            leave_ready_sets(*agent);
        else if (!agent->idle_in_queues)
            freed.push_back(agent);
        if (!(is_working(agent->counted) && now_is == Availability::free)) recount(*agent, now_is);
    }
    return freed;
}

void Router::State::close_rounds(Queue& queue) {
    if (queue.asked.empty()) return;
    for (const LineKey& key : queue.asked.keys()) close_round(*key.contact);
}

/// A round is over when everyone who works was asked; the paused, the silent and those without a
/// phone are not waited for. A lone operator is asked once; nobody is asked more than rounds_max
/// times; and when a person let it ring and nobody is left who could take it, the contact leaves
/// too: music without end helps no buyer. Only a phone that is gone for the moment (a page
/// reloaded) is given the chance to come back.
void Router::State::close_round(Contact& contact) {
    if (contact.place != Place::open || contact.tried.empty()) return;
    Queue& queue = *contact.queue;
    int left = queue.working(), there = queue.signed_in(), untried = left;
    const auto is_member = [&](const Agent* agent) {
        return agent &&
               std::find(agent->queues.begin(), agent->queues.end(), &queue) != agent->queues.end();
    };
    for (const PersonId id : contact.excluded) {
        const Agent* agent = agents.find(id);
        if (!is_member(agent)) continue;
        if (is_working(agent->counted)) --left, --untried;
        if (agent->counted != Availability::signed_out) --there;
    }
    for (const PersonId id : contact.tried) {
        const Agent* agent = agents.find(id);
        if (is_member(agent) && is_working(agent->counted)) --untried;
    }
    if (untried > 0) return;
    ++contact.rounds;
    const bool lone = there <= 1 && contact.refused_by_person;
    const bool nobody_left =
        left == 0 && queue.count(Availability::unreachable) == 0 && contact.refused_by_person;
    const int most = queue.config.rounds_max;
    if (lone || nobody_left || (most > 0 && contact.rounds >= most))
        return leave(contact, Exit::overflow);
    queue.asked.erase(contact.key());
    contact.tried.clear();
    contact.refused_by_person = false;
    contacts_opened.push_back(contact.id);
}

void Router::State::match(const std::vector<Agent*>& freed) {
    if (freed.size() == 1 && contacts_opened.empty()) return match_agent(*freed[0]);
    if (freed.empty() && contacts_opened.size() == 1) {
        Contact* contact = contacts.find(contacts_opened[0]);
        return contact ? match_contact(*contact) : void();
    }
    if (!freed.empty() || !contacts_opened.empty()) match_many(freed);
}

/// One agent became free: the best contact over all her queues that she may be offered (A16, mode
/// wait within priority bands). Nobody else who is free suits any of them, so she is the only
/// choice.
void Router::State::match_agent(Agent& agent) {
    const LineKey* best = nullptr;
    for (const Queue* queue : agent.queues) {
        const LineKey* first = queue->open.find_first(
            [&](const LineKey& key) { return key.contact->may_be_offered_to(agent.id); });
        if (first && (!best || *first < *best)) best = first;
    }
    if (best)
        offer(*best->contact, agent, 1);
    else
        enter_ready_sets(agent);
}

void Router::State::match_contact(Contact& contact) {
    if (contact.place != Place::open) return;
    if (Agent* agent = best_agent(contact)) offer(contact, *agent, eligible_now(contact));
}

/// Several at once: contacts in order of service over all touched queues, each takes its longest
/// idle; a contact that nobody free suits does not stop those behind it.
void Router::State::match_many(const std::vector<Agent*>& freed) {
    std::vector<Queue*> where;
    for (Agent* agent : freed) {
        enter_ready_sets(*agent);
        where.insert(where.end(), agent->queues.begin(), agent->queues.end());
    }
    for (const ContactId id : contacts_opened)
        if (const Contact* contact = contacts.find(id); contact && contact->queue)
            where.push_back(contact->queue);
    const auto by_id = [](const Queue* a, const Queue* b) { return a->config.id < b->config.id; };
    std::sort(where.begin(), where.end(), by_id);
    where.erase(std::unique(where.begin(), where.end()), where.end());
    const auto first_servable = [this](const Queue& queue) -> const LineKey* {
        if (queue.ready.empty()) return nullptr;
        return queue.open.find_first(
            [this](const LineKey& key) { return best_agent(*key.contact) != nullptr; });
    };
    RankedSet<LineKey> heads;  // of each queue the first contact that somebody free suits
    for (const Queue* queue : where)
        if (const LineKey* head = first_servable(*queue)) heads.insert(*head);
    while (!heads.empty()) {
        const LineKey head = *heads.find_first([](const LineKey&) { return true; });
        heads.erase(head);
        Agent* agent = best_agent(*head.contact);  // may have been taken for another queue since
        if (agent) offer(*head.contact, *agent, eligible_now(*head.contact));
        if (const LineKey* next = first_servable(*head.contact->queue)) heads.insert(*next);
    }
}

Agent* Router::State::best_agent(const Contact& contact) const {
    const IdleKey* best = contact.queue->ready.find_first(
        [&](const IdleKey& key) { return contact.may_be_offered_to(key.id); });
    return best ? best->agent : nullptr;
}

/// How many free agents the choice was made from; told in the explanation.
std::size_t Router::State::eligible_now(const Contact& contact) {
    std::size_t count = contact.queue->ready.size();
    for (const auto* list : {&contact.tried, &contact.excluded})
        for (const PersonId id : *list)
            if (Agent* agent = agents.find(id);
                agent && contact.queue->ready.contains(agent->key()))
                --count;
    return count;
}

}  // namespace ol::routing
