// After each event: rounds are closed, then the free and the waiting are matched, as many pairs as
// possible (A7). Between events no free agent and open contact that suit each other exist, so only
// what was touched must be looked at.
#include "contact/routing/state.hpp"

namespace ol::routing {

void Router::State::settle() {
    collect_freed();
    for (std::size_t i = 0; i < contacts_opened.size(); ++i)
        if (Contact* contact = contacts.find(contacts_opened[i])) refresh(*contact);
    for (std::size_t i = 0; i < contacts_opened.size(); ++i)
        if (Contact* contact = contacts.find(contacts_opened[i])) close_round(*contact);
    for (std::size_t i = 0; i < queues_touched.size(); ++i) {
        close_rounds(*queues_touched[i]);
        leave_empty(*queues_touched[i]);
    }
    match();
    for (std::size_t i = 0; i < agents_touched.size(); ++i) {
        Agent& agent = *agents_touched[i];
        agent.touched = false;
        recount(agent, availability(agent));
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
void Router::State::collect_freed() {
    freed.clear();
    for (std::size_t i = 0; i < agents_touched.size(); ++i) {
        Agent& agent = *agents_touched[i];
        const unsigned channels = room(agent);
        if (channels == 0)
            leave_ready_sets(agent);
        else if (agent.standing != channels)
            freed.push_back(&agent);
        const Availability is = availability(agent);
        if (!(is_working(agent.counted) && is == Availability::free)) recount(agent, is);
    }
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
    Queue& queue = *contact.queue();
    int left = 0, there = 0, untried = 0, unreachable = 0;
    contact.each_stand([&](Stand& stand) {
        if (!stand.queue) return;
        left += stand.queue->working();
        if (is_written(contact.channel)) left += stand.queue->count(Availability::at_desk);
        there += stand.queue->signed_in();
        unreachable += stand.queue->count(Availability::unreachable);
        if (!is_written(contact.channel)) unreachable += stand.queue->count(Availability::at_desk);
        const auto counted = [&](PersonId id) -> std::optional<Availability> {
            const Agent* agent = agents.find(id);
            const Member* member = agent ? member_of(*agent, *stand.queue) : nullptr;
            if (!member) return std::nullopt;
            return availability(*member, agent->counted);
        };
        for (const PersonId id : contact.excluded) {
            const auto is = counted(id);
            if (!is) continue;
            if (is_working(*is, contact.channel)) --left;
            if (*is != Availability::signed_out) --there;
        }
        for (const PersonId id : contact.tried)
            if (const auto is = counted(id);
                is && is_working(*is, contact.channel) &&
                !std::binary_search(contact.excluded.begin(), contact.excluded.end(), id))
                --untried;
    });
    untried += left;
    if (untried > 0) return;
    ++contact.rounds;
    const bool lone = there <= 1 && contact.refused_by_person;
    const bool nobody_left = left == 0 && unreachable == 0 && contact.refused_by_person;
    const int most = queue.config.rounds_max;
    const bool over = lone || nobody_left || (most > 0 && contact.rounds >= most);
    if (over && !queue.frozen()) return leave(contact, Exit::overflow);
    queue.asked.erase(contact.home.key);
    contact.tried.clear();
    contact.refused_by_person = false;
    contacts_opened.push_back(contact.id);
}

/// A21: all who wait leave when each member meets one of the queue's conditions.
void Router::State::leave_empty(Queue& queue) {
    if (queue.config.leave_empty.empty() || queue.line.empty() || queue.frozen()) return;
    for (const LineKey& key : queue.line.keys()) {
        Contact& contact = *key.contact;
        if (contact.place != Place::open || contact.queue() != &queue) continue;
        const Terms terms =
            contact.home.stage ? contact.home.stage->terms : terms_of(contact.home, contact);
        if (is_empty(queue, queue.config.leave_empty, terms, contact.channel))
            leave(contact, Exit::empty);
        else if (queue.config.penalty_rules.empty() && queue.count(Availability::at_desk) == 0)
            return;  // the same for all of them
    }
}

bool Router::State::is_empty(const Queue& queue, const std::vector<EmptyWhen>& conditions,
                             const Terms& terms, Channel channel) const {
    const auto has = [&](EmptyWhen when) {
        return std::find(conditions.begin(), conditions.end(), when) != conditions.end();
    };
    const auto meets = [&](Availability is) {
        switch (is) {
            case Availability::signed_out: return has(EmptyWhen::unavailable);
            case Availability::paused:
            case Availability::not_responding:
            case Availability::leaving: return has(EmptyWhen::paused);
            case Availability::unreachable: return has(EmptyWhen::invalid);
            case Availability::at_desk: return !is_written(channel) && has(EmptyWhen::invalid);
            case Availability::unknown: return has(EmptyWhen::unknown);
            case Availability::busy:
            case Availability::inuse: return has(EmptyWhen::inuse);
            case Availability::ringing: return has(EmptyWhen::ringing);
            case Availability::wrapping: return has(EmptyWhen::wrapup);
            case Availability::backing_off:
            case Availability::free: return false;
        }
        return false;
    };
    for (const Band& band : queue.bands) {
        const int penalty =
            terms.raise_order_only ? band.penalty : std::max(band.penalty, terms.raise);
        const bool outside = penalty < terms.penalty_min || penalty > terms.penalty_max;
        if (outside && has(EmptyWhen::penalty)) continue;
        for (std::size_t i = 0; i < availability_count; ++i)
            if (band.counts[i] > 0 && !meets(static_cast<Availability>(i))) return false;
    }
    return true;
}

void Router::State::unlock(Queue& queue) {
    if (std::exchange(queue.unlocked, true)) return;
    queues_unlocked.push_back(&queue);
}

namespace {

/// What a freeing agent compares (A16): who was sent to the head; her own routing profile; the
/// queue's weight; then priority or wait or score; then queue and contact.
struct Claim {
    bool behind_head = true;
    std::int64_t profile = 0, light = 0, first = 0;
    Time when{};
    QueueId queue;
    ContactId id;
    Contact* contact = nullptr;
    Stand* stand = nullptr;
    const Member* member = nullptr;
    friend bool operator<(const Claim& a, const Claim& b) {
        return std::tie(a.behind_head, a.profile, a.light, a.first, a.when, a.queue, a.id) <
               std::tie(b.behind_head, b.profile, b.light, b.first, b.when, b.queue, b.id);
    }
};

Claim claim_of(const LineKey& key, Stand& stand, CrossQueue mode, const Member* member) {
    Contact& contact = *key.contact;
    const QueueConfig& config = stand.queue->config;
    Claim claim{!contact.at_head,
                member ? member->terms.priority : 0,
                -std::int64_t{config.weight},
                0,
                contact.entered_at,
                config.id,
                contact.id,
                &contact,
                &stand,
                member};
    switch (mode) {
        case CrossQueue::priority: {
            int priority = contact.priority;
            if (config.priority_cap > 0) priority = std::min(priority, config.priority_cap);
            claim.first = contact.promoted ? std::numeric_limits<std::int64_t>::min() : -priority;
            break;
        }
        case CrossQueue::wait: break;
        case CrossQueue::score: claim.when = key.when; break;
    }
    return claim;
}

Stand& stand_of(Contact& contact, const Queue& queue) {
    for (Stand& stand : contact.also)
        if (stand.queue == &queue) return stand;
    return contact.home;
}

}  // namespace

void Router::State::match() {
    if (freed.size() == 1 && contacts_opened.empty() && queues_unlocked.empty())
        match_agent(*freed[0]);
    else if (freed.empty() && contacts_opened.size() == 1 && queues_unlocked.empty()) {
        if (Contact* contact = contacts.find(contacts_opened[0])) match_contact(*contact);
    } else if (!freed.empty() || !contacts_opened.empty() || !queues_unlocked.empty()) {
        match_many(freed);
    }
    // An offer can unlock others: a queue that others yield to has run empty.
    for (int guard = 0; !queues_unlocked.empty() && guard < 1000; ++guard) match_many({});
}

/// One agent became free: the best contact over all her queues that she may be offered (A16).
/// Nobody else who is free suits any of them, so she is the only choice.
void Router::State::match_agent(Agent& agent) {
    for (unsigned channels = room(agent); channels != 0; channels = room(agent)) {
        std::optional<Claim> best;
        const auto consider = [&](const LineKey& key, Stand& stand, const Member* member) {
            const Claim claim = claim_of(key, stand, config.cross_queue, member);
            if (!best || claim < *best) best = claim;
        };
        fetch(agent);
        for (Member* member : agent.memberships) {
            if (member->queue->open_count == 0) continue;
            for (const auto& stage : member->queue->stages) {
                if (stage->open.empty() ||
                    !(channels >> static_cast<unsigned>(stage->demand->channel) & 1u) ||
                    !suits(*stage, *member))
                    continue;
                const LineKey* first = stage->open.find_first(
                    [&](const LineKey& key) { return key.contact->may_be_offered_to(agent.id); });
                if (!first) continue;
                Stand& stand = stand_of(*first->contact, *member->queue);
                if (may_choose(*first->contact, stand)) consider(*first, stand, member);
            }
        }
        if (!agent.held.empty())
            if (const LineKey* first = agent.held.find_first([&](const LineKey& key) {
                    return (channels >> static_cast<unsigned>(key.contact->channel) & 1u) &&
                           key.contact->may_be_offered_to(agent.id) &&
                           may_choose(*key.contact, key.contact->home);
                }))
                if (const Member* member = member_of(agent, *first->contact->queue());
                    member && !member->terms.paused)
                    consider(*first, first->contact->home, member);
        if (!best) {
            if (agent.standing != channels) enter_ready_sets(agent, channels);
            return;
        }
        const Wishes* wishes = best->contact->wishes_.get();
        const bool hers = wishes && wishes->held_for == &agent;
        const bool owner = hers && wishes->preferred.front() == agent.id;
        Reason why = why_this(*best->stand, *best->member, 1,
                              owner  ? "owner"
                              : hers ? "preferred"
                                     : "");
        offer(*best->contact, *best->stand, agent, std::move(why));
        arm(*best->contact);
    }
}

void Router::State::offer_choice(Contact& contact, const Choice& choice) {
    Stand& stand = *choice.stand;
    const auto ring = [&](const Member& member) {
        offer(contact, stand, *member.agent, why_this(stand, member, choice.of, choice.by));
    };
    ring(*choice.member);
    for (const Member* member : choice.others) ring(*member);
    arm(contact);
}

void Router::State::match_contact(Contact& contact) {
    const bool further =
        contact.place == Place::ringing && contact.queue() && contact.hands.front()->queue &&
        contact.hands.front()->queue->config.strategy == Strategy::ring_progressively;
    if (further) {  // one more phone; the stage is not kept while it rings
        Queue& queue = *contact.hands.front()->queue;
        Stand& stand = stand_of(contact, queue);
        if (Demand* wanted = demand(queue, contact, expression_of(stand, contact))) {
            stand.stage = &stage(queue, *wanted, terms_of(stand, contact));
            const Choice choice = choose_in(contact, stand);
            stand.stage = nullptr;
            if (choice) offer_choice(contact, choice);
        }
        return;
    }
    if (contact.place != Place::open) return;
    if (const Choice choice = choose(contact)) offer_choice(contact, choice);
}

/// What stood in the way of this queue is gone: those who wait for one agent alone are in no stage.
void Router::State::match_held(Queue& queue) {
    for (const auto& member : queue.members) {
        const auto in_here = [&](const LineKey& key) {
            return key.contact->queue() == &queue && anybody_for(*key.contact);
        };
        if (const LineKey* key = member->agent->held.find_first(in_here))
            match_contact(*key->contact);
    }
}

/// Several at once: contacts in order of service over all touched queues, each takes its best
/// agent; a contact that nobody free suits does not stop those behind it.
void Router::State::match_many(const std::vector<Agent*>& free) {
    std::vector<Queue*> where;
    for (Queue* queue : std::exchange(queues_unlocked, {})) {
        queue->unlocked = false;
        where.push_back(queue);
        if (queue->held_count > 0) match_held(*queue);
    }
    std::vector<Agent*> one_by_one;
    for (Agent* agent : free) {
        const bool profile =
            std::any_of(agent->memberships.begin(), agent->memberships.end(),
                        [](const Member* member) { return member->terms.priority != 0; });
        if (profile || !agent->held.empty()) one_by_one.push_back(agent);
    }
    std::stable_sort(one_by_one.begin(), one_by_one.end(), [](const Agent* a, const Agent* b) {
        return std::pair(a->idle_since, a->id) < std::pair(b->idle_since, b->id);
    });
    for (Agent* agent : one_by_one) match_agent(*agent);  // her own order of queues counts
    for (Agent* agent : free) {
        if (const unsigned channels = room(*agent); channels && agent->standing != channels)
            enter_ready_sets(*agent, channels);
        if (agent->standing)
            for (Member* member : agent->memberships) where.push_back(member->queue);
    }
    for (std::size_t i = 0; i < contacts_opened.size(); ++i) {
        Contact* contact = contacts.find(contacts_opened[i]);
        if (!contact) continue;
        if (contact->place == Place::ringing || (contact->wishes_ && contact->wishes_->held_for))
            match_contact(*contact);
        contact->each_stand([&](Stand& stand) {
            if (stand.queue) where.push_back(stand.queue);
        });
    }
    const auto by_id = [](const Queue* a, const Queue* b) { return a->config.id < b->config.id; };
    std::sort(where.begin(), where.end(), by_id);
    where.erase(std::unique(where.begin(), where.end()), where.end());
    const auto first_servable = [&](Queue& queue) -> std::optional<Claim> {
        std::optional<Claim> best;
        for (const auto& stage : queue.stages) {
            if (stage->open.empty() || !ready_for(*stage)) continue;
            const LineKey* head = stage->open.find_first(
                [&](const LineKey& key) { return anybody_for(*key.contact); });
            if (!head) continue;
            const Claim claim =
                claim_of(*head, stand_of(*head->contact, queue), config.cross_queue, nullptr);
            if (!best || claim < *best) best = claim;
        }
        return best;
    };
    RankedSet<Claim> heads;  // of each queue the first contact that somebody free suits
    for (Queue* queue : where)
        if (const auto head = first_servable(*queue)) heads.insert(*head);
    while (!heads.empty()) {
        const Claim head = *heads.first();
        heads.erase(head);
        Queue& queue = *queues.find(head.queue);
        // She may have been taken for another queue since, or the contact from another.
        Contact* contact = contacts.find(head.id);
        if (contact && contact->place == Place::open)
            if (const Choice choice = choose(*contact)) offer_choice(*contact, choice);
        if (const auto next = first_servable(queue)) heads.insert(*next);
    }
}

}  // namespace ol::routing
