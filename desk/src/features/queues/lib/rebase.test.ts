import { expect, test } from "vitest";

import { freshQueue } from "./fresh";
import { rebase } from "./rebase";

const base = { ...freshQueue("1"), id: "7", version: 3, max_wait_ms: 310_000 };

test("what the other saved is kept, and mine stands on top of it", () => {
  const theirs = { ...base, version: 4, max_wait_ms: 320_000 };
  const mine = { ...base, rounds_max: 6, rules: { ...base.rules, weight: 9 } };
  const { queue, both } = rebase(base, mine, theirs);
  expect(queue).toMatchObject({ version: 4, max_wait_ms: 320_000, rounds_max: 6 });
  expect(queue.rules.weight).toBe(9);
  expect(both).toEqual([]);
});

test("what both of us changed is named; the same change is no quarrel", () => {
  const theirs = { ...base, version: 4, max_wait_ms: 320_000, rounds_max: 6 };
  const mine = { ...base, max_wait_ms: 330_000, rounds_max: 6 };
  const { queue, both } = rebase(base, mine, theirs);
  expect(queue.max_wait_ms).toBe(330_000);
  expect(both).toEqual(["max_wait_ms"]);
});
