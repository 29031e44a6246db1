// Who takes this contact (A9-A14): the best open tier, there the lowest penalty, there the
// strategy.
#include <limits>

#include "contact/routing/state.hpp"

namespace ol::routing {

namespace {

bool in_window(const Terms& terms, int penalty) {
    if (!terms.raise_order_only) penalty = std::max(penalty, terms.raise);
    return penalty >= terms.penalty_min && penalty <= terms.penalty_max;
}
bool open_to(const Terms& terms, int tier, int penalty, Ms delay) {
    return tier <= terms.tier && delay <= terms.delay && in_window(terms, penalty);
}

/// The `rank`-th key of a group, leaving out the given ranks (ascending).
const PickKey* nth(const Group& group, std::size_t rank, const std::vector<std::size_t>& left_out) {
    for (const std::size_t out : left_out)
        if (out <= rank) ++rank;
    return group.ready.at(rank);
}

/// Survival of one draw of [0, width) at `k`, to the power n, in 32 bits after the point.
std::uint64_t none_below(std::uint64_t k, std::uint64_t width, std::size_t n) {
    if (k >= width) return 0;
    const std::uint64_t one = std::uint64_t{1} << 32;
    std::uint64_t base = (width - k) * one / width, power = one;
    for (; n > 0; n >>= 1) {
        if (n & 1) power = power * base >> 32;
        base = base * base >> 32;
    }
    return power;
}

/// The lowest of n draws of [0, width), by one draw of 32 bits.
std::uint64_t lowest_of(std::size_t n, std::uint64_t width, std::uint64_t drawn) {
    std::uint64_t low = 0, high = width - 1;
    while (low < high) {
        const std::uint64_t middle = low + (high - low + 1) / 2;
        if (none_below(middle, width, n) > drawn)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

}  // namespace

/// splitmix64 of the seed and the number of the draw: replay draws the same.
std::uint64_t Router::State::draw(std::uint64_t below) {
    std::uint64_t z = static_cast<std::uint64_t>(config.seed) * 0xd1342543de82ef95ull +
                      ++draws * 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return below == 0 ? 0 : (z ^ (z >> 31)) % below;
}

/// May she be offered what waits at this stage, as things stand (but for those already asked).
bool Router::State::suits(const Stage& stage, const Member& member) const {
    const Membership& m = member.terms;
    if (m.paused || !open_to(stage.terms, m.tier, m.penalty, m.delay)) return false;
    if (m.penalty < 0 && member.queue->config.penalties_sign_out) return false;
    if (!serves(member, *stage.demand)) return false;
    return const_cast<State*>(this)->skilled(*member.agent, stage.demand->skills);
}

bool Router::State::may_choose(const Contact& contact, const Stand& stand) const {
    const QueueConfig& config = stand.queue->config;
    if (config.one_at_a_time) {
        const LineKey* first = stand.queue->line.first();
        if (!first || first->contact != &contact) return false;
    }
    for (const QueueId id : config.yields_to)
        if (const Queue* other = const_cast<State*>(this)->queues.find(id);
            other && other != stand.queue && other->open_count > 0)
            return false;
    return true;
}

/// Ranks of those in a group who were asked already, are excluded, or whose phone rings with it.
std::vector<std::size_t> Router::State::left_out(const Contact& contact, const Stand& stand,
                                                 const Group& group) {
    std::vector<std::size_t> ranks;
    const auto note = [&](PersonId id) {
        const Agent* agent = agents.find(id);
        const Member* member = agent ? member_of(*agent, *stand.queue) : nullptr;
        if (!member || !(member->stands_in >> stand.stage->demand->number & 1u)) return;
        const PickKey key = key_in(*member, *stand.stage->demand);
        if (group.ready.contains(key)) ranks.push_back(group.ready.rank(key));
    };
    for (const PersonId id : contact.tried) note(id);
    for (const PersonId id : contact.excluded) note(id);
    for (const Hand* hand : contact.hands) note(hand->agent->id);
    std::sort(ranks.begin(), ranks.end());
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    return ranks;
}

/// The random strategies (A9k, A9l): first a group by its share, then anybody in it alike.
const PickKey* Router::State::draw_from(const std::vector<const Group*>& groups,
                                        const Contact& contact, const Stand& stand) {
    const Strategy strategy = stand.queue->config.strategy;
    const auto able = [&](const Group& g) {
        return g.ready.size() - left_out(contact, stand, g).size();
    };
    const Group* group = groups.front();
    if (strategy == Strategy::weighted_by_penalty) {
        std::uint64_t lowest = std::numeric_limits<std::uint64_t>::max();
        for (const Group* g : groups) {
            const auto penalty = static_cast<std::uint64_t>(std::clamp(g->penalty, 0, 1000000));
            const std::uint64_t low =
                lowest_of(able(*g), (penalty + 1) * 1000, draw(std::uint64_t{1} << 32));
            if (low < lowest) lowest = low, group = g;
        }
    } else {
        const auto share = [&](const Group& g) {
            const bool graded = strategy == Strategy::weighted_by_grade;
            return able(g) * (graded ? static_cast<std::size_t>(std::max(g.grade, 0)) : 1);
        };
        std::size_t sum = 0;
        for (const Group* g : groups) sum += share(*g);
        std::size_t drawn = draw(sum);
        for (const Group* g : groups) {
            group = g;
            if (drawn < share(*g)) break;
            drawn -= share(*g);
        }
    }
    const auto out_of_it = left_out(contact, stand, *group);
    return nth(*group, draw(group->ready.size() - out_of_it.size()), out_of_it);
}

Router::State::Choice Router::State::choose_in(Contact& contact, Stand& stand) {
    Choice choice;
    if (!stand.stage || !may_choose(contact, stand)) return choice;
    const Terms& terms = stand.stage->terms;
    const Strategy strategy = stand.queue->config.strategy;
    const auto may_ask = [&](const PickKey& key) {
        return contact.may_be_offered_to(key.id) && !contact.hand_of(key.id);
    };
    const auto level = [&](const Group& g) {
        const bool flat = strategy == Strategy::weighted_by_penalty;
        return std::pair(g.tier, flat ? 0 : std::max(g.penalty, terms.raise));
    };
    const auto& groups = stand.stage->demand->groups;
    std::vector<const Group*> run;  // the lowest tier and penalty in which somebody may be asked
    for (std::size_t i = 0; i < groups.size() && choice.of == 0;) {
        const auto here = level(groups[i]);
        run.clear();
        for (; i < groups.size() && level(groups[i]) == here; ++i) {
            const Group& g = groups[i];
            if (g.ready.empty() || !open_to(terms, g.tier, g.penalty, g.delay)) continue;
            const std::size_t able = g.ready.size() - left_out(contact, stand, g).size();
            if (able == 0) continue;
            run.push_back(&g);
            choice.of += able;
        }
    }
    if (choice.of == 0) return choice;
    choice.stand = &stand;
    const auto best = [&](auto&& find) {
        const PickKey* found = nullptr;
        for (const Group* g : run)
            if (const PickKey* key = find(*g); key && (!found || *key < *found)) found = key;
        return found;
    };
    const PickKey* found = nullptr;
    if (strategy == Strategy::linear || strategy == Strategy::round_robin) {
        const auto [position, id] =
            strategy == Strategy::linear ? contact.cursor : stand.queue->cursor;
        const PickKey from{position, 0, position, {}, id, nullptr};
        found = best([&](const Group& g) { return g.ready.find_after(from, may_ask); });
    }
    if (strategy == Strategy::random || strategy == Strategy::weighted_by_penalty ||
        strategy == Strategy::weighted_by_grade)
        found = draw_from(run, contact, stand);
    if (!found) found = best([&](const Group& g) { return g.ready.find_first(may_ask); });
    choice.member = found->member;
    if (strategy == Strategy::ring_all)
        for (const Group* g : run)
            g->ready.find_first([&](const PickKey& key) {
                if (key.member != choice.member && may_ask(key))
                    choice.others.push_back(key.member);
                return false;
            });
    return choice;
}

/// The owner of the order first, then who talked to her last (A22).
Router::State::Choice Router::State::choose_preferred(Contact& contact) {
    Choice choice;
    if (!contact.wishes_ || contact.hands.size() > 0) return choice;
    for (const PersonId person : contact.wishes_->preferred) {
        Agent* agent = agents.find(person);
        if (!agent || !contact.may_be_offered_to(person)) continue;
        const bool able = agent->standing >> static_cast<unsigned>(contact.channel) & 1u;
        if (!able) continue;
        contact.each_stand([&](Stand& stand) {
            if (choice.member || !stand.queue || !may_choose(contact, stand)) return;
            Member* member = member_of(*agent, *stand.queue);
            if (!member || member->terms.paused) return;
            // Held for her, no tier or penalty of its queue stands between; else she must suit.
            const bool held = contact.wishes_->held_for == agent && &stand == &contact.home;
            if (!held && !(stand.stage && suits(*stand.stage, *member))) return;
            choice.stand = &stand;
            choice.member = member;
            choice.of = 1;
            choice.by = person == contact.wishes_->preferred.front() ? "owner" : "preferred";
        });
        if (choice.member) return choice;
    }
    return choice;
}

Router::State::Choice Router::State::choose(Contact& contact) {
    if (contact.wishes_ && contact.wishes_->deferred_until) return {};
    if (Choice choice = choose_preferred(contact)) return choice;
    if (contact.wishes_ && contact.wishes_->held_for) return {};
    if (Choice choice = choose_in(contact, contact.home)) return choice;
    for (Stand& stand : contact.also)
        if (Choice choice = choose_in(contact, stand)) return choice;
    return {};
}

/// Somebody free may take what waits at this stage, but for those already asked.
bool Router::State::ready_for(const Stage& stage) const {
    return std::any_of(
        stage.demand->groups.begin(), stage.demand->groups.end(), [&](const Group& g) {
            return !g.ready.empty() && open_to(stage.terms, g.tier, g.penalty, g.delay);
        });
}

/// Whether somebody free suits an open contact; the same rules as choose(), without the choice.
bool Router::State::anybody_for(const Contact& row) {
    Contact& contact = const_cast<Contact&>(row);
    if (contact.wishes_ && contact.wishes_->deferred_until) return false;
    if (choose_preferred(contact)) return true;
    if (contact.wishes_ && contact.wishes_->held_for) return false;
    bool found = false;
    contact.each_stand([&](Stand& stand) {
        if (found || !stand.stage || !may_choose(contact, stand)) return;
        for (const Group& g : stand.stage->demand->groups)
            found |= open_to(stand.stage->terms, g.tier, g.penalty, g.delay) &&
                     g.ready.find_first([&](const PickKey& key) {
                         return contact.may_be_offered_to(key.id);
                     }) != nullptr;
    });
    return found;
}

}  // namespace ol::routing
