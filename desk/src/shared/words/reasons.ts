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
  no_one_signed_in: () => msg`Nobody is signed in.`,
  all_paused: () => msg`Everybody signed in is paused.`,
  all_not_responding: () => msg`Those signed in do not answer their calls.`,
  all_unreachable: () => msg`Nobody can be reached: no phone is connected.`,
  after_refusal: () => msg`Everybody free is resting after a call that was not taken.`,
  everyone_busy: (p) => {
    const of = p.number("of");
    return msg`${plural(of, { one: "The only operator signed in is busy.", other: "All # operators signed in are busy." })}`;
  },
  excluded: () => msg`Those who are free may not take this contact.`,
  excluded_after_no_answer: () => msg`Those who are free did not take this contact just now; others are asked first.`,
  shop_closed: (p) => {
    const opens = p.time("opens_at");
    return opens ? msg`The shop was closed; it opens ${opens}.` : msg`The shop was closed.`;
  },
  unknown: () => msg`Has only just joined the line.`,
};

export const reasonCodes = Object.keys(tellers);

export function tellReason(i18n: I18n, reason: Reason): string {
  const values = new Map(reason.params);
  const teller = tellers[reason.code];
  if (!teller) return i18n._(msg`Chosen by the rule “${reason.code}”.`);
  return i18n._(
    teller({
      text: (key) => values.get(key) ?? "",
      number: (key) => Number(values.get(key) ?? 0),
      time: (key) => (values.has(key) ? fullTime(i18n.locale, Number(values.get(key))) : ""),
      length: (key) => lengthWords(i18n.locale, Number(values.get(key) ?? 0)),
    }),
  );
}
