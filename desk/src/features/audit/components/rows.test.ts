import { describe, expect, it } from "vitest";

import type { AuditRow } from "@/shared/api/types";

import { dayBounds, smallPrint, subjectName } from "./rows";

const row = (what: string, subject: string): AuditRow => ({ seq: 1, at: 0, who: "7", what, subject, detail: "{}", hash: "" });
const people = new Map([["7", "Ann"]]);
const shops = new Map([["7", "Kettles"]]);

describe("the audit's rows", () => {
  it("name people and shops, never a buyer or a session of the same id", () => {
    expect(subjectName(row("person.changed", "7"), people, shops)).toBe("Ann");
    expect(subjectName(row("shop.changed", "7"), people, shops)).toBe("Kettles");
    expect(subjectName(row("customer.seen", "7"), people, shops)).toBeUndefined();
    expect(subjectName(row("session.started", "7"), people, shops)).toBeUndefined();
  });

  it("tell their small print, whatever it is", () => {
    expect(smallPrint('{"fields":["name","phone"],"code":"x"}')).toBe("name, phone · x");
    expect(smallPrint("{}")).toBe("");
    expect(smallPrint("not json")).toBe("not json");
  });

  it("count the last day in whole", () => {
    const { from, to } = dayBounds("2026-11-21", "2026-11-21");
    expect((to ?? 0) - (from ?? 0)).toBe(24 * 3600_000);
    expect(dayBounds("", "no day")).toEqual({ from: undefined, to: undefined });
  });
});
