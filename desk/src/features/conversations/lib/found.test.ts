import { describe, expect, it } from "vitest";

import { excerpt, searchable } from "./found";

const told = (text: string, query: string) => excerpt(text, query).map(({ text: part, hit }) => (hit ? `[${part}]` : part)).join("");

describe("what of a found message is shown", () => {
  it("marks words where they begin, whatever their case", () => {
    expect(told("Коли буде Доставка? Передоставка ні", "дост")).toBe("Коли буде [Дост]авка? Передоставка ні");
    expect(told("我的订单还没有到", "订单")).toBe("我的[订单]还没有到");
  });
  it("takes the line around the first of them", () => {
    const text = `${"до ".repeat(60)}гривня ${"по ".repeat(80)}`;
    const shown = told(text, "гривня");
    expect(shown.startsWith("…до ")).toBe(true);
    expect(shown.endsWith("…")).toBe(true);
    expect(shown).toContain("[гривня]");
    expect(shown.length).toBeLessThan(180);
  });
  it("takes what is typed as words, never as a pattern", () => {
    expect(told("a.*b (c", ".*(")).toBe("a.*b (c");
    expect(told("ab", "a(b")).toBe("[a]b");
  });
  it("asks the server only for what has words", () => {
    expect(["!?", "a", "订", "до", "  "].map(searchable)).toEqual([false, false, true, true, false]);
  });
});
