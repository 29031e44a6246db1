// Calls to buyers about their orders: planned, made, why not now, and the shop's rule for them.
import { queryOptions } from "@tanstack/react-query";

import { call, get } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";
import type { Id } from "@/shared/api/types";

export type EffortList = components["schemas"]["EffortList"];
export type Effort = EffortList["items"][number];
export type AttemptRule = components["schemas"]["AttemptRule"];
export type AttemptStep = AttemptRule["steps"][number];

/** Open ones of all orders that the reader sees, by order. */
export const openEffortsQuery = queryOptions({
  queryKey: ["orders", "attempts"],
  queryFn: ({ signal }) => get<EffortList>("/api/v1/order-attempts", { limit: 500 }, signal),
  select: (list) => new Map(list.items.map((one) => [one.order_id, one])),
  refetchInterval: 30_000,
});

export const effortsQuery = (order: Id) =>
  queryOptions({
    queryKey: ["order", order, "attempts"],
    queryFn: ({ signal }) => get<EffortList>(`/api/v1/orders/${order}/attempts`, {}, signal),
    refetchInterval: 30_000,
  });

export const attemptRuleQuery = (shop: Id) =>
  queryOptions({
    queryKey: ["attempt-rule", shop],
    queryFn: ({ signal }) => get<AttemptRule>(`/api/v1/attempt-rules/${shop}`, {}, signal),
  });
export const saveAttemptRule = (shop: Id, rule: AttemptRule) =>
  call<AttemptRule>("PUT", `/api/v1/attempt-rules/${shop}`, { body: rule });
