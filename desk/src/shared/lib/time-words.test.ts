import { describe, expect, it } from "vitest";

import { clockTime, dayAndTime, distance, heat, lengthWords, momentWords, running, slot } from "./time-words";

const minute = 60_000;
const now = Date.UTC(2026, 10, 20, 11, 37); // Friday, 13:37 in Kyiv
const kyiv = "Europe/Kyiv";

describe("distance", () => {
  it("speaks four languages", () => {
    expect(distance("en", now, now + 23 * minute)).toBe("in 23 min.");
    expect(distance("uk", now, now + 23 * minute)).toBe("через 23 хв");
    expect(distance("ru", now, now + 23 * minute)).toContain("через 23 мин");
    expect(distance("zh", now, now + 23 * minute)).toBe("23分钟后");
  });

  it("looks back as well as ahead and widens its unit", () => {
    expect(distance("en", now, now - 5 * minute)).toBe("5 min. ago");
    expect(distance("en", now, now + 30_000)).toBe("in 30 sec.");
    expect(distance("en", now, now + 5 * 60 * minute)).toBe("in 5 hr.");
    expect(distance("en", now, now + 3 * 24 * 60 * minute)).toBe("in 3 days");
  });
});

describe("clocks", () => {
  it("run from zero and never below", () => {
    expect([-5, 0, 42_000, 134_000, 3_734_000].map(running)).toEqual(["0:00", "0:00", "0:42", "2:14", "1:02:14"]);
  });

  it("tell the buyer's local time", () => {
    expect(clockTime("uk", now, kyiv)).toBe("13:37");
    expect(clockTime("zh", now, "Asia/Shanghai")).toBe("19:37");
  });

  it("name the day only when it is another one", () => {
    expect(dayAndTime("en", now, now + 23 * minute, kyiv)).toBe("14:00");
    expect(dayAndTime("en", now, now + 24 * 60 * minute, kyiv)).toBe("Sat 13:37");
    expect(dayAndTime("en", now, now - 8 * 24 * 60 * minute, kyiv)).toBe("Nov 12");
    expect(dayAndTime("en", now, now - 365 * 24 * 60 * minute, kyiv)).toBe("Nov 20, 2025");
  });

  it("of a row are told on any day", () => {
    expect(momentWords("en", now, now + 23 * minute, kyiv)).toBe("14:00");
    expect(momentWords("en", now, now - 24 * 60 * minute, kyiv)).toBe("Thu 13:37");
    expect(momentWords("uk", now, Date.UTC(2026, 9, 25, 0, 41), kyiv)).toBe("25 жовт., 03:41");
    expect(momentWords("en", now, now - 365 * 24 * 60 * minute, kyiv)).toBe("Nov 20, 2025, 13:37");
  });

  it("tell lengths in words", () => {
    expect(lengthWords("en", 41_000)).toBe("41 sec");
    expect(lengthWords("uk", 180_000)).toBe("3 хв");
  });
});

describe("delivery slot", () => {
  const at = (hour: number, day = 20) => Date.UTC(2026, 10, day, hour - 2, 0);
  it("is short when its ends are whole hours", () => {
    expect(slot("en", now, at(18), at(22), kyiv)).toBe("18–22");
    expect(slot("en", now, at(14, 21), at(18, 21), kyiv)).toBe("Sat 14–18");
  });
  it("keeps minutes where they matter and names a far day", () => {
    expect(slot("en", now, at(14, 21) + 30 * minute, at(18, 21), kyiv)).toBe("Sat 14:30–18:00");
    expect(slot("en", now, at(14, 30), at(18, 30), kyiv)).toBe("Nov 30, 14:00–18:00");
  });
});

describe("heat", () => {
  it("is warm in the last quarter and hot when due", () => {
    const due = now + 60 * minute;
    expect(heat(now, due, now)).toBe("calm");
    expect(heat(now + 45 * minute, due, now)).toBe("warm");
    expect(heat(due, due, now)).toBe("hot");
  });
});
