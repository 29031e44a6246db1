// An agent's day: signed in, ready, reserved, talking, wrap-up, pauses; and what she is held back
// for (A18, A20).
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

namespace {

using enum AgentState;

/// Of what she is by herself; reserved, talking and wrap_up follow from what she has in hand.
constexpr bool may_become(AgentState from, AgentState to) {
    switch (from) {
        case signed_out: return to == paused;
        case paused: return to == paused || to == ready || to == signed_out;
        case ready: return to == ready || to == paused || to == signed_out || to == not_responding;
        case not_responding: return to == ready || to == paused || to == signed_out;
        case reserved:
        case talking:
        case wrap_up: return false;
    }
    return false;
}
static_assert(!may_become(signed_out, ready) && !may_become(paused, not_responding));

constexpr bool has_work(AgentState state) { return state == reserved || state == talking; }

}  // namespace

Agent& Router::State::agent_row(PersonId id) {
    if (Agent* known = agents.find(id)) return *known;
    Agent& agent = agents.add(id);
    agent.id = id;
    agent.config.agent = id;
    agent.since = now;
    agent.deadline = {Deadline::Owner::agent, id.value};
    return agent;
}

void Router::State::on(const AgentConfigured& event) {
    if (!event.agent.agent) return ignore("no_id");
    if (event.agent.skills.size() > 256) return ignore("too_many_skills", {}, event.agent.agent);
    Agent& agent = agent_row(event.agent.agent);
    leave_ready_sets(agent);
    const auto here = [&](const Member* member) {
        return availability(*member, agent.counted) != Availability::signed_out;
    };
    const auto each_demand = [&](int by) {  // who is signed in and skilled, anew
        for (Member* member : agent.memberships)
            for (const auto& d : member->queue->demands)
                if (d && here(member) && skilled(agent, d->skills)) d->matching += by;
    };
    each_demand(-1);
    agent.config = event.agent;
    std::stable_sort(agent.config.skills.begin(), agent.config.skills.end(),
                     [](const Skill& a, const Skill& b) { return a.name < b.name; });
    agent.limits = limits_unless_set;
    for (const ChannelLimit& limit : event.agent.limits)
        agent.limits[static_cast<std::size_t>(limit.channel)] = std::clamp(limit.most, 0, 100);
    agent.skilled.clear();
    each_demand(1);
    for (Member* member : agent.memberships)
        for (const auto& d : member->queue->demands)
            if (d && d->matching == 0) skip_empty_steps(*member->queue, *d);
    record("agent_config", nullptr, &agent, nullptr);
    touch(agent);
}

void Router::State::on(const AgentSignedIn& event) {
    if (!event.agent) return ignore("no_id");
    Agent& agent = agent_row(event.agent);
    if (agent.base != signed_out &&
        agent.after == AfterContact::sign_out) {  // came back during the last talk
        agent.after = AfterContact::stay;
        return show(agent);
    }
    if (agent.base != signed_out) return ignore("already_signed_in", {}, event.agent);
    agent.had_contact = false;
    agent.no_answers = 0;
    agent.handled_in = agent.handled_out = 0;
    agent.idle_since = agent.ready_since = agent.last_start = agent.last_inbound_end = now;
    agent.busy_spans.clear();
    agent.long_break = false;
    for (Member* member : agent.memberships) {  // a newcomer starts where the team stands (A9h)
        member->no_answers = 0;
        const auto& numbers = member->queue->answered;
        member->answered = numbers.empty() ? 0 : numbers.begin()->first;
        member->talk_ms = 0;
        member->had_contact = false;
    }
    set_base(agent, paused, "signed_in", std::nullopt);
    record("login", nullptr, &agent, nullptr);
}

void Router::State::on(const AgentSignedOut& event) {
    Agent* agent = agents.find(event.agent);
    if (!agent || agent->base == signed_out) return ignore("signed_out", {}, event.agent);
    agent->back_after_emergency = false;
    if (!has_work(agent->state)) return leave_now(*agent, AfterContact::sign_out);
    agent->after = AfterContact::sign_out;
    release_held(*agent);
    take_from_ringing(*agent, OfferFailure::unreachable);
}

/// Her phone stops for all that rings there; what she talks to goes on. Tells her state.
void Router::State::take_from_ringing(Agent& agent, OfferFailure cause) {
    bool taken = false;
    for (bool again = true; again;) {
        again = false;
        for (const auto& hand : agent.hands) {
            if (hand->state != Hand::State::ringing) continue;
            cancel(*hand, cause);
            fail(*hand, cause);
            taken = again = true;
            break;
        }
    }
    if (!taken) show(agent);
}

void Router::State::on(const AgentReady& event) {
    Agent* agent = agents.find(event.agent);
    if (!agent || agent->base == signed_out) return ignore("signed_out", {}, event.agent);
    switch (agent->state) {
        case signed_out:
        case ready: return ignore("already_ready", {}, event.agent);
        case reserved:
        case talking:  // she takes back "finish and leave"
            if (agent->after != AfterContact::pause) return ignore("in_contact", {}, event.agent);
            if (!agent->emergencies.empty()) return stand_down(*agent);
            agent->after = AfterContact::stay;
            return show(*agent);
        case wrap_up: {
            const bool must = std::any_of(
                agent->hands.begin(), agent->hands.end(),
                [](const auto& hand) { return hand->mode == WrapUpMode::timed_in_full; });
            if (must) return ignore("wrap_up_in_full", {}, event.agent);
            if (!agent->emergencies.empty()) return stand_down(*agent);
            break;
        }
        case paused:
        case not_responding:
            if (!agent->emergencies.empty()) return stand_down(*agent);
            agent->no_answers = 0;
            if (!agent->had_contact) agent->idle_since = now;
            agent->emergency_return.reset();
            agent->back_after_emergency = false;
            record("unpause", nullptr, agent, nullptr);
            break;
    }
    agent->after = AfterContact::stay;
    agent->long_break = false;
    agent->ready_since = now;
    while (!agent->hands.empty()) drop(*agent->hands.back());
    set_base(*agent, ready, {}, std::nullopt);
}

void Router::State::on(const AgentPaused& event) {
    Agent* agent = agents.find(event.agent);
    if (!agent || agent->base == signed_out) return ignore("signed_out", {}, event.agent);
    if (agent->state == paused && agent->reason == event.reason)
        return ignore("already_paused", {}, event.agent);
    if (agent->after == AfterContact::sign_out) return ignore("signing_out", {}, event.agent);
    agent->back_after_emergency = false;
    agent->emergency_return.reset();
    const bool in_contact = has_work(agent->state);
    agent->after_reason = event.reason;
    agent->after_long = event.long_break;
    if (!in_contact && !(agent->state == wrap_up && event.after_contact))
        return leave_now(*agent, AfterContact::pause);
    agent->after = AfterContact::pause;
    if (event.after_contact) return show(*agent);
    take_from_ringing(*agent, OfferFailure::declined);
}

void Router::State::on(const AgentReachable& event) {
    if (!event.agent) return ignore("no_id");
    Agent& agent = agent_row(event.agent);  // a phone may register before its owner signs in
    const bool known = std::exchange(agent.reachable_known, true);
    if (known && agent.reachable == event.reachable)
        return ignore("already_known", {}, event.agent);
    if (!known && !event.reachable) {  // the same as not to know, but for "invalid" (A21)
        touch(agent);
        return ignore("already_known", {}, event.agent);
    }
    agent.reachable = event.reachable;
    show(agent);
    const bool rings = std::any_of(agent.hands.begin(), agent.hands.end(), [](const auto& hand) {
        return hand->state == Hand::State::ringing;
    });
    if (!agent.reachable && rings) take_unreached(agent);
}

void Router::State::on(const AgentAtDesk& event) {
    if (!event.agent) return ignore("no_id");
    Agent& agent = agent_row(event.agent);
    if (agent.at_desk == event.at_desk) return ignore("already_known", {}, event.agent);
    agent.at_desk = event.at_desk;
    touch(agent);
    if (!agent.at_desk) take_unreached(agent);
}

/// What rings where she is not any more goes on to others.
void Router::State::take_unreached(Agent& agent) {
    const auto lost = [&] {
        return std::find_if(agent.hands.begin(), agent.hands.end(), [&](const auto& hand) {
            return hand->state == Hand::State::ringing && !agent.reached_by(hand->channel);
        });
    };
    for (auto at = lost(); at != agent.hands.end(); at = lost()) {
        Hand& hand = **at;
        cancel(hand, OfferFailure::unreachable);
        fail(hand, OfferFailure::unreachable);
    }
}

void Router::State::on(const WrapUpEnded& event) {
    Agent* agent = agents.find(event.agent);
    bool ended = false, in_full = false;
    for (std::size_t i = agent ? agent->hands.size() : 0; i-- > 0;) {
        Hand& hand = *agent->hands[i];
        if (hand.state != Hand::State::wrap_up) continue;
        if (event.contact && hand.contact_id != event.contact) continue;
        if (hand.mode == WrapUpMode::timed_in_full) {
            in_full = true;
            continue;
        }
        drop(hand);
        ended = true;
    }
    if (!ended) return ignore(in_full ? "wrap_up_in_full" : "not_in_wrap_up", {}, event.agent);
    agent_free(*agent);
}

void Router::State::on(const WrapUpExtended& event) {
    Agent* agent = agents.find(event.agent);
    Hand* wrapping = nullptr;
    if (agent)
        for (const auto& hand : agent->hands)
            if (hand->state == Hand::State::wrap_up &&
                (!event.contact || hand->contact_id == event.contact))
                wrapping = hand.get();
    if (!wrapping) return ignore("not_in_wrap_up", {}, event.agent);
    const Ms by = std::min(event.by, wrapping->extension_left);
    if (by <= Ms{0} || !wrapping->until) return ignore("extension_used_up", {}, event.agent);
    wrapping->extension_left -= by;
    *wrapping->until += by;
    deadlines.set(wrapping->deadline, *wrapping->until);
    show(*agent);
}

/// The only place that assigns what an agent is by herself.
void Router::State::set_base(Agent& agent, AgentState base, std::string_view reason,
                             std::optional<Time> backoff) {
    if (!may_become(agent.base, base)) throw std::logic_error("routing: an agent cannot become so");
    agent.base = base;
    agent.base_reason = reason;
    agent.backoff = backoff;
    arm(agent);
    show(agent);
    if (base == signed_out || base == not_responding || (base == paused && agent.long_break))
        release_held(agent);
}

/// What she is to others follows from what she has in hand: what rings before what she talks to,
/// that before a wrap-up.
void Router::State::show(Agent& agent) {
    const Hand* first = nullptr;
    for (const auto& hand : agent.hands)
        if (!first ||
            std::pair(hand->state, hand->contact_id) < std::pair(first->state, first->contact_id))
            first = hand.get();
    AgentState state = agent.base;
    std::string_view reason = agent.base_reason;
    agent.until = agent.backoff;
    if (first) {
        agent.until = first->until;
        reason = "";
        switch (first->state) {
            case Hand::State::ringing: state = reserved; break;
            case Hand::State::joining: state = reserved, reason = "joining"; break;
            case Hand::State::talking: state = talking; break;
            case Hand::State::wrap_up: state = wrap_up; break;
        }
    }
    const bool changed = agent.state != state;
    if (changed) agent.since = now;
    agent.state = state;
    agent.reason = reason;
    touch(agent);
    if (changed || !quiet) tell(agent);
}

void Router::State::punish(Agent& agent, OfferFailure cause, Queue& queue) {
    const QueueConfig& config = queue.config;
    Ms delay{0};
    switch (cause) {
        case OfferFailure::no_answer: {
            delay = config.no_answer_delay;
            Member* member = member_of(agent, queue);
            const bool here_only = config.no_answer_scope == RonaScope::queue && member;
            int& count = here_only ? member->no_answers : agent.no_answers;
            ++count;
            const int most = agent.config.no_answer_max.value_or(config.no_answer_max);
            const bool mercy = config.no_answer_mercy > Ms{0} && agent.had_contact &&
                               now - agent.idle_since < config.no_answer_mercy;
            if (count < most || mercy || !agent.hands.empty()) break;
            const std::string told = std::to_string(count);
            if (!here_only) {
                set_base(agent, not_responding, "no_answer", std::nullopt);
                record("not_responding", nullptr, &agent, nullptr, told);
                return;
            }
            count = 0;
            record("not_responding", nullptr, &agent, &queue, told);
            on(MembershipChanged{agent.id, config.id, {}, {}, {}, {}, true, "no_answer"});
            break;
        }
        case OfferFailure::declined: delay = config.reject_delay; break;
        case OfferFailure::busy: delay = config.busy_delay; break;
        case OfferFailure::unreachable:
        case OfferFailure::connect_failed: delay = config.unreachable_delay; break;
        case OfferFailure::caller_left:
        case OfferFailure::lost_race: break;
    }
    if (delay <= Ms{0}) return agent_free(agent);
    set_base(agent, ready, to_name(cause), now + delay);
}

void Router::State::agent_free(Agent& agent) {
    const AfterContact after = agent.after;
    if (!agent.hands.empty() || after == AfterContact::stay) {
        if (agent.hands.empty() && !agent.backoff) agent.base_reason.clear();
        if (agent.hands.empty() && agent.base == ready && !agent.backoff) agent.ready_since = now;
        return show(agent);
    }
    leave_now(agent, after);
}

void Router::State::leave_now(Agent& agent, AfterContact where) {
    while (!agent.hands.empty()) drop(*agent.hands.back());  // wrap-ups
    agent.after = AfterContact::stay;
    const bool pause = where == AfterContact::pause;
    agent.long_break = pause && agent.after_long;
    set_base(agent, pause ? paused : signed_out, pause ? std::string_view(agent.after_reason) : "",
             std::nullopt);
    record(pause ? "pause" : "logoff", nullptr, &agent, nullptr, pause ? agent.reason : "");
}

namespace {
constexpr Ms occupancy_told{60000};
}

void Router::State::arm(Agent& agent) {
    std::optional<Time> at = agent.backoff;
    if (agent.emergency_return && (!at || *agent.emergency_return < *at))
        at = agent.emergency_return;
    const bool by_occupancy =
        agent.standing && !agent.busy_spans.empty() &&
        std::any_of(agent.memberships.begin(), agent.memberships.end(), [](const Member* member) {
            return member->queue->config.strategy == Strategy::least_occupied;
        });
    if (by_occupancy && !at) at = now + occupancy_told;
    if (at)
        deadlines.set(agent.deadline, *at);
    else
        deadlines.clear(agent.deadline);
}

void Router::State::agent_due(Agent& agent) {
    if (agent.emergency_return && now >= *agent.emergency_return) {
        agent.emergency_return.reset();
        call_back_to_work(agent);
    }
    if (agent.backoff && now >= *agent.backoff) {
        agent.backoff.reset();
        agent_free(agent);
    } else if (agent.standing) {  // what made her busy grows old (A9j): her place among the free
        const unsigned channels = agent.standing;
        leave_ready_sets(agent);
        enter_ready_sets(agent, channels);
    }
    arm(agent);
}

void Router::State::tell(const Agent& agent) {
    AgentChanged& change =
        std::get<AgentChanged>(out.emplace_back(std::in_place_type<AgentChanged>));
    change.agent = agent.id;
    change.state = agent.state;
    if (quiet) return;
    change.reason = agent.reason;
    change.since = agent.since;
    change.until = agent.until;
    change.reachable = agent.reachable;
    change.finishing = agent.after != AfterContact::stay;
    const Hand* first = nullptr;
    for (const auto& hand : agent.hands) {
        if (!hand->parked) change.load += units[static_cast<std::size_t>(hand->channel)];
        if (!first ||
            std::pair(hand->state, hand->contact_id) < std::pair(first->state, first->contact_id))
            first = hand.get();
        if (hand->state != Hand::State::wrap_up) change.contacts.push_back(hand->contact_id);
    }
    if (first) change.contact = first->contact_id;
    std::sort(change.contacts.begin(), change.contacts.end());
}

void Router::State::touch(Agent& agent) {
    if (std::exchange(agent.touched, true)) return;
    agents_touched.push_back(&agent);
}

void Router::State::touch(Queue& queue) {
    if (std::exchange(queue.touched, true)) return;
    queues_touched.push_back(&queue);
}

}  // namespace ol::routing
