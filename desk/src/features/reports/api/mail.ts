// Reports that go out by mail: what is asked for, and what became of each letter.
import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";

import type { Asked, By, Step } from "./reports";

export type Every = "day" | "week" | "month";
export type Files = "xlsx" | "csv" | "both";
export type SendState = "waiting" | "sent" | "failed";

export interface What {
  name: string;
  every: Every;
  at_minute: number;
  files: Files;
  step: Step;
  by: By;
  channel: string;
  shop_id?: string;
  queue_id?: string;
  department_id?: string;
  person_id?: string;
  to: string[];
  words: string;
  active: boolean;
}
export interface Sending {
  from: string;
  to: string;
  state: SendState;
  attempts: number;
  at: number;
  next_at: number;
  code: string;
}
export interface Schedule {
  id: string;
  version: number;
  owner_name: string;
  what: What;
  next_at: number;
  sendings: Sending[];
}

const place = "/api/v1/reports/schedules";

export const schedulesQuery = queryOptions({
  queryKey: ["report-schedules"],
  queryFn: ({ signal }) => get<{ mail_ready: boolean; items: Schedule[] }>(place, {}, signal),
});

export const makeSchedule = (what: What) => post<Schedule>(place, what);
export const changeSchedule = (one: Schedule, part: Partial<What>) =>
  call<Schedule>("PUT", `${place}/${one.id}`, { body: { ...one.what, ...part }, version: one.version });
export const removeSchedule = (id: string) => call<Schedule>("DELETE", `${place}/${id}`);
export const sendNow = (id: string) => post<Schedule>(`${place}/${id}/send`);

/** What the screen shows now, as something to mail: its cut and filters; the period is the last whole one. */
export function whatOf(asked: Asked, words: Record<string, string>): Omit<What, "name" | "to"> {
  const { shop, queue, department, person } = asked.filters;
  return {
    every: "week", at_minute: 480, files: "xlsx", step: asked.step, by: asked.by, channel: asked.channel, active: true,
    shop_id: shop?.id, queue_id: queue?.id, department_id: department?.id, person_id: person?.id,
    words: Object.entries(words).map(([code, text]) => `${code}=${text}`).join("\n"),
  };
}

/** "ann@shop.example, bob@shop.example" or one a line. */
export const addressesOf = (text: string) => text.split(/[\s,;]+/).filter(Boolean);
