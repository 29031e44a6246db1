// Opening hours as they are edited: a day is closed, open round the clock, or open at some times. Pure.
import type { OpenTime } from "@/shared/api/types";

export type DayMode = "closed" | "times" | "always";

const wholeDay: OpenTime = { from: "00:00", to: "24:00" };
const usual: OpenTime = { from: "09:00", to: "18:00" };

export function modeOf(open: OpenTime[]): DayMode {
  if (open.length === 0) return "closed";
  return open.length === 1 && open[0]?.from === wholeDay.from && open[0].to === wholeDay.to ? "always" : "times";
}

/** The times of a mode newly chosen; `last` are those that stood there before, so that a slip of the hand costs nothing. */
export function timesFor(mode: DayMode, last: OpenTime[] = []): OpenTime[] {
  if (mode === "closed") return [];
  if (mode === "always") return [wholeDay];
  return modeOf(last) === "times" ? last : [usual];
}

/** One more interval, after the last one: an afternoon behind a morning. */
export function withOneMore(open: OpenTime[]): OpenTime[] {
  const last = open.at(-1);
  const start = last && /^\d\d:\d\d$/.test(last.to) && last.to > last.from ? Number(last.to.slice(0, 2)) + 1 : 14;
  if (start > 22) return [...open, { from: "", to: "" }];
  return [...open, { from: clock(start), to: clock(Math.min(start + 4, 24)) }];
}

/** Ends on the day after it began. */
export function overnight({ from, to }: OpenTime): boolean {
  return /^\d\d:\d\d$/.test(from) && /^\d\d:\d\d$/.test(to) && to < from;
}

/** What people type for a time: "9", "930", "9.30", "24" become "09:00", "09:30", "24:00"; else it stays as typed. */
export function readTime(text: string): string {
  const parts = /^\s*(\d{1,2})\s*[:.\s-]?\s*(\d{2})?\s*$/.exec(text);
  if (!parts) return text.trim();
  const hour = Number(parts[1]);
  const minute = Number(parts[2] ?? 0);
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return text.trim();
  return clock(hour, minute);
}

/** The part of a field's path that lies under `prefix`: "week[2].open[0].to" under "week[2]." is "open[0].to". */
export function under(field: string | undefined, prefix: string): string | undefined {
  return field?.startsWith(prefix) ? field.slice(prefix.length) : undefined;
}

function clock(hour: number, minute = 0): string {
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}
