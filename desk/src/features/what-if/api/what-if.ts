// What "what if" asks and what comes back. The plan itself (model) goes back as it came.
import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";

export interface Team {
  name: string;
  agents: number;
  queues: string[];
  from?: string;
  to?: string;
  breaks?: { from: string; minutes: number; waves: number }[];
  skills?: { name: string; level: number }[];
}

export interface PlanQueue {
  name: string;
  settings?: { strategy: string; ring_timeout: number; max_wait: number };
}

export interface Base {
  model: { name: string; opens: string; closes: string; queues: PlanQueue[]; teams: Team[] };
  assumptions: Assumption[];
  recorded: Recorded;
}

export interface Assumption {
  code: string;
  queue: string;
  params: [string, string][];
}

export interface Recorded {
  offered: number;
  answered: number;
  abandoned: number;
  sl_strict?: number | null;
  asa_s?: number | null;
  /** In the shape of the simulated ones, with means only. */
  subjects: Subject[];
}

export interface Change {
  what: "agents" | "rule" | "strategy" | "volume";
  team?: string;
  queue?: string;
  count?: number;
  from?: string;
  to?: string;
  field?: string;
  text?: string;
  value?: number;
}

export interface Figure {
  name: string;
  mean?: number | null;
  error?: number | null;
  low?: number | null;
  high?: number | null;
}

export interface Subject {
  kind: string;
  name: string;
  hour?: number | null;
  figures: Figure[];
}

export interface Simulation {
  id: number;
  state: "waiting" | "running" | "done" | "cancelled" | "failed";
  days_done: number;
  days: number;
  ahead: number;
  error_code: string;
  error_detail: string;
  result?: { base: { days: number; subjects: Subject[] }; other: { subjects: Subject[] }; change: Subject[] } | null;
}

export const baseQuery = (day: string) =>
  queryOptions({
    queryKey: ["what-if-base", day],
    queryFn: ({ signal }) => post<Base>("/api/v1/simulations/base", { day, queue_ids: [] }, { signal }),
    retry: false,
    staleTime: 60_000,
  });

const goesOn = (run?: Simulation) => run?.state === "waiting" || run?.state === "running";

export const runQuery = (id: number) =>
  queryOptions({
    queryKey: ["what-if", id],
    queryFn: ({ signal }) => get<Simulation>(`/api/v1/simulations/${id}`, undefined, signal),
    refetchInterval: (query) => (goesOn(query.state.data) ? 400 : false),
    retry: false,
  });

export const startRun = (model: Base["model"], change: Change[], days: number) =>
  post<Simulation>("/api/v1/simulations", { model, change, days });

export const cancelRun = (id: number) => call<Simulation>("DELETE", `/api/v1/simulations/${id}`);
export { goesOn };
