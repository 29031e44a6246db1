#include "contact/queues/ranges.hpp"

namespace ol::queues {

namespace {

constexpr std::int64_t minute = 60'000, hour = 60 * minute, day = 24 * hour;
constexpr std::size_t members_max = 5000, steps_max = 64, skill_steps_max = 16;

class Ranges {
public:
    explicit Ranges(std::vector<Finding>& into) : into_(into) {}

    void whole(const QueueSettings& q) {
        if (q.name.empty() || q.name.size() > 100)
            into_.push_back({"queue_name", "name", {}, Severity::error});
        hold(q.ring_timeout_ms, 5000, 2 * minute, "ring_timeout_ms");
        hold(q.max_wait_ms, 0, day, "max_wait_ms");
        hold(q.max_waiting, 0, 1'000'000, "max_waiting");
        hold(q.wrap_up_ms, 0, hour, "wrap_up_ms");
        hold(q.wrap_up_extend_max_ms, 0, hour, "wrap_up_extend_max_ms");
        hold(q.no_answer_max, 1, 1000000, "no_answer_max");  // a million: never taken out
        hold(q.rounds_max, 0, 100, "rounds_max");            // 0 = no limit
        hold(q.service_level_ms, 1000, hour, "service_level_ms");
        hold(q.short_abandon_ms, 0, hour, "short_abandon_ms");
        hold(q.no_answer_delay_ms, 0, hour, "no_answer_delay_ms");
        hold(q.reject_delay_ms, 0, hour, "reject_delay_ms");
        hold(q.busy_delay_ms, 0, hour, "busy_delay_ms");
        hold(q.unreachable_delay_ms, 0, hour, "unreachable_delay_ms");
        hold(static_cast<std::int64_t>(q.member_ids.size()), 0, members_max, "member_ids");
    }
    void rules(const QueueRules& r) {
        for (const auto& [value, field] :
             {std::pair{r.shortest_talk_ms, "shortest_talk_ms"},
              {r.priority_worth_ms, "priority_worth_ms"},
              {r.promote_after_ms, "promote_after_ms"},
              {r.refuse_over_estimate_ms, "refuse_over_estimate_ms"},
              {r.retry_ms, "retry_ms"},
              {r.no_agent_exit_ms, "no_agent_exit_ms"},
              {r.no_agent_grace_ms, "no_agent_grace_ms"},
              {r.tier_wait_ms, "tier_wait_ms"},
              {r.no_answer_mercy_ms, "no_answer_mercy_ms"},
              {r.resume_within_ms, "resume_within_ms"},
              {r.announcements.every_ms, "announcements.every_ms"},
              {r.announcements.at_least_apart_ms, "announcements.at_least_apart_ms"},
              {r.announcements.round_up_to_ms, "announcements.round_up_to_ms"},
              {r.announcements.shortest_told_ms, "announcements.shortest_told_ms"},
              {r.announcements.periodic_every_ms, "announcements.periodic_every_ms"},
              {r.announcements.periodic_from_ms, "announcements.periodic_from_ms"}})
            hold(value, 0, day, "rules." + std::string(field));
        hold(r.progress_every_ms, 1000, 2 * minute, "rules.progress_every_ms");
        hold(r.weight, -1000, 1000, "rules.weight");
        hold(r.priority_cap, 0, 1000, "rules.priority_cap");
        hold(r.waiting_per_agent_milli, 0, 1'000'000, "rules.waiting_per_agent_milli");
        hold(r.penalty_limit, 0, 5000, "rules.penalty_limit");
        hold(r.announcements.position_limit, 0, 1000, "rules.announcements.position_limit");
        if (r.penalty_min) hold(*r.penalty_min, 0, 1'000'000, "rules.penalty_min");
        if (r.penalty_max) hold(*r.penalty_max, 0, 1'000'000, "rules.penalty_max");
        lists(r);
    }

private:
    void lists(const QueueRules& r) {
        for (std::size_t i = 0; i < r.members.size(); ++i) member(r.members[i], i);
        hold(static_cast<std::int64_t>(r.penalty_rules.size()), 0, steps_max,
             "rules.penalty_rules");
        hold(static_cast<std::int64_t>(r.overflow.size()), 0, steps_max, "rules.overflow");
        hold(static_cast<std::int64_t>(r.skill_steps.size()), 0, skill_steps_max,
             "rules.skill_steps");
        for (std::size_t i = 0; i < r.penalty_rules.size(); ++i)
            hold(r.penalty_rules[i].after_ms, 0, day, at("rules.penalty_rules", i) + ".after_ms");
        for (std::size_t i = 0; i < r.skill_steps.size(); ++i)
            hold(r.skill_steps[i].lasts_ms, 0, day, at("rules.skill_steps", i) + ".lasts_ms");
        for (std::size_t i = 0; i < r.overflow.size(); ++i) {
            const std::string field = at("rules.overflow", i);
            hold(r.overflow[i].after_ms, 0, day, field + ".after_ms");
            hold(r.overflow[i].priority, -1000, 1000, field + ".priority");
            hold(static_cast<std::int64_t>(r.overflow[i].argument.size()), 0, 1000,
                 field + ".argument");
        }
    }
    void member(const QueueMember& m, std::size_t i) {
        const std::string field = at("rules.members", i);
        hold(m.tier, 0, 1000, field + ".tier");
        hold(m.penalty, -1, 1'000'000, field + ".penalty");
        hold(m.position, 0, 1'000'000, field + ".position");
        hold(m.grade, 0, 1'000'000, field + ".grade");
        hold(m.priority, 0, 1000, field + ".priority");
        hold(m.delay_ms, 0, day, field + ".delay_ms");
        if (m.wrap_up_ms) hold(*m.wrap_up_ms, 0, hour, field + ".wrap_up_ms");
    }
    static std::string at(const char* list, std::size_t i) {
        return std::string(list) + '[' + std::to_string(i) + ']';
    }
    void hold(std::int64_t value, std::int64_t least, std::int64_t most, std::string field) {
        if (value >= least && value <= most) return;
        into_.push_back({"queue_range",
                         std::move(field),
                         {{"least", std::to_string(least)}, {"most", std::to_string(most)}},
                         Severity::error});
    }
    std::vector<Finding>& into_;
};

}  // namespace

void ranges(const QueueSettings& queue, std::vector<Finding>& into) {
    Ranges all(into);
    all.whole(queue);
    all.rules(queue.rules);
}

}  // namespace ol::queues
