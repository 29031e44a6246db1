// Memberships: an agent in a queue, her tier, penalty and pause there; changed live (AT5, AT6).
#include "contact/routing/state.hpp"

namespace ol::routing {

namespace {
bool before(const std::unique_ptr<Member>& member, PersonId id) { return member->agent->id < id; }
bool by_queue(const Member* member, QueueId id) { return member->queue_id < id; }
}  // namespace

Member* Router::State::member_of(const Agent& agent, const Queue& queue) const {
    const auto at = std::lower_bound(agent.memberships.begin(), agent.memberships.end(),
                                     queue.config.id, by_queue);
    return at != agent.memberships.end() && (*at)->queue == &queue ? *at : nullptr;
}

/// The queue's index is down while members come and go.
void Router::State::add_member(Queue& queue, const Membership& terms) {
    const auto at =
        std::lower_bound(queue.members.begin(), queue.members.end(), terms.agent, before);
    const bool known = at != queue.members.end() && (*at)->agent->id == terms.agent;
    Agent& agent = agent_row(terms.agent);
    leave_ready_sets(agent);
    touch(agent);
    if (known) {
        Member& member = **at;
        const Availability was = availability(member, agent.counted);
        count(member, was, Availability::signed_out);
        const bool paused = member.terms.paused;
        unlink_lent(member);
        --queue.bands[static_cast<std::size_t>(member.band)]
              .counts[static_cast<std::size_t>(Availability::signed_out)];
        member.terms = terms;
        member.terms.paused |= paused;
        link_lent(member);
        place_in_band(queue, member);
        ++queue.bands[static_cast<std::size_t>(member.band)]
              .counts[static_cast<std::size_t>(Availability::signed_out)];
        count(member, Availability::signed_out, availability(member, agent.counted));
        return;
    }
    const auto share = [&](int sign) {  // her share in each of her queues becomes smaller
        for (Member* m : agent.memberships)
            if (is_working(availability(*m, agent.counted)))
                m->queue->effective_milli +=
                    sign * static_cast<std::int64_t>(1000 / agent.memberships.size());
    };
    share(-1);
    Member& member = **queue.members.insert(at, std::make_unique<Member>());
    member.queue = &queue;
    member.queue_id = queue.config.id;
    member.agent = &agent;
    member.terms = terms;
    agent.memberships.insert(std::lower_bound(agent.memberships.begin(), agent.memberships.end(),
                                              queue.config.id, by_queue),
                             &member);
    share(1);
    link_lent(member);
    place_in_band(queue, member);
    ++queue.counts[static_cast<std::size_t>(Availability::signed_out)];
    ++queue.bands[static_cast<std::size_t>(member.band)]
          .counts[static_cast<std::size_t>(Availability::signed_out)];
    const Availability is = availability(member, agent.counted);
    if (is_working(is))  // count() adds the share that is in already
        queue.effective_milli -= static_cast<std::int64_t>(1000 / agent.memberships.size());
    member.answered = queue.answered.empty() ? 0 : queue.answered.begin()->first;
    count(member, Availability::signed_out, is);
    record("add_member", nullptr, &agent, &queue);
}

void Router::State::place_in_band(Queue& queue, Member& member) {
    for (std::size_t i = 0; i < queue.bands.size(); ++i)
        if (queue.bands[i].tier == member.terms.tier &&
            queue.bands[i].penalty == member.terms.penalty) {
            member.band = static_cast<int>(i);
            return;
        }
    member.band = static_cast<int>(queue.bands.size());
    queue.bands.push_back({member.terms.tier, member.terms.penalty, {}});
}

/// Bands without anybody go; called when the terms of many may have changed.
void Router::State::rebuild_bands(Queue& queue) {
    queue.bands.clear();
    for (const auto& member : queue.members) {
        place_in_band(queue, *member);
        const Availability is = availability(*member, member->agent->counted);
        ++queue.bands[static_cast<std::size_t>(member->band)].counts[static_cast<std::size_t>(is)];
    }
    if (queue.bands.empty()) queue.bands.emplace_back();
}

void Router::State::remove_member(Queue& queue, Agent& agent) {
    leave_ready_sets(agent);
    touch(agent);
    Member& member = *member_of(agent, queue);
    count(member, availability(member, agent.counted), Availability::signed_out);
    --queue.counts[static_cast<std::size_t>(Availability::signed_out)];
    --queue.bands[static_cast<std::size_t>(member.band)]
          .counts[static_cast<std::size_t>(Availability::signed_out)];
    const auto share = [&](int sign) {
        for (Member* m : agent.memberships)
            if (m != &member && is_working(availability(*m, agent.counted)))
                m->queue->effective_milli +=
                    sign * static_cast<std::int64_t>(1000 / agent.memberships.size());
    };
    share(-1);
    unlink_lent(member);
    std::erase(agent.memberships, &member);
    share(1);
    std::erase_if(queue.members, [&](const auto& m) { return m.get() == &member; });
    for (const LineKey& key : agent.held.keys()) {  // held for who is no member any more
        Contact& contact = *key.contact;
        if (contact.queue() != &queue) continue;
        unfile(contact);
        contact.wishes_->held_for = nullptr;
        file(contact);
        contacts_opened.push_back(contact.id);
    }
    record("remove_member", nullptr, &agent, &queue);
}

void Router::State::on(const MembershipChanged& event) {
    Agent* agent = agents.find(event.agent);
    std::vector<Member*> concerned;
    if (agent)
        for (Member* member : agent->memberships)
            if (!event.queue || member->queue->config.id == event.queue)
                concerned.push_back(member);
    if (concerned.empty()) return ignore("no_member", {}, event.agent, event.queue);
    leave_ready_sets(*agent);
    touch(*agent);
    for (Member* member : concerned) {
        Queue& queue = *member->queue;
        Membership terms = member->terms;
        if (event.penalty) terms.penalty = std::clamp(*event.penalty, -1000000, 1000000);
        if (event.tier) terms.tier = std::clamp(*event.tier, 0, 1000);
        if (event.position) terms.position = *event.position;
        if (event.grade) terms.grade = std::clamp(*event.grade, 0, 1000000);
        if (event.paused) terms.paused = *event.paused;
        if (terms == member->terms) continue;
        const bool was_paused = member->terms.paused;
        const bool index = terms.tier != member->terms.tier;
        if (index) take_index_down(queue);
        count(*member, availability(*member, agent->counted), Availability::signed_out);
        --queue.bands[static_cast<std::size_t>(member->band)]
              .counts[static_cast<std::size_t>(Availability::signed_out)];
        const bool penalty = terms.penalty != member->terms.penalty;
        member->terms = terms;
        for (Membership& m : queue.config.memberships)
            if (m.agent == agent->id) m = terms;
        member->pause_reason = terms.paused ? event.reason : "";
        place_in_band(queue, *member);
        ++queue.bands[static_cast<std::size_t>(member->band)]
              .counts[static_cast<std::size_t>(Availability::signed_out)];
        count(*member, Availability::signed_out, availability(*member, agent->counted));
        if (queue.bands.size() > 2 * queue.members.size() + 8) rebuild_bands(queue);
        if (index) put_index_up(queue);
        if (index)
            for (const LineKey& key : queue.line.keys())
                if (key.contact->place == Place::open) contacts_opened.push_back(key.id);
        touch(queue);
        if (was_paused != terms.paused)
            record(terms.paused ? "pause" : "unpause", nullptr, agent, &queue, event.reason);
        else
            record(penalty ? "penalty" : "membership", nullptr, agent, &queue,
                   std::to_string(terms.penalty));
    }
}

}  // namespace ol::routing
