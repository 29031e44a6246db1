// Everything that is kept about one buyer: as a file for him, and its end.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";
import type { Id } from "@/shared/api/types";

type Schemas = components["schemas"];
export type ErasurePlan = Schemas["ErasurePlan"];
export type HeldBack = Schemas["HeldBack"];

export type Value = string | number | boolean | null;
/** The file as the server writes it: tables of the rooms, ids and times as numbers. */
export interface WholeBuyer {
  format: "orderline-buyer/1";
  customer_id: Id;
  cards: Id[];
  made_at: number;
  sections: { what: string; table: string; columns: string[]; rows: Value[][] }[];
  left_out: { table: string; why: string }[];
}

export const takeWhole = (id: Id, reason: string) => post<WholeBuyer>(`/api/v1/buyers/${id}/file`, { reason });

export const erasureQuery = (id: Id) =>
  queryOptions({
    queryKey: ["buyer-erasure", id],
    queryFn: ({ signal }) => get<ErasurePlan>(`/api/v1/buyers/${id}/erasure`, {}, signal),
    staleTime: 0,
    gcTime: 0,
  });

export function useErase(id: Id) {
  const cache = useQueryClient();
  const again = () => cache.invalidateQueries({ queryKey: ["buyer-erasure", id] });
  return useMutation({
    mutationFn: (asked: { reason: string; plan: string }) => post<Schemas["Erased"]>(`/api/v1/buyers/${id}/erase`, asked),
    onSuccess: () => Promise.all(["buyer", "buyer-thread", "buyer-merges"].map((key) => cache.invalidateQueries({ queryKey: [key, id] }))),
    // What was shown is no longer what would go: she sees it anew.
    onError: again,
  });
}
