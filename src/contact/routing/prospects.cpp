// Who comes next, and why: who stands before a waiting contact, and what keeps each agent from it.
// Told from the state as it stands; nothing is decided here.
#include <limits>

#include "contact/routing/state.hpp"

namespace ol::routing {

namespace {

constexpr std::size_t ahead_told = 50;

std::string told_ms(Ms time) { return std::to_string(time.count()); }

bool outside_window(const Terms& terms, int penalty) {
    if (!terms.raise_order_only) penalty = std::max(penalty, terms.raise);
    return penalty < terms.penalty_min || penalty > terms.penalty_max;
}

/// Free, or the one who is free first: wrap-up ends by itself, a talk may take long.
int nearness(const Reason& why) {
    if (why.code == "free_now") return 0;
    if (why.code == "backing_off") return 1;
    if (why.code == "wrapping") return 2;
    return 3;
}

}  // namespace

Reason Router::State::why_ahead(const LineKey& other, const LineKey& mine) const {
    const Contact& a = *other.contact;
    const Contact& b = *mine.contact;
    if (a.at_head && !b.at_head) return {"sent_to_head", {}};
    if (a.promoted && !b.promoted) return {"promoted", {}};
    if (other.slot != 0 || mine.slot != 0) return {"earlier_place", {}};
    if (a.priority > b.priority && (other.band != mine.band || a.entered_at > b.entered_at))
        return {"higher_priority", {{"priority", std::to_string(a.priority)}}};
    return {"waited_longer", {{"by_ms", told_ms(b.entered_at - a.entered_at)}}};
}

/// The first thing that keeps her from it; an empty code when nothing does but her own work.
Reason Router::State::in_the_way(const Contact& contact, const Stand& stand, const Terms& terms,
                                 const Member& member) const {
    const Agent& agent = *member.agent;
    const Ms waited = now - contact.entered_at;
    switch (agent.base) {
        case AgentState::signed_out: return {"not_signed_in", {}};
        case AgentState::paused: return {"paused", {{"reason", agent.base_reason}}};
        case AgentState::not_responding: return {"not_responding", {}};
        case AgentState::ready:
        case AgentState::reserved:
        case AgentState::talking:
        case AgentState::wrap_up: break;
    }
    if (member.terms.paused) return {"paused_here", {}};
    if (!agent.reached_by(contact.channel)) return {"unreachable", {}};
    if (agent.after != AfterContact::stay) return {"leaving", {}};
    if (std::binary_search(contact.excluded.begin(), contact.excluded.end(), agent.id))
        return {"excluded", {}};
    if (std::binary_search(contact.tried.begin(), contact.tried.end(), agent.id))
        return {"tried_already", {}};
    const Wishes* wishes = contact.wishes_.get();
    const bool held = wishes && wishes->held_for;
    if (held && wishes->held_for != &agent) return {"held_for_other", {}};
    if (held) return {};
    const Ms wait = stand.queue->config.tier_wait;
    if (member.terms.tier > terms.tier) {
        const Ms opens = stand.queue->config.tier_multiply ? wait * member.terms.tier : wait;
        return {"tier_closed", {{"opens_in_ms", told_ms(std::max(opens - waited, Ms{0}))}}};
    }
    if (member.terms.delay > terms.delay)
        return {"not_yet", {{"in_ms", told_ms(std::max(member.terms.delay - waited, Ms{0}))}}};
    if (outside_window(terms, member.terms.penalty)) return {"penalty_outside", {}};
    const int skills = expression_of(stand, contact);
    if (!const_cast<State*>(this)->skilled(*member.agent, skills)) {
        const auto& steps =
            wishes && !wishes->skills.empty() ? wishes->skills : stand.queue->config.skill_steps;
        const auto at = std::min<std::size_t>(stand.step, steps.size() - 1);
        return {"skills_missing", {{"skills", steps[at].skills}}};
    }
    if (!serves(member))
        return {"needed_at_home", {{"queue", std::to_string(member.terms.lent_by.value)}}};
    if (stand.stage && !serves(member, *stand.stage->demand)) return {"outbound_enough", {}};
    for (const QueueId id : stand.queue->config.yields_to)
        if (const Queue* other = const_cast<State*>(this)->queues.find(id);
            other && other != stand.queue && other->open_count > 0)
            return {"yields", {}};
    if (!may_choose(contact, stand)) return {"not_first", {}};
    return {};
}

Prospect Router::State::prospect(const Contact& contact, const Stand& stand, const Terms& terms,
                                 const Member& member) const {
    const Agent& agent = *member.agent;
    Prospect out{agent.id, agent.state, 0, in_the_way(contact, stand, terms, member)};
    if (!out.why.code.empty()) return out;
    out.order = 1;
    const bool wraps = std::any_of(agent.hands.begin(), agent.hands.end(), [](const auto& hand) {
        return hand->state == Hand::State::wrap_up;
    });
    if (room(agent) >> static_cast<unsigned>(contact.channel) & 1u)
        out.why.code = "free_now";
    else if (agent.hands.empty())
        out.why = {
            "backing_off",
            {{"until", agent.backoff ? std::to_string(to_ms(*agent.backoff)) : std::string()}}};
    else if (agent.state == AgentState::wrap_up)
        out.why = {"wrapping", {}};
    else
        out.why.code = wraps || agent.hands.size() > 1 ? "no_room_on_channel" : "busy";
    return out;
}

std::optional<Prospects> Router::prospects(ContactId id) const {
    State& s = *state_;
    Contact* contact = s.contacts.find(id);
    if (!contact || !in_line(contact->place) || !contact->queue()) return std::nullopt;
    Queue& queue = *contact->queue();
    const Stand& stand = contact->home;
    Prospects out;
    out.contact = id;
    out.queue = contact->home.id;
    out.rings = contact->place == Place::ringing;
    out.position = s.position_of(*contact);
    out.estimate = s.estimate(queue, out.position);
    if (!out.rings) out.why_waiting = s.told(*contact, s.why_waiting(*contact));
    queue.line.find_first([&](const LineKey& key) {
        if (key.contact == contact || out.ahead.size() == ahead_told) return true;
        out.ahead.push_back({key.id, static_cast<int>(out.ahead.size()) + 1,
                             s.now - key.contact->entered_at, s.why_ahead(key, stand.key)});
        return false;
    });
    out.ahead_total = std::max(out.position - 1, 0);
    const Terms terms = stand.stage ? stand.stage->terms : s.terms_of(stand, *contact);
    using Rank = std::tuple<bool, int, int, int, PickKey>;
    std::vector<std::pair<Rank, Prospect>> ranked;
    for (const auto& member : queue.members) {
        Prospect row = s.prospect(*contact, stand, terms, *member);
        const bool may = row.order > 0;
        const int penalty = std::max(member->terms.penalty, terms.raise);
        PickKey key = s.key_of(*member);
        if (!may) key = {0, 0, 0, {}, row.agent, nullptr};
        ranked.emplace_back(Rank{!may, may ? nearness(row.why) : 0, may ? member->terms.tier : 0,
                                 may ? penalty : 0, key},
                            std::move(row));
    }
    std::sort(ranked.begin(), ranked.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [rank, row] : ranked) {
        if (row.order > 0) row.order = static_cast<int>(out.agents.size()) + 1;
        out.agents.push_back(std::move(row));
    }
    return out;
}

}  // namespace ol::routing
