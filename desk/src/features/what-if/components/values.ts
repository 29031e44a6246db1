// How figures of a simulation are written, and when a difference is sure.
import type { Figure, Subject } from "../api/what-if";

export type Unit = "count" | "share" | "seconds";

/** Without `digits`: whole numbers stay whole, small ones have a decimal. */
export function tellNumber(locale: string, unit: Unit, value: number, { signed = false, digits }: { signed?: boolean; digits?: number } = {}): string {
  const scaled = unit === "share" ? value * 100 : value;
  const shown = digits ?? (Number.isInteger(scaled) || Math.abs(scaled) >= 10 ? 0 : 1);
  const text = new Intl.NumberFormat(locale, {
    maximumFractionDigits: shown, minimumFractionDigits: shown, signDisplay: signed ? "exceptZero" : "negative",
    ...(unit === "seconds" ? { style: "unit", unit: "second", unitDisplay: "narrow" } : {}),
  }).format(scaled);
  return unit === "share" ? `${text} %` : text;
}

/** 61.2 % ±0.6: as many decimals as its uncertainty; a dash when there is nothing to divide by. */
export function tellFigure(locale: string, unit: Unit, figure?: Figure, signed = false): string {
  if (figure?.mean === undefined || figure.mean === null) return "–";
  if (figure.low === undefined || figure.low === null || figure.high === undefined || figure.high === null)
    return tellNumber(locale, unit, figure.mean, { signed });
  const half = ((figure.high - figure.low) / 2) * (unit === "share" ? 100 : 1);
  const digits = half < 9.95 ? 1 : 0;
  const band = new Intl.NumberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(half);
  return `${tellNumber(locale, unit, figure.mean, { signed, digits })} ±${band}`;
}

/** Of one real day: counts are whole. */
export function tellRecorded(locale: string, unit: Unit, figure?: Figure): string {
  if (typeof figure?.mean !== "number") return "–";
  return tellNumber(locale, unit, figure.mean, unit === "count" ? {} : { digits: 1 });
}

/** What a supervisor would shrug off. */
const small: Record<Unit, number> = { count: 2, share: 0.05, seconds: 5 };

/** Is the record none of the days that the model makes: further off than three standard deviations of a day, and more than a trifle. */
export function misses(unit: Unit, recorded: Figure | undefined, model: Figure | undefined, days: number): boolean {
  if (typeof recorded?.mean !== "number" || typeof model?.mean !== "number" || typeof model.error !== "number") return false;
  return Math.abs(recorded.mean - model.mean) > small[unit] + 3 * model.error * Math.sqrt(days);
}

export function howSure(change?: Figure): "more" | "less" | "same" | "open" {
  if (change?.mean === 0 && change.low === 0 && change.high === 0) return "same";
  if (typeof change?.low === "number" && change.low > 0) return "more";
  if (typeof change?.high === "number" && change.high < 0) return "less";
  return "open";
}

export function subjectOf(subjects: Subject[], kind: string, name: string): Subject | undefined {
  return subjects.find((one) => one.kind === kind && one.name === name && typeof one.hour !== "number");
}

export interface HourPoint {
  hour: number;
  figure?: Figure;
}

/** The top of the picture: a round number above every line, so that both days share one scale. */
export function topOf(unit: Unit, lines: HourPoint[][]): number {
  if (unit === "share") return 1;
  const most = Math.max(1, ...lines.flat().map(({ figure }) => figure?.mean ?? 0));
  const step = 10 ** Math.floor(Math.log10(most));
  return Math.ceil((most * 1.05) / step) * step;
}
