import { describe, expect, it } from "vitest";

import { bars } from "./draw-wave";

describe("waveform", () => {
  it("keeps the highest peak of each stretch and fills the height", () => {
    expect(bars([0, 0.5, -1, 0.25], 2)).toEqual([0.5, 1]);
    expect(bars([0.1, 0.2], 2)).toEqual([0.5, 1]);
  });
  it("survives silence and more bars than points", () => {
    expect(bars([0, 0], 2)).toEqual([0, 0]);
    expect(bars([1], 3)).toEqual([1, 1, 1]);
    expect(bars([], 2)).toEqual([0, 0]);
  });
});
