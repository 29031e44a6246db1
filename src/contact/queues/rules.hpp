#pragma once
// How a queue chooses, in the words of the API: contact/routing/settings.hpp says what each of
// these does; here every time is whole milliseconds with its unit in the name. Defaults are those
// of the line, so a queue without rules behaves as one that never had any.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "contact/routing/types.hpp"

namespace ol::flows {
using FlowId = Id<struct FlowTag>;  // contact/flows; only named here
}
namespace ol::queues {

/// The terms of one operator in one queue (A10, A12, A16). Who serves at all stands in
/// `member_ids`.
struct QueueMember {
    PersonId person_id;
    int tier = 0, penalty = 0, position = 0, grade = 1, priority = 0;
    std::int64_t delay_ms = 0;
    bool paused = false;
    std::optional<std::int64_t> wrap_up_ms;
    QueueId lent_by;  // A15: serves here only while at most lent_up_to wait in that queue
    int lent_up_to = 0;
    friend bool operator==(const QueueMember&, const QueueMember&) = default;
};
BOOST_DESCRIBE_STRUCT(QueueMember, (),
                      (person_id, tier, penalty, position, grade, priority, delay_ms, paused,
                       wrap_up_ms, lent_by, lent_up_to))

/// A13; the last step has no end.
struct SkillRule {
    std::int64_t lasts_ms = 0;
    std::string skills;
    friend bool operator==(const SkillRule&, const SkillRule&) = default;
};
BOOST_DESCRIBE_STRUCT(SkillRule, (), (lasts_ms, skills))

/// A11.
struct PenaltyChange {
    std::int64_t after_ms = 0;
    std::optional<int> max, min;
    bool relative = false;
    std::optional<int> raise;
    bool raise_order_only = false;
    friend bool operator==(const PenaltyChange&, const PenaltyChange&) = default;
};
BOOST_DESCRIBE_STRUCT(PenaltyChange, (), (after_ms, max, min, relative, raise, raise_order_only))

/// A23.
struct WaitingStep {
    std::int64_t after_ms = 0;
    routing::StepAction action = routing::StepAction::play;
    QueueId queue_id;
    bool keep_age = true;
    int priority = 0;
    std::string argument;
    friend bool operator==(const WaitingStep&, const WaitingStep&) = default;
};
BOOST_DESCRIBE_STRUCT(WaitingStep, (), (after_ms, action, queue_id, keep_age, priority, argument))

/// A24, A25.
struct SayingRules {
    routing::TellPosition position = routing::TellPosition::no;
    int position_limit = 0;
    bool position_only_up = false;
    std::int64_t every_ms = 0, at_least_apart_ms = 15000;
    routing::Estimate estimate = routing::Estimate::no;
    bool estimate_once = false;
    std::int64_t round_up_to_ms = 30000, shortest_told_ms = 30000, periodic_every_ms = 0,
                 periodic_from_ms = 0;
    friend bool operator==(const SayingRules&, const SayingRules&) = default;
};
BOOST_DESCRIBE_STRUCT(SayingRules, (),
                      (position, position_limit, position_only_up, every_ms, at_least_apart_ms,
                       estimate, estimate_once, round_up_to_ms, shortest_told_ms, periodic_every_ms,
                       periodic_from_ms))

struct QueueRules {
    std::vector<QueueMember> members;  // terms; an entry of who is not in member_ids is dropped
    routing::Strategy strategy = routing::Strategy::longest_idle;
    routing::IdleSince idle_since = routing::IdleSince::last_end;
    std::int64_t shortest_talk_ms = 0, progress_every_ms = 10000;
    int weight = 0;
    routing::ScoreMode score = routing::ScoreMode::strict;
    std::int64_t priority_worth_ms = 60000;
    int priority_cap = 0;
    std::int64_t promote_after_ms = 0;
    bool one_at_a_time = false;
    int waiting_per_agent_milli = 0;
    std::int64_t refuse_over_estimate_ms = 0;
    routing::RingLimit ring_limit = routing::RingLimit::app;
    std::int64_t retry_ms = 0, no_agent_exit_ms = 0, no_agent_grace_ms = 0;
    std::vector<routing::EmptyWhen> join_empty, leave_empty;
    std::int64_t tier_wait_ms = 0;
    bool tier_multiply = true, tier_skip_empty = false;
    int penalty_limit = 0;
    bool penalties_sign_out = false;
    std::optional<int> penalty_min, penalty_max;
    std::vector<PenaltyChange> penalty_rules;
    std::vector<SkillRule> skill_steps;
    std::vector<WaitingStep> overflow;
    SayingRules announcements;
    routing::WrapUpMode wrap_up_mode = routing::WrapUpMode::timed;
    routing::WrapUpScope wrap_up_scope = routing::WrapUpScope::agent;
    routing::RonaScope no_answer_scope = routing::RonaScope::all;
    std::int64_t no_answer_mercy_ms = 0, resume_within_ms = 0;
    std::vector<QueueId> yields_to;
    flows::FlowId
        after_talk_flow_id;  // she hung up, he goes into it: to rate the service; 0 = nowhere
    friend bool operator==(const QueueRules&, const QueueRules&) = default;
};
BOOST_DESCRIBE_STRUCT(QueueRules, (),
                      (members, strategy, idle_since, shortest_talk_ms, progress_every_ms, weight,
                       score, priority_worth_ms, priority_cap, promote_after_ms, one_at_a_time,
                       waiting_per_agent_milli, refuse_over_estimate_ms, ring_limit, retry_ms,
                       no_agent_exit_ms, no_agent_grace_ms, join_empty, leave_empty, tier_wait_ms,
                       tier_multiply, tier_skip_empty, penalty_limit, penalties_sign_out,
                       penalty_min, penalty_max, penalty_rules, skill_steps, overflow,
                       announcements, wrap_up_mode, wrap_up_scope, no_answer_scope,
                       no_answer_mercy_ms, resume_within_ms, yields_to, after_talk_flow_id))

}  // namespace ol::queues
