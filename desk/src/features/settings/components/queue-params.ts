// Each parameter of a queue with the one line that explains it.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { QueueSettings } from "@/shared/api/types";

type Field = Exclude<{ [K in keyof QueueSettings]: QueueSettings[K] extends number ? K : never }[keyof QueueSettings], "version">;

export interface Param {
  field: Field;
  unit: "s" | "count";
  name: MessageDescriptor;
  explain: MessageDescriptor;
}

export const queueParams: Param[] = [
  { field: "ring_timeout_ms", unit: "s", name: msg`Rings at one operator`, explain: msg`Then the call goes on to the next operator and the caller keeps the place at the head of the line.` },
  { field: "max_wait_ms", unit: "s", name: msg`Longest wait`, explain: msg`Then the caller is offered voicemail or a call-back. Zero means no limit.` },
  { field: "max_waiting", unit: "count", name: msg`Places in the line`, explain: msg`Who calls when all are taken hears so at once. Zero means no limit.` },
  { field: "wrap_up_ms", unit: "s", name: msg`Wrap-up`, explain: msg`Time after a call to write down the outcome, before the next one rings.` },
  { field: "wrap_up_extend_max_ms", unit: "s", name: msg`More time at most`, explain: msg`How much “more time” may add in all.` },
  { field: "no_answer_max", unit: "count", name: msg`Unanswered calls in a row`, explain: msg`After so many the operator counts as not responding and gets no calls until ready again.` },
  { field: "no_answer_delay_ms", unit: "s", name: msg`Rest after an unanswered call`, explain: msg`So long this operator is not offered the next one.` },
  { field: "reject_delay_ms", unit: "s", name: msg`Rest after declining`, explain: msg`So long this operator is not offered the next one.` },
  { field: "busy_delay_ms", unit: "s", name: msg`Rest when the phone was busy`, explain: msg`A busy phone usually stays busy for a while.` },
  { field: "unreachable_delay_ms", unit: "s", name: msg`Rest when the phone was unreachable`, explain: msg`Time for the network to come back.` },
  { field: "rounds_max", unit: "count", name: msg`Rounds`, explain: msg`When everybody was asked so many times, the call leaves for voicemail or a call-back instead of looping.` },
  { field: "service_level_ms", unit: "s", name: msg`Service level time`, explain: msg`Answered within this time counts as good in all seven service levels.` },
  { field: "short_abandon_ms", unit: "s", name: msg`Quick hang-up`, explain: msg`Who hangs up sooner is not counted as lost in the strict service level.` },
];
