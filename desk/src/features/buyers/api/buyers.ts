// The buyer's page: card, one thread, who is with him now, the lock and the budget of contacts.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";
import type { Customer, Id } from "@/shared/api/types";

type Schemas = components["schemas"];
export type Look = Schemas["Look"];
export type Purpose = Look["lookers"][number]["purpose"];
export type ThreadEntry = Schemas["ThreadEntry"];
export type ThreadKind = ThreadEntry["kind"];
export type NotNow = Look["why_not"][number];
export type BuyerPage = Omit<Schemas["BuyerPage"], "customer"> & { customer: Customer };

export const buyerQuery = (id: Id, contactId: Id | undefined, purpose: Purpose) =>
  queryOptions({
    queryKey: ["buyer", id, contactId, purpose],
    queryFn: ({ signal }) => get<BuyerPage>(`/api/v1/buyers/${id}`, { contact_id: contactId, purpose }, signal),
  });

export const threadQuery = (id: Id, contactId: Id | undefined, kind: ThreadKind | undefined) =>
  infiniteQueryOptions({
    queryKey: ["buyer-thread", id, contactId, kind],
    queryFn: ({ signal, pageParam }) =>
      get<Schemas["ThreadPage"]>(`/api/v1/buyers/${id}/thread`, { contact_id: contactId, kind, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

export interface LookIn {
  purpose: Purpose;
  hold?: boolean;
  leave?: boolean;
  words?: string;
  said?: Id[];
}

/** Says that she looks; the answer tells who holds the buyer and what stands against a contact. */
export const look = (id: Id, contactId: Id | undefined, asked: LookIn, keepalive = false) =>
  post<Look>(`/api/v1/buyers/${id}/look`, { hold: false, leave: false, words: "", said: [], ...asked },
    { keepalive, query: { contact_id: contactId } });

export function useLook(id: Id, contactId: Id | undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (asked: LookIn) => look(id, contactId, asked),
    onSuccess: (fresh, { purpose }) =>
      cache.setQueryData(buyerQuery(id, contactId, purpose).queryKey, (page) => page && { ...page, look: fresh }),
  });
}

export const reveal = (id: Id, what: { identity_id?: Id; address_id?: Id }, reason: string) =>
  post<{ value: string }>(`/api/v1/customers/${id}/reveal`, { ...what, reason });

export function useDetach(id: Id, contactId: Id | undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (asked: { identity_id: Id; reason: string }) =>
      post<Customer>(`/api/v1/buyers/${id}/detach`, asked, { query: { contact_id: contactId } }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["buyer", id] }),
  });
}
