// From the server's integers to what people read, and to the height of a bar. What is unknown is a dash, never zero.
import { tellMoney } from "@/shared/lib/money";
import { running } from "@/shared/lib/time-words";

import type { Kind, Report, ReportRow } from "../api/reports";

export function tellValue(locale: string, kind: Kind, value: number | null | undefined, currency = ""): string {
  if (value === null || value === undefined) return "—";
  switch (kind) {
    case "money": return tellMoney(locale, { minor: value, currency });
    case "count": return new Intl.NumberFormat(locale).format(value);
    case "permille": return new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value / 1000);
    case "average_tenths": return new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value / 10);
    case "average_ms":
    case "total_ms":
    case "percentile_ms":
    case "longest_ms": return running(Math.round(value / 1000) * 1000);
  }
}

export function periodText(locale: string, step: string, row: ReportRow): string {
  if (!row.period) return "";
  const at = Date.parse(`${row.period}T00:00:00Z`);
  if (step === "month") return new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(at);
  const date = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(at);
  if (row.hour === undefined) return step === "week" ? `${date} –` : date;
  return `${date}, ${String(row.hour).padStart(2, "0")}:00${row.again ? " ×2" : ""}`;
}

/** What stands under the picture for one hour; the day once for all its hours. */
export function hourMark(locale: string, row: ReportRow): Mark | undefined {
  if (row.hour === undefined) return undefined;
  return { text: `${String(row.hour).padStart(2, "0")}:00${row.again ? " ×2" : ""}`, day: periodText(locale, "day", { ...row, hour: undefined }) };
}

export interface Mark {
  text: string;
  day: string;
}
export interface Point {
  label: string;
  mark?: Mark;
  value: number | null;
}
export interface Line {
  name: string;
  points: Point[];
}

const linesMost = 5;

/** Those of `codes` that say anything in this report; all of them when none does. Pure. */
export function spoken(report: Report, codes: readonly string[]): string[] {
  const said = codes.filter((code) => {
    const at = report.columns.findIndex((column) => column.code === code);
    return at >= 0 && [report.total, ...report.rows].some((row) => row.values[at] !== null && row.values[at] !== undefined);
  });
  return said.length > 0 ? said : [...codes];
}

/** One line per group, the largest first; without groups one line, without periods one point per group. Pure. */
export function linesOf(report: Report, code: string, label: (row: ReportRow) => string, step: string, mark?: (row: ReportRow) => Mark | undefined): Line[] {
  const at = report.columns.findIndex((column) => column.code === code);
  if (at < 0) return [];
  if (step === "none")
    return [{ name: "", points: report.rows.map((row) => ({ label: row.group_name || row.group_id, value: row.values[at] ?? null })) }];
  const labels = new Map(report.rows.map((row) => [label(row), mark?.(row)]));
  const groups = new Map<string, { weight: number; values: Map<string, number | null> }>();
  for (const row of report.rows) {
    const name = row.group_name || row.group_id;
    const group = groups.get(name) ?? { weight: 0, values: new Map<string, number | null>() };
    group.weight += row.values[at] ?? 0;
    group.values.set(label(row), row.values[at] ?? null);
    groups.set(name, group);
  }
  return [...groups]
    .sort(([, a], [, b]) => b.weight - a.weight)
    .slice(0, linesMost)
    .map(([name, { values }]) => ({ name, points: [...labels].map(([text, of]) => ({ label: text, mark: of, value: values.get(text) ?? null })) }));
}

/** A round number at or above the greatest value: the top of the picture. */
export function topOf(kind: Kind, lines: Line[]): number {
  const most = Math.max(0, ...lines.flatMap((line) => line.points.map((point) => point.value ?? 0)));
  if (kind === "permille" && most <= 1000 && most > 500) return 1000;
  if (kind === "average_tenths") return 50; // a rating: 1 to 5
  if (most === 0) return 1;
  const plain = kind === "count" || kind === "permille" || kind === "money";
  const step = plain ? 10 ** Math.floor(Math.log10(most)) : most > 3_600_000 ? 3_600_000 : most > 60_000 ? 60_000 : 10_000;
  const half = plain ? Math.max(1, step / 2) : step;
  return Math.ceil(most / half) * half;
}
