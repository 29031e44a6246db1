// Time spoken twice: in words of distance ("in 23 min") and on the clock (14:00). Pure; the caller brings `now`.

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** "in 23 min", "5 min ago", in the language of the screen. */
export function distance(locale: string, now: number, at: number): string {
  const delta = at - now;
  const size = Math.abs(delta);
  const format = new Intl.RelativeTimeFormat(locale, { style: "short", numeric: "always" });
  const tell = (unit: Intl.RelativeTimeFormatUnit, ms: number) => format.format(Math.trunc(delta / ms), unit);
  if (size < second) return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, "second");
  if (size < minute) return tell("second", second);
  if (size < 90 * minute) return tell("minute", minute);
  if (size < 2 * day) return tell("hour", hour);
  return tell("day", day);
}

/** A running clock: "0:42", "12:05", "1:02:14". Never negative. */
export function running(ms: number): string {
  const total = Math.max(0, Math.floor(ms / second));
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** A length in words: "41 s", "3 min", in the language of the screen. */
export function lengthWords(locale: string, ms: number): string {
  const unit = ms < 90 * second ? "second" : ms < 90 * minute ? "minute" : "hour";
  const value = Math.round(ms / (unit === "second" ? second : unit === "minute" ? minute : hour));
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** What Intl refuses (RangeError beyond the year 275760) must not take the screen away: the last moment it knows stands for it. */
const moment = (at: number): number => Math.min(Math.max(at, -8.64e15), 8.64e15) || 0;

export function clockTime(locale: string, at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).format(moment(at));
}

/** "14:00" today, "Fri 14:00" within six days, "12 Nov" in this year, else with the year. */
export function dayAndTime(locale: string, now: number, at: number, timeZone?: string): string {
  const key = (ms: number) => new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(moment(ms));
  if (key(now) === key(at)) return clockTime(locale, at, timeZone);
  if (Math.abs(at - now) < 6 * day) {
    const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone }).format(moment(at));
    return `${weekday} ${clockTime(locale, at, timeZone)}`;
  }
  const sameYear = key(now).slice(0, 4) === key(at).slice(0, 4);
  const year = sameYear ? undefined : "numeric";
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year, timeZone }).format(moment(at));
}

/** As dayAndTime, with the clock also on a far day: "12 Nov, 13:37". For rows that many share a day. */
export function momentWords(locale: string, now: number, at: number, timeZone?: string): string {
  const told = dayAndTime(locale, now, at, timeZone);
  const clock = clockTime(locale, at, timeZone);
  return told.endsWith(clock) ? told : `${told}, ${clock}`;
}

/** "today 18:00", "tomorrow 09:00", "Monday 09:00" within six days, else "25 December, 09:00". */
export function longDayAndTime(locale: string, now: number, at: number, timeZone?: string): string {
  const dayOf = (ms: number) => Date.parse(new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(moment(ms))) / day;
  const days = dayOf(at) - dayOf(now);
  const clock = clockTime(locale, at, timeZone);
  if (days === 0 || days === 1) return `${new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day")} ${clock}`;
  if (days > 1 && days < 7) return `${new Intl.DateTimeFormat(locale, { weekday: "long", timeZone }).format(moment(at))} ${clock}`;
  return `${new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone }).format(moment(at))}, ${clock}`;
}

export function fullTime(locale: string, at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone,
  }).format(moment(at));
}

/** A delivery slot: "Fri 14–18" when both ends are whole hours, else with minutes. */
export function slot(locale: string, now: number, from: number, to: number, timeZone?: string): string {
  const short = (at: number) => clockTime(locale, at, timeZone).replace(/:00$/, "");
  const whole = [from, to].every((at) => clockTime(locale, at, timeZone).endsWith(":00"));
  const end = whole ? short(to) : clockTime(locale, to, timeZone);
  const start = dayAndTime(locale, now, from, timeZone);
  if (!/\d:\d\d$/.test(start)) return `${start}, ${clockTime(locale, from, timeZone)}–${clockTime(locale, to, timeZone)}`;
  return `${whole ? start.replace(/:00$/, "") : start}–${end}`;
}

export type Heat = "calm" | "warm" | "hot";

/** Warm in the last quarter of the way from `from` to `due`, hot once due. */
export function heat(now: number, due: number, from: number): Heat {
  if (now >= due) return "hot";
  return due - now <= (due - from) / 4 ? "warm" : "calm";
}
