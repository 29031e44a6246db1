// The kept-rate of a period, cut one way; and the question behind each of its numbers.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, queryText } from "@/shared/api/client";
import type { PromiseQuery } from "@/shared/api/promises";

export type By = "person" | "department" | "courier" | "kind" | "shop" | "day";

export interface Tally {
  made: number;
  open: number;
  kept: number;
  late: number;
  broken: number;
  cancelled: number;
  kept_permille?: number;
}
export interface FigureRow {
  group_id: string;
  group_name: string;
  tally: Tally;
}
export interface Figures {
  by: By;
  from: number;
  to: number;
  rows: FigureRow[];
  total: Tally;
}

export interface RateQuery {
  by: By;
  from: number;
  to: number;
  tz: string;
  filter: PromiseQuery;
}

const asked = ({ by, from, to, tz, filter }: RateQuery) => ({ ...filter, by, tz, due_from: from, due_before: to });

export const keptRateQuery = (query: RateQuery) =>
  queryOptions({
    queryKey: ["promises", "figures", query],
    queryFn: ({ signal }) => get<Figures>("/api/v1/promises/figures", asked(query), signal),
    placeholderData: keepPreviousData,
  });

export const fileAddress = (query: RateQuery, format: "csv" | "xlsx", words: Record<string, string>) =>
  `/api/v1/promises/figures/file${queryText({ ...asked(query), format, words: Object.entries(words).map(([code, word]) => `${code}=${word}`).join("\n") })}`;
