import { expect, test } from "vitest";

import { addDays, daysOf, isDay, periodOf, zoneOf } from "./period";

test("periods are half-open and begin where people expect", () => {
  const today = "2026-11-22"; // a Sunday
  expect(periodOf("today", today)).toEqual({ from: "2026-11-22", to: "2026-11-23" });
  expect(periodOf("yesterday", today)).toEqual({ from: "2026-11-21", to: "2026-11-22" });
  expect(periodOf("week", today)).toEqual({ from: "2026-11-16", to: "2026-11-23" });
  expect(periodOf("seven", today)).toEqual({ from: "2026-11-16", to: "2026-11-23" });
  expect(periodOf("month", today)).toEqual({ from: "2026-11-01", to: "2026-11-23" });
  expect(periodOf("last_month", "2026-01-15")).toEqual({ from: "2025-12-01", to: "2026-01-01" });
});

test("a row's days stay within the report", () => {
  expect(daysOf("week", "2026-11-16", "2026-11-18", "2026-12-01")).toEqual({ from: "2026-11-18", to: "2026-11-23" });
  expect(daysOf("month", "2026-12-01", "2026-01-01", "2026-12-15")).toEqual({ from: "2026-12-01", to: "2026-12-15" });
  expect(daysOf("day", "2026-10-25", "2026-10-01", "2026-11-01")).toEqual({ from: "2026-10-25", to: "2026-10-26" });
  expect(daysOf("none", "", "2026-10-01", "2026-11-01")).toEqual({ from: "2026-10-01", to: "2026-11-01" });
});

test("days across the change of clocks and of years", () => {
  expect(addDays("2026-03-28", 1)).toBe("2026-03-29");
  expect(addDays("2026-10-25", 1)).toBe("2026-10-26");
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(isDay("2026-02-30")).toBe(false);
  expect(isDay("2026-2-3")).toBe(false);
});

test("the zone of a report is the shops' when they have one", () => {
  const shops = [{ id: "1", tz: "Europe/Kyiv" }, { id: "2", tz: "Europe/Kyiv" }, { id: "3", tz: "Asia/Shanghai" }];
  expect(zoneOf(shops.slice(0, 2))).toBe("Europe/Kyiv");
  expect(zoneOf(shops)).toBeUndefined();
  expect(zoneOf(shops, "3")).toBe("Asia/Shanghai");
});
