// Promises: read everywhere, made and kept from several screens.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "./client";
import type { Page, Promise_ } from "./types";

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

export interface NewPromise {
  kind: Promise_["kind"];
  to_customer_id: string;
  order_id?: string;
  contact_id?: string;
  text: string;
  due_at: number;
  due_from?: number;
  owner_id?: string;
}

export const makePromise = (promise: NewPromise) => post<Promise_>("/api/v1/promises", promise);
export const keepPromise = (id: string, version: number) =>
  post<Promise_>(`/api/v1/promises/${id}/keep`, {}, { version });
export const cancelPromise = (id: string, version: number, reason: string) =>
  post<Promise_>(`/api/v1/promises/${id}/cancel`, { reason }, { version });
export const handOverPromise = (id: string, version: number, owner_id: string) =>
  post<Promise_>(`/api/v1/promises/${id}/hand-over`, { owner_id }, { version });
