// Why this agent, why still waiting: codes and numbers, which the desk tells in the reader's
// language.
#include "contact/routing/state.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

namespace {
// A change that concerns a whole line is told to so many at its front; the others see theirs in the
// view, which is always exact. So one agent's coffee costs the same with ten waiting and with ten
// thousand.
constexpr int told_at_once = 32;
}  // namespace

Reason Router::State::why_this(const Stand& stand, const Member& member, std::size_t of,
                               std::string_view by) const {
    if (quiet) return {};
    const Queue& queue = *stand.queue;
    const Agent& agent = *member.agent;
    const Strategy strategy = queue.config.strategy;
    Reason why;
    const auto say = [&](const char* name, std::int64_t value) {
        why.params.emplace_back(name, std::to_string(value));
    };
    const auto idle = [&](Time since) { say("idle_ms", (now - since).count()); };
    if (!by.empty()) {
        why.code = by;
        return why;
    }
    why.params.reserve(2);
    if (of <= 1 && strategy != Strategy::ring_all && strategy != Strategy::ring_progressively) {
        why.code = "only_one_ready";
        idle(idle_of(agent, queue));
    } else {
        why.code = to_name(strategy);
        switch (strategy) {
            case Strategy::longest_idle: idle(idle_of(agent, queue)); break;
            case Strategy::least_recent:
                idle(member.last_end == Time{} ? agent.idle_since : member.last_end);
                break;
            case Strategy::fewest_calls: say("answered", member.answered); break;
            case Strategy::least_talk: say("talk_ms", member.talk_ms); break;
            case Strategy::least_occupied: say("busy_ms", member.key.first); break;
            case Strategy::linear:
            case Strategy::round_robin:
            case Strategy::sequential: say("position", member.terms.position); break;
            case Strategy::by_grade:
            case Strategy::weighted_by_grade: say("grade", member.terms.grade); break;
            case Strategy::best_skill:
                if (stand.stage)
                    say("score",
                        expressions[static_cast<std::size_t>(stand.stage->demand->skills)].score(
                            agent.config.skills));
                break;
            case Strategy::spare_capacity:
            case Strategy::fill_first:
                say("in_hand", static_cast<std::int64_t>(agent.hands.size()));
                break;
            case Strategy::ring_all:
            case Strategy::ring_progressively:
            case Strategy::random:
            case Strategy::weighted_by_penalty: break;
        }
        say("of", static_cast<std::int64_t>(of));
    }
    if (member.terms.tier != 0) say("tier", member.terms.tier);
    if (member.terms.penalty != 0) say("penalty", member.terms.penalty);
    if (stand.step != 0) say("step", stand.step);
    return why;
}

WhyWaiting Router::State::why_waiting(const Queue& queue) const {
    if (queue.signed_in() == 0) return WhyWaiting::no_one_signed_in;
    if (queue.count(Availability::free) > 0) return WhyWaiting::excluded;
    if (queue.busy() > 0) return WhyWaiting::everyone_busy;
    if (queue.count(Availability::backing_off) > 0) return WhyWaiting::after_refusal;
    if (queue.count(Availability::unreachable) + queue.count(Availability::unknown) +
            queue.count(Availability::at_desk) >
        0)
        return WhyWaiting::all_unreachable;
    if (queue.count(Availability::not_responding) > 0) return WhyWaiting::all_not_responding;
    return WhyWaiting::all_paused;
}

WhyWaiting Router::State::why_waiting(const Contact& contact) const {
    const Wishes* wishes = contact.wishes_.get();
    if (wishes && wishes->deferred_until) return WhyWaiting::deferred;
    WhyWaiting why = why_waiting(*contact.home.queue);
    if (contact.home.queue->frozen() && why != WhyWaiting::excluded) return WhyWaiting::emergency;
    if (is_written(contact.channel) && contact.home.queue->count(Availability::at_desk) > 0)
        why = WhyWaiting::excluded;  // somebody could: the stage says what is in the way
    if (wishes && wishes->held_for) return WhyWaiting::held_for_preferred;
    const Stage* stage = contact.home.stage;
    if (stage && stage->demand->skills != 0 && why != WhyWaiting::no_one_signed_in) {
        if (stage->demand->matching == 0) return WhyWaiting::nobody_has_skills;
        if (why == WhyWaiting::excluded && !stage->demand->any_ready())
            return WhyWaiting::skilled_busy;
    }
    return why == WhyWaiting::excluded ? why_not_offered(contact) : why;
}

/// Somebody is free, and yet it waits.
WhyWaiting Router::State::why_not_offered(const Contact& contact) const {
    const Stage* stage = contact.home.stage;
    if (!stage) return WhyWaiting::excluded;
    if (!may_choose(contact, contact.home))
        return contact.home.queue->config.one_at_a_time &&
                       contact.home.queue->line.first()->contact != &contact
                   ? WhyWaiting::not_first
                   : WhyWaiting::yields;
    const Terms& terms = stage->terms;
    bool any = false, tier = false, delay = false, window = false, tried = false;
    for (const Group& g : stage->demand->groups) {
        if (g.ready.empty()) continue;
        any = true;
        const int penalty = terms.raise_order_only ? g.penalty : std::max(g.penalty, terms.raise);
        if (g.tier > terms.tier)
            tier = true;
        else if (g.delay > terms.delay)
            delay = true;
        else if (penalty < terms.penalty_min || penalty > terms.penalty_max)
            window = true;
        else
            tried |= g.ready.find_first([&](const PickKey& key) {
                return std::binary_search(contact.tried.begin(), contact.tried.end(), key.id);
            }) != nullptr;
    }
    if (!any) return WhyWaiting::no_room_on_channel;
    if (tried) return WhyWaiting::excluded_after_no_answer;
    if (tier) return WhyWaiting::tier_closed;
    if (delay) return WhyWaiting::not_yet;
    if (window) return WhyWaiting::penalty_outside;
    return WhyWaiting::excluded;
}

Reason Router::State::told(const Contact& contact, WhyWaiting why) const {
    const bool about_free =
        why == WhyWaiting::excluded || why == WhyWaiting::excluded_after_no_answer;
    const Queue& queue = *contact.home.queue;
    const int of = about_free ? queue.count(Availability::free) : queue.signed_in();
    Reason reason{std::string(to_name(why)), {{"of", std::to_string(of)}}};
    const Stage* stage = contact.home.stage;
    if (why == WhyWaiting::nobody_has_skills || why == WhyWaiting::skilled_busy)
        reason.params.emplace_back("skilled", std::to_string(stage ? stage->demand->matching : 0));
    if (why == WhyWaiting::held_for_preferred)
        reason.params.emplace_back("agent", std::to_string(contact.wishes_->held_for->id.value));
    if (why == WhyWaiting::deferred)
        reason.params.emplace_back("until_ms",
                                   std::to_string(to_ms(*contact.wishes_->deferred_until)));
    return reason;
}

void Router::State::explain_waiting(Contact& contact) {
    if (quiet || contact.place != Place::open) return;
    const WhyWaiting why = why_waiting(contact);
    if (std::exchange(contact.why, why) == why) return;
    emit(Explain{contact.id, {}, told(contact, why)});
}

void Router::State::explain_line(Queue& queue) {
    if (quiet) return;
    const WhyWaiting why = why_waiting(queue);
    const bool over = std::exchange(queue.told_emergency, false);
    if ((std::exchange(queue.why, why) == why && !over) || queue.open_count == 0) return;
    int told_already = 0;
    queue.line.find_first([&](const LineKey& key) {
        if (key.contact->place == Place::open && key.contact->queue() == &queue)
            explain_waiting(*key.contact);
        return ++told_already == told_at_once;
    });
}

}  // namespace ol::routing
