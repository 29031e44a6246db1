import { describe, expect, it } from "vitest";

import type { PartView } from "@/shared/api/types";

import { partsPicture } from "./parts";

const part = (what: string, person_name: string, from: number, until: number): PartView => ({ what, person_name, from, until, by_name: "", queue_name: "", disposition: "", note: "", ended: "" });

describe("the history as a picture", () => {
  it("has one line for each person, in the order they came, within the whole", () => {
    const told = partsPicture([part("talk", "Iryna", 1000, 3000), part("consult", "Bohdan", 2000, 3000), part("transfer", "Bohdan", 3000, 3000), part("talk", "Bohdan", 3000, 5000)]);
    expect([told.from, told.until]).toEqual([1000, 5000]);
    expect(told.lanes).toEqual([
      { name: "Iryna", bars: [{ from: 0, width: 0.5, tone: "talk" }] },
      { name: "Bohdan", bars: [{ from: 0.25, width: 0.25, tone: "aside" }, { from: 0.5, width: 0.5, tone: "talk" }] },
    ]);
  });
  it("shows a moment, and never leaves the frame", () => {
    const { lanes } = partsPicture([part("talk", "Iryna", 0, 1000), part("listen", "Marta", 1000, 1000)]);
    const bar = lanes[1]?.bars[0];
    expect(bar && bar.width > 0 && bar.from + bar.width <= 1).toBe(true);
  });
  it("is empty without parts that last", () => {
    expect(partsPicture([part("swap", "Iryna", 5, 5)]).lanes).toEqual([]);
  });
});
