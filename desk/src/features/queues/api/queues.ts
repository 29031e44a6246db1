import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";
import type { AgentRouting, CheckResult, FlowRow, QueueSettings, QueueVersion, RoutingSettings, Team } from "@/shared/api/types";

export const queuesQuery = queryOptions({
  queryKey: ["queues"],
  queryFn: () => get<{ items: QueueSettings[] }>("/api/v1/queues"),
});
/** The whole queue: the server takes no part of it. */
export const saveQueue = (queue: QueueSettings, version: number, note: string) =>
  call<QueueSettings>("PUT", `/api/v1/queues/${queue.id}`, { body: queue, version, query: { note } });
export const makeQueue = (queue: QueueSettings) => post<QueueSettings>("/api/v1/queues", queue);
export const removeQueue = (id: string, force: boolean) =>
  call<unknown>("DELETE", `/api/v1/queues/${id}`, { query: { force: force ? "yes" : "no" } });
/** What is wrong with it as it stands in the form; nothing is kept. */
export const checkQuery = (queue: QueueSettings) =>
  queryOptions({
    queryKey: ["queues", "check", queue],
    queryFn: ({ signal }) => post<CheckResult>("/api/v1/queues/check", queue, { signal }),
    staleTime: 10_000,
    gcTime: 30_000,
  });
export const versionsQuery = (id: string) =>
  queryOptions({ queryKey: ["queues", id, "versions"], queryFn: () => get<{ items: QueueVersion[] }>(`/api/v1/queues/${id}/versions`) });

export const flowNamesQuery = queryOptions({ queryKey: ["flows"], queryFn: () => get<{ items: FlowRow[] }>("/api/v1/flows") });

export const agentsQuery = queryOptions({
  queryKey: ["agents-routing"],
  queryFn: () => get<{ items: AgentRouting[] }>("/api/v1/agents/routing"),
});
export const saveAgent = (agent: AgentRouting) =>
  call<AgentRouting>("PUT", `/api/v1/agents/${agent.person_id}/routing`, { body: agent, version: agent.version });

export const routingQuery = queryOptions({ queryKey: ["routing"], queryFn: () => get<RoutingSettings>("/api/v1/routing") });
export const saveRouting = (settings: RoutingSettings) =>
  call<RoutingSettings>("PUT", "/api/v1/routing", { body: settings, version: settings.version });

export const teamsQuery = queryOptions({ queryKey: ["teams"], queryFn: () => get<{ items: Team[] }>("/api/v1/teams") });
export const saveTeam = (team: Team) =>
  team.id === "0" ? post<Team>("/api/v1/teams", team) : call<Team>("PUT", `/api/v1/teams/${team.id}`, { body: team, version: team.version });
export const removeTeam = (id: string) => call<unknown>("DELETE", `/api/v1/teams/${id}`);
