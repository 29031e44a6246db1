import { describe, expect, it } from "vitest";

import { narrow, offset, unknown } from "./clock";

describe("server clock", () => {
  it("is the browser's own before the first answer", () => {
    expect(offset(unknown)).toBe(0);
  });

  it("narrows with every answer and stays within its bounds", () => {
    // The server is 5,300 ms ahead; Date headers are cut to whole seconds.
    const answer = (here: number) => Math.floor((here + 5300) / 1000) * 1000;
    let bounds = unknown;
    for (const here of [10_000, 10_250, 11_710, 12_900]) bounds = narrow(bounds, here - 20, here + 20, answer(here));
    expect(Math.abs(offset(bounds) - 5300)).toBeLessThan(300);
  });

  it("believes the newest answer when the clock was corrected", () => {
    const before = narrow(unknown, 0, 10, 5000);
    expect(offset(narrow(before, 100_000, 100_010, 100_000))).toBeLessThan(1000);
  });
});
