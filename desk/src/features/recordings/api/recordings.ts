import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { get } from "@/shared/api/client";
import type { LineSide, Page, Peaks, Recording } from "@/shared/api/types";

export const recordingsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["recordings", q],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Recording>>("/api/v1/recordings", { q, cursor: pageParam, limit: 60 }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });

/** Loudness of both channels, 0..1 or -1..1 per point; the buyer is left, the operator right. */
export const peaksQuery = (id: string) =>
  queryOptions({
    queryKey: ["peaks", id],
    queryFn: () => get<Peaks>(`/api/v1/recordings/${id}/peaks`, { points: 800 }),
    staleTime: 60_000,
  });

export const audioPath = (id: string) => `/api/v1/recordings/${id}/audio`;

/** How the line sounded, side by side; empty for talks before it was measured. */
export const lineQuery = (contactId: string) =>
  queryOptions({
    queryKey: ["line", contactId],
    queryFn: ({ signal }) => get<{ sides: LineSide[] }>(`/api/v1/contacts/${contactId}/line`, undefined, signal),
  });
