import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "@/shared/api/client";
import type {
  DryRunIn, DryRunOut, FlowBody, FlowFinding, FlowRow, FlowUse, FlowVersion, FlowView, Person, Prompt, QueueSettings,
} from "@/shared/api/types";

export const flowsQuery = queryOptions({ queryKey: ["flows"], queryFn: () => get<{ items: FlowRow[] }>("/api/v1/flows") });
export const flowQuery = (id: string) => queryOptions({ queryKey: ["flows", id], queryFn: () => get<FlowView>(`/api/v1/flows/${id}`) });
export const flowVersionsQuery = (id: string) =>
  queryOptions({ queryKey: ["flows", id, "versions"], queryFn: () => get<{ items: FlowVersion[] }>(`/api/v1/flows/${id}/versions`) });
export const flowCheckQuery = (shop_id: string, body: FlowBody) =>
  queryOptions({
    queryKey: ["flows", "check", shop_id, body],
    queryFn: ({ signal }) => post<{ findings: FlowFinding[] }>("/api/v1/flows/check", { shop_id, body }, { signal }),
    staleTime: 10_000,
    gcTime: 30_000,
  });
export const makeFlow = (shop_id: string, name: string) => post<FlowView>("/api/v1/flows", { shop_id, name });
export const saveFlow = (id: string, version: number, name: string, body: FlowBody) =>
  call<FlowView>("PUT", `/api/v1/flows/${id}`, { body: { name, body }, version });
export const publishFlow = (id: string, version: number, note: string) => post<FlowView>(`/api/v1/flows/${id}/publish`, { note }, { version });
export const goBack = (id: string, version: number, to: number, note: string) => post<FlowView>(`/api/v1/flows/${id}/back`, { to, note }, { version });
export const setUses = (id: string, version: number, uses: FlowUse[]) => call<FlowView>("PUT", `/api/v1/flows/${id}/uses`, { body: { uses }, version });
export const removeFlow = (id: string, version: number) => call<unknown>("DELETE", `/api/v1/flows/${id}`, { version });
export const dryRun = (id: string, run: DryRunIn) => post<DryRunOut>(`/api/v1/flows/${id}/dry-run`, run);

export const promptsQuery = queryOptions({ queryKey: ["prompts"], queryFn: () => get<{ items: Prompt[] }>("/api/v1/prompts") });
export type PromptIn = Pick<Prompt, "shop_id" | "name" | "language" | "text" | "from" | "to">;
export const addPrompt = (prompt: PromptIn) => post<Prompt>("/api/v1/prompts", prompt);
export const changePrompt = (id: string, version: number, prompt: PromptIn) => call<Prompt>("PUT", `/api/v1/prompts/${id}`, { body: prompt, version });
export const approvePrompt = (id: string, version: number) => post<Prompt>(`/api/v1/prompts/${id}/approve`, {}, { version });
export const removePrompt = (id: string, version: number) => call<unknown>("DELETE", `/api/v1/prompts/${id}`, { version });
export const dropPending = (id: string, version: number) => call<Prompt>("DELETE", `/api/v1/prompts/${id}/pending`, { version });
export const recordPrompt = (id: string, version: number, file: Blob) => call<Prompt>("PUT", `/api/v1/prompts/${id}/audio`, { raw: file, version });

/** One's own recording by phone; outcome "": it goes on, or there was none. */
export interface Take {
  state: string;
  outcome: string;
  prompt_id?: string | null;
}
const takes = "/api/v1/prompt-takes";
export const startTake = (prompt_id: string, version: number, number?: string) => post<Take>(takes, { prompt_id, version, ...(number ? { number } : {}) });
export const stopTake = () => post<Take>(`${takes}/stop`, {});
export const takeQuery = queryOptions({
  queryKey: ["prompt-take"],
  queryFn: () => get<Take>(`${takes}/mine`),
  refetchInterval: ({ state: { data } }) => (data?.outcome === "" && data.state !== "none" ? 700 : false),
});

/** The newest wording, or the one that callers hear now. */
export const promptAudio = (prompt: Prompt, heard = false) => `/api/v1/prompts/${prompt.id}/audio?v=${prompt.version}${heard ? "&heard=1" : ""}`;

/** The words as they would be heard, before anything is kept. */
export async function listen(text: string, language: string): Promise<string> {
  const answer = await fetch("/api/v1/prompts/speak", {
    method: "POST",
    headers: { "content-type": "application/json", "x-requested-with": "orderline" },
    body: JSON.stringify({ text, language, name: "", shop_id: "0", from: "", to: "" }),
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return URL.createObjectURL(await answer.blob());
}

export const queueNamesQuery = queryOptions({ queryKey: ["queues"], queryFn: () => get<{ items: QueueSettings[] }>("/api/v1/queues") });
export const personNamesQuery = queryOptions({ queryKey: ["people", ""], queryFn: () => get<{ items: Person[] }>("/api/v1/people") });
