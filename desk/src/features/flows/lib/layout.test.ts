import { describe, expect, it } from "vitest";

import { freshStep } from "./edit";
import { box, layout } from "./layout";

const flow = (ways: Record<string, string[]>) => ({
  start: "a", languages: ["en"],
  steps: Object.entries(ways).map(([name, to]) => ({ ...freshStep("menu", name), exits: to.map((one, at) => ({ on: String(at), to: one, weight: 1 })) })),
});
const row = (ways: Record<string, string[]>) => Object.fromEntries(layout(flow(ways)).steps.map((one) => [one.name, (one.y - 12) / (box.height + box.gapY)]));

describe("the picture of a flow", () => {
  it("puts each step below all that lead to it", () => {
    expect(row({ a: ["b", "d"], b: ["c"], c: ["d"], d: [] })).toEqual({ a: 0, b: 1, c: 2, d: 3 });
  });
  it("ends in circles and draws their way back at the side", () => {
    const picture = layout(flow({ a: ["b"], b: ["a", "c"], c: [] }));
    expect(picture.ways.filter((way) => way.back)).toEqual([{ from: "b", to: "a", on: "0", back: true }]);
  });
  it("keeps what nothing leads to, last", () => {
    expect(row({ a: ["b"], b: [], lost: ["b"] })).toEqual({ a: 0, b: 1, lost: 2 });
  });
  it("lets no two steps stand on each other", () => {
    const places = layout(flow({ a: ["b", "c", "d"], b: ["e"], c: ["e"], d: ["e", "a"], e: [] })).steps.map((one) => `${one.x} ${one.y}`);
    expect(new Set(places).size).toBe(5);
  });
  it("is quick where every step leads to every later one", () => {
    const names = Array.from({ length: 60 }, (_, at) => `s${at}`);
    const all = Object.fromEntries(names.map((name, at) => [at === 0 ? "a" : name, names.slice(at + 1).reverse()]));
    expect(Math.max(...Object.values(row(all)))).toBe(59);
  });
  it("bears a flow without steps, and ways to nowhere", () => {
    expect(layout({ start: "", languages: [], steps: [] }).steps).toEqual([]);
    expect(layout(flow({ a: ["gone"] })).ways).toEqual([]);
  });
});
