import { describe, expect, it } from "vitest";

import { dayOf } from "./log";
import { isContact } from "./letter";
import { inkOn, paint } from "./styles";
import { languageIn, names, speak, texts } from "./texts";
import type { Language } from "./state";

const languages = Object.keys(names) as Language[];

describe("texts", () => {
  it("are the same in every language, with the same blanks, and really translated", () => {
    const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const language of languages) {
      expect(Object.keys(texts[language]).sort()).toEqual(Object.keys(texts.en).sort());
      for (const [key, text] of Object.entries(texts[language])) {
        expect(blanks(text), `${language} ${key}`).toEqual(blanks(texts.en[key as "chat"]));
        if (language !== "en") expect(text, `${language} ${key}`).not.toBe(texts.en[key as "chat"]);
      }
    }
  });

  it("put in what is told, and never more", () => {
    expect(speak("uk")("talks", { name: "<b>$& Оксана" })).toBe("Вам відповідає <b>$& Оксана");
    expect(languageIn("uk-UA")).toBe("uk");
    expect(languageIn("de")).toBeUndefined();
    expect(languageIn("toString")).toBeUndefined();
  });

  it("name the days", () => {
    const now = new Date(2026, 10, 23, 12).getTime();
    expect(dayOf(now - 3_600_000, now, "uk")).toBe("Сьогодні");
    expect(dayOf(now - 86_400_000, now, "zh")).toBe("昨天");
    expect(dayOf(now - 3 * 86_400_000, now, "en")).toBe("November 20, 2026");
  });
});

describe("the shop's colour", () => {
  it.each([["#0f766e", "#fff"], ["#ffd400", "#000"], ["#000000", "#fff"], ["#ffffff", "#000"]])("%s is written on in %s", (colour, ink) => {
    expect(inkOn(colour)).toBe(ink);
  });
  it("is a colour and nothing else", () => {
    expect(paint("red;}*{display:none}")).toContain("--shop:#0f766e;");
    expect(paint("#B4512B")).toContain("--shop:#B4512B;");
  });
});

it.each([["a@b.ua", true], ["+380 44 123-45-67", true], ["0441234567", true], ["a@b", false], ["12", false], ["", false], ["call me", false]])("contact %s: %s", (text, good) => {
  expect(isContact(text)).toBe(good);
});
