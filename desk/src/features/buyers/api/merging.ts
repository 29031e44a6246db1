// Two cards of one person: who may be the same, both side by side, the merge and its undoing.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";
import type { Customer, Id } from "@/shared/api/types";

type Schemas = components["schemas"];
export type MergeView = Omit<Schemas["MergeView"], "kept" | "gone"> & { kept: Customer; gone: Customer };
export type BuyerMerge = Schemas["BuyerMerge"];
export type MergeLine = Schemas["MergeLine"];
export type PerhapsSame = Omit<Schemas["PerhapsSame"], "customer"> & { customer: Customer };
export type FoundBuyer = Omit<Schemas["FoundBuyer"], "customer"> & { customer: Customer };

export const perhapsSameQuery = (id: Id) =>
  queryOptions({
    queryKey: ["buyer-alike", id],
    queryFn: ({ signal }) => get<{ items: PerhapsSame[] }>(`/api/v1/buyers/${id}/perhaps-same`, {}, signal),
  });

export const mergesQuery = (id: Id) =>
  queryOptions({
    queryKey: ["buyer-merges", id],
    queryFn: ({ signal }) => get<Schemas["BuyerMerges"]>(`/api/v1/buyers/${id}/merges`, {}, signal),
  });

export const mergeViewQuery = (kept: Id, gone: Id, contactId: Id | undefined) =>
  queryOptions({
    queryKey: ["buyer-merge", kept, gone, contactId],
    queryFn: ({ signal }) => get<MergeView>(`/api/v1/buyers/${kept}/merge`, { other_id: gone, contact_id: contactId }, signal),
    staleTime: 0,
  });

export const foundQuery = (q: string) =>
  queryOptions({
    queryKey: ["buyers-found", q],
    queryFn: ({ signal }) => get<{ items: FoundBuyer[] }>("/api/v1/buyers", { q }, signal),
    enabled: q.trim().length > 1,
  });

export type MergeIn = Omit<Schemas["MergeBuyers"], "gone_id"> & { gone_id: Id };

/** Everything of either card may look different afterwards. */
function useFresh() {
  const cache = useQueryClient();
  return () => Promise.all(["buyer", "buyer-thread", "buyer-alike", "buyer-merges", "buyer-merge"].map((key) => cache.invalidateQueries({ queryKey: [key] })));
}

export function useMerge(kept: Id, contactId: Id | undefined) {
  const fresh = useFresh();
  return useMutation({
    mutationFn: async (asked: MergeIn) => {
      const done = await post<BuyerMerge>(`/api/v1/buyers/${kept}/merge`, asked, { query: { contact_id: contactId } });
      // Her live contact goes on with the card that stays.
      if (contactId) await post(`/api/v1/contacts/${contactId}/customer`, { customer_id: kept });
      return done;
    },
    onSuccess: fresh,
  });
}

export function useUndoMerge() {
  const fresh = useFresh();
  return useMutation({ mutationFn: (id: Id) => post<BuyerMerge>(`/api/v1/buyer-merges/${id}/undo`, {}), onSuccess: fresh });
}

export function useApart(id: Id) {
  const fresh = useFresh();
  return useMutation({ mutationFn: (other_id: Id) => post(`/api/v1/buyers/${id}/apart`, { other_id }), onSuccess: fresh });
}
