import { expect, test } from "vitest";

import { bars, symbols } from "./code128";

test("the standard's own example and a waybill's digits in pairs", () => {
  // "PJJ123C" of the literature has 54 with start A, which weighs one less than our start B.
  expect(symbols("PJJ123C")).toEqual([104, 48, 42, 42, 17, 18, 19, 35, 55, 106]);
  expect(symbols("20400048799000")?.slice(0, 8)).toEqual([105, 20, 40, 0, 48, 79, 90, 0]);
  expect(symbols("12345")).toEqual([105, 12, 34, 100, 21, (105 + 12 + 34 * 2 + 100 * 3 + 21 * 4) % 103, 106]);
});

test("a letter goes to set B and the digits behind it to set C", () => {
  const values = symbols("OL1234");
  expect(values?.slice(0, 6)).toEqual([104, 47, 44, 99, 12, 34]);
});

test("what Code 128 cannot say is refused", () => {
  for (const text of ["", "Київ", "\n"]) expect(bars(text)).toBeUndefined();
});

test("every symbol is eleven modules wide, the stop thirteen", () => {
  expect(bars("20400048799000")?.width).toBe(11 * 9 + 13);
});
