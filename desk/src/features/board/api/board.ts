import { queryOptions } from "@tanstack/react-query";

import { get } from "@/shared/api/client";
import type { Board, ContactRow, Page } from "@/shared/api/types";

export type Window = "today" | "last_30_min";

export const boardQuery = queryOptions({
  queryKey: ["board"],
  queryFn: ({ signal }) => get<Board>("/api/v1/board", undefined, signal),
  refetchInterval: 10_000, // the socket brings it each second; this only bridges a lost one
});

/** The contacts behind one figure. */
export const rowsQuery = (code: string, queueId: string, window: Window) =>
  queryOptions({
    queryKey: ["figure-rows", code, queueId, window],
    queryFn: () => get<Page<ContactRow>>(`/api/v1/figures/${code}/rows`, { queue_id: queueId, window }),
  });
