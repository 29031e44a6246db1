// Four languages, one lazy chunk each. The desk's language is the person's own, never the buyer's.
import { i18n, type Messages } from "@lingui/core";

export const languageCodes = ["en", "uk", "ru", "zh"] as const;
export type Language = (typeof languageCodes)[number];

/** Each language is written in itself, so that everybody finds his own. */
export const ownNames: Record<Language, string> = { en: "English", uk: "Українська", ru: "Русский", zh: "中文" };

const storageKey = "orderline.language";

export function asLanguage(code: string | null | undefined): Language | undefined {
  return languageCodes.find((known) => known === code?.slice(0, 2).toLowerCase());
}

/** Before sign-in: what was used here last, else the browser's wish. */
export function firstLanguage(): Language {
  const wished = navigator.languages.map(asLanguage).find((language) => language !== undefined);
  return asLanguage(localStorage.getItem(storageKey)) ?? wished ?? "en";
}

export async function speak(code: string): Promise<void> {
  const language = asLanguage(code) ?? "en";
  const { messages } = (await import(`../../locales/${language}.po`)) as { messages: Messages };
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
  localStorage.setItem(storageKey, language);
}
