import { queryOptions } from "@tanstack/react-query";

import { get, patch, post } from "@/shared/api/client";
import type { OutMessage, RefusedOrderRow, ShopStatus, StatusMeaning, Store, StoreJob, StoreKind, StoreWords, ToldAs } from "@/shared/api/types";

export const storesQuery = queryOptions({
  queryKey: ["stores"],
  queryFn: () => get<{ items: Store[] }>("/api/v1/stores"),
  refetchInterval: 15_000,
});

export interface NewStore {
  shop_id: string;
  kind: StoreKind;
  name: string;
  url: string;
  key: string;
  secret: string;
  webhook_secret: string;
  write_back: boolean;
  history_only: boolean;
  send_orders: boolean;
}
export const connectStore = (store: NewStore) => post<Store>("/api/v1/stores", store);
export const tellShop = (store: Store, write_back: boolean) =>
  patch<Store>(`/api/v1/stores/${store.id}`, { write_back }, store.version);
export const sendOrders = (store: Store, send_orders: boolean) =>
  patch<Store>(`/api/v1/stores/${store.id}`, { send_orders }, store.version);
export const onlyHistory = (store: Store, history_only: boolean) =>
  patch<Store>(`/api/v1/stores/${store.id}`, { history_only }, store.version);
export const pollStore = (id: string) =>
  post<{ found: number; new: number; changed: number }>(`/api/v1/stores/${id}/poll`);

export const statusesQuery = (id: string) =>
  queryOptions({ queryKey: ["stores", id, "statuses"], queryFn: () => get<{ items: ShopStatus[] }>(`/api/v1/stores/${id}/statuses`) });
export const answerStatus = (id: string, code: string, meaning: StatusMeaning) =>
  post<{ items: ShopStatus[] }>(`/api/v1/stores/${id}/statuses`, { code, meaning });

export const refusedQuery = (id: string) =>
  queryOptions({ queryKey: ["stores", id, "refused"], queryFn: () => get<{ items: RefusedOrderRow[] }>(`/api/v1/stores/${id}/refused`) });

/** Asked again each second while the shop is being read. */
export const jobsQuery = (id: string) =>
  queryOptions({
    queryKey: ["stores", id, "jobs"],
    queryFn: () => get<{ items: StoreJob[] }>(`/api/v1/stores/${id}/jobs`),
    refetchInterval: ({ state }) => (state.data?.items.some((job) => job.state === "running") ? 1000 : false),
  });
export const startJob = (id: string, job: { kind: StoreJob["kind"]; day?: string; repair?: boolean }) =>
  post<StoreJob>(`/api/v1/stores/${id}/jobs`, job);
export const cancelJob = (id: string, job: string) => post<StoreJob>(`/api/v1/stores/${id}/jobs/${job}/cancel`, {});

export const outgoingQuery = (id: string) =>
  queryOptions({ queryKey: ["stores", id, "outgoing"], queryFn: () => get<{ items: OutMessage[] }>(`/api/v1/stores/${id}/outgoing`) });

export const wordsQuery = (id: string) =>
  queryOptions({ queryKey: ["stores", id, "told-as"], queryFn: () => get<StoreWords>(`/api/v1/stores/${id}/told-as`) });
export const tellAs = (id: string, what: ToldAs["what"], code: string) => post<StoreWords>(`/api/v1/stores/${id}/told-as`, { what, code });
export const readChoices = (id: string) => post<StoreWords>(`/api/v1/stores/${id}/told-as/read`, {});
