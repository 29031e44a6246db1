// No text may be missing in any language, and every code has words in all of them.
import { setupI18n, type Messages } from "@lingui/core";
import { describe, expect, it } from "vitest";

import { actionWords } from "@/shared/words/actions";
import * as audit from "@/shared/words/audit";
import * as contact from "@/shared/words/contact";
import * as emergency from "@/shared/words/emergency";
import * as figures from "@/shared/words/figures";
import * as orders from "@/shared/words/orders";
import * as people from "@/shared/words/people";
import { aheadCodes, prospectCodes, tellAhead, tellProspect } from "@/shared/words/prospects";
import { queueFields, sectionNames } from "@/shared/words/queue-fields";
import * as queues from "@/shared/words/queues";
import * as talk from "@/shared/words/talk";
import { reasonCodes, tellReason } from "@/shared/words/reasons";

import { messages as en } from "./en.po";
import rawRu from "./ru.po?raw";
import { messages as ru } from "./ru.po";
import rawUk from "./uk.po?raw";
import { messages as uk } from "./uk.po";
import rawZh from "./zh.po?raw";
import { messages as zh } from "./zh.po";

const catalogues: Record<string, Messages> = { en, uk, ru, zh };
const speak = (locale: string) => setupI18n({ locale, messages: { [locale]: catalogues[locale] ?? {} } });

describe.each([["uk", rawUk], ["ru", rawRu], ["zh", rawZh]])("catalogue %s", (language, raw) => {
  it("has every text", () => {
    const empty = raw.split("\n\n").slice(1).filter((entry) => /msgstr ""\s*$/.test(entry));
    expect(empty).toEqual([]);
    expect(Object.keys(catalogues[language] ?? {}).sort()).toEqual(Object.keys(en).sort());
  });

  it("is really translated", () => {
    const same = Object.entries(catalogues[language] ?? {}).filter(([id, text]) => JSON.stringify(en[id]) === JSON.stringify(text));
    const names = ["WooCommerce", "Shopify", "RetailCRM", "OpenCart", "PrestaShop", "Prom.ua", "Horoshop", "KeyCRM",
      "Telegram", "Viber", "WhatsApp", "Messenger", "Instagram", "XMPP"].map((name) => JSON.stringify([name]));
    // And what has no words of its own: IT, a pure "{done}/7" ...
    expect(same.filter(([, text]) => !names.includes(JSON.stringify(text))).length).toBeLessThan(6);
  });

  it("knows the plural forms of its language", () => {
    const texts = raw.match(/msgstr ".*, plural,.*"/g) ?? [];
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const lacking = texts.filter((text) => forms.some((form) => !text.includes(` ${form} {`)));
    expect(lacking).toEqual([]);
  });
});

describe.each(["en", "uk", "ru", "zh"])("words in %s", (language) => {
  const i18n = speak(language);
  const lists = { ...contact, ...orders, ...figures, ...people, ...audit, ...emergency, ...queues, ...talk, sectionNames };
  const words = Object.entries(lists).flatMap(([list, one]) =>
    typeof one === "object" && !Array.isArray(one) && !(one instanceof Set)
      ? Object.entries(one).map(([code, word]) => [`${list}.${code}`, word] as const)
      : [],
  );

  it("stand for every code", () => {
    const untold = words.filter(([, word]) => !(word.id in (catalogues[language] ?? {}))).map(([name]) => name);
    expect(words.length).toBeGreaterThan(150);
    expect(untold).toEqual([]);
    expect([...queueFields.flatMap((one) => [one.name, one.explain, ...Object.values(one.choices ?? {})]), ...Object.values(actionWords)]
      .filter((word) => !(word.id in (catalogues[language] ?? {})))).toEqual([]);
  });

  it.each(reasonCodes)("tell the reason %s", (code) => {
    const params: [string, string][] = [["idle_ms", "41000"], ["of", "3"]];
    const told = tellReason(i18n, { code, params });
    expect(told.length).toBeGreaterThan(5);
    expect(told).not.toMatch(/[{}]|_ms|NaN|undefined/);
  });

  it("tell who is before it and who comes next", () => {
    const params: [string, string][] = [["by_ms", "41000"], ["opens_in_ms", "41000"], ["in_ms", "41000"], ["priority", "7"], ["reason", "meal"], ["until", "41000"]];
    const told = [...aheadCodes.map((code) => tellAhead(i18n, { code, params })), ...prospectCodes.map((code) => tellProspect(i18n, { code, params }))];
    expect(told).toHaveLength(25);
    expect(new Set(told).size).toBe(25);
    for (const text of told) expect(text).not.toMatch(/[{}_]|NaN|undefined/);
    if (language !== "en") expect(told.join(" ")).not.toMatch(/[a-z]{3}/i);
  });

  it("tell an unknown reason by its code", () => {
    expect(tellReason(i18n, { code: "brand_new_rule", params: [] })).toContain("brand_new_rule");
  });
});

describe("why me", () => {
  it("is told with numbers in the reader's grammar", () => {
    const reason = (of: string) => ({ code: "longest_idle", params: [["idle_ms", "41000"], ["of", of]] as [string, string][] });
    expect(tellReason(speak("en"), reason("3"))).toBe("You were free for 41 sec, the longest of 3 ready operators.");
    expect(tellReason(speak("uk"), reason("3"))).toBe("Ви були вільні 41 с — найдовше; на лінії 3 оператори.");
    expect(tellReason(speak("uk"), reason("5"))).toContain("5 операторів");
    expect(tellReason(speak("ru"), reason("2"))).toContain("2 оператора");
    expect(tellReason(speak("zh"), reason("3"))).toContain("3 名");
  });

  it("tells the rules of the queue that came into play", () => {
    const params: [string, string][] = [["grade", "7"], ["of", "2"], ["tier", "1"], ["penalty", "5"], ["step", "1"]];
    expect(tellReason(speak("en"), { code: "by_grade", params })).toBe(
      "Your grade is the highest: 7. 2 operators were ready. Tier 1 was open. Nobody with a penalty below 5 was free. Skills of step 2 were asked.",
    );
    expect(tellReason(speak("uk"), { code: "random", params: [["of", "5"]] })).toBe("За жеребом. Готових було 5 операторів.");
  });
});
