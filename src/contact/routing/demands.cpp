// What contacts ask for, indexed: per queue a set of free members for each channel and skill
// expression in use, and a set of open contacts for each such demand and terms of waiting.
#include "contact/routing/state.hpp"

namespace ol::routing {

namespace {
constexpr std::size_t demands_max = 64, expressions_max = 4096, stages_kept = 32;
}

/// The number of an expression; nothing when it cannot be read. 0 = anybody.
std::optional<int> Router::State::expression(const std::string& text) {
    if (text.empty()) return 0;
    const auto known = expression_numbers.find(text);
    if (known != expression_numbers.end()) return known->second;
    auto parsed = Expression::parse(text);
    if (!parsed || expressions.size() >= expressions_max) return std::nullopt;
    expressions.push_back(std::move(*parsed));
    return expression_numbers[text] = static_cast<int>(expressions.size()) - 1;
}

bool Router::State::skilled(Agent& agent, int number) {
    if (number == 0) return true;
    const auto index = static_cast<std::size_t>(number);
    if (agent.skilled.size() <= index) agent.skilled.resize(index + 1, 0);
    std::int8_t& known = agent.skilled[index];
    if (known == 0) known = expressions[index].matches(agent.config.skills) ? 1 : -1;
    return known > 0;
}

Demand* Router::State::demand(Queue& queue, Channel channel, bool outbound, int number) {
    for (const auto& d : queue.demands)
        if (d && d->channel == channel && d->outbound == outbound && d->skills == number)
            return d.get();
    return make_demand(queue, channel, outbound, number);
}

bool Router::State::serves(const Member& member) const {
    if (!member.terms.lent_by) return true;
    const Queue* home = const_cast<State*>(this)->queues.find(member.terms.lent_by);
    return !home || home == member.queue || home->open_count <= member.terms.lent_up_to;
}

bool Router::State::serves(const Member& member, const Demand& demand) const {
    const Agent& agent = *member.agent;
    const int most = agent.config.outbound_most;
    const bool enough =
        demand.outbound && most < 100 &&
        (most <= 0 || agent.handled_out * 100 > most * (agent.handled_out + agent.handled_in));
    return !enough && serves(member);
}

void Router::State::link_lent(Member& member) {
    if (!member.terms.lent_by) return;
    ++lent_members;
    if (Queue* home = queues.find(member.terms.lent_by); home && home != member.queue)
        home->lent.push_back(&member);
}

void Router::State::unlink_lent(Member& member) {
    if (!member.terms.lent_by) return;
    --lent_members;
    if (Queue* home = queues.find(member.terms.lent_by)) std::erase(home->lent, &member);
}

/// A queue that others were told of before it came.
void Router::State::link_all_lent_by(Queue& home) {
    if (lent_members == 0) return;
    home.lent.clear();
    for (Queue* queue : queues.rows())
        for (const auto& member : queue->members)
            if (member->terms.lent_by == home.config.id && queue != &home)
                home.lent.push_back(member.get());
}

void Router::State::count_open(Queue& queue, int by) {
    queue.open_count += by;
    for (Member* member : queue.lent) {
        if (by > 0 && queue.open_count == member->terms.lent_up_to + 1) leave_sets(*member);
        if (by < 0 && queue.open_count == member->terms.lent_up_to && member->agent->standing) {
            enter(*member, member->agent->standing);
            unlock(*member->queue);
        }
    }
}

/// Walks over the members once; from then on the sets are kept. Null when all numbers are in use.
Demand* Router::State::make_demand(Queue& queue, Channel channel, bool outbound, int number) {
    std::size_t free = queue.demands.size();
    for (std::size_t i = 0; i < queue.demands.size(); ++i)
        if (!queue.demands[i]) free = i;
    if (free == demands_max) {  // give up one that nobody asks for now
        for (std::size_t i = 0; i < demands_max && free == demands_max; ++i) {
            const Demand* d = queue.demands[i].get();
            const bool used =
                std::any_of(queue.stages.begin(), queue.stages.end(),
                            [&](const auto& s) { return s->demand == d && !s->open.empty(); });
            if (!used) free = i;
        }
        if (free == demands_max) return nullptr;
        std::erase_if(queue.stages,
                      [&](const auto& s) { return s->demand == queue.demands[free].get(); });
        for (const auto& member : queue.members) member->stands_in &= ~(std::uint64_t{1} << free);
    }
    if (free == queue.demands.size()) queue.demands.emplace_back();
    queue.demands[free] = std::make_unique<Demand>();
    Demand& made = *queue.demands[free];
    made.channel = channel;
    made.outbound = outbound;
    made.skills = number;
    made.number = free;
    for (const auto& member : queue.members) {
        if (!skilled(*member->agent, number)) continue;
        if (availability(*member, member->agent->counted) != Availability::signed_out)
            ++made.matching;
        const bool away =
            member->terms.paused || (member->terms.penalty < 0 && queue.config.penalties_sign_out);
        if (!away && serves(*member, made) &&
            (member->agent->standing >> static_cast<unsigned>(channel) & 1u))
            stand_in(*member, made);
    }
    return &made;
}

Stage& Router::State::stage(Queue& queue, Demand& demand, const Terms& terms) {
    for (const auto& s : queue.stages)
        if (s->demand == &demand && s->terms == terms) return *s;
    if (queue.stages.size() > stages_kept)
        std::erase_if(queue.stages, [](const auto& s) { return s->open.empty(); });
    queue.stages.push_back(std::make_unique<Stage>(Stage{&demand, terms, {}}));
    return *queue.stages.back();
}

/// Nobody works in an open tier any more: the next opens for all who wait here, at once and for
/// good (A12). The stages are relabelled; no contact is touched.
void Router::State::open_empty_tiers(Queue& queue) {
    if (!queue.config.tier_skip_empty || queue.tiers.size() < 2) return;
    bool opened = false;
    for (const auto& s : queue.stages) {
        const int tier = tier_open(queue, Ms{0}, s->terms.tier);
        opened |= tier > s->terms.tier && !s->open.empty();
        s->terms.tier = std::max(s->terms.tier, tier);
    }
    if (opened) {
        record("tier", nullptr, nullptr, &queue);
        unlock(queue);
    }
}

/// The last one who could meet a step has signed out: who waits in it goes on to the next (A13).
void Router::State::skip_empty_steps(Queue& queue, Demand& demand) {
    if (demand.skills == 0) return;
    for (const auto& s : queue.stages) {
        if (s->demand != &demand) continue;
        s->open.find_first([&](const LineKey& key) {
            contacts_opened.push_back(key.id);  // refreshed before the matching
            return false;
        });
    }
}

}  // namespace ol::routing
