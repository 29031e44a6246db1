// The contact policy of one buyer: what was decided about contacts, and what the buyer said about being contacted.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";
import type { Id } from "@/shared/api/types";

type Schemas = components["schemas"];
export type ContactDecision = Schemas["ContactDecision"];
export type Permissions = Schemas["ContactPermissions"];
export type ContactStop = Schemas["ContactStop"];
export type ContactConsent = Schemas["ContactConsent"];
export type SetStop = Schemas["SetStop"];
export type GiveConsent = Schemas["GiveConsent"];

export const ledgerQuery = (id: Id, contactId: Id | undefined) =>
  infiniteQueryOptions({
    queryKey: ["buyer", id, "ledger", contactId],
    queryFn: ({ signal, pageParam }) =>
      get<Schemas["ContactDecisionPage"]>(`/api/v1/buyers/${id}/contacts`, { contact_id: contactId, cursor: pageParam, limit: 8 }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const permissionsQuery = (id: Id, contactId: Id | undefined) =>
  queryOptions({
    queryKey: ["buyer", id, "permissions", contactId],
    queryFn: ({ signal }) => get<Permissions>(`/api/v1/buyers/${id}/permissions`, { contact_id: contactId }, signal),
  });

type Change =
  | { stop: SetStop }
  | { consent: GiveConsent }
  | { withdraw: Id; source: SetStop["source"] };

/** What was said is kept with its source; the page is read anew, since "may be contacted now" follows from it. */
export function useSaid(id: Id, contactId: Id | undefined) {
  const cache = useQueryClient();
  const at = (path: string, body: object) =>
    post<Permissions>(`/api/v1/buyers/${id}/${path}`, body, { query: { contact_id: contactId } });
  return useMutation({
    mutationFn: (change: Change) =>
      "stop" in change ? at("stops", change.stop)
        : "consent" in change ? at("consents", change.consent)
          : at(`consents/${change.withdraw}/withdraw`, { source: change.source }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["buyer", id] }),
  });
}
