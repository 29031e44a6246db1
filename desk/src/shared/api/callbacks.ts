// Call-backs at a time: read and booked from several screens.
import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "./client";
import type { BookIn, BookOut, SlotList, SlotRuleIn, SlotRules } from "./types";

export const slotsQuery = (shop: string, queue?: string) =>
  queryOptions({
    queryKey: ["callback-slots", shop, queue ?? ""],
    queryFn: ({ signal }) => get<SlotList>(`/api/v1/shops/${shop}/callback-slots`, queue ? { queue_id: queue } : {}, signal),
    staleTime: 30_000,
  });
export const bookTime = (booking: BookIn) => post<BookOut>("/api/v1/callbacks", booking);

export const slotRulesQuery = (shop: string) =>
  queryOptions({ queryKey: ["callback-rules", shop], queryFn: () => get<SlotRules>(`/api/v1/shops/${shop}/callback-rules`) });
export const saveSlotRule = (shop: string, rule: SlotRuleIn, version: number) =>
  call<SlotRules>("PUT", `/api/v1/shops/${shop}/callback-rules`, { body: rule, version });
/** The queue follows its shop again. */
export const removeSlotRule = (shop: string, queue: string, version: number) =>
  call<SlotRules>("DELETE", `/api/v1/shops/${shop}/callback-rules`, { query: { queue_id: queue }, version });
