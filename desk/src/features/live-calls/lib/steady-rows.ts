// Live calls in a list that does not move under the hand: a new call comes last, one that is over stays in its place until the list is
// let go. Pure.
import type { LiveCall } from "@/shared/api/types";

export interface Row {
  call: LiveCall;
  over: boolean;
}

/** `inHand`: the pointer or the focus is in the list; what is over goes only when it is not. */
export function steadyRows(before: Row[], now: LiveCall[], inHand: boolean): Row[] {
  const live = new Map(now.map((call) => [call.contact_id, call]));
  const kept = before.flatMap(({ call }) => {
    const fresh = live.get(call.contact_id);
    if (fresh) return [{ call: fresh, over: false }];
    return inHand ? [{ call, over: true }] : [];
  });
  const known = new Set(before.map(({ call }) => call.contact_id));
  const fresh = now.filter(({ contact_id }) => !known.has(contact_id)).sort((a, b) => a.since - b.since);
  return [...kept, ...fresh.map((call) => ({ call, over: false }))];
}
