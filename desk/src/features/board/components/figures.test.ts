import { describe, expect, it } from "vitest";

import type { Figures } from "@/shared/api/types";

import { percent, shownFigures } from "./figures";

const none: Figures = {
  offered: 0, answered: 0, abandoned: 0, short_abandoned: 0, flow_out: 0, waiting: 0, in_three_rings: 0,
  answered_in_t: 0, abandoned_in_t: 0, callback_in_t: 0, wait_sum_ms: 0, longest_ms: 0, talk_sum_ms: 0,
  wrap_up_sum_ms: 0, handled: 0, refused: 0, closed: 0, failed: 0, short_abandon_ms: 5000, callback_met: 0, hold_sum_ms: 0, service_levels: [], threshold_ms: 20_000,
};
const of = (figures: Figures, code: string) => shownFigures(figures).find((one) => one.code === code);

describe("figures", () => {
  it("are unknown, not zero, when nothing was counted", () => {
    expect(of(none, "average_wait")?.ms).toBeUndefined();
    expect(of(none, "longest")?.ms).toBeUndefined();
    expect(percent("en", undefined)).toBe("—");
  });
  it("divide sums, never averages", () => {
    const some = { ...none, offered: 3, answered: 2, wait_sum_ms: 9000, handled: 2, talk_sum_ms: 100_000, wrap_up_sum_ms: 20_000 };
    expect([of(some, "average_wait")?.ms, of(some, "handling")?.ms]).toEqual([4500, 60_000]);
    expect(percent("en", 923)).toBe("92.3%");
  });
});
