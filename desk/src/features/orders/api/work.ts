// Between confirmation and courier: what stands in an order's way, whose it is, what is due next.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";
import type { Id } from "@/shared/api/types";

export type SortedList = components["schemas"]["SortedList"];
export type SortedOrder = SortedList["items"][number];
export type WorkCard = components["schemas"]["WorkCard"];

export const sortedQuery = (mine: boolean) =>
  queryOptions({
    queryKey: ["orders", mine ? "mine" : "sorting"],
    queryFn: ({ signal }) => get<SortedList>(mine ? "/api/v1/my-orders" : "/api/v1/order-sorting", { limit: 500 }, signal),
    refetchInterval: 60_000,
  });

export const workQuery = (id: Id, version: number) =>
  queryOptions({
    queryKey: ["order-work", id, version],
    queryFn: ({ signal }) => get<WorkCard>(`/api/v1/orders/${id}/work`, {}, signal),
  });

export type WorkStep =
  | { to: "told"; order: Id; outcome: string }
  | { to: "owner"; order: Id; person: Id }
  | { to: "all"; from: Id; person: Id; reason: string };

export function useWorkStep() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (step: WorkStep) => {
      if (step.to === "all") return post<unknown>("/api/v1/order-owners/hand-over", { from: step.from, to: step.person, reason: step.reason });
      return post<unknown>(`/api/v1/orders/${step.order}/${step.to}`, step.to === "owner" ? { owner_id: step.person } : { outcome: step.outcome, note: "" });
    },
    onSuccess: () => {
      for (const key of ["order", "orders", "order-work", "promises"]) void cache.invalidateQueries({ queryKey: [key] });
    },
  });
}
