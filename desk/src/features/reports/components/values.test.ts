import { expect, test } from "vitest";

import type { Report, ReportRow } from "../api/reports";
import { linesOf, spoken, tellValue, topOf } from "./values";

const row = (period: string, group: string, value: number | null): ReportRow => ({
  period, again: false, group_id: group, group_name: group, values: [value], pauses: [], money: [], corrected: false,
});
const report = (rows: ReportRow[]): Report => ({
  from: "2026-11-01", to: "2026-12-01", as_of: 0, limits: [], rows, total: row("", "", null),
  columns: [{ code: "offered", id: "offered/1", formula: "Of", kind: "count", opens: "offered", currency: "" }],
});

test("what is unknown is a dash, zero is zero", () => {
  expect(tellValue("en", "permille", null)).toBe("—");
  expect(tellValue("en", "permille", 0)).toBe("0.0%");
  expect(tellValue("en", "permille", 923)).toBe("92.3%");
  expect(tellValue("en", "average_ms", 62_900)).toBe("1:03");
  expect(tellValue("en", "average_tenths", 43)).toBe("4.3");
  expect(tellValue("uk", "average_tenths", 50)).toBe("5,0");
  expect(tellValue("uk", "count", 12345)).toMatch(/12.345/);
});

test("one line per group, the largest first, gaps kept", () => {
  const lines = linesOf(report([row("1", "a", 1), row("1", "b", 9), row("2", "b", 8)]), "offered", (one) => one.period, "day");
  expect(lines.map((line) => line.name)).toEqual(["b", "a"]);
  expect(lines[1]!.points.map((point) => point.value)).toEqual([1, null]);
  expect(linesOf(report([]), "nonsense", (one) => one.period, "day")).toEqual([]);
});

test("the top of the picture is round and never below a value", () => {
  const top = (value: number, kind: "count" | "permille" | "average_ms" = "count") =>
    topOf(kind, [{ name: "", points: [{ label: "", value }] }]);
  expect(top(0)).toBe(1);
  expect(top(73)).toBe(75);
  expect(top(800, "permille")).toBe(1000);
  expect(top(61_000, "average_ms")).toBe(120_000);
  for (const value of [1, 7, 99, 101, 4999]) expect(top(value)).toBeGreaterThanOrEqual(value);
});

test("a figure that says nothing of these groups has no column", () => {
  const columns = ["offered", "answered"].map((code) => ({ code, id: `${code}/1`, formula: "", kind: "count" as const, opens: "", currency: "" }));
  const of = (values: (number | null)[]): Report => ({ ...report([]), columns, total: { ...row("", "", null), values } });
  expect(spoken(of([null, 3]), ["offered", "answered"])).toEqual(["answered"]);
  expect(spoken(of([0, 3]), ["offered", "answered"])).toEqual(["offered", "answered"]);
  expect(spoken(of([null, null]), ["offered", "answered"])).toEqual(["offered", "answered"]);
});
