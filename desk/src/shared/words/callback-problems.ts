// What the server says against times for calls back, and against booking one.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

export const callbackProblems: Record<string, MessageDescriptor> = {
  "callbacks.off": msg`No times for calls back are offered here. The head sets them under Settings, Call-back times.`,
  "callbacks.slot_full": msg`This time has just been taken. Choose another.`,
  "callbacks.slot_unknown": msg`Take one of the times offered.`,
  "callbacks.queue_unknown": msg`This shop has no such queue.`,
  "callbacks.slot_minutes": msg`A time lasts 5, 6, 10, 12, 15, 20, 30 or 60 minutes, or 120, 180, 240.`,
  "callbacks.no_open_hour": msg`No hour is open in this week, so nobody could ever be called. Open one, or keep to the shop's hours.`,
  "callbacks.no_rule": msg`This queue follows the shop's rule already.`,
  "callbacks.range": msg`Between {least} and {most}.`,
  "callbacks.version_conflict": msg`Somebody changed these times meanwhile. Look, then save again.`,
};
