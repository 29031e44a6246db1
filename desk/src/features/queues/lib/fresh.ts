// A queue as the line's own defaults make it.
import type { QueueMember, QueueSettings } from "@/shared/api/types";

export const freshMember = (person_id: string, position: number): QueueMember =>
  ({ person_id, tier: 0, penalty: 0, position, grade: 1, priority: 0, delay_ms: 0, paused: false });

/** The terms of everybody who serves; without terms her place is her place in the list. */
export const membersOf = (queue: QueueSettings): QueueMember[] =>
  queue.member_ids.map((id, index) => queue.rules.members.find((one) => one.person_id === id) ?? freshMember(id, index + 1));

export const withMembers = (queue: QueueSettings, members: QueueMember[]): QueueSettings =>
  ({ ...queue, member_ids: members.map((one) => one.person_id), rules: { ...queue.rules, members } });

export const freshQueue = (shop_id: string): QueueSettings => ({
  id: "0", shop_id, name: "", version: 1, ring_timeout_ms: 20000, max_wait_ms: 600000, max_waiting: 0, wrap_up_ms: 30000,
  wrap_up_extend_max_ms: 120000, no_answer_max: 1, no_answer_delay_ms: 15000, reject_delay_ms: 10000, busy_delay_ms: 60000,
  unreachable_delay_ms: 5000, rounds_max: 3, service_level_ms: 20000, short_abandon_ms: 5000, member_ids: [],
  rules: {
    members: [], strategy: "longest_idle", idle_since: "last_end", shortest_talk_ms: 0, progress_every_ms: 10000, weight: 0,
    score: "strict", priority_worth_ms: 60000, priority_cap: 0, promote_after_ms: 0, one_at_a_time: false, waiting_per_agent_milli: 0,
    refuse_over_estimate_ms: 0, ring_limit: "app", retry_ms: 0, no_agent_exit_ms: 0, no_agent_grace_ms: 0, join_empty: [],
    leave_empty: [], tier_wait_ms: 0, tier_multiply: true, tier_skip_empty: false, penalty_limit: 0, penalties_sign_out: false,
    penalty_rules: [], skill_steps: [], overflow: [],
    announcements: {
      position: "no", position_limit: 0, position_only_up: false, every_ms: 0, at_least_apart_ms: 15000, estimate: "no",
      estimate_once: false, round_up_to_ms: 30000, shortest_told_ms: 30000, periodic_every_ms: 0, periodic_from_ms: 0,
    },
    wrap_up_mode: "timed", wrap_up_scope: "agent", no_answer_scope: "all", no_answer_mercy_ms: 0, resume_within_ms: 0, yields_to: [], after_talk_flow_id: "0",
  },
});
