import { describe, expect, it } from "vitest";

import { promise } from "@/shared/lib/test-data";

import { byUrgency, intoDays, urgencyOf, weekOf } from "./urgency";

const kyiv = "Europe/Kyiv";
const ten = Date.parse("2026-11-23T08:00:00Z"); // Monday 10:00 in Kyiv
const minute = 60_000;

describe("urgency", () => {
  it("is overdue when broken or past, soon within 30 minutes, today until midnight there", () => {
    const of = (due_at: number, state: "open" | "broken" = "open") => urgencyOf(promise({ due_at, state }), ten, kyiv);
    expect(of(ten - 1)).toBe("overdue");
    expect(of(ten + 60 * minute, "broken")).toBe("overdue");
    expect(of(ten + 30 * minute)).toBe("soon");
    expect(of(ten + 31 * minute)).toBe("today");
    expect(of(Date.parse("2026-11-23T21:59:00Z"))).toBe("today");
    expect(of(Date.parse("2026-11-23T22:00:00Z"))).toBe("later");
  });

  it("puts the earliest first in each group", () => {
    const groups = byUrgency([promise({ id: "b", due_at: ten - 1 }), promise({ id: "a", due_at: ten - 5 })], ten, kyiv);
    expect(groups.overdue.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("keeps a week of seven days over the night when clocks change", () => {
    const days = weekOf(Date.parse("2026-10-21T10:00:00Z"), 0, kyiv);
    expect(days).toHaveLength(7);
    expect(new Date(days[0]!.from).toISOString()).toBe("2026-10-18T21:00:00.000Z");
    expect(days[6]!.to - days[6]!.from).toBe(25 * 60 * minute);
    const filled = intoDays(days, [promise({ due_at: days[6]!.from })]);
    expect(filled.map((day) => day.promises.length)).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });
});
