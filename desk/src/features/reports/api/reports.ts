// What a report asks and what comes back.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, queryText, type Query } from "@/shared/api/client";

export type Step = "none" | "hour" | "day" | "week" | "month";
export type By = "none" | "queue" | "department" | "person" | "shop" | "channel";
export type Filter = "queue" | "department" | "person" | "shop";

export interface Asked {
  from: string;
  /** The first day after the period. */
  to: string;
  step: Step;
  by: By;
  channel: string;
  filters: Partial<Record<Filter, { id: string; name: string }>>;
}

export type Kind = "count" | "permille" | "average_ms" | "average_tenths" | "total_ms" | "percentile_ms" | "longest_ms" | "money";

export interface Column {
  code: string;
  id: string;
  formula: string;
  kind: Kind;
  opens: string;
  /** Of money, whose values are minor units of it. */
  currency: string;
}

export interface ReportRow {
  period: string;
  hour?: number;
  again: boolean;
  group_id: string;
  group_name: string;
  values: (number | null)[];
  pauses: { reason: string; ms: number }[];
  money: { currency: string; confirmed_minor: number; cancelled_minor: number }[];
  corrected: boolean;
  recomputed_at?: number;
}

export interface Report {
  from: string;
  to: string;
  as_of: number;
  limits: { service_level_ms: number; short_abandon_ms: number }[];
  columns: Column[];
  rows: ReportRow[];
  total: ReportRow;
}

export interface Behind {
  contacts: {
    contact_id: string; at: number; channel: string; kind: string; queue_name: string; exit: string; person_name: string;
    wait_ms: number; talk_ms: number; hold_ms: number; wrap_up_ms: number; rings: number; rating?: number | null;
  }[];
  intervals: { person_id: string; person_name: string; state: string; reason: string; from: number; to: number; open: boolean }[];
  orders: { order_id: string; at: number; person_name: string; currency: string; total_minor: number }[];
  next?: string;
}

export interface Cell {
  figure: string;
  from: string;
  to: string;
  hour?: number;
  again?: boolean;
  group?: { by: Filter; id: string };
}

function questions(asked: Asked): Query {
  const { filters } = asked;
  return {
    from: asked.from, to: asked.to, step: asked.step, by: asked.by, channel: asked.channel,
    shop_id: filters.shop?.id, queue_id: filters.queue?.id, department_id: filters.department?.id, person_id: filters.person?.id,
  };
}

export const reportQuery = (asked: Asked) =>
  queryOptions({
    queryKey: ["report", asked],
    queryFn: ({ signal }) => get<Report>("/api/v1/reports/figures", questions(asked), signal),
    placeholderData: keepPreviousData, // the table stays while the next one is fetched
  });

export const behindQuery = (asked: Asked, cell: Cell, cursor?: string) => {
  const query: Query = {
    ...questions(asked), step: "none", from: cell.from, to: cell.to, figure: cell.figure, hour: cell.hour,
    again: cell.again ? "true" : undefined, cursor,
  };
  if (cell.group) query[`${cell.group.by}_id`] = cell.group.id;
  return queryOptions({
    queryKey: ["report-rows", query],
    queryFn: ({ signal }) => get<Behind>("/api/v1/reports/rows", query, signal),
  });
};

/** Address of the same report as a file; heads of XLSX in the words of the screen. */
export function fileAddress(asked: Asked, format: "csv" | "xlsx", words: Record<string, string>): string {
  const list = Object.entries(words).map(([code, text]) => `${code}=${text}`).join("\n");
  return `/api/v1/reports/figures${queryText({ ...questions(asked), format, words: format === "xlsx" ? list : undefined })}`;
}
