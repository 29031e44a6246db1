import { describe, expect, it } from "vitest";

import { sizeWords, withinLimit } from "./files";

const file = (name: string, size: number) => ({ name, size }) as File;

describe("files", () => {
  it("are refused before they are uploaded when the channel would refuse them", () => {
    const { take, large } = withinLimit([file("a", 10), file("b", 11), file("c", 0)], 10);
    expect(take.map(({ name }) => name)).toEqual(["a", "c"]);
    expect(large.map(({ name }) => name)).toEqual(["b"]);
  });
  it("say their size in the reader's numbers", () => {
    expect(sizeWords("en", 300)).toBe("1 kB");
    expect(sizeWords("en", 512_000)).toBe("512 kB");
    expect(sizeWords("uk", 2_500_000)).toMatch(/^2,5\s?МБ$/);
  });
});
