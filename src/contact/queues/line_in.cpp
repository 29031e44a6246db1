// From the line's own settings to the words of the API: what an import brings.
#include "contact/queues/queues.hpp"

namespace ol::queues {

namespace {

void times(const routing::QueueConfig& c, QueueSettings& q) {
    QueueRules& r = q.rules;
    q.ring_timeout_ms = c.ring_timeout.count();
    q.max_wait_ms = c.max_wait.count();
    q.wrap_up_ms = c.wrap_up.count();
    q.wrap_up_extend_max_ms = c.wrap_up_extend_max.count();
    q.no_answer_delay_ms = c.no_answer_delay.count();
    q.reject_delay_ms = c.reject_delay.count();
    q.busy_delay_ms = c.busy_delay.count();
    q.unreachable_delay_ms = c.unreachable_delay.count();
    r.no_agent_exit_ms = c.no_agent_exit.count();
    r.no_agent_grace_ms = c.no_agent_grace.count();
    r.shortest_talk_ms = c.shortest_talk.count();
    r.progress_every_ms = c.progress_every.count();
    r.priority_worth_ms = c.priority_worth.count();
    r.promote_after_ms = c.promote_after.count();
    r.refuse_over_estimate_ms = c.refuse_over_estimate.count();
    r.retry_ms = c.retry.count();
    r.tier_wait_ms = c.tier_wait.count();
    r.no_answer_mercy_ms = c.no_answer_mercy.count();
    r.resume_within_ms = c.resume_within.count();
}

void choices(const routing::QueueConfig& c, QueueRules& r) {
    r.strategy = c.strategy;
    r.idle_since = c.idle_since;
    r.weight = c.weight;
    r.score = c.score;
    r.priority_cap = c.priority_cap;
    r.one_at_a_time = c.one_at_a_time;
    r.waiting_per_agent_milli = c.waiting_per_agent_milli;
    r.ring_limit = c.ring_limit;
    r.join_empty = c.join_empty;
    r.leave_empty = c.leave_empty;
    r.tier_multiply = c.tier_multiply;
    r.tier_skip_empty = c.tier_skip_empty;
    r.penalty_limit = c.penalty_limit;
    r.penalties_sign_out = c.penalties_sign_out;
    r.penalty_min = c.penalty_min;
    r.penalty_max = c.penalty_max;
    r.wrap_up_mode = c.wrap_up_mode;
    r.wrap_up_scope = c.wrap_up_scope;
    r.no_answer_scope = c.no_answer_scope;
    r.yields_to = c.yields_to;
}

void lists(const routing::QueueConfig& c, QueueRules& r) {
    for (const auto& p : c.penalty_rules)
        r.penalty_rules.push_back(
            {p.after.count(), p.max, p.min, p.relative, p.raise, p.raise_order_only});
    for (const auto& s : c.skill_steps) r.skill_steps.push_back({s.lasts.count(), s.skills});
    for (const auto& s : c.overflow)
        r.overflow.push_back(
            {s.after.count(), s.action, s.queue, s.keep_age, s.priority, s.argument});
    const auto& a = c.announcements;
    r.announcements = {a.position,
                       a.position_limit,
                       a.position_only_up,
                       a.every.count(),
                       a.at_least_apart.count(),
                       a.estimate,
                       a.estimate_once,
                       a.round_up_to.count(),
                       a.shortest_told.count(),
                       a.periodic_every.count(),
                       a.periodic_from.count()};
}

}  // namespace

QueueSettings settings_of(const routing::QueueConfig& c) {
    QueueSettings q;
    q.name = c.name;
    q.max_waiting = c.max_waiting;
    q.no_answer_max = c.no_answer_max;
    q.rounds_max = c.rounds_max;
    times(c, q);
    choices(c, q.rules);
    lists(c, q.rules);
    for (const auto& m : c.memberships) {
        q.member_ids.push_back(m.agent);
        QueueMember terms;
        terms.person_id = m.agent;
        terms.tier = m.tier, terms.penalty = m.penalty, terms.position = m.position;
        terms.grade = m.grade, terms.priority = m.priority, terms.delay_ms = m.delay.count();
        terms.paused = m.paused;
        if (m.wrap_up) terms.wrap_up_ms = m.wrap_up->count();
        terms.lent_by = m.lent_by, terms.lent_up_to = m.lent_up_to;
        q.rules.members.push_back(std::move(terms));
    }
    return q;
}

}  // namespace ol::queues
