// From the words of the API to the line's own settings.
#include "contact/queues/queues.hpp"

namespace ol::queues {

namespace {

int whole(std::int64_t value) {
    return static_cast<int>(std::clamp<std::int64_t>(value, 0, 1'000'000'000));
}

void times(const QueueSettings& q, routing::QueueConfig& c) {
    const QueueRules& r = q.rules;
    c.ring_timeout = Ms{q.ring_timeout_ms};
    c.max_wait = Ms{q.max_wait_ms};
    c.wrap_up = Ms{q.wrap_up_ms};
    c.wrap_up_extend_max = Ms{q.wrap_up_extend_max_ms};
    c.no_answer_delay = Ms{q.no_answer_delay_ms};
    c.reject_delay = Ms{q.reject_delay_ms};
    c.busy_delay = Ms{q.busy_delay_ms};
    c.unreachable_delay = Ms{q.unreachable_delay_ms};
    c.no_agent_exit = Ms{r.no_agent_exit_ms};
    c.no_agent_grace = Ms{r.no_agent_grace_ms};
    c.shortest_talk = Ms{r.shortest_talk_ms};
    c.progress_every = Ms{r.progress_every_ms};
    c.priority_worth = Ms{r.priority_worth_ms};
    c.promote_after = Ms{r.promote_after_ms};
    c.refuse_over_estimate = Ms{r.refuse_over_estimate_ms};
    c.retry = Ms{r.retry_ms};
    c.tier_wait = Ms{r.tier_wait_ms};
    c.no_answer_mercy = Ms{r.no_answer_mercy_ms};
    c.resume_within = Ms{r.resume_within_ms};
}

void choices(const QueueRules& r, routing::QueueConfig& c) {
    c.strategy = r.strategy;
    c.idle_since = r.idle_since;
    c.weight = r.weight;
    c.score = r.score;
    c.priority_cap = r.priority_cap;
    c.one_at_a_time = r.one_at_a_time;
    c.waiting_per_agent_milli = r.waiting_per_agent_milli;
    c.ring_limit = r.ring_limit;
    c.join_empty = r.join_empty;
    c.leave_empty = r.leave_empty;
    c.tier_multiply = r.tier_multiply;
    c.tier_skip_empty = r.tier_skip_empty;
    c.penalty_limit = r.penalty_limit;
    c.penalties_sign_out = r.penalties_sign_out;
    c.penalty_min = r.penalty_min;
    c.penalty_max = r.penalty_max;
    c.wrap_up_mode = r.wrap_up_mode;
    c.wrap_up_scope = r.wrap_up_scope;
    c.no_answer_scope = r.no_answer_scope;
    c.yields_to = r.yields_to;
}

void lists(const QueueRules& r, routing::QueueConfig& c) {
    for (const PenaltyChange& p : r.penalty_rules)
        c.penalty_rules.push_back(
            {Ms{p.after_ms}, p.max, p.min, p.relative, p.raise, p.raise_order_only});
    for (const SkillRule& s : r.skill_steps) c.skill_steps.push_back({Ms{s.lasts_ms}, s.skills});
    for (const WaitingStep& s : r.overflow)
        c.overflow.push_back(
            {Ms{s.after_ms}, s.action, s.queue_id, s.keep_age, s.priority, s.argument});
    const SayingRules& a = r.announcements;
    c.announcements = {a.position,
                       a.position_limit,
                       a.position_only_up,
                       Ms{a.every_ms},
                       Ms{a.at_least_apart_ms},
                       a.estimate,
                       a.estimate_once,
                       Ms{a.round_up_to_ms},
                       Ms{a.shortest_told_ms},
                       Ms{a.periodic_every_ms},
                       Ms{a.periodic_from_ms}};
}

/// Without terms her place is her place in the list, as it was before there were terms.
void members(const QueueSettings& q, routing::QueueConfig& c) {
    int place = 0;
    for (const PersonId person : q.member_ids) {
        routing::Membership m;
        m.agent = person;
        m.position = ++place;
        for (const QueueMember& t : q.rules.members) {
            if (t.person_id != person) continue;
            m.tier = t.tier;
            m.penalty = t.penalty;
            m.position = t.position;
            m.grade = t.grade;
            m.priority = t.priority;
            m.delay = Ms{t.delay_ms};
            m.paused = t.paused;
            if (t.wrap_up_ms) m.wrap_up = Ms{*t.wrap_up_ms};
            m.lent_by = t.lent_by;
            m.lent_up_to = t.lent_up_to;
        }
        c.memberships.push_back(m);
    }
}

}  // namespace

routing::QueueConfig line_of(const QueueSettings& q) {
    routing::QueueConfig c;
    c.id = q.id;
    c.name = q.name;
    c.version = q.version;
    c.max_waiting = whole(q.max_waiting);
    c.no_answer_max = whole(q.no_answer_max);
    c.rounds_max = whole(q.rounds_max);
    times(q, c);
    choices(q.rules, c);
    lists(q.rules, c);
    members(q, c);
    return c;
}

routing::AgentConfig line_of(const AgentRouting& agent) {
    routing::AgentConfig c;
    c.agent = agent.person_id;
    for (const AgentSkill& s : agent.skills) c.skills.push_back({s.name, s.level});
    for (const AgentLimit& l : agent.limits) c.limits.push_back({l.channel, l.most});
    if (agent.wrap_up_ms) c.wrap_up = Ms{*agent.wrap_up_ms};
    c.no_answer_max = agent.no_answer_max;
    c.outbound_most = agent.outbound_most;
    return c;
}

routing::RouterConfig line_of(const RoutingSettings& settings) {
    routing::RouterConfig c;
    c.cross_queue = settings.cross_queue;
    for (const ChannelUnits& u : settings.channels)
        c.channels.push_back({u.channel, u.units, u.beside});
    c.seed = settings.seed;
    return c;
}

}  // namespace ol::queues
