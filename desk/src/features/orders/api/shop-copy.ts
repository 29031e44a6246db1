// Orders that the desk made, in the shop's own system.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { Id, ShopCopy } from "@/shared/api/types";

/** Asked again soon while the order is on its way, and not any more once it has arrived. */
export const shopCopyQuery = (id: Id) =>
  queryOptions({
    queryKey: ["shop-copy", id],
    queryFn: ({ signal }) => get<ShopCopy>(`/api/v1/orders/${id}/shop-copy`, {}, signal),
    refetchInterval: ({ state }) => {
      const now = state.data?.state;
      return now === "waiting" || now === "sending" ? 3_000 : now === "perhaps" ? 15_000 : false;
    },
  });

export function useSendCopy(id: Id) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => post<ShopCopy>(`/api/v1/orders/${id}/shop-copy`, {}),
    onSettled: () => void cache.invalidateQueries({ queryKey: ["shop-copy", id] }),
  });
}
