// An order as this desk last read it, for whoever shows a part of it elsewhere: nothing is asked for.
// Not an observer of the query: one without a way to fetch would take it from those who have one.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";

import type { Order } from "./types";

export const orderKey = (id: string, contactId?: string) => ["order", id, contactId ?? ""] as const;

export function useKnownOrder(id: string, contactId?: string): Order | undefined {
  const cache = useQueryClient();
  const subscribe = useCallback((told: () => void) => cache.getQueryCache().subscribe(told), [cache]);
  return useSyncExternalStore(subscribe, () => cache.getQueryData<Order>(orderKey(id, contactId)));
}
