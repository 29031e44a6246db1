// Own limits on the wire.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";

type S = components["schemas"];
export type LimitRow = S["LimitRow"];
export type NewLimit = S["NewLimit"];

export const limitsQuery = queryOptions({
  queryKey: ["own-limits"],
  queryFn: ({ signal }) => get<S["LimitList"]>("/api/v1/own-limits", {}, signal),
});

export const addLimit = (limit: NewLimit) => post<S["LimitList"]>("/api/v1/own-limits", limit);

export const peopleQuery = queryOptions({
  queryKey: ["people", "names"],
  queryFn: ({ signal }) => get<{ items: { id: string; name: string; active: boolean }[] }>("/api/v1/people", {}, signal),
  retry: false,
});
