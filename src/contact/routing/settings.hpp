#pragma once
// What the shop sets: queues with their members, steps and rules; agents with skills and limits;
// the rules that hold over all queues.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contact/routing/names.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::routing {

/// One agent in one queue. `tier` opens by waiting (A12); `penalty` is served lowest first (A10);
/// `grade` is her rank there (A9l, A9m); `priority` and `delay` are the routing profile (A16,
/// AT20): lowest priority first, only contacts that waited at least `delay`. `lent_by` (A15): she
/// serves here only while at most `lent_up_to` open contacts wait in that other queue.
struct Membership {
    PersonId agent;
    int tier = 0, penalty = 0, position = 0, grade = 1;
    int priority = 0;
    Ms delay{0};
    bool paused = false;
    std::optional<Ms> wrap_up;
    QueueId lent_by;
    int lent_up_to = 0;
    friend bool operator==(const Membership&, const Membership&) = default;
};
BOOST_DESCRIBE_STRUCT(Membership, (),
                      (agent, tier, penalty, position, grade, priority, delay, paused, wrap_up,
                       lent_by, lent_up_to))

/// A13: which skills are asked, for how long; the last step has no end. Expression, for example
/// "english > 50 & (sales >= 3 | !vip)"; empty = anybody.
struct SkillStep {
    Ms lasts{0};
    std::string skills;
    friend bool operator==(const SkillStep&, const SkillStep&) = default;
};
BOOST_DESCRIBE_STRUCT(SkillStep, (), (lasts, skills))

/// A11: at `after` of waiting the contact's penalty window changes. A change is absolute, or
/// relative to what stands when `relative`; `raise` lifts lower penalties to this number,
/// `raise_order_only` (rN of A10) tests the window on the original penalty.
struct PenaltyRule {
    Ms after{0};
    std::optional<int> max, min;
    bool relative = false;
    std::optional<int> raise;
    bool raise_order_only = false;
    friend bool operator==(const PenaltyRule&, const PenaltyRule&) = default;
};
BOOST_DESCRIBE_STRUCT(PenaltyRule, (), (after, max, min, relative, raise, raise_order_only))

/// A23: fires once per contact and queue when its visit has lasted `after`.
struct OverflowStep {
    Ms after{0};
    StepAction action = StepAction::play;
    QueueId queue;         // add_queue, to_queue
    bool keep_age = true;  // to_queue
    int priority = 0;      // raise_priority: by so much
    std::string argument;  // change_skills: expression; play, external: the shell's name of it
    friend bool operator==(const OverflowStep&, const OverflowStep&) = default;
};
BOOST_DESCRIBE_STRUCT(OverflowStep, (), (after, action, queue, keep_age, priority, argument))

/// A24, A25. Frequencies of 0 = never again.
struct Announcements {
    TellPosition position = TellPosition::no;
    int position_limit = 0;
    bool position_only_up = false;
    Ms every{0}, at_least_apart{15000};
    Estimate estimate = Estimate::no;
    bool estimate_once = false;
    Ms round_up_to{30000}, shortest_told{30000};
    Ms periodic_every{0}, periodic_from{0};
    friend bool operator==(const Announcements&, const Announcements&) = default;
};
BOOST_DESCRIBE_STRUCT(Announcements, (),
                      (position, position_limit, position_only_up, every, at_least_apart, estimate,
                       estimate_once, round_up_to, shortest_told, periodic_every, periodic_from))

struct QueueConfig {
    QueueId id;
    std::string name;
    Ms ring_timeout{20000};
    Ms max_wait{0};  // 0 = no limit; then Exit::timeout. Counted from the start of the visit, not
                     // from its kept age
    int max_waiting = 0;  // 0 = no limit; else Exit::full at join (A5)
    Ms wrap_up{30000};    // A20
    Ms wrap_up_extend_max{120000};
    int no_answer_max = 1;  // consecutive no-answers until not_responding (A18)
    Ms no_answer_delay{15000}, reject_delay{10000}, busy_delay{60000}, unreachable_delay{5000};
    Ms no_agent_exit{0};  // nobody signed in for so long -> Exit::empty; 0 = stay
    /// A contact that has been offered to everyone signed in, this many rounds, leaves with
    /// Exit::overflow (voicemail or call-back by the shop's setting) instead of looping; a lone
    /// operator: after one round. 0 = no limit.
    int rounds_max = 3;
    /// Members without further terms; position = place in this list. `memberships` says more, and
    /// wins over an entry here.
    std::vector<PersonId> members;
    std::int64_t version = 1;

    std::vector<Membership> memberships;
    Strategy strategy = Strategy::longest_idle;
    IdleSince idle_since = IdleSince::last_end;
    Ms shortest_talk{0};       // a shorter one does not make her busy "lately" (A9g)
    Ms progress_every{10000};  // ring_progressively: a further phone after so long
    int weight = 0;            // A16
    ScoreMode score = ScoreMode::strict;
    Ms priority_worth{60000};  // additive: one point of priority in waiting time (K)
    int priority_cap = 0;      // a higher priority counts as this; 0 = no cap
    Ms promote_after{0};  // strict: whoever waited so long goes before every priority; 0 = never
    bool one_at_a_time = false;       // only position 1 may be offered ("autofill=no")
    int waiting_per_agent_milli = 0;  // A5: refuse when (waiting + 1) / signed in would be more
    Ms refuse_over_estimate{0};       // A5: refuse when the estimate is longer
    RingLimit ring_limit = RingLimit::app;
    Ms retry{0};           // after a ring that nobody answered: not offered again for so long (AT7)
    Ms no_agent_grace{0};  // with no_agent_exit: also waited at least so long
    std::vector<EmptyWhen> join_empty, leave_empty;  // A21
    Ms tier_wait{0};                                 // A12; 0 = every tier is open at once
    bool tier_multiply = true, tier_skip_empty = false;
    int penalty_limit = 0;            // as many members or fewer: penalties are ignored (A10)
    bool penalties_sign_out = false;  // a negative penalty keeps her out
    std::optional<int> penalty_min, penalty_max;
    std::vector<PenaltyRule> penalty_rules;
    std::vector<SkillStep> skill_steps;
    std::vector<OverflowStep> overflow;
    Announcements announcements;
    WrapUpMode wrap_up_mode = WrapUpMode::timed;
    WrapUpScope wrap_up_scope = WrapUpScope::agent;
    RonaScope no_answer_scope = RonaScope::all;
    Ms no_answer_mercy{0};  // who ended a contact less than so long ago is not taken out (A18)
    Ms resume_within{0};    // A27: a caller who comes back so soon has her place again
    std::vector<QueueId> yields_to;  // A31: nothing is offered while somebody waits there
    friend bool operator==(const QueueConfig&, const QueueConfig&) = default;
};
BOOST_DESCRIBE_STRUCT(QueueConfig, (),
                      (id, name, ring_timeout, max_wait, max_waiting, wrap_up, wrap_up_extend_max,
                       no_answer_max, no_answer_delay, reject_delay, busy_delay, unreachable_delay,
                       no_agent_exit, rounds_max, members, version, memberships, strategy,
                       idle_since, shortest_talk, progress_every, weight, score, priority_worth,
                       priority_cap, promote_after, one_at_a_time, waiting_per_agent_milli,
                       refuse_over_estimate, ring_limit, retry, no_agent_grace, join_empty,
                       leave_empty, tier_wait, tier_multiply, tier_skip_empty, penalty_limit,
                       penalties_sign_out, penalty_min, penalty_max, penalty_rules, skill_steps,
                       overflow, announcements, wrap_up_mode, wrap_up_scope, no_answer_scope,
                       no_answer_mercy, resume_within, yields_to))

struct Skill {
    std::string name;
    int level = 100;
    friend bool operator==(const Skill&, const Skill&) = default;
};
BOOST_DESCRIBE_STRUCT(Skill, (), (name, level))

/// How many contacts of a channel at once.
struct ChannelLimit {
    Channel channel = Channel::chat;
    int most = 1;
    friend bool operator==(const ChannelLimit&, const ChannelLimit&) = default;
};
BOOST_DESCRIBE_STRUCT(ChannelLimit, (), (channel, most))

/// A channel that is not named: one call, one task, three chats, three letters; most = 0: never.
/// `outbound_most` (A31): at most so many of a hundred contacts since she signed in are outbound.
struct AgentConfig {
    PersonId agent;
    std::vector<Skill> skills;
    std::vector<ChannelLimit> limits;
    std::optional<Ms> wrap_up;
    std::optional<int> no_answer_max;
    int outbound_most = 100;
    friend bool operator==(const AgentConfig&, const AgentConfig&) = default;
};
BOOST_DESCRIBE_STRUCT(AgentConfig, (),
                      (agent, skills, limits, wrap_up, no_answer_max, outbound_most))

/// What one contact of a channel takes of an agent's 100 units, and during which other channels in
/// hand it may be offered ("interrupts", not transitive).
struct ChannelRule {
    Channel channel = Channel::call;
    int units = 100;
    std::vector<Channel> beside;
    friend bool operator==(const ChannelRule&, const ChannelRule&) = default;
};
BOOST_DESCRIBE_STRUCT(ChannelRule, (), (channel, units, beside))

/// Holds over all queues. Default (A30): call 100, chat 25, letter 15, task 10; chats beside chats,
/// letters beside letters and chats, nothing beside a call.
struct RouterConfig {
    CrossQueue cross_queue = CrossQueue::priority;
    std::vector<ChannelRule> channels;
    std::int64_t seed = 1;  // of the random strategies
    friend bool operator==(const RouterConfig&, const RouterConfig&) = default;
};
BOOST_DESCRIBE_STRUCT(RouterConfig, (), (cross_queue, channels, seed))

}  // namespace ol::routing
