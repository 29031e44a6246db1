// What the supervisor does beside a call: one command at a time, the list is asked anew at once.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import type { SuperviseMode } from "@/shared/api/types";

import { liveCallsQuery, supervise } from "../api/live-calls";

export function useWatch() {
  const cache = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ id, mode }: { id: string; mode: SuperviseMode }) => supervise(id, mode),
    onSuccess: (_, { mode }) => {
      if (mode === "take_over") void navigate({ to: "/" }); // the buyer is hers now, with his card
    },
    onSettled: () => cache.invalidateQueries({ queryKey: liveCallsQuery.queryKey }),
  });
}
