import { describe, expect, it } from "vitest";

import type { TargetPerson } from "@/shared/api/types";

import { answers, fits, numberIn, steady, targetsOf, whom } from "./targets";

const person = (id: string, name: string, free = true): TargetPerson => ({ person_id: id, name, state: "ready", reason: "", free, work: "" });
const all = (people: TargetPerson[]) => targetsOf({ people, queues: [{ queue_id: "9", name: "Returns", waiting: 2, free: 1, longest_ms: 9000 }], flows: [{ flow_id: "5", name: "Order status" }] });

describe("whom she can ask", () => {
  it("keeps its places while states change", () => {
    const before = all([person("1", "Bohdan"), person("2", "Olha")]).map(({ id }) => id);
    const now = steady(before, all([person("3", "Anna"), person("2", "Olha"), person("1", "Bohdan", false)]));
    expect(now.map(({ name }) => name)).toEqual(["Bohdan", "Olha", "Anna", "Returns", "Order status"]);
    expect(now[0]?.can).toBe(false);
  });
  it("is found by any part of the name, and named to the server as one of three", () => {
    const [olha, queue, flow] = all([person("2", "Olha Koval")]);
    if (!olha || !queue || !flow) throw new Error("no targets");
    expect([fits(olha, "kov ol"), fits(olha, ""), fits(olha, "x")]).toEqual([true, true, false]);
    expect([numberIn("+380 (67) 111-22-33")?.name, numberIn("Olha 12"), numberIn("12")]).toEqual(["+380671112233", undefined, undefined]);
    expect([whom(olha), whom(queue), whom(flow)]).toEqual([{ person_id: "2" }, { queue_id: "9" }, { flow_id: "5" }]);
    expect([answers(olha), answers(queue), answers(flow)]).toEqual([true, true, false]);
  });
});
