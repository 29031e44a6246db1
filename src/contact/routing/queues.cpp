// Queues appear, change and go while the line lives: effective at once, and nothing that runs is
// reset (AT6).
#include "contact/routing/check.hpp"
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

Router::State::State() : expressions(1) {
    on(RouterConfigured{});
    out.clear();
}

void Router::State::on(const RouterConfigured& event) {
    config = event.router;
    units = {100, 10, 25, 15};
    const auto bit = [](Channel c) { return 1u << static_cast<unsigned>(c); };
    beside = {};
    beside[static_cast<std::size_t>(Channel::chat)] = bit(Channel::chat);
    beside[static_cast<std::size_t>(Channel::letter)] = bit(Channel::letter) | bit(Channel::chat);
    for (const ChannelRule& rule : config.channels) {
        const auto channel = static_cast<std::size_t>(rule.channel);
        units[channel] = std::clamp(rule.units, 0, 100);
        beside[channel] = 0;
        for (const Channel other : rule.beside) beside[channel] |= bit(other);
    }
    for (Agent* agent : agents.rows()) touch(*agent);
    record("router_config", nullptr, nullptr, nullptr);
}

void Router::State::on(const QueueConfigured& event) {
    const QueueId id = event.queue.id;
    if (!id) return ignore("no_id");
    Queue* known = queues.find(id);
    if (known && event.queue.version < known->config.version)
        return ignore("older_version", {}, {}, id);
    for (const SkillStep& step : event.queue.skill_steps)
        if (!expression(step.skills)) return ignore("skills_refused", {}, {}, id);
    for (const OverflowStep& step : event.queue.overflow)
        if (step.action == StepAction::change_skills && !expression(step.argument))
            return ignore("skills_refused", {}, {}, id);
    Queue& queue = known ? *known : queues.add(id);
    if (!known) {
        queue.empty_since = now;
        queue.deadline = {Deadline::Owner::queue, id.value};
        queue.bands = {Band{}};
    }
    if (!known) {
        queue.config.id = id;
        link_all_lent_by(queue);
    }
    const bool promoted_before = queue.config.promote_after > Ms{0};
    take_index_down(queue);
    queue.config = sane(event.queue);
    const auto& wanted = queue.config.memberships;
    std::vector<Agent*> gone;
    for (const auto& member : queue.members)
        if (std::none_of(wanted.begin(), wanted.end(),
                         [&](const Membership& m) { return m.agent == member->agent->id; }))
            gone.push_back(member->agent);
    for (Agent* agent : gone) remove_member(queue, *agent);
    for (const Membership& terms : wanted) add_member(queue, terms);
    put_index_up(queue);  // first, as a new key takes the contact out and puts it back
    for (const LineKey& key : queue.line.keys()) {  // the mode of score may have changed
        Contact& contact = *key.contact;
        if (promoted_before && queue.config.promote_after <= Ms{0}) contact.promoted = false;
        contact.each_stand([&](Stand& stand) {
            if (stand.queue != &queue) return;
            const LineKey fresh = key_of(contact, queue);
            if (fresh.band == stand.key.band && fresh.when == stand.key.when) return;
            if (stand.key.slot != 0) return;  // stands where somebody wanted it
            rekey(contact, stand, fresh);
        });
    }
    link_yields(queue);
    choose_fine_counts();
    record("config", nullptr, nullptr, &queue, std::to_string(queue.config.version));
    for (const LineKey& key : queue.line.keys()) arm(*key.contact);
    arm(queue);
    touch(queue);
    for (const LineKey& key : queue.line.keys())
        if (key.contact->place == Place::open)
            contacts_opened.push_back(key.id);  // new members may take them
}

/// Members and contacts step out of the sets before what orders them changes.
void Router::State::take_index_down(Queue& queue) {
    for (const auto& member : queue.members)
        leave_ready_sets(*member->agent), touch(*member->agent);
    for (const LineKey& key : queue.line.keys())
        if (key.contact->place == Place::open) unfile(*key.contact);
    queue.stages.clear();
    queue.demands.clear();
}

void Router::State::put_index_up(Queue& queue) {
    queue.tiers.clear();
    queue.delays.clear();
    for (const auto& member : queue.members) {
        queue.tiers.push_back(member->terms.tier);
        if (member->terms.delay > Ms{0}) queue.delays.push_back(member->terms.delay);
    }
    const auto tidy = [](auto& list) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    };
    rebuild_bands(queue);
    tidy(queue.tiers);
    tidy(queue.delays);
    for (const LineKey& key : queue.line.keys())
        if (key.contact->place == Place::open) file(*key.contact);
}

void Router::State::link_yields(Queue& queue) {
    for (Queue* other : queues.rows()) std::erase(other->yielding, &queue);
    for (const QueueId id : queue.config.yields_to)
        if (Queue* other = queues.find(id); other && other != &queue)
            other->yielding.push_back(&queue);
    for (Queue* other : queues.rows())  // those that were told of this one before it came
        for (const QueueId id : other->config.yields_to)
            if (id == queue.config.id && other != &queue &&
                std::find(queue.yielding.begin(), queue.yielding.end(), other) ==
                    queue.yielding.end())
                queue.yielding.push_back(other);
}

/// Whether somebody asks who of the busy rings, talks or writes up (A21).
void Router::State::choose_fine_counts() {
    const bool before = fine_counts;
    fine_counts = false;
    for (const Queue* queue : queues.sorted())
        for (const auto* list : {&queue->config.join_empty, &queue->config.leave_empty})
            for (const EmptyWhen when : *list)
                fine_counts |= when != EmptyWhen::paused && when != EmptyWhen::unavailable &&
                               when != EmptyWhen::penalty;
    if (before != fine_counts)
        for (Agent* agent : agents.rows()) touch(*agent);
}

void Router::State::on(const QueueRemoved& event) {
    Queue* queue = queues.find(event.queue);
    if (!queue) return ignore("unknown_queue", {}, {}, event.queue);
    for (auto& [identity, ghost] : queue->ghosts) ghost.dies_at = now;
    bury(*queue);
    for (const LineKey& key : queue->line.keys()) {
        Contact& contact = *key.contact;
        if (!contact.also.empty() && contact.place == Place::open) {
            drop_stand(contact, *queue);
            arm(contact);
            continue;
        }
        for (const Hand* hand : contact.hands) cancel(*hand, OfferFailure::caller_left);
        leave(contact, Exit::withdrawn);
    }
    std::vector<Agent*> members;
    for (const auto& member : queue->members) members.push_back(member->agent);
    for (Agent* agent : members) remove_member(*queue, *agent);
    for (Contact* contact : contacts.rows()) {  // those in talk end their contact without the queue
        contact->each_stand([&](Stand& stand) {
            if (stand.queue == queue) stand.queue = nullptr;
        });
        for (Hand* hand : contact->hands)
            if (hand->queue == queue) hand->queue = nullptr;
    }
    for (Agent* agent : agents.rows())
        for (const auto& hand : agent->hands)
            if (hand->queue == queue) hand->queue = nullptr;
    for (Queue* other : queues.rows()) std::erase(other->yielding, queue);
    record("remove_queue", nullptr, nullptr, queue);
    std::erase(queues_touched, queue);
    std::erase(queues_unlocked, queue);
    deadlines.clear(queue->deadline);
    const std::vector<Member*> lent = std::move(queue->lent);
    queues.erase(event.queue);
    for (Member* member : lent) {  // nobody waits for them at home any more
        leave_sets(*member);
        if (member->agent->standing) enter(*member, member->agent->standing);
        unlock(*member->queue);
    }
    choose_fine_counts();
}

/// The earlier of: nobody has been there for so long; a ghost dies.
void Router::State::arm(Queue& queue) {
    std::optional<Time> at;
    if (queue.config.no_agent_exit > Ms{0} && queue.signed_in() == 0 && !queue.frozen()) {
        const Time end = queue.empty_since + queue.config.no_agent_exit;
        if (end > now || !queue.counts_empty) at = end;
    }
    for (const auto& [identity, ghost] : queue.ghosts)
        at = at ? std::min(*at, ghost.dies_at) : ghost.dies_at;
    if (at)
        deadlines.set(queue.deadline, *at);
    else
        deadlines.clear(queue.deadline);
}

void Router::State::queue_due(Queue& queue) {
    bury(queue);
    const bool over = queue.config.no_agent_exit > Ms{0} && queue.signed_in() == 0 &&
                      !queue.frozen() && now >= queue.empty_since + queue.config.no_agent_exit;
    if (over) {  // each one's own patience decides (who came later, waits its own time)
        queue.counts_empty = true;
        for (const LineKey& key : queue.line.keys())
            if (Contact* contact = contacts.find(key.id)) arm(*contact);
    }
    arm(queue);
    queue.counts_empty = false;
}

}  // namespace ol::routing
