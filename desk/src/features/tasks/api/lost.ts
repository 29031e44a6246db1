import { queryOptions } from "@tanstack/react-query";

import { get } from "@/shared/api/client";
import type { LostPage } from "@/shared/api/types";

export interface Asked {
  days: number;
  state: "" | "open" | "closed";
}

const day = 86_400_000;

/** `to` stays open, so that a page that is left standing tells of the last minute too. */
export const lostQuery = ({ days, state }: Asked, cursor?: string) =>
  queryOptions({
    queryKey: ["tasks", "lost", days, state, cursor],
    queryFn: ({ signal }) =>
      get<LostPage>("/api/v1/lost-calls", { from: Date.now() - days * day, state: state || undefined, cursor }, signal),
    refetchInterval: 60_000,
  });
