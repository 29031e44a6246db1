import { describe, expect, it } from "vitest";

import { filesMost, sizeWords, sortOut } from "./files";

const file = (name: string, size: number) => ({ name, size });
const empty = { each: 10, together: 0, count: 0, bytes: 0 };
const refusals = (sizes: number[], room: Parameters<typeof sortOut>[1]) => sortOut(sizes.map((size, at) => file(`${at}`, size)), room).map(({ refusal }) => refusal);

describe("files", () => {
  it("are refused before they are uploaded when the channel would refuse them", () => {
    expect(refusals([10, 11, 0], empty)).toEqual([undefined, "files.too_large", undefined]);
  });
  it("that are more than one answer takes are refused when attached, not at sending", () => {
    expect(refusals(Array<number>(12).fill(1), empty).filter(Boolean)).toEqual(["files.too_many", "files.too_many"]);
    expect(refusals([1, 1], { ...empty, count: filesMost - 1 })).toEqual([undefined, "files.too_many"]);
  });
  it("of a letter have one limit together; a smaller one may still fit", () => {
    expect(refusals([6, 5, 4], { ...empty, together: 10 })).toEqual([undefined, "files.too_large_together", undefined]);
    expect(refusals([5], { ...empty, together: 10, bytes: 6, count: 1 })).toEqual(["files.too_large_together"]);
  });
  it("say their size in the reader's numbers", () => {
    expect(sizeWords("en", 300)).toBe("1 kB");
    expect(sizeWords("en", 512_000)).toBe("512 kB");
    expect(sizeWords("uk", 2_500_000)).toMatch(/^2,5\s?МБ$/);
  });
});
