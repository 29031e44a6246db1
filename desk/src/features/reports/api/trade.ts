// What a trade report asks and what comes back: what became of orders, in numbers that open to them.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, queryText, type Query } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";

import type { Column, Report, Step } from "./reports";

type Schemas = components["schemas"];
export type Table = Schemas["TradeReport"]["report"];
export type Cut = Schemas["TradeReport"]["by"];
export type TradeRow = Schemas["TradeRow"];
export type TradeRows = Schemas["TradeRows"];

export const tables: Table[] = ["order_desk", "deliveries", "online_sales", "written"];

export interface Only {
  cut: Cut;
  group: string;
  name: string;
}
export interface TradeAsked {
  report: Table;
  from: string;
  /** The first day after the period. */
  to: string;
  step: Exclude<Step, "hour">;
  by: Cut;
  only: Only[];
}
export interface TradeAnswer extends Report {
  cuts: Cut[];
}

function questions(asked: TradeAsked): Query {
  return {
    report: asked.report, from: asked.from, to: asked.to, step: asked.step, by: asked.by,
    only: asked.only.map(({ cut, group }) => `${cut}:${group}`).join("\n") || undefined,
  };
}

/** Each currency of a sum is a column of its own here: "desk_came_sum UAH". */
export const tradeQuery = (asked: TradeAsked) =>
  queryOptions({
    queryKey: ["trade", asked],
    queryFn: async ({ signal }) => {
      const found = await get<Schemas["TradeReport"]>("/api/v1/reports/trade", questions(asked), signal);
      const columns = found.columns.map((column) => ({ ...column, code: column.currency ? `${column.code} ${column.currency}` : column.code }));
      return { ...found, limits: [], columns } as unknown as TradeAnswer;
    },
    placeholderData: keepPreviousData,
  });

export const tradeRowsQuery = (asked: TradeAsked, column: Column, cursor?: string) => {
  const query: Query = { ...questions(asked), step: "none", by: "none", figure: column.opens, currency: column.currency || undefined, cursor };
  return queryOptions({
    queryKey: ["trade-rows", query],
    queryFn: ({ signal }) => get<TradeRows>("/api/v1/reports/trade/rows", query, signal),
  });
};

/** Address of the same report as a file. Groups that are codes get the words of the screen, as "source csv". */
export function tradeFile(asked: TradeAsked, format: "csv" | "xlsx", words: Record<string, string>): string {
  const list = Object.entries(words).map(([code, text]) => `${code}=${text}`).join("\n");
  return `/api/v1/reports/trade${queryText({ ...questions(asked), format, words: list })}`;
}
