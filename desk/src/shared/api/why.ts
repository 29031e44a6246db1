// Why a contact goes where it goes: what was decided so far, and how it stands in the line now.
import { queryOptions } from "@tanstack/react-query";

import { ApiError, get } from "./client";
import type { Prospects, WhyRow } from "./types";

export const whyQuery = (id: string) =>
  queryOptions({ queryKey: ["why", id], queryFn: () => get<{ items: WhyRow[] }>(`/api/v1/contacts/${id}/why`) });

/** As the line stands; asked again every two seconds until the contact waits no more. */
export const prospectsQuery = (id: string) =>
  queryOptions({
    queryKey: ["prospects", id],
    queryFn: ({ signal }) => get<Prospects>(`/api/v1/contacts/${id}/prospects`, undefined, signal),
    refetchInterval: (query) => (waitsNoMore(query.state.error) ? false : 2_000),
    gcTime: 0,
  });

export const waitsNoMore = (error: unknown): boolean => error instanceof ApiError && [404, 409].includes(error.status);
