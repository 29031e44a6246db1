import { describe, expect, it } from "vitest";

import type { Conversation } from "@/shared/api/conversations";

import { pick, runBulk } from "./bulk";

const one = (id: string) => ({ id, version: 1 }) as Conversation;
const items = ["a", "b", "c"].map(one);

describe("several conversations at once", () => {
  it("go one after the other; what one refuses stops no other and stands with its reason", async () => {
    const told: number[] = [], running: string[] = [];
    const outcome = await runBulk(items, (it) => {
      running.push(it.id);
      return it.id === "b" ? Promise.reject(new Error("not yours")) : Promise.resolve({ conversation: { ...it, version: 2 } });
    }, (tried) => told.push(tried), () => false);
    expect(running).toEqual(["a", "b", "c"]);
    expect(told).toEqual([1, 2, 3]);
    expect(outcome.done.map(({ before, after }) => [before.id, before.version, after.version])).toEqual([["a", 1, 2], ["c", 1, 2]]);
    expect(outcome.refused.map(({ one: it, error }) => [it.id, (error as Error).message])).toEqual([["b", "not yours"]]);
    expect(outcome.left).toEqual([]);
  });
  it("stop where she says so", async () => {
    let stop = false;
    const outcome = await runBulk(items, (it) => { stop = true; return Promise.resolve({ conversation: it }); }, () => undefined, () => stop);
    expect([outcome.done.length, outcome.left.map(({ id }) => id)]).toEqual([1, ["b", "c"]]);
  });
  it("are picked one by one, or from the last to this one", () => {
    const order = ["a", "b", "c", "d"];
    expect([...pick(new Set(), order, "b", undefined, false)]).toEqual(["b"]);
    expect([...pick(new Set(["b"]), order, "b", "b", false)]).toEqual([]);
    expect([...pick(new Set(["b"]), order, "d", "b", true)]).toEqual(["b", "c", "d"]);
    expect([...pick(new Set(["d"]), order, "b", "d", true)].sort()).toEqual(["b", "c", "d"]);
    expect([...pick(new Set(), order, "c", "gone", true)]).toEqual(["c"]);
  });
});
