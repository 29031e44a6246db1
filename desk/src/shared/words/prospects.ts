// Tells who stands before a waiting contact, and what brings or keeps each operator from it. Codes and params come from the line.
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Reason } from "@/shared/api/types";
import { clockTime, lengthWords } from "@/shared/lib/time-words";

import { pauseReasons } from "./contact";
import { tell } from "./tell";

type Tell = (param: (key: string) => string, i18n: I18n) => MessageDescriptor;

const ahead: Record<string, Tell> = {
  sent_to_head: () => msg`sent to the head of the line`,
  promoted: () => msg`has waited as long as anybody may; goes first`,
  higher_priority: (param) => {
    const priority = param("priority");
    return msg`has a higher priority: ${priority}`;
  },
  earlier_place: () => msg`keeps an earlier place`,
  waited_longer: (param, i18n) => {
    const ms = Number(param("by_ms"));
    if (ms < 1000) return msg`came a moment earlier`;
    const more = lengthWords(i18n.locale, ms);
    return msg`came ${more} earlier`;
  },
};

const prospects: Record<string, Tell> = {
  free_now: () => msg`free now`,
  backing_off: (param, i18n) => {
    const until = param("until");
    const clock = until ? clockTime(i18n.locale, Number(until)) : "";
    return clock ? msg`rests until ${clock} after a call that was not taken` : msg`rests after a call that was not taken`;
  },
  busy: () => msg`in a contact`,
  wrapping: () => msg`in wrap-up, free by itself soon`,
  no_room_on_channel: () => msg`has no room for one more of this kind now`,
  not_signed_in: () => msg`not signed in`,
  paused: (param, i18n) => {
    const reason = tell(i18n, pauseReasons, param("reason"));
    return msg`on a pause: ${reason}`;
  },
  paused_here: () => msg`on a pause in this queue`,
  not_responding: () => msg`does not answer calls`,
  unreachable: () => msg`the phone is not connected`,
  leaving: () => msg`leaves after the contact in hand`,
  excluded: () => msg`may not take this contact`,
  tried_already: () => msg`was asked already and did not take it`,
  tier_closed: (param, i18n) => {
    const opens = lengthWords(i18n.locale, Number(param("opens_in_ms")));
    return msg`belongs to a later tier; it opens in ${opens}`;
  },
  not_yet: (param, i18n) => {
    const opens = lengthWords(i18n.locale, Number(param("in_ms")));
    return msg`takes this queue only after a longer wait, in ${opens}`;
  },
  penalty_outside: () => msg`the penalty is outside of what this contact may reach now`,
  skills_missing: () => msg`lacks the skills that are asked`,
  held_for_other: () => msg`the contact is kept for whoever knows this buyer`,
  yields: () => msg`another queue goes first`,
  not_first: () => msg`only the first of this queue is served`,
};

export const aheadCodes = Object.keys(ahead);
export const prospectCodes = Object.keys(prospects);

export const tellAhead = (i18n: I18n, reason: Reason) => told(i18n, ahead, reason);
export const tellProspect = (i18n: I18n, reason: Reason) => told(i18n, prospects, reason);

function told(i18n: I18n, tellers: Record<string, Tell>, reason: Reason): string {
  const values = new Map(reason.params);
  const teller = tellers[reason.code];
  return teller ? i18n._(teller((key) => values.get(key) ?? "", i18n)) : reason.code.replaceAll("_", " ");
}
