import { expect, test } from "vitest";

import { clockOf, minutesOf } from "./minutes-of-day";

test("a minute of the day is told and read alike", () => {
  for (const minutes of [0, 9 * 60, 13 * 60 + 5, 1440]) expect(minutesOf(clockOf(minutes))).toBe(minutes);
});

test("what is no time is refused, not guessed", () => {
  for (const text of ["", "9", "24:01", "12:60", "soon"]) expect(minutesOf(text)).toBe(-1);
});
