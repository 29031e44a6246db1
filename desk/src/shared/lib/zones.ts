// Wall-clock times in a place, for delivery slots and promises. Zones live only at the edges: everything else is UTC ms.

export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

export function wallOf(timeZone: string, at: number): Wall {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute") };
}

/** The moment when the place's clock shows `wall`. Twice corrected, so that it holds on both sides of a clock change. */
export function momentOf(timeZone: string, wall: Wall): number {
  const wanted = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const shift = (at: number) => {
    const seen = wallOf(timeZone, at);
    return wanted - Date.UTC(seen.year, seen.month - 1, seen.day, seen.hour, seen.minute);
  };
  const first = wanted + shift(wanted);
  return first + shift(first);
}

/** `days` later at `hour` o'clock in the place. */
export function laterAt(timeZone: string, from: number, days: number, hour: number, minute = 0): number {
  const wall = wallOf(timeZone, from);
  return momentOf(timeZone, { ...wall, day: wall.day + days, hour, minute });
}

/** For <input type="date"> and <input type="time">. */
export function dateInput(timeZone: string, at: number): string {
  const { year, month, day } = wallOf(timeZone, at);
  return `${year}-${two(month)}-${two(day)}`;
}

export function timeInput(timeZone: string, at: number): string {
  const { hour, minute } = wallOf(timeZone, at);
  return `${two(hour)}:${two(minute)}`;
}

export function readInputs(timeZone: string, date: string, time: string): number | undefined {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  const clock = /^(\d\d):(\d\d)$/.exec(time);
  if (!day || !clock) return undefined;
  const [year, month, dayOf] = day.slice(1).map(Number) as [number, number, number];
  const [hour, minute] = clock.slice(1).map(Number) as [number, number];
  return momentOf(timeZone, { year, month, day: dayOf, hour, minute });
}

export interface Slot {
  from: number;
  to: number;
}

/** The next slots a courier usually takes: what is left of today, then two days ahead. */
export function usualSlots(timeZone: string, now: number): Slot[] {
  const hours: [number, number][] = [[10, 14], [14, 18], [18, 22]];
  return [0, 1, 2]
    .flatMap((day) =>
      hours.map(([from, to]) => ({
        from: laterAt(timeZone, now, day, from),
        to: laterAt(timeZone, now, day, to),
      })),
    )
    .filter((slot) => slot.from > now + 60 * 60_000)
    .slice(0, 6);
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
