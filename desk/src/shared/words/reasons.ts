// Tells why the line chose this operator, or why a contact still waits. The core sends a code and params, never text.
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";

import type { Reason } from "@/shared/api/types";
import { lengthWords } from "@/shared/lib/time-words";

interface Told {
  text(key: string): string;
  number(key: string): number;
  length(key: string): string;
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
  no_one_ready: () => msg`Nobody is ready.`,
  nobody_signed_in: () => msg`Nobody is signed in.`,
  no_one_signed_in: () => msg`Nobody is signed in.`,
  everyone_busy: (p) => {
    const of = p.number("of");
    return msg`${plural(of, { one: "# operator signed in is busy.", other: "All # operators signed in are busy." })}`;
  },
  everyone_paused: () => msg`Everybody signed in is paused.`,
  everyone_excluded: () => msg`Those who are ready did not answer this call just now.`,
  excluded_after_no_answer: () => msg`Those who are ready did not answer this call just now.`,
  no_one_reachable: () => msg`Those who are ready cannot be reached: no phone is connected.`,
  not_reachable: () => msg`Those who are ready cannot be reached: no phone is connected.`,
  unreachable: () => msg`Those who are ready cannot be reached: no phone is connected.`,
  waiting_for_delay: (p) => {
    const left = p.length("left_ms");
    return msg`Resting after an unanswered call; the next try comes in ${left}.`;
  },
  back_off: (p) => {
    const left = p.length("left_ms");
    return msg`Resting after an unanswered call; the next try comes in ${left}.`;
  },
  not_first: (p) => {
    const position = p.number("position");
    return msg`${plural(position, { one: "# contact waits before this one.", other: "# contacts wait before this one." })}`;
  },
  behind_others: (p) => {
    const position = p.number("ahead");
    return msg`${plural(position, { one: "# contact waits before this one.", other: "# contacts wait before this one." })}`;
  },
  ringing: (p) => {
    const name = p.text("name");
    return msg`Ringing at ${name}.`;
  },
  offered: () => msg`Ringing at an operator.`,
  reserved: () => msg`Ringing at an operator.`,
  no_members: () => msg`Nobody belongs to this queue.`,
  just_entered: () => msg`Has only just joined the line.`,
  next_in_line: () => msg`Next in line.`,
  taken_by_hand: () => msg`Taken from the list by hand.`,
  returned_to_head: () => msg`The call was cut off, so it came back to the head of the line.`,
  rounds_used_up: () => msg`Everybody was asked and nobody answered.`,
  unknown: () => msg`The line gave no reason.`,
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
      length: (key) => lengthWords(i18n.locale, Number(values.get(key) ?? 0)),
    }),
  );
}
