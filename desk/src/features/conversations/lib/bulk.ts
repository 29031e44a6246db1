// Several conversations at once: one after the other, each with its own answer; what a row refuses stands with its reason.
import type { Conversation } from "@/shared/api/conversations";

export interface Done {
  before: Conversation;
  after: Conversation;
}
export interface Refused {
  one: Conversation;
  error: unknown;
}
export interface Outcome {
  done: Done[];
  refused: Refused[];
  /** Not tried any more: she stopped it. */
  left: Conversation[];
}

export type Act = (one: Conversation) => Promise<{ conversation: Conversation }>;

/** `progress` after each row. One by one: the line decides about each, and a refusal does not stop the others. */
export async function runBulk(items: readonly Conversation[], act: Act, progress: (tried: number) => void, stopped: () => boolean): Promise<Outcome> {
  const outcome: Outcome = { done: [], refused: [], left: [] };
  for (const [at, one] of items.entries()) {
    if (stopped()) {
      outcome.left = items.slice(at);
      break;
    }
    try {
      outcome.done.push({ before: one, after: (await act(one)).conversation });
    } catch (error) {
      outcome.refused.push({ one, error });
    }
    progress(at + 1);
  }
  return outcome;
}

/** Chosen rows after a click or a key: `shift` takes all from the last touched one to this one. */
export function pick(chosen: ReadonlySet<string>, order: readonly string[], id: string, last: string | undefined, shift: boolean): Set<string> {
  const next = new Set(chosen);
  const [from, to] = [order.indexOf(last ?? id), order.indexOf(id)];
  if (shift && from >= 0 && to >= 0) {
    for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(one);
  } else if (!next.delete(id)) next.add(id);
  return next;
}
