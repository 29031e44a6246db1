import { expect, test } from "vitest";

import { howSure, tellFigure, topOf } from "./values";

test("a figure tells its half interval, and nothing is a dash", () => {
  expect(tellFigure("en", "share", { name: "sl_strict", mean: 0.612, low: 0.602, high: 0.622 })).toBe("61 % ±1.0");
  expect(tellFigure("en", "seconds", { name: "asa_s", mean: -5.71, low: -5.9, high: -5.5 }, true)).toBe("-5.7s ±0.2");
  expect(tellFigure("en", "count", { name: "answered" })).toBe("–");
  expect(tellFigure("en", "count", { name: "answered", mean: 12 }, true)).toBe("+12");
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
