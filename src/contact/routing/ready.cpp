// Who could take what: capacity (A30), what the queues count of their members, and the sets in
// which free members stand.
#include <bit>
#include <limits>

#include "contact/routing/state.hpp"

namespace ol::routing {

/// Channels of which she could take one more now, as bits.
unsigned Router::State::room(const Agent& agent) const {
    if (agent.base != AgentState::ready || agent.backoff || agent.after != AfterContact::stay ||
        (!agent.reachable && !agent.at_desk))
        return 0;
    std::array<int, channel_count> count{};
    unsigned in_hand = 0;
    int load = 0;
    for (const auto& hand : agent.hands) {
        if (hand->state == Hand::State::wrap_up && hand->scope == WrapUpScope::agent) return 0;
        if (hand->parked) continue;
        const auto channel = static_cast<std::size_t>(hand->channel);
        load += units[channel];
        ++count[channel];
        in_hand |= 1u << channel;
    }
    unsigned free = 0;
    for (std::size_t c = 0; c < channel_count; ++c)
        if (agent.reached_by(static_cast<Channel>(c)) && count[c] < agent.limits[c] &&
            load + units[c] <= 100 && (in_hand & ~beside[c]) == 0)
            free |= 1u << c;
    return free;
}

namespace {

/// No call comes to her, also after what she has in hand now.
bool without_phone(const Agent& agent) {
    return !agent.reachable && agent.at_desk && agent.after == AfterContact::stay &&
           std::all_of(agent.hands.begin(), agent.hands.end(),
                       [](const auto& hand) { return is_written(hand->channel); });
}

}  // namespace

Availability Router::State::availability(const Agent& agent) const {
    switch (agent.base) {
        case AgentState::signed_out: return Availability::signed_out;
        case AgentState::paused: return Availability::paused;
        case AgentState::not_responding: return Availability::not_responding;
        case AgentState::ready:
        case AgentState::reserved:
        case AgentState::talking:
        case AgentState::wrap_up: break;
    }
    if (without_phone(agent)) return Availability::at_desk;
    if (agent.hands.empty()) {
        if (!agent.reachable)
            return agent.reachable_known || !fine_counts ? Availability::unreachable
                                                         : Availability::unknown;
        return agent.backoff ? Availability::backing_off : Availability::free;
    }
    if (agent.after != AfterContact::stay) return Availability::leaving;
    if (room(agent)) return Availability::free;
    if (!fine_counts) return Availability::busy;
    switch (agent.state) {
        case AgentState::reserved: return Availability::ringing;
        case AgentState::wrap_up: return Availability::wrapping;
        case AgentState::signed_out:
        case AgentState::paused:
        case AgentState::ready:
        case AgentState::talking:
        case AgentState::not_responding: break;
    }
    return Availability::inuse;
}

Availability Router::State::availability(const Member& member, Availability hers) const {
    if (hers == Availability::signed_out) return hers;
    if (member.terms.penalty < 0 && member.queue->config.penalties_sign_out)
        return Availability::signed_out;
    return member.terms.paused ? Availability::paused : hers;
}

void Router::State::recount(Agent& agent, Availability to) {
    const Availability from = std::exchange(agent.counted, to);
    if (from == to) return;
    for (Member* member : agent.memberships)
        count(*member, availability(*member, from), availability(*member, to));
}

void Router::State::count(Member& member, Availability from, Availability to) {
    if (from == to) return;
    Queue& queue = *member.queue;
    const bool somebody = queue.signed_in() > 0;
    Band& band = queue.bands[static_cast<std::size_t>(member.band)];
    const bool worked = queue.config.tier_skip_empty && band.working() > 0;
    --queue.counts[static_cast<std::size_t>(from)];
    ++queue.counts[static_cast<std::size_t>(to)];
    --band.counts[static_cast<std::size_t>(from)];
    ++band.counts[static_cast<std::size_t>(to)];
    touch(queue);
    if (is_working(from) != is_working(to)) {
        const auto share = static_cast<std::int64_t>(
            1000 / std::max<std::size_t>(member.agent->memberships.size(), 1));
        queue.effective_milli += is_working(to) ? share : -share;
    }
    const bool was_here = from != Availability::signed_out,
               is_here = to != Availability::signed_out;
    if (was_here != is_here) {
        for (const auto& d : queue.demands) {
            if (!d || !skilled(*member.agent, d->skills)) continue;
            d->matching += is_here ? 1 : -1;
            if (d->matching == 0) skip_empty_steps(queue, *d);
        }
        if (member.counted_in != is_here) {
            member.counted_in = is_here;
            if (is_here)
                ++queue.answered[member.counted_answered = member.answered];
            else if (--queue.answered[member.counted_answered] == 0)
                queue.answered.erase(member.counted_answered);
        }
    }
    if (worked && band.working() == 0) open_empty_tiers(queue);
    if (somebody == (queue.signed_in() > 0)) return;
    if (somebody) queue.empty_since = now;
    if (queue.config.no_agent_exit > Ms{0}) arm(queue);
}

/// Her queues lie all over the memory: asked for together they come together.
void Router::State::fetch(const Agent& agent) {
    if (agent.memberships.size() < 3) return;
    for (const Member* member : agent.memberships) __builtin_prefetch(member);
    for (const Member* member : agent.memberships) {
        const auto* queue = reinterpret_cast<const char*>(member->queue);
        __builtin_prefetch(queue + offsetof(Queue, demands));
        __builtin_prefetch(queue + offsetof(Queue, stages));
    }
}

void Router::State::enter_ready_sets(Agent& agent, unsigned channels) {
    leave_ready_sets(agent);
    agent.standing = channels;
    for (std::size_t c = 0; c < channel_count; ++c) agent.load_key[c] = 0;
    for (const auto& hand : agent.hands) ++agent.load_key[static_cast<std::size_t>(hand->channel)];
    fetch(agent);
    for (Member* member : agent.memberships) enter(*member, channels);
    if (!agent.busy_spans.empty()) arm(agent);
}

void Router::State::enter(Member& member, unsigned channels) {
    if (member.terms.paused) return;
    if (member.terms.penalty < 0 && member.queue->config.penalties_sign_out) return;
    if (!serves(member)) return;
    member.key = key_of(member);
    for (const auto& d : member.queue->demands)
        if (d && (channels >> static_cast<unsigned>(d->channel) & 1u) &&
            skilled(*member.agent, d->skills) && serves(member, *d))
            stand_in(member, *d);
}

void Router::State::stand_in(Member& member, Demand& demand) {
    const bool by_grade = member.queue->config.strategy == Strategy::weighted_by_grade;
    const std::tuple terms{member.terms.tier, member.terms.penalty,
                           by_grade ? member.terms.grade : 0, member.terms.delay};
    const auto at = std::lower_bound(demand.groups.begin(), demand.groups.end(), terms,
                                     [](const Group& g, const auto& t) { return g.terms() < t; });
    Group& group = at != demand.groups.end() && at->terms() == terms
                       ? *at
                       : *demand.groups.insert(at, Group{std::get<0>(terms),
                                                         std::get<1>(terms),
                                                         std::get<2>(terms),
                                                         std::get<3>(terms),
                                                         {}});
    group.ready.insert(key_in(member, demand));
    member.stands_in |= std::uint64_t{1} << demand.number;
}

void Router::State::leave_sets(Member& member) {
    while (member.stands_in) {
        const int number = std::countr_zero(member.stands_in);
        member.stands_in &= member.stands_in - 1;
        Demand& demand = *member.queue->demands[static_cast<std::size_t>(number)];
        const bool by_grade = member.queue->config.strategy == Strategy::weighted_by_grade;
        for (Group& group : demand.groups)
            if (group.tier == member.terms.tier && group.penalty == member.terms.penalty &&
                group.delay == member.terms.delay &&
                group.grade == (by_grade ? member.terms.grade : 0))
                group.ready.erase(key_in(member, demand));
    }
}

void Router::State::leave_ready_sets(Agent& agent) {
    if (!std::exchange(agent.standing, 0u)) return;
    fetch(agent);
    for (Member* member : agent.memberships) leave_sets(*member);
}

Time Router::State::idle_of(const Agent& agent, const Queue& queue) const {
    switch (queue.config.idle_since) {
        case IdleSince::last_end: return agent.idle_since;
        case IdleSince::ready: return agent.ready_since;
        case IdleSince::last_start: return agent.last_start;
        case IdleSince::last_inbound_end: return agent.last_inbound_end;
    }
    return agent.idle_since;
}

/// Milliseconds with contacts in the last half hour (A9j).
std::int64_t Router::State::busy_lately(Agent& agent) {
    const Time from = now - Ms{1800000};
    std::erase_if(agent.busy_spans, [&](const auto& span) { return span.second <= from; });
    std::int64_t sum = 0;
    for (const auto& [start, end] : agent.busy_spans) sum += (end - std::max(start, from)).count();
    return sum;
}

/// Her place among the free of a queue, by its strategy.
PickKey Router::State::key_of(const Member& member) const {
    const Agent& agent = *member.agent;
    const Time idle = idle_of(agent, *member.queue);
    const std::int64_t idle_ms = to_ms(idle);
    PickKey key{0, 0, member.terms.position, idle, agent.id, const_cast<Member*>(&member)};
    switch (member.queue->config.strategy) {
        case Strategy::longest_idle:
        case Strategy::ring_all:
        case Strategy::ring_progressively:
        case Strategy::random:
        case Strategy::weighted_by_penalty:
        case Strategy::weighted_by_grade: key.first = idle_ms; break;
        case Strategy::linear:
        case Strategy::round_robin:
            key.first = member.terms.position;
            key.idle = {};
            break;
        case Strategy::sequential:
            key.first = member.terms.position;
            key.second = to_ms(member.last_offer);
            break;
        case Strategy::least_recent:
            key.first = member.last_end == Time{} ? std::numeric_limits<std::int64_t>::min()
                                                  : to_ms(member.last_end);
            break;
        case Strategy::fewest_calls: key.first = member.answered; break;
        case Strategy::least_talk: key.first = member.talk_ms; break;
        case Strategy::least_occupied:
            key.first = const_cast<State*>(this)->busy_lately(*member.agent);
            break;
        case Strategy::by_grade:
            key.first = -member.terms.grade;
            key.second = idle_ms;
            break;
        case Strategy::best_skill:
        case Strategy::spare_capacity:
        case Strategy::fill_first: key.second = idle_ms; break;
    }
    return key;
}

PickKey Router::State::key_in(const Member& member, const Demand& demand) const {
    PickKey key = member.key;
    const auto channel = static_cast<std::size_t>(demand.channel);
    const int spare = member.agent->limits[channel] - member.agent->load_key[channel];
    const Strategy strategy = member.queue->config.strategy;
    if (strategy == Strategy::best_skill)
        key.first = -expressions[static_cast<std::size_t>(demand.skills)].score(
            member.agent->config.skills);
    if (strategy == Strategy::spare_capacity) key.first = -spare;
    if (strategy == Strategy::fill_first) key.first = spare;
    return key;
}

}  // namespace ol::routing
