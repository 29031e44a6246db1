#include "contact/routing/check.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "contact/routing/skills.hpp"

namespace ol::routing {

namespace {

constexpr int number_max = 1000000;
constexpr std::size_t steps_max = 16, rules_max = 64, overflow_max = 64;

void hold(Ms& time) { time = std::clamp(time, Ms{0}, longest_time); }
void hold(int& number) { number = std::clamp(number, -number_max, number_max); }

void hold_times(QueueConfig& c) {
    for (Ms* time : {&c.ring_timeout,
                     &c.max_wait,
                     &c.wrap_up,
                     &c.wrap_up_extend_max,
                     &c.no_answer_delay,
                     &c.reject_delay,
                     &c.busy_delay,
                     &c.unreachable_delay,
                     &c.no_agent_exit,
                     &c.shortest_talk,
                     &c.progress_every,
                     &c.priority_worth,
                     &c.promote_after,
                     &c.refuse_over_estimate,
                     &c.retry,
                     &c.no_agent_grace,
                     &c.tier_wait,
                     &c.no_answer_mercy,
                     &c.resume_within,
                     &c.announcements.every,
                     &c.announcements.at_least_apart,
                     &c.announcements.round_up_to,
                     &c.announcements.shortest_told,
                     &c.announcements.periodic_every,
                     &c.announcements.periodic_from})
        hold(*time);
    constexpr Ms shortest_ring{1000};
    c.ring_timeout = std::max(c.ring_timeout, shortest_ring);
    c.progress_every = std::max(c.progress_every, shortest_ring);
    c.priority_worth = std::min(c.priority_worth, Ms{1000000000});
    for (PenaltyRule& rule : c.penalty_rules) hold(rule.after);
    for (SkillStep& step : c.skill_steps) hold(step.lasts);
    for (OverflowStep& step : c.overflow) hold(step.after), hold(step.priority);
}

}  // namespace

QueueConfig sane(QueueConfig config) {
    hold_times(config);
    hold(config.weight), hold(config.penalty_limit);
    if (config.skill_steps.size() > steps_max) config.skill_steps.resize(steps_max);
    if (config.penalty_rules.size() > rules_max) config.penalty_rules.resize(rules_max);
    if (config.overflow.size() > overflow_max) config.overflow.resize(overflow_max);
    std::stable_sort(config.penalty_rules.begin(), config.penalty_rules.end(),
                     [](const PenaltyRule& a, const PenaltyRule& b) { return a.after < b.after; });
    int position = 0;
    for (const PersonId person : config.members) {
        Membership plain;
        plain.agent = person;
        plain.position = ++position;
        config.memberships.push_back(plain);
    }
    std::erase_if(config.memberships, [](const Membership& m) { return !m.agent; });
    for (Membership& m : config.memberships) {
        m.tier = std::clamp(m.tier, 0, 1000);
        hold(m.penalty), hold(m.priority), hold(m.position), hold(m.delay);
        m.grade = std::clamp(m.grade, 0, number_max);
        m.lent_up_to = std::clamp(m.lent_up_to, 0, number_max);
        if (m.wrap_up) hold(*m.wrap_up);
    }
    std::stable_sort(config.memberships.begin(), config.memberships.end(),
                     [](const Membership& a, const Membership& b) { return a.agent < b.agent; });
    config.memberships.erase(
        std::unique(config.memberships.begin(), config.memberships.end(),
                    [](const Membership& a, const Membership& b) { return a.agent == b.agent; }),
        config.memberships.end());
    config.members.clear();
    return config;
}

namespace {

class Check {
public:
    explicit Check(const std::vector<QueueConfig>& queues) {
        for (const QueueConfig& queue : queues) known_[queue.id] = &queue;
    }
    std::vector<ConfigProblem> run() {
        for (const auto& [id, queue] : known_) one(*queue);
        circles();
        return std::move(found_);
    }

private:
    void note(const QueueConfig& queue, std::string field, Reason reason, bool refused = false) {
        found_.push_back({queue.id, std::move(field), std::move(reason), refused});
    }
    static std::string at(const char* list, std::size_t i) {
        return std::string(list) + '[' + std::to_string(i) + ']';
    }

    void one(const QueueConfig& q) {
        skills(q);
        rules(q);
        overflow(q);
        if (q.ring_timeout < Ms{1000}) note(q, "ring_timeout", {"ring_too_short", {}});
        if (q.max_wait > Ms{0} && q.max_wait < q.ring_timeout && q.ring_limit == RingLimit::app)
            note(q, "max_wait", {"ends_within_first_ring", {}});
        if (q.members.empty() && q.memberships.empty()) note(q, "members", {"nobody_serves", {}});
        if (q.penalty_min && q.penalty_max && *q.penalty_min > *q.penalty_max)
            note(q, "penalty_min", {"window_is_empty", {}});
        if (q.score == ScoreMode::strict && q.promote_after <= Ms{0} && q.priority_cap == 0)
            for (const OverflowStep& step : q.overflow)
                if (step.action == StepAction::raise_priority) {
                    note(q, "promote_after", {"starvation_possible", {}});
                    break;
                }
        if (q.score == ScoreMode::additive && q.promote_after > Ms{0})
            note(q, "promote_after", {"needs_strict_score", {}});
        if (q.tier_skip_empty && q.tier_wait <= Ms{0})
            note(q, "tier_skip_empty", {"tiers_open_at_once", {}});
        std::set<PersonId> seen;
        for (std::size_t i = 0; i < q.memberships.size(); ++i)
            if (!seen.insert(q.memberships[i].agent).second)
                note(q, at("memberships", i), {"member_twice", {}});
        for (const QueueId id : q.yields_to)
            if (id == q.id) note(q, "yields_to", {"yields_to_itself", {}});
    }

    void skills(const QueueConfig& q) {
        if (q.skill_steps.size() > steps_max)
            note(q, "skill_steps", {"too_many_steps", {{"most", std::to_string(steps_max)}}});
        for (std::size_t i = 0; i < q.skill_steps.size(); ++i) {
            const auto parsed = Expression::parse(q.skill_steps[i].skills);
            if (!parsed)
                note(q, at("skill_steps", i),
                     {parsed.error().code, {{"detail", parsed.error().detail}}}, true);
            if (i + 1 < q.skill_steps.size() && q.skill_steps[i].lasts <= Ms{0})
                note(q, at("skill_steps", i), {"step_never_holds", {}});
            if (i + 1 < q.skill_steps.size() && q.skill_steps[i].skills.empty())
                note(q, at("skill_steps", i + 1), {"step_never_reached", {}});
        }
    }

    void rules(const QueueConfig& q) {
        for (std::size_t i = 0; i < q.penalty_rules.size(); ++i) {
            const PenaltyRule& rule = q.penalty_rules[i];
            if (i > 0 && rule.after < q.penalty_rules[i - 1].after)
                note(q, at("penalty_rules", i), {"rules_out_of_order", {}});
            if (q.max_wait > Ms{0} && rule.after >= q.max_wait)
                note(q, at("penalty_rules", i), {"step_never_reached", {}});
            if (rule.raise && rule.raise_order_only == false && rule.max && *rule.raise > *rule.max)
                note(q, at("penalty_rules", i), {"raise_over_window", {}});
        }
    }

    void overflow(const QueueConfig& q) {
        Ms end = longest_time;
        for (const OverflowStep& step : q.overflow)
            if (step.action == StepAction::voicemail || step.action == StepAction::external ||
                step.action == StepAction::hang_up || step.action == StepAction::to_queue)
                end = std::min(end, step.after);
        if (q.max_wait > Ms{0}) end = std::min(end, q.max_wait);
        for (std::size_t i = 0; i < q.overflow.size(); ++i) {
            const OverflowStep& step = q.overflow[i];
            const bool queue =
                step.action == StepAction::to_queue || step.action == StepAction::add_queue;
            if (queue && !known_.contains(step.queue))
                note(q, at("overflow", i), {"queue_unknown", {}});
            if (queue && step.queue == q.id)
                note(q, at("overflow", i), {"overflows_to_itself", {}});
            if (step.after > end) note(q, at("overflow", i), {"step_never_reached", {}});
            if (step.action != StepAction::change_skills) continue;
            if (const auto parsed = Expression::parse(step.argument); !parsed)
                note(q, at("overflow", i),
                     {parsed.error().code, {{"detail", parsed.error().detail}}}, true);
        }
    }

    /// A circle does no harm (each step fires once per contact), but is seldom meant.
    void circles() {
        for (const auto& [id, start] : known_) {
            std::set<QueueId> seen;
            const QueueConfig* at_queue = start;
            while (at_queue && seen.insert(at_queue->id).second) {
                const QueueConfig* next = nullptr;
                for (const OverflowStep& step : at_queue->overflow)
                    if (step.action == StepAction::to_queue && known_.contains(step.queue))
                        next = known_.at(step.queue);
                if (next == start) {
                    note(*start, "overflow",
                         {"overflow_circle", {{"queues", std::to_string(seen.size())}}});
                    break;
                }
                at_queue = next;
            }
        }
    }

    std::map<QueueId, const QueueConfig*> known_;
    std::vector<ConfigProblem> found_;
};

}  // namespace

std::vector<ConfigProblem> check(const std::vector<QueueConfig>& queues) {
    return Check(queues).run();
}

}  // namespace ol::routing
