// Presence and sign-out.
import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "./client";
import type { AgentView, PauseReason } from "./types";

export type Presence = "ready" | "paused" | "signed_out" | "finishing";

export const setPresence = (state: Presence, reason?: string) =>
  post<AgentView>("/api/v1/me/presence", { state, reason });

export const pauseReasonsQuery = queryOptions({
  queryKey: ["pause-reasons"],
  queryFn: () => get<{ items: PauseReason[] }>("/api/v1/pause-reasons"),
  staleTime: Infinity,
});

export const signOut = () => call<void>("DELETE", "/api/v1/session");
