// What stands under the picture, and where: as many words as fit beside each other, none of them cut. Pure.
import type { Point } from "./values";

export interface Tick {
  at: number;
  text: string;
  /** The second line: the day of these hours, where it begins. */
  under?: string;
}

const letter = 6.6; // of text of 12 px, on average
const hourWidth = 58; // "03:00 ×2"
const dayWidth = 92; // "нд, 25 жовт."

/** `slot` is the width of one point in pixels. */
export function ticksOf(points: readonly Point[], slot: number): Tick[] {
  const hours = points.some((point) => point.mark);
  const every = Math.max(1, Math.ceil((hours ? hourWidth : dayWidth) / slot));
  if (hours) return every > 8 ? ticksOfDays(points, slot) : ticksOfHours(points, slot, every);
  const most = Math.max(14, Math.floor((every * slot) / letter) - 1);
  return points.flatMap((point, at) => (at % every === 0 ? [{ at, text: shortened(point.label, most) }] : []));
}

function ticksOfHours(points: readonly Point[], slot: number, every: number): Tick[] {
  const ticks: Tick[] = [];
  let day = "", last = -Infinity;
  points.forEach((point, at) => {
    if (at % every !== 0 || !point.mark) return;
    const begins = point.mark.day !== day && (at - last) * slot >= dayWidth;
    if (begins) [day, last] = [point.mark.day, at];
    ticks.push({ at, text: point.mark.text, under: begins ? day : undefined });
  });
  return ticks;
}

/** So many hours that only their days have room. */
function ticksOfDays(points: readonly Point[], slot: number): Tick[] {
  const ticks: Tick[] = [];
  let last = -Infinity;
  points.forEach((point, at) => {
    const day = point.mark?.day;
    if (!day || day === points[at - 1]?.mark?.day || (at - last) * slot < dayWidth) return;
    last = at;
    ticks.push({ at, text: day });
  });
  return ticks;
}

function shortened(label: string, most: number): string {
  return label.length > most ? `${label.slice(0, most - 1)}…` : label;
}
