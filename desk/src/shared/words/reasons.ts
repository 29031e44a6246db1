// Tells why the line chose this operator, or why a contact still waits. The core sends a code and params, never text.
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";

import type { Reason } from "@/shared/api/types";
import { fullTime, lengthWords } from "@/shared/lib/time-words";

interface Told {
  text(key: string): string;
  number(key: string): number;
  length(key: string): string;
  time(key: string): string;
}

type Tell = (params: Told) => MessageDescriptor;

const tellers: Record<string, Tell> = {
  by_name: () => msg`A colleague chose you by name.`,
  longest_idle: (p) => {
    const idle = p.length("idle_ms");
    const of = p.number("of");
    return msg`You were free for ${idle}, the longest of ${plural(of, {
      one: "# ready operator",
      other: "# ready operators",
    })}.`;
  },
  only_one_ready: (p) => {
    const idle = p.length("idle_ms");
    return msg`The only operator ready now (free for ${idle}).`;
  },
  least_recent: (p) => {
    const idle = p.length("idle_ms");
    return msg`You had no contact of this queue for ${idle}; nobody ready had none for longer.`;
  },
  ring_all: () => msg`It rings at everybody free at once; who answers first has it.`,
  ring_progressively: () => msg`It rings at one phone after another and goes on ringing at each.`,
  linear: (p) => {
    const position = p.number("position");
    return msg`Next from the top of the list: place ${position}.`;
  },
  round_robin: (p) => {
    const position = p.number("position");
    return msg`Your turn in the round: place ${position}.`;
  },
  sequential: (p) => {
    const position = p.number("position");
    return msg`First of the list who is free: place ${position}.`;
  },
  fewest_calls: (p) => {
    const answered = p.number("answered");
    return msg`You answered the fewest in this queue: ${answered}.`;
  },
  least_talk: (p) => {
    const talk = p.length("talk_ms");
    return msg`You talked the least in this queue: ${talk}.`;
  },
  least_occupied: (p) => {
    const busy = p.length("busy_ms");
    return msg`You were the least busy lately: ${busy}.`;
  },
  random: () => msg`Drawn by lot.`,
  weighted_by_penalty: () => msg`Drawn by lot, where a lower penalty has better chances.`,
  weighted_by_grade: (p) => {
    const grade = p.number("grade");
    return msg`Drawn by lot, where a higher grade has better chances; yours is ${grade}.`;
  },
  by_grade: (p) => {
    const grade = p.number("grade");
    return msg`Your grade is the highest: ${grade}.`;
  },
  best_skill: (p) => {
    const score = p.number("score");
    return msg`You know best what this buyer needs: your levels make ${score}.`;
  },
  spare_capacity: (p) => {
    const hand = p.number("in_hand");
    return msg`You have the most room: ${hand} in hand.`;
  },
  fill_first: (p) => {
    const hand = p.number("in_hand");
    return msg`You have the most in hand (${hand}) and still room for one more.`;
  },
  owner: () => msg`This buyer's open order is yours.`,
  preferred: () => msg`You talked to this buyer last.`,
  picked_by_hand: () => msg`Taken from the line by hand.`,
  no_one_signed_in: () => msg`Nobody is signed in.`,
  all_paused: () => msg`Everybody signed in is paused.`,
  all_not_responding: () => msg`Those signed in do not answer their calls.`,
  all_unreachable: () => msg`Nobody can be reached: no phone is connected.`,
  after_refusal: () => msg`Everybody free is resting after a call that was not taken.`,
  everyone_busy: (p) => {
    const of = p.number("of");
    return msg`${plural(of, { one: "The only operator signed in is busy.", other: "Of # operators signed in, all who could answer are busy." })}`;
  },
  excluded: () => msg`Those who are free may not take this contact.`,
  excluded_after_no_answer: () => msg`Those who are free did not take this contact just now; others are asked first.`,
  nobody_has_skills: () => msg`Nobody signed in has the skills that are asked.`,
  skilled_busy: (p) => {
    const skilled = p.number("skilled");
    return msg`${plural(skilled, {
      one: "The only operator with the skills that are asked is busy.",
      other: "All # operators with the skills that are asked are busy.",
    })}`;
  },
  tier_closed: () => msg`Those who are free belong to a later tier; it opens with waiting.`,
  penalty_outside: () => msg`Those who are free are outside the penalties that this contact may reach now.`,
  not_yet: () => msg`Those who are free take this queue only after a longer wait.`,
  no_room_on_channel: () => msg`Those who are free have no room for one more of this kind.`,
  held_for_preferred: () => msg`Kept a moment for the operator who knows this buyer.`,
  deferred: (p) => {
    const until = p.time("until_ms");
    return until ? msg`Not offered before ${until}, as was agreed.` : msg`Not offered yet, as was agreed.`;
  },
  emergency: () => msg`An emergency: the line stands still, everybody keeps the place.`,
  yields: () => msg`Another queue goes first while somebody waits there.`,
  not_first: () => msg`This queue serves only who is first in it.`,
  shop_closed: (p) => {
    const opens = p.time("opens_at");
    return opens ? msg`The shop was closed; it opens ${opens}.` : msg`The shop was closed.`;
  },
  unknown: () => msg`Has only just joined the line.`,
};

/** What stands beside the reason: among how many, and which part of the queue's rules came into play. */
const beside: [param: string, codes: Set<string> | undefined, tell: (value: number) => MessageDescriptor][] = [
  ["of", new Set([
    "least_recent", "ring_all", "ring_progressively", "linear", "round_robin", "sequential", "fewest_calls", "least_talk",
    "least_occupied", "random", "weighted_by_penalty", "weighted_by_grade", "by_grade", "best_skill", "spare_capacity", "fill_first",
  ]), (of) => msg`${plural(of, { one: "# operator was ready.", other: "# operators were ready." })}`],
  ["tier", undefined, (tier) => msg`Tier ${tier} was open.`],
  ["penalty", undefined, (penalty) => msg`Nobody with a penalty below ${penalty} was free.`],
  ["step", undefined, (before) => {
    const step = before + 1;
    return msg`Skills of step ${step} were asked.`;
  }],
];

export const reasonCodes = Object.keys(tellers);

export function tellReason(i18n: I18n, reason: Reason): string {
  const values = new Map(reason.params);
  const teller = tellers[reason.code];
  if (!teller) return i18n._(msg`Chosen by the rule “${reason.code}”.`);
  const told = teller({
    text: (key) => values.get(key) ?? "",
    number: (key) => Number(values.get(key) ?? 0),
    time: (key) => (values.has(key) ? fullTime(i18n.locale, Number(values.get(key))) : ""),
    length: (key) => lengthWords(i18n.locale, Number(values.get(key) ?? 0)),
  });
  const more = beside
    .filter(([param, codes]) => values.has(param) && (!codes || codes.has(reason.code)))
    .map(([param, , tell]) => tell(Number(values.get(param))));
  return [told, ...more].map((sentence) => i18n._(sentence)).join(" ");
}
