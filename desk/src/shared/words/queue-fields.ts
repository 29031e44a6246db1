// Every parameter of a queue with the one line that explains it, by section; and which strategies look at it.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { QueueSettings, Strategy } from "@/shared/api/types";

import type { Words } from "./contact";

export type Section = "who" | "choose" | "order" | "ring" | "wait" | "skills" | "say" | "wrap";

export interface Field {
  path: string;
  section: Section;
  /** s: seconds of a field in ms; share: thousandths shown as a number with a point; maybe: a number or nothing. */
  kind: "s" | "count" | "share" | "maybe" | "flag" | "choice" | "many" | "queues" | "flow";
  name: MessageDescriptor;
  explain: MessageDescriptor;
  choices?: Words;
  /** Folded away under "more" unless it differs from the default. */
  fine?: boolean;
  /** Has an effect only now; folded away otherwise. */
  when?: (queue: QueueSettings) => boolean;
}

const strategyIs = (...some: Strategy[]) => (queue: QueueSettings) => some.includes(queue.rules.strategy);
const tiered = (queue: QueueSettings) => queue.rules.members.some((one) => one.tier > 0);
const penalised = (queue: QueueSettings) =>
  queue.rules.strategy === "weighted_by_penalty" || queue.rules.members.some((one) => one.penalty !== 0);

export const emptyWhen: Words = {
  paused: msg`on a pause`, penalty: msg`outside the penalties`, inuse: msg`in a contact`, ringing: msg`ringing`,
  unavailable: msg`signed out`, invalid: msg`without a phone`, unknown: msg`phone not known`, wrapup: msg`in wrap-up`,
};

export const queueFields: Field[] = [
  { path: "rules.tier_wait_ms", section: "who", kind: "s", when: tiered, name: msg`Next tier opens after`, explain: msg`Waiting time before the next tier may answer too. Zero: all tiers at once, the lower ones first.` },
  { path: "rules.tier_multiply", section: "who", kind: "flag", when: tiered, name: msg`Each tier waits its turn`, explain: msg`On: tier 2 opens after twice the time. Off: all later tiers open together.` },
  { path: "rules.tier_skip_empty", section: "who", kind: "flag", when: tiered, name: msg`Skip a tier without people`, explain: msg`When nobody of a tier is at work, the next one opens at once.` },
  { path: "rules.penalty_limit", section: "who", kind: "count", when: penalised, name: msg`Penalties count from`, explain: msg`With so many members or fewer, penalties are not looked at.` },
  { path: "rules.penalty_min", section: "who", kind: "maybe", when: penalised, name: msg`Lowest penalty allowed`, explain: msg`Who has a lower one is not offered contacts of this queue. Empty: no limit.` },
  { path: "rules.penalty_max", section: "who", kind: "maybe", when: penalised, name: msg`Highest penalty allowed`, explain: msg`Who has a higher one is not offered contacts of this queue. Empty: no limit.` },
  { path: "rules.penalties_sign_out", section: "who", kind: "flag", fine: true, when: penalised, name: msg`A negative penalty keeps out`, explain: msg`Penalty −1 takes a member out of this queue without removing her.` },

  { path: "rules.idle_since", section: "choose", kind: "choice", when: strategyIs("longest_idle"), name: msg`Free since`, explain: msg`From which moment an operator's free time is counted.`,
    choices: { last_end: msg`the end of the last contact`, ready: msg`when she became ready`, last_start: msg`the start of the last contact`, last_inbound_end: msg`the end of the last inbound contact` } },
  { path: "rules.shortest_talk_ms", section: "choose", kind: "s", fine: true, when: strategyIs("longest_idle", "least_recent"), name: msg`Talks too short to count`, explain: msg`A shorter talk does not send the operator to the end of the row.` },
  { path: "rules.progress_every_ms", section: "choose", kind: "s", when: strategyIs("ring_progressively"), name: msg`A further phone every`, explain: msg`So long after one phone the next begins to ring as well.` },
  { path: "rules.one_at_a_time", section: "choose", kind: "flag", fine: true, name: msg`Only the first in line is offered`, explain: msg`Off is better: who cannot be served now does not hold up those behind.` },

  { path: "rules.score", section: "order", kind: "choice", name: msg`Priority counts`, explain: msg`How the priority of a contact and its waiting time make the order.`,
    choices: { strict: msg`strictly: higher goes first`, additive: msg`as seconds of waiting` } },
  { path: "rules.priority_worth_ms", section: "order", kind: "s", when: (queue) => queue.rules.score === "additive", name: msg`One point of priority is worth`, explain: msg`So many seconds of waiting. Nobody is overtaken by who came later than that.` },
  { path: "rules.promote_after_ms", section: "order", kind: "s", when: (queue) => queue.rules.score === "strict", name: msg`Nobody is overtaken after`, explain: msg`Who waited so long goes before every priority. Zero: never, so a low priority may wait for ever.` },
  { path: "rules.priority_cap", section: "order", kind: "count", fine: true, name: msg`Highest priority that counts`, explain: msg`A higher one counts as this. Zero: no cap.` },
  { path: "rules.weight", section: "order", kind: "count", name: msg`Weight of this queue`, explain: msg`An operator of several queues takes from the heaviest first.` },
  { path: "rules.yields_to", section: "order", kind: "queues", fine: true, name: msg`Lets others go first`, explain: msg`While somebody waits in these queues, nothing of this one is offered. For outbound work.` },

  { path: "ring_timeout_ms", section: "ring", kind: "s", name: msg`Rings at one operator`, explain: msg`Then the call goes on to the next operator and the caller keeps the place at the head of the line.` },
  { path: "rules.ring_limit", section: "ring", kind: "choice", fine: true, name: msg`At the longest wait`, explain: msg`What becomes of a phone that rings when the longest wait is over.`,
    choices: { app: msg`the ring ends with it`, conf: msg`it rings to its end` } },
  { path: "no_answer_max", section: "ring", kind: "count", name: msg`Unanswered calls in a row`, explain: msg`After so many the operator counts as not responding and gets no calls until ready again.` },
  { path: "rules.no_answer_scope", section: "ring", kind: "choice", fine: true, name: msg`Not responding holds for`, explain: msg`Whether a silent phone is taken out of every queue or of this one.`,
    choices: { all: msg`all queues`, queue: msg`this queue` } },
  { path: "rules.no_answer_mercy_ms", section: "ring", kind: "s", fine: true, name: msg`Mercy after a contact`, explain: msg`Who ended a contact less than so long ago is not taken out for one missed ring.` },
  { path: "no_answer_delay_ms", section: "ring", kind: "s", name: msg`Rest after an unanswered call`, explain: msg`So long this operator is not offered the next one.` },
  { path: "reject_delay_ms", section: "ring", kind: "s", name: msg`Rest after declining`, explain: msg`So long this operator is not offered the next one.` },
  { path: "busy_delay_ms", section: "ring", kind: "s", fine: true, name: msg`Rest when the phone was busy`, explain: msg`A busy phone usually stays busy for a while.` },
  { path: "unreachable_delay_ms", section: "ring", kind: "s", fine: true, name: msg`Rest when the phone was unreachable`, explain: msg`Time for the network to come back.` },
  { path: "rules.retry_ms", section: "ring", kind: "s", fine: true, name: msg`Pause before the next ring`, explain: msg`After a ring that nobody answered the contact is not offered again for so long.` },
  { path: "rounds_max", section: "ring", kind: "count", name: msg`Rounds`, explain: msg`When everybody was asked so many times, the call leaves for voicemail or a call-back instead of looping.` },

  { path: "max_wait_ms", section: "wait", kind: "s", name: msg`Longest wait`, explain: msg`Then the caller is offered voicemail or a call-back. Zero means no limit.` },
  { path: "max_waiting", section: "wait", kind: "count", name: msg`Places in the line`, explain: msg`Who calls when all are taken hears so at once. Zero means no limit.` },
  { path: "rules.waiting_per_agent_milli", section: "wait", kind: "share", fine: true, name: msg`Waiting per operator at most`, explain: msg`A caller who would make it more is turned away at once; the first is always let in. Zero: no limit.` },
  { path: "rules.refuse_over_estimate_ms", section: "wait", kind: "s", fine: true, name: msg`Turn away above an estimate of`, explain: msg`Who would have to wait longer hears so at once. Zero: never.` },
  { path: "rules.no_agent_exit_ms", section: "wait", kind: "s", name: msg`Nobody at work for`, explain: msg`When nobody is signed in for so long, those who wait leave for voicemail or a call-back. Zero: they stay.` },
  { path: "rules.no_agent_grace_ms", section: "wait", kind: "s", fine: true, name: msg`But each waits at least`, explain: msg`Nobody at work: a newcomer still waits so long before leaving.` },
  { path: "rules.join_empty", section: "wait", kind: "many", fine: true, choices: emptyWhen, name: msg`Refuse to join when everybody is`, explain: msg`The queue counts as empty when each member is one of these. Nothing chosen: everybody may join.` },
  { path: "rules.leave_empty", section: "wait", kind: "many", fine: true, choices: emptyWhen, name: msg`Leave when everybody is`, explain: msg`The same for those who wait already: they leave at once.` },
  { path: "rules.resume_within_ms", section: "wait", kind: "s", fine: true, name: msg`Place kept after hanging up`, explain: msg`A caller who comes back so soon has the old place again. Zero: goes to the end.` },
  { path: "service_level_ms", section: "wait", kind: "s", name: msg`Service level time`, explain: msg`Answered within this time counts as good in all seven service levels.` },
  { path: "short_abandon_ms", section: "wait", kind: "s", fine: true, name: msg`Quick hang-up`, explain: msg`Who hangs up sooner is not counted as lost in the strict service level.` },

  { path: "rules.announcements.position", section: "say", kind: "choice", name: msg`Tell the place in line`, explain: msg`Whom to tell how many are before him.`,
    choices: { no: msg`nobody`, yes: msg`everybody`, up_to: msg`up to a place`, more_than: msg`“more than” beyond a place` } },
  { path: "rules.announcements.position_limit", section: "say", kind: "count", when: (queue) => ["up_to", "more_than"].includes(queue.rules.announcements.position), name: msg`Up to this place`, explain: msg`Further back nothing is told, or “more than” this.` },
  { path: "rules.announcements.position_only_up", section: "say", kind: "flag", when: (queue) => queue.rules.announcements.position !== "no", name: msg`Only when it got better`, explain: msg`The first place is always told, later ones only if they are nearer.` },
  { path: "rules.announcements.estimate", section: "say", kind: "choice", name: msg`Tell the expected wait`, explain: msg`Told and later compared with what it was; the board shows the error.`,
    choices: { no: msg`no`, by_waits: msg`from the waits of others`, by_position: msg`from the place in line` } },
  { path: "rules.announcements.estimate_once", section: "say", kind: "flag", when: (queue) => queue.rules.announcements.estimate !== "no", name: msg`Only once`, explain: msg`The expected wait is told at the beginning and not again.` },
  { path: "rules.announcements.round_up_to_ms", section: "say", kind: "s", fine: true, when: (queue) => queue.rules.announcements.estimate !== "no", name: msg`Rounded up to`, explain: msg`A wait of 40 seconds is told as a minute when this is 30.` },
  { path: "rules.announcements.shortest_told_ms", section: "say", kind: "s", fine: true, when: (queue) => queue.rules.announcements.estimate !== "no", name: msg`Shorter is not told`, explain: msg`A shorter wait is told as “shortly”.` },
  { path: "rules.announcements.every_ms", section: "say", kind: "s", when: (queue) => queue.rules.announcements.position !== "no" || queue.rules.announcements.estimate !== "no", name: msg`Told again every`, explain: msg`Also without news. Zero: only when the place changed.` },
  { path: "rules.announcements.at_least_apart_ms", section: "say", kind: "s", fine: true, name: msg`But at least apart`, explain: msg`Music in between, however often the place changes.` },
  { path: "rules.announcements.periodic_every_ms", section: "say", kind: "s", name: msg`The periodic message every`, explain: msg`“We are still here”, between the music. Zero: never.` },
  { path: "rules.announcements.periodic_from_ms", section: "say", kind: "s", fine: true, when: (queue) => queue.rules.announcements.periodic_every_ms > 0, name: msg`For the first time after`, explain: msg`Waiting time before the first periodic message.` },

  { path: "rules.wrap_up_mode", section: "wrap", kind: "choice", name: msg`Kind of wrap-up`, explain: msg`What happens after a contact before the next one rings.`,
    choices: { none: msg`none`, asked_open: msg`when she asks for it, without a limit`, asked_timed: msg`when she asks for it, for the time below`, timed: msg`always, for the time below or shorter`, timed_in_full: msg`always, for the whole time`, open: msg`always, until she ends it` } },
  { path: "wrap_up_ms", section: "wrap", kind: "s", when: (queue) => queue.rules.wrap_up_mode.includes("timed"), name: msg`Wrap-up`, explain: msg`Time after a call to write down the outcome, before the next one rings.` },
  { path: "wrap_up_extend_max_ms", section: "wrap", kind: "s", when: (queue) => queue.rules.wrap_up_mode.includes("timed"), name: msg`More time at most`, explain: msg`How much “more time” may add in all.` },
  { path: "rules.after_talk_flow_id", section: "wrap", kind: "flow", name: msg`After the talk the buyer goes to`, explain: msg`When the operator hangs up, this flow asks him, for instance to rate the service. Not when he hangs up himself.` },
  { path: "rules.wrap_up_scope", section: "wrap", kind: "choice", fine: true, name: msg`Wrap-up holds`, explain: msg`Whether she is offered something else meanwhile.`,
    choices: { agent: msg`her as a whole`, slot: msg`only the place of that contact` } },
];

export const sectionNames: Record<Section, MessageDescriptor> = {
  who: msg`Who answers`, choose: msg`Whom to choose`, order: msg`Order and priority`, ring: msg`Ringing and refusals`,
  wait: msg`While they wait`, skills: msg`Skills`, say: msg`Announcements`, wrap: msg`Wrap-up`,
};
