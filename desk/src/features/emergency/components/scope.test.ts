import { describe, expect, it } from "vitest";

import { everybody, fromScope, isChosen, toScope, type Chosen } from "./scope";

describe("whom an emergency concerns", () => {
  it("goes to the server and comes back the same", () => {
    const all: Chosen[] = [everybody, { kind: "shops", ids: ["1"] }, { kind: "departments", ids: ["2", "3"] }, { kind: "people", ids: ["4"] }];
    expect(all.map((one) => fromScope(toScope(one)))).toEqual(all);
  });

  it("never means everybody by a choice left empty", () => {
    expect(isChosen({ kind: "shops", ids: [] })).toBe(false);
    expect(isChosen(everybody)).toBe(true);
    expect(toScope({ kind: "everybody", ids: ["7"] })).toEqual({ shop_ids: [], department_ids: [], person_ids: [] });
  });
});
