// Days of the calendar as text, YYYY-MM-DD, without zones. Pure; "today" is brought by the caller.

export type Preset = "today" | "yesterday" | "week" | "seven" | "month" | "last_month" | "own";

export const presets: Preset[] = ["today", "yesterday", "week", "seven", "month", "last_month", "own"];

const day = 86_400_000;
const at = (text: string) => Date.parse(`${text}T00:00:00Z`);
const text = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export const addDays = (from: string, days: number) => text(at(from) + days * day);
export const monthOf = (date: string) => `${date.slice(0, 7)}-01`;
export const nextMonth = (date: string) => monthOf(addDays(monthOf(date), 31));

/** [from, to): `to` is the first day after the period. */
export function periodOf(preset: Exclude<Preset, "own">, today: string): { from: string; to: string } {
  const tomorrow = addDays(today, 1);
  const sinceMonday = (new Date(at(today)).getUTCDay() + 6) % 7;
  switch (preset) {
    case "today": return { from: today, to: tomorrow };
    case "yesterday": return { from: addDays(today, -1), to: today };
    case "week": return { from: addDays(today, -sinceMonday), to: tomorrow };
    case "seven": return { from: addDays(today, -6), to: tomorrow };
    case "month": return { from: monthOf(today), to: tomorrow };
    case "last_month": return { from: monthOf(addDays(monthOf(today), -1)), to: monthOf(today) };
  }
}

/** The days of one row, kept within the report's own. */
export function daysOf(step: string, period: string, from: string, to: string): { from: string; to: string } {
  if (!period) return { from, to };
  const end = step === "week" ? addDays(period, 7) : step === "month" ? nextMonth(period) : addDays(period, 1);
  return { from: period < from ? from : period, to: end > to ? to : end };
}

/** The zone of the report's days and hours; nothing when its shops live in several. */
export function zoneOf(shops: readonly { id: string; tz: string }[], shop?: string): string | undefined {
  const zones = new Set(shops.filter((one) => !shop || one.id === shop).map((one) => one.tz));
  return zones.size === 1 ? [...zones][0] : undefined;
}

export const isDay = (value: string) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(at(value)) && text(at(value)) === value;
