// Promises: read everywhere, made and kept from several screens.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { get, post } from "./client";
import type { Page, Promise_, Question } from "./types";

export interface PromiseFilter {
  owner_id?: string;
  customer_id?: string;
  order_id?: string;
  state?: string;
}

export const openPromisesQuery = (filter: PromiseFilter = {}) =>
  queryOptions({
    queryKey: ["promises", filter],
    queryFn: ({ signal }) =>
      get<Page<Promise_>>("/api/v1/promises", { state: "open", limit: 200, ...filter }, signal),
  });

/** Of more states, people and times: what the board, the calendar and the rows behind a number ask. */
export interface PromiseQuery extends PromiseFilter {
  states?: string;
  kind?: string;
  shop_id?: string;
  department_id?: string;
  courier?: string;
  courier_none?: string;
  only?: "unowned" | "questions" | "no_department" | "no_shop";
  due_from?: number;
  due_before?: number;
}

export const promisesQuery = (query: PromiseQuery, limit = 500) =>
  queryOptions({
    queryKey: ["promises", "page", query, limit],
    queryFn: ({ signal }) => get<Page<Promise_>>("/api/v1/promises", { ...query, limit }, signal),
    placeholderData: keepPreviousData,
  });

export const questionQuery = (id: string) =>
  queryOptions({
    queryKey: ["promises", "question", id],
    queryFn: ({ signal }) => get<Question>(`/api/v1/questions/${id}`, {}, signal),
  });

export const goesToQuery = queryOptions({
  queryKey: ["question-goes-to"],
  queryFn: ({ signal }) => get<{ person_id: string; name: string; self: boolean }>("/api/v1/questions/goes-to", {}, signal),
  staleTime: 30_000,
});

export interface NewQuestion {
  customer_id?: string;
  name: string;
  order_id?: string;
  contact_id?: string;
  shop_id?: string;
  contacted_at: number;
  contact: string;
  content: string;
  reply_by: number;
  warn_min?: number;
}

export const takeQuestion = (question: NewQuestion) => post<Question>("/api/v1/questions", question);
export const answerQuestion = (id: string, version: number, text: string) =>
  post<Question>(`/api/v1/questions/${id}/answer`, { text }, { version });

export interface NewPromise {
  kind: Promise_["kind"];
  to_customer_id: string;
  order_id?: string;
  contact_id?: string;
  text: string;
  due_at: number;
  due_from?: number;
  owner_id?: string;
  shop_id?: string;
  warn_min?: number;
}

export const makePromise = (promise: NewPromise) => post<Promise_>("/api/v1/promises", promise);
export const keepPromise = (id: string, version: number) =>
  post<Promise_>(`/api/v1/promises/${id}/keep`, {}, { version });
export const cancelPromise = (id: string, version: number, reason: string) =>
  post<Promise_>(`/api/v1/promises/${id}/cancel`, { reason }, { version });
export const handOverPromise = (id: string, version: number, owner_id: string) =>
  post<Promise_>(`/api/v1/promises/${id}/hand-over`, { owner_id }, { version });
