import { describe, expect, it } from "vitest";

import { fitting, mentioned, mentioning, withMention } from "./mention";

const people = [{ person_id: "1", name: "Anna" }, { person_id: "2", name: "Anna Koval" }, { person_id: "3", name: "Петро Коваль" }];

describe("a colleague named in a note", () => {
  it("is looked for after @ that begins a word", () => {
    expect(mentioning("@")).toBe("");
    expect(mentioning("is it yours @An")).toBe("An");
    expect(mentioning("mail me@shop")).toBeUndefined();
    expect(mentioning("@Anna\nnext line")).toBeUndefined();
  });
  it("is found by the beginning of any of the names", () => {
    expect(fitting(people, "ков").map(({ name }) => name)).toEqual(["Петро Коваль"]);
    expect(fitting(people, "an").map(({ name }) => name)).toEqual(["Anna", "Anna Koval"]);
    expect(fitting(people, "nna")).toEqual([]);
  });
  it("stands in the note by the whole name", () => {
    expect(withMention("ask @Ан", { person_id: "1", name: "Anna" })).toBe("ask @Anna ");
  });
  it("is who stands in the finished note, and nobody whose name is a part of it", () => {
    expect(mentioned("@Anna Koval please look", people)).toEqual(["2"]);
    expect(mentioned("@Anna and @Петро Коваль", people)).toEqual(["3", "1"]);
    expect(mentioned("Anna said so", people)).toEqual([]);
  });
});
