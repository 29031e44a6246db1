// Several orders of one buyer: who else ordered, merge, unmerge, keep apart, split.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { Id, Ms, Order } from "@/shared/api/types";
import type { components } from "@/shared/api/schema.gen";

import { orderQuery } from "./orders";

type List = components["schemas"]["SameBuyerList"];
export type Candidate = Omit<List["items"][number], "order"> & { order: Order };
export type SameBuyerList = Omit<List, "items"> & { items: Candidate[] };

export const sameBuyerQuery = (id: Id, version: number, contactId?: Id) =>
  queryOptions({
    queryKey: ["same-buyer", id, version, contactId],
    queryFn: ({ signal }) => get<SameBuyerList>(`/api/v1/orders/${id}/same-buyer`, { contact_id: contactId }, signal),
  });

export type Join =
  | { step: "merge"; body: { with: { id: Id; version: number }[]; same_buyer: boolean } }
  | { step: "unmerge"; body: object }
  | { step: "keep-apart"; body: { other: Id } }
  | { step: "split"; body: { lines: { id: Id; quantity: number }[]; short_stock: boolean; delivery_from?: Ms; delivery_to?: Ms } };

export function useJoin(order: Order, contactId?: Id) {
  const cache = useQueryClient();
  return useMutation({
    scope: { id: `order-${order.id}` },
    mutationFn: ({ step, body }: Join) => {
      const contact = step === "keep-apart" ? {} : { contact_id: contactId };
      return post<unknown>(`/api/v1/orders/${order.id}/${step}`, { ...body, ...contact }, { version: order.version });
    },
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: orderQuery(order.id, contactId).queryKey });
      for (const key of ["order", "orders", "same-buyer", "promises"]) void cache.invalidateQueries({ queryKey: [key] });
    },
  });
}
