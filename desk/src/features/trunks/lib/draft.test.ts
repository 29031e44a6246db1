import { expect, it } from "vitest";

import { freshTrunk } from "../api/trunks";
import { disputed, emptied, merged, touched } from "./draft";

const base = { ...freshTrunk, name: "Telco", max_calls: 5 };

it("keeps what the other saved, and what she changed", () => {
  const theirs = { ...base, max_calls: 7, addresses: ["192.0.2.1"] };
  expect(merged(base, { ...base, priority: 3 }, theirs)).toEqual({ ...theirs, priority: 3 });
  expect(merged(base, base, theirs)).toEqual(theirs);
});

it("names the fields that both changed", () => {
  const theirs = { ...base, max_calls: 7, priority: 3 };
  expect(disputed(base, { ...base, max_calls: 9, priority: 3 }, theirs)).toEqual(["max_calls"]);
  expect(disputed(base, { ...base, name: "Other" }, theirs)).toEqual([]);
});

it("an emptied number is none", () => {
  expect(emptied({ ...base, max_calls: NaN, port: 0 })).toEqual(["max_calls"]);
});

it("is touched by a field, an emptied number or a password, and not by opening it", () => {
  expect(touched(base, { ...base }, "")).toBe(false);
  expect([touched(base, { ...base, name: "T" }, ""), touched(base, { ...base, port: NaN }, ""), touched(base, base, "word")]).toEqual([true, true, true]);
});
