// A rule's minutes, days and sums as a person types them and as the server keeps them. Pure.
import { decimal, readMoney } from "@/shared/lib/money";

/** 890 -> "14:50"; 1440 -> "24:00". */
export function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** Undefined for what is no time of a day. */
export function readClock(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d\d)$/.exec(text.trim());
  if (!match) return undefined;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minute <= 24 * 60 ? minute : undefined;
}

/** "2026-11-19" in the reader's words. */
export function dayText(locale: string, day: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

export const feeText = (minor: number, currency: string) => decimal({ minor, currency });
/** Nothing typed is nothing asked; undefined for what is no sum. */
export const readFee = (text: string, currency: string) => (text.trim() === "" ? 0 : readMoney(text, currency)?.minor);
