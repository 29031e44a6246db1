// How often a buyer may be called by everybody together, and the end of all that is known of him.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";
import type { Id } from "@/shared/api/types";

type Schemas = components["schemas"];
export type ContactRules = Schemas["ContactRules"];

export const contactRulesQuery = queryOptions({
  queryKey: ["contact-rules"],
  queryFn: ({ signal }) => get<ContactRules>("/api/v1/contact-rules", {}, signal),
});
export const saveContactRules = (rules: ContactRules) => call<ContactRules>("PUT", "/api/v1/contact-rules", { body: rules });

export function useErase(id: Id) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => post<Schemas["Erased"]>(`/api/v1/buyers/${id}/erase`, { reason }),
    onSuccess: () => Promise.all(["buyer", "buyer-thread"].map((key) => cache.invalidateQueries({ queryKey: [key, id] }))),
  });
}
