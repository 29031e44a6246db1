import { expect, test } from "vitest";

import { clockText, readClock, readFee } from "./rule-text";

test("a minute of the day goes to text and back", () => {
  for (const minute of [0, 5, 890, 1440]) expect(readClock(clockText(minute))).toBe(minute);
  expect(clockText(890)).toBe("14:50");
  for (const text of ["", "25:00", "12:60", "24:01", "noon"]) expect(readClock(text)).toBeUndefined();
});

test("a fee is whole minor units, nothing is nothing, and what is no sum is refused", () => {
  expect(readFee("40,50", "UAH")).toBe(4050);
  expect(readFee(" ", "UAH")).toBe(0);
  expect(readFee("forty", "UAH")).toBeUndefined();
  expect(readFee("1.999", "UAH")).toBeUndefined();
});
