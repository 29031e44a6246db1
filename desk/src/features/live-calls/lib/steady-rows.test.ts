import { describe, expect, it } from "vitest";

import type { LiveCall } from "@/shared/api/types";

import { steadyRows } from "./steady-rows";

const call = (contact_id: string, since = 0): LiveCall => ({
  contact_id, since, queue_id: "q", queue_name: "shop", caller: "", operator_id: "o", operator_name: "Olha",
  held: false, aside: false, acknowledged: true, parties: [], watchers: [],
});
const told = (rows: ReturnType<typeof steadyRows>) => rows.map((row) => row.call.contact_id + (row.over ? " over" : "")).join();

describe("the list of live calls", () => {
  it("keeps places: new ones last, what is over stays while the list is in hand", () => {
    const first = steadyRows([], [call("b", 2), call("a", 1)], false);
    expect(told(first)).toBe("a,b");
    const second = steadyRows(first, [call("c", 0), call("b", 2)], true);
    expect(told(second)).toBe("a over,b,c");
    expect(told(steadyRows(second, [call("c", 0), call("b", 2)], false))).toBe("b,c");
  });
  it("lets a call come back that was taken for over", () => {
    const gone = steadyRows(steadyRows([], [call("a")], false), [], true);
    expect(told(steadyRows(gone, [call("a")], true))).toBe("a");
  });
});
