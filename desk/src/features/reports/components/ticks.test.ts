import { expect, test } from "vitest";

import { ticksOf } from "./ticks";
import { hourMark, type Point } from "./values";

const hour = (day: number, at: number, again = false): Point => {
  const row = { period: `2026-10-${day}`, hour: at, again, group_id: "", group_name: "", values: [], pauses: [], money: [], corrected: false };
  return { label: `${day} ${at}`, value: 1, mark: hourMark("uk", row) };
};
const named = (labels: string[]): Point[] => labels.map((label) => ({ label, value: 1 }));

test("the hours of a day are told apart, its day once, none cut", () => {
  const ticks = ticksOf([hour(25, 2), hour(25, 3), hour(25, 3, true), hour(25, 4)], 100);
  expect(ticks.map((tick) => tick.text)).toEqual(["02:00", "03:00", "03:00 ×2", "04:00"]);
  expect(ticks.map((tick) => tick.under)).toEqual(["нд, 25 жовт.", undefined, undefined, undefined]);
});

test("seven days by hour: some hours, each day under its first one", () => {
  const week = [19, 20, 21, 22, 23, 24, 25].flatMap((day) => Array.from({ length: 12 }, (_, at) => hour(day, 8 + at)));
  const ticks = ticksOf(week, 1200 / week.length);
  expect(ticks.filter((tick) => tick.under)).toHaveLength(7);
  expect(ticks.every((tick) => /^\d\d:00$/.test(tick.text))).toBe(true);
  for (const [at, tick] of ticks.entries()) if (at > 0) expect((tick.at - ticks[at - 1]!.at) * (1200 / week.length)).toBeGreaterThanOrEqual(58);
});

test("two months by hour: only days, never one upon the other", () => {
  const slot = 1200 / 336;
  const days = Array.from({ length: 14 }, (_, day) => Array.from({ length: 24 }, (_, at) => hour(10 + day, at))).flat();
  const ticks = ticksOf(days, slot);
  expect(ticks[0]).toEqual({ at: 0, text: "сб, 10 жовт." });
  for (const [at, tick] of ticks.entries()) if (at > 0) expect((tick.at - ticks[at - 1]!.at) * slot).toBeGreaterThanOrEqual(92);
});

test("a long name is cut only to the room that it has", () => {
  expect(ticksOf(named(["Відділ підтвердження замовлень"]), 400)[0]!.text).toBe("Відділ підтвердження замовлень");
  expect(ticksOf(named(["Відділ підтвердження замовлень", "b"]), 100)[0]!.text).toBe("Відділ підтве…");
});
