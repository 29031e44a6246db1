// Promises by how soon somebody must act. Pure; the caller brings `now` and the zone of its days.
import type { Promise_ } from "@/shared/api/types";
import { laterAt } from "@/shared/lib/zones";

export type Urgency = "overdue" | "soon" | "today" | "later";
export const urgencies: Urgency[] = ["overdue", "soon", "today", "later"];

const soonMs = 30 * 60_000;

export function urgencyOf(promise: Promise_, now: number, zone: string): Urgency {
  if (promise.state === "broken" || promise.due_at < now) return "overdue";
  if (promise.due_at - now <= soonMs) return "soon";
  return promise.due_at < laterAt(zone, now, 1, 0) ? "today" : "later";
}

export function byUrgency(promises: readonly Promise_[], now: number, zone: string): Record<Urgency, Promise_[]> {
  const out: Record<Urgency, Promise_[]> = { overdue: [], soon: [], today: [], later: [] };
  for (const promise of promises) out[urgencyOf(promise, now, zone)].push(promise);
  for (const urgency of urgencies) out[urgency].sort((a, b) => a.due_at - b.due_at || a.id.localeCompare(b.id));
  return out;
}

export interface Day {
  from: number;
  to: number;
  promises: Promise_[];
}

/** Seven days from the Monday of `now`'s week, `weeks` later; a day of 23 or 25 hours keeps its length. */
export function weekOf(now: number, weeks: number, zone: string): { from: number; to: number }[] {
  const weekday = new Intl.DateTimeFormat("en-US", { weekday: "short", timeZone: zone }).format(now);
  const monday = -["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(weekday) + weeks * 7;
  return Array.from({ length: 7 }, (_, at) => ({ from: laterAt(zone, now, monday + at, 0), to: laterAt(zone, now, monday + at + 1, 0) }));
}

export function intoDays(days: { from: number; to: number }[], promises: readonly Promise_[]): Day[] {
  return days.map(({ from, to }) => ({
    from, to,
    promises: promises.filter(({ due_at }) => due_at >= from && due_at < to).sort((a, b) => a.due_at - b.due_at),
  }));
}
