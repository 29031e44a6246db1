// How figures of a simulation are written, and when a difference is sure.
import type { Figure, Subject } from "../api/what-if";

export type Unit = "count" | "share" | "seconds";

export function tellNumber(locale: string, unit: Unit, value: number, signed = false): string {
  const scaled = unit === "share" ? value * 100 : value;
  const digits = Math.abs(scaled) < 10 ? 1 : 0;
  const text = new Intl.NumberFormat(locale, {
    maximumFractionDigits: digits, minimumFractionDigits: digits, signDisplay: signed ? "exceptZero" : "negative",
    ...(unit === "seconds" ? { style: "unit", unit: "second", unitDisplay: "narrow" } : {}),
  }).format(scaled);
  return unit === "share" ? `${text} %` : text;
}

/** 61.2 % ±0.6; a dash when there is nothing to divide by. */
export function tellFigure(locale: string, unit: Unit, figure?: Figure, signed = false): string {
  if (figure?.mean === undefined || figure.mean === null) return "–";
  const mean = tellNumber(locale, unit, figure.mean, signed);
  if (figure.low === undefined || figure.low === null || figure.high === undefined || figure.high === null) return mean;
  const half = (figure.high - figure.low) / 2;
  return `${mean} ±${new Intl.NumberFormat(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 }).format(unit === "share" ? half * 100 : half)}`;
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
