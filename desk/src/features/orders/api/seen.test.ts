import { expect, test } from "vitest";

import { order } from "@/shared/lib/test-data";

import { sameFact, versionSeen } from "./seen";

const seen = order({ version: 4 });

test("another fact changed meanwhile is in nobody's way", () => {
  expect(versionSeen("recipient", seen, order({ version: 6, address: "Lviv, Zelena 1" }))).toBe(6);
  expect(versionSeen("recipient", seen)).toBe(4);
});

test("the same fact changed meanwhile is sent with the version that was seen", () => {
  expect(versionSeen("recipient", seen, order({ version: 5, recipient: "Iryna Bondar" }))).toBe(4);
  expect(versionSeen("address", seen, order({ version: 5, delivery_method: "pickup" }))).toBe(4);
  expect(versionSeen("quantity", seen, order({ version: 5, lines: [] }))).toBe(4);
  expect(sameFact("delivery_time", seen, order({ delivery_from: 1, delivery_to: 2 }))).toBe(false);
});
