import { describe, expect, it } from "vitest";

import { dateInput, laterAt, momentOf, readInputs, timeInput, usualSlots, wallOf } from "./zones";

const kyiv = "Europe/Kyiv";

describe("wall clocks", () => {
  it("go there and back", () => {
    const at = Date.UTC(2026, 10, 20, 11, 37);
    expect(wallOf(kyiv, at)).toEqual({ year: 2026, month: 11, day: 20, hour: 13, minute: 37 });
    expect(momentOf(kyiv, wallOf(kyiv, at))).toBe(at);
    expect([dateInput(kyiv, at), timeInput(kyiv, at)]).toEqual(["2026-11-20", "13:37"]);
    expect(readInputs(kyiv, "2026-11-20", "13:37")).toBe(at);
    expect(readInputs(kyiv, "soon", "13:37")).toBeUndefined();
  });

  it("keep the hour over a clock change", () => {
    // Kyiv leaves summer time in the night to 25 October 2026.
    const before = Date.UTC(2026, 9, 24, 9, 0); // 12:00 summer time
    expect(wallOf(kyiv, laterAt(kyiv, before, 1, 14)).hour).toBe(14);
    expect(laterAt(kyiv, before, 1, 12) - before).toBe(25 * 3600_000);
  });

  it("run over the end of a month", () => {
    expect(dateInput(kyiv, laterAt(kyiv, Date.UTC(2026, 10, 30, 9), 1, 10))).toBe("2026-12-01");
  });
});

describe("usual slots", () => {
  it("begin at least an hour from now", () => {
    const now = Date.UTC(2026, 10, 20, 11, 37); // 13:37, so 14-18 is too near
    const slots = usualSlots(kyiv, now);
    expect(slots).toHaveLength(6);
    expect(slots.map(({ from }) => wallOf(kyiv, from).hour)).toEqual([18, 10, 14, 18, 10, 14]);
  });
});
