import { describe, expect, it } from "vitest";

import type { CannedAnswer } from "@/shared/api/canned";

import { fitting, slashed } from "./canned";

const answer = (over: Partial<CannedAnswer>) => ({ id: over.key, shop_id: "1", language: "uk", text: "words", retired: false, used: 0, ...over }) as CannedAnswer;
const keys = (all: CannedAnswer[]) => all.map(({ key, language }) => `${key}.${language}`);

describe("agreed answers after a slash", () => {
  it("opens for one word after a slash and for nothing else", () => {
    expect(["/", "/Дост", "/two words", "no /slash", " /x"].map(slashed)).toEqual(["", "дост", undefined, undefined, undefined]);
  });

  it("offers what is approved, of this shop, his language and the key first", () => {
    const all = [
      answer({ key: "pay", language: "en" }), answer({ key: "pay", used: 1 }), answer({ key: "payback", used: 5 }), answer({ key: "hours", text: "Pay at the door" }),
      answer({ key: "pay-old", retired: true }), answer({ key: "pay-new", text: "" }), answer({ key: "pay-far", shop_id: "2" }), answer({ key: "hello" }),
    ];
    expect(keys(fitting(all, "pay", "1", "uk"))).toEqual(["payback.uk", "pay.uk", "pay.en", "hours.uk"]);
  });
});
