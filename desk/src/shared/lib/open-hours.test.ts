import { describe, expect, it } from "vitest";

import { modeOf, overnight, readTime, timesFor, under, withOneMore } from "./open-hours";

const day = [{ from: "09:00", to: "18:00" }];

describe("opening hours", () => {
  it("knows a closed day, the whole day, and times", () => {
    expect(modeOf([])).toBe("closed");
    expect(modeOf([{ from: "00:00", to: "24:00" }])).toBe("always");
    expect(modeOf(day)).toBe("times");
    expect(modeOf([{ from: "22:00", to: "06:00" }])).toBe("times");
  });

  it("keeps the times that stood there before", () => {
    expect(timesFor("times", [{ from: "10:00", to: "14:00" }])).toEqual([{ from: "10:00", to: "14:00" }]);
    expect(timesFor("times", [{ from: "00:00", to: "24:00" }])).toEqual(day);
    expect(timesFor("closed", day)).toEqual([]);
  });

  it("offers an afternoon behind a morning, and nothing behind a night", () => {
    expect(withOneMore([{ from: "09:00", to: "13:00" }])[1]).toEqual({ from: "14:00", to: "18:00" });
    expect(withOneMore([{ from: "18:00", to: "21:30" }])[1]).toEqual({ from: "22:00", to: "24:00" });
    expect(withOneMore([{ from: "18:00", to: "23:00" }])[1]).toEqual({ from: "", to: "" });
  });

  it("says which interval ends on the next day", () => {
    expect(overnight({ from: "22:00", to: "06:00" })).toBe(true);
    expect(overnight({ from: "18:00", to: "00:00" })).toBe(true);
    expect(overnight({ from: "09:00", to: "24:00" })).toBe(false);
    expect(overnight({ from: "22:00", to: "" })).toBe(false);
  });

  it.each([["9", "09:00"], ["930", "09:30"], ["9.30", "09:30"], ["09:30", "09:30"], ["24", "24:00"], ["0", "00:00"], ["1800", "18:00"]])(
    "reads %s as %s", (typed, read) => expect(readTime(typed)).toBe(read));

  it.each(["25", "24:30", "9:75", "noon", ""])("leaves %s as typed", (typed) => expect(readTime(typed)).toBe(typed));

  it("finds the field of a fault", () => {
    expect(under("week[2].open[0].to", "week[2].")).toBe("open[0].to");
    expect(under("week[2].open[0].to", "week[1].")).toBeUndefined();
    expect(under(undefined, "week[1].")).toBeUndefined();
  });
});
