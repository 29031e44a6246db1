// Two people edit one queue: what I changed stands on top of what the other has saved.
import type { QueueSettings } from "@/shared/api/types";

export interface Rebased {
  queue: QueueSettings;
  /** Paths that both of us changed, each to something else; mine stands. */
  both: string[];
}

type Plain = Record<string, unknown>;
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export function rebase(base: QueueSettings, mine: QueueSettings, theirs: QueueSettings): Rebased {
  const both: string[] = [];
  const merge = (from: Plain, my: Plain, their: Plain, under: string): Plain => {
    const out: Plain = { ...their };
    for (const key of Object.keys(my)) {
      const path = under + key;
      if (path === "version" || path === "rules" || same(from[key], my[key])) continue;
      if (!same(from[key], their[key]) && !same(my[key], their[key])) both.push(path);
      out[key] = my[key];
    }
    return out;
  };
  const plain = (queue: QueueSettings) => queue as unknown as Plain;
  const rules = (queue: QueueSettings) => queue.rules as unknown as Plain;
  const queue = merge(plain(base), plain(mine), plain(theirs), "");
  queue.rules = merge(rules(base), rules(mine), rules(theirs), "rules.");
  return { queue: queue as unknown as QueueSettings, both };
}
