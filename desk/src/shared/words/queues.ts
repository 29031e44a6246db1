// Words for what a queue is made of: strategies, steps, findings of the check.
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Finding } from "@/shared/api/types";

import type { Words } from "./contact";

export const strategies: Words = {
  longest_idle: msg`Longest free`, ring_all: msg`All at once`, ring_progressively: msg`One after another, all go on ringing`,
  linear: msg`From the top of the list`, round_robin: msg`In turn`, sequential: msg`First of the list who is free`, least_recent: msg`Longest without this queue`,
  fewest_calls: msg`Fewest contacts`, least_talk: msg`Least talk time`, least_occupied: msg`Least busy lately`, random: msg`By lot`,
  weighted_by_penalty: msg`By lot, lower penalty likelier`, weighted_by_grade: msg`By lot, higher grade likelier`, by_grade: msg`Highest grade`,
  best_skill: msg`Best skill`, spare_capacity: msg`Most room`, fill_first: msg`Fill one desk first`,
};

export const strategyLines: Words = {
  longest_idle: msg`Who has been free for the longest, over all her queues. Fair; the usual choice.`,
  ring_all: msg`Rings at everybody free; who answers first has it. Quick for small shops, restless for large ones.`,
  ring_progressively: msg`Begins with one phone and adds a further one every few seconds.`,
  linear: msg`Each contact begins at the top of the list and goes down after each refusal.`,
  round_robin: msg`Next in the list after who was asked last, answered or not.`,
  sequential: msg`Always by place: the second gets work only when the first is busy.`,
  least_recent: msg`Who has had no contact of this queue for the longest.`,
  fewest_calls: msg`Who answered the fewest in this queue since sign-in. A newcomer starts where the team stands.`,
  least_talk: msg`Who talked the least in this queue since sign-in.`,
  least_occupied: msg`Who was busy for the smallest part of the last half hour.`,
  random: msg`Everybody free has the same chance.`,
  weighted_by_penalty: msg`A draw in which a lower penalty wins more often.`,
  weighted_by_grade: msg`A draw in which a grade of 4 wins twice as often as one of 2.`,
  by_grade: msg`The highest grade who is free; among equals, who was free the longest.`,
  best_skill: msg`The highest levels in the skills that the contact asks for.`,
  spare_capacity: msg`Who has the least in hand. For chats and letters.`,
  fill_first: msg`Who has the most in hand and still room: others stay free for calls.`,
};

export const stepActions: Words = {
  add_queue: msg`also wait in another queue`, raise_priority: msg`raise the priority`, change_skills: msg`ask for other skills`, play: msg`play a recording`,
  offer_callback: msg`offer a call-back`, offer_chat: msg`offer the chat, by a link in an SMS`, to_queue: msg`move to another queue`, voicemail: msg`go to voicemail`, external: msg`go to an outside number`, hang_up: msg`say goodbye and hang up`,
};

export const channels: Words = { call: msg`Calls`, task: msg`Tasks`, chat: msg`Chats`, letter: msg`Letters` };

export const crossQueues: Words = {
  priority: msg`the higher priority, then the longer wait`, wait: msg`the longer wait`, score: msg`the higher score of its queue`,
};

const syntax = msg`This expression cannot be read. Write it like english > 50 & (sales | !vip).`;

/** What is wrong, and the way out. */
export const findings: Record<string, MessageDescriptor> = {
  queue_name: msg`A queue needs a name of at most 100 letters.`,
  name_characters: msg`The name has a space at an end, a line break or a character that cannot be seen. Type it again.`,
  name_taken: msg`Another queue of this shop has the same name. Calls find a queue by its name: choose another.`,
  window_is_empty: msg`The lowest penalty allowed is above the highest: nobody could answer. Swap them or empty one.`,
  raise_over_window: msg`Raises penalties above the highest that it allows: nobody could answer. Lower one or lift the other.`,
  member_twice: msg`This operator stands in the list twice. Remove one.`,
  yields_to_itself: msg`A queue cannot wait for itself. Take it out of the list.`,
  overflows_to_itself: msg`The step leads back into this queue. Choose another.`,
  queue_unknown: msg`This queue does not exist. Choose one from the list.`,
  too_many_steps: msg`These are too many steps. Join some.`,
  "routing.skills_syntax": syntax,
  "routing.skills_long": msg`The expression is too long: at most 1000 characters. Split it into steps.`,
  "routing.skills_deep": msg`Too many brackets inside each other: at most 32.`,
  "routing.skills_many": msg`Too many comparisons: at most 64.`,
  step_never_reached: msg`This is never reached: the wait is over before. Put it earlier, or lengthen the wait.`,
  step_never_holds: msg`This step lasts no time at all. Give it some seconds or remove it.`,
  step_number: msg`Type the number to forward to: digits, with + for another country.`,
  step_prompt: msg`Name a recording: letters, digits, - and _ only.`,
  steps_out_of_order: msg`This step comes earlier than the one above it. The order by time counts.`,
  rules_out_of_order: msg`This change comes earlier than the one above it. The order by time counts.`,
  tier_never_opens: msg`This tier opens only after the longest wait. Shorten the time between tiers.`,
  tiers_open_at_once: msg`Without a waiting time all tiers are open at once; there is nothing to skip.`,
  member_never_reached: msg`Takes contacts only after a delay longer than the longest wait: never. Shorten the delay.`,
  member_outside_window: msg`The penalty lies outside what is allowed, and no change of it lets her in: she gets nothing.`,
  all_members_paused: msg`Everybody is switched off in this queue: nobody answers.`,
  nobody_serves: msg`Nobody answers this queue yet. Add people.`,
  nobody_matches: msg`None of the members has these skills. Add the skill to somebody, or ask for less.`,
  person_unknown: msg`One of the members does not work here any more. Remove him.`,
  ends_within_first_ring: msg`The longest wait ends within the first ring. Lengthen it or ring shorter.`,
  ring_too_short: msg`The ring is too short to be heard.`,
  second_phone_never_rings: msg`The ring is over before a second phone begins. Make the step shorter than the ring.`,
  chat_offered_twice: msg`The chat is offered once. Take the second step out.`,
  step_needs_no_queue: msg`This step leads to no queue. Choose its action anew.`,
  starvation_possible: msg`A raised priority can hold back others for ever. Set after how long nobody is overtaken.`,
  needs_strict_score: msg`This has an effect only when priority counts strictly.`,
  grace_without_exit: msg`This has an effect only with “Nobody at work for”.`,
  overflow_circle: msg`The steps lead round in a circle of queues. It does no harm, but is seldom meant.`,
};

/** The finding's sentence, with its numbers in the unit of the field. */
export function tellFinding(i18n: I18n, { code, field, params }: Finding): string {
  const values = new Map(params);
  if (code === "queue_range") {
    const scale = /_ms$/.test(field) ? 1000 : /_milli$/.test(field) ? 1000 : 1;
    const least = Number(values.get("least") ?? 0) / scale;
    const most = Number(values.get("most") ?? 0) / scale;
    return i18n._(msg`Possible is from ${least} to ${most}.`);
  }
  if (code === "number_fitted") {
    const scale = /_ms$/.test(field) ? 1000 : 1;
    const was = Number(values.get("was") ?? 0) / scale;
    const is = Number(values.get("is") ?? 0) / scale;
    return i18n._(msg`${was} is not possible here: it becomes ${is}.`);
  }
  const told = findings[code];
  const place = /character (\d+)/.exec(values.get("detail") ?? "")?.[1];
  const sentence = told ? i18n._(told) : code;
  return place && code === "routing.skills_syntax" ? `${sentence} ${i18n._(msg`The fault is at character ${place}.`)}` : sentence;
}
