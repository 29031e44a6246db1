// Calls that are talked in now, and the supervisor's place beside one of them.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { LiveCall, LiveCalls, SuperviseMode } from "@/shared/api/types";

export const liveCallsQuery = queryOptions({
  queryKey: ["live-calls"],
  queryFn: ({ signal }) => get<LiveCalls>("/api/v1/live-calls", undefined, signal),
  staleTime: 0,
});

export const supervise = (contactId: string, mode: SuperviseMode) => post<void>(`/api/v1/contacts/${contactId}/supervise`, { mode });

export const watched = (items: LiveCall[], me: string) => items.find(({ watchers }) => watchers.some(({ person_id }) => person_id === me));
export const modeOf = (call: LiveCall | undefined, me: string) => call?.watchers.find(({ person_id }) => person_id === me)?.mode;
