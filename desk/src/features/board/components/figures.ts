// From the counts to the figures shown. A ratio without a denominator is unknown, never zero. Pure.
import type { Figures } from "@/shared/api/types";
import type { FigureCode } from "@/shared/words/figures";

export interface Shown {
  code: FigureCode;
  count?: number;
  ms?: number;
}

const ratio = (sum: number, n: number) => (n > 0 ? Math.round(sum / n) : undefined);

export function shownFigures(figures: Figures): Shown[] {
  return [
    { code: "offered", count: figures.offered },
    { code: "answered", count: figures.answered },
    { code: "abandoned", count: figures.abandoned },
    { code: "short_abandoned", count: figures.short_abandoned },
    { code: "flow_out", count: figures.flow_out },
    ...(figures.closed > 0 ? [{ code: "closed" as const, count: figures.closed }] : []),
    { code: "in_three_rings", count: figures.in_three_rings },
    { code: "average_wait", ms: ratio(figures.wait_sum_ms, figures.answered) },
    { code: "median_wait", ms: figures.wait_median_ms },
    { code: "p90_wait", ms: figures.wait_p90_ms },
    { code: "longest", ms: figures.offered > 0 ? figures.longest_ms : undefined },
    { code: "handling", ms: ratio(figures.talk_sum_ms + figures.wrap_up_sum_ms, figures.handled) },
  ];
}

/** Only counts open to rows; averages are explained by their definition. */
export const opens: ReadonlySet<FigureCode> = new Set([
  "offered", "answered", "abandoned", "short_abandoned", "flow_out", "closed", "in_three_rings",
]);

/** Permille to "92.3 %"; a dash where nothing was counted. */
export function percent(locale: string, permille: number | undefined): string {
  if (permille === undefined) return "—";
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(permille / 1000);
}
