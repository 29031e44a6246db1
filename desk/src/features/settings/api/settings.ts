import { queryOptions } from "@tanstack/react-query";

import { call, get, patch, post } from "@/shared/api/client";
import type { HoursIn, HoursState, QueueSettings, ShopHours, ShopSettings, Supervision } from "@/shared/api/types";

export const shopQuery = (id: string) =>
  queryOptions({ queryKey: ["shop", id], queryFn: () => get<ShopSettings>(`/api/v1/shops/${id}`) });
export const saveShop = (id: string, part: Partial<ShopSettings>, version: number) =>
  patch<ShopSettings>(`/api/v1/shops/${id}`, part, version);

export const supervisionQuery = (id: string) =>
  queryOptions({ queryKey: ["supervision", id], queryFn: () => get<Supervision>(`/api/v1/shops/${id}/supervision`) });
export const saveSupervision = (id: string, operator_sees: boolean) =>
  call<Supervision>("PUT", `/api/v1/shops/${id}/supervision`, { body: { operator_sees } });

export const hoursQuery = (shop: string) =>
  queryOptions({ queryKey: ["hours", shop], queryFn: () => get<ShopHours>(`/api/v1/shops/${shop}/hours`) });
/** What these hours would mean now; a fault in them comes back with the name of its field. */
export const hoursPreviewQuery = (shop: string, hours: HoursIn) =>
  queryOptions({
    queryKey: ["hours", shop, "preview", hours],
    queryFn: ({ signal }) => post<HoursState>(`/api/v1/shops/${shop}/hours/preview`, hours, { signal }),
    retry: false,
    staleTime: 30_000,
  });
export const saveHours = (shop: string, hours: HoursIn, version: number) =>
  call<ShopHours>("PUT", `/api/v1/shops/${shop}/hours`, { body: hours, version });

export const queueNamesQuery = queryOptions({ queryKey: ["queues"], queryFn: () => get<{ items: QueueSettings[] }>("/api/v1/queues") });
