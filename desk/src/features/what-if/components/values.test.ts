import { expect, test } from "vitest";

import { howSure, misses, tellFigure, tellNumber, tellRecorded, topOf } from "./values";

test("a figure tells its half interval, and nothing is a dash", () => {
  expect(tellFigure("en", "share", { name: "sl_strict", mean: 0.612, low: 0.602, high: 0.622 })).toBe("61.2 % ±1.0");
  expect(tellFigure("en", "seconds", { name: "asa_s", mean: -5.71, low: -5.9, high: -5.5 }, true)).toBe("-5.7s ±0.2");
  expect(tellFigure("en", "count", { name: "answered" })).toBe("–");
  expect(tellFigure("en", "count", { name: "answered", mean: 12 }, true)).toBe("+12");
  expect(tellFigure("en", "share", { name: "sl_strict", mean: 0.996, low: 0.995, high: 0.997 })).toBe("99.6 % ±0.1");
  expect(tellFigure("en", "count", { name: "offered", mean: 1081.4, low: 1070, high: 1092 })).toBe("1,081 ±11");
  expect(tellNumber("en", "share", 0)).toBe("0 %");
  expect(tellRecorded("en", "count", { name: "answered", mean: 44 })).toBe("44");
  expect(tellRecorded("en", "share", { name: "sl_strict", mean: 0.489 })).toBe("48.9 %");
});

test("a model misses the record when no day of its own would look like it", () => {
  const model = { name: "sl_strict", mean: 0.98, error: 0.002 };
  expect(misses("share", { name: "sl_strict", mean: 0.49 }, model, 100)).toBe(true);
  expect(misses("share", { name: "sl_strict", mean: 0.9 }, model, 100)).toBe(false);
  expect(misses("share", { name: "sl_strict", mean: 0.9 }, { ...model, mean: null }, 100)).toBe(false);
});

test("a difference is sure when its interval leaves out nothing", () => {
  expect(howSure({ name: "", mean: 2, low: 1, high: 3 })).toBe("more");
  expect(howSure({ name: "", mean: -2, low: -3, high: -1 })).toBe("less");
  expect(howSure({ name: "", mean: 1, low: -1, high: 3 })).toBe("open");
  expect(howSure({ name: "", mean: 0, low: 0, high: 0 })).toBe("same");
  expect(howSure(undefined)).toBe("open");
});

test("both lines share a round top", () => {
  const line = (mean: number) => [{ hour: 9, figure: { name: "asa_s", mean } }];
  expect(topOf("seconds", [line(17), line(43)])).toBe(50);
  expect(topOf("share", [line(0.4)])).toBe(1);
});
