// Canned answers: the shop's agreed words by a short key. The shapes follow docs/api/openapi.json.
import { queryOptions } from "@tanstack/react-query";

import { get, patch, post } from "./client";
import type { Id, Ms } from "./types";

export interface CannedAnswer {
  id: Id;
  shop_id: Id;
  key: string;
  language: string;
  /** What may be used; empty until it was approved. */
  text: string;
  /** Waits for approval. */
  draft: string;
  live: number;
  drafted: number;
  draft_by: string;
  approved_by: string;
  variables: string[];
  retired: boolean;
  used: number;
  used_at?: Ms | null;
  changed_at: Ms;
  version: number;
}

export interface CannedVersion {
  number: number;
  text: string;
  by: string;
  approved_by: string;
  at: Ms;
  approved_at?: Ms | null;
}

const home = "/api/v1/canned-answers";
export const cannedKey = ["canned-answers"];

export const cannedQuery = queryOptions({
  queryKey: cannedKey,
  queryFn: ({ signal }) => get<{ items: CannedAnswer[]; variables: string[] }>(home, undefined, signal),
  staleTime: 60_000,
});

export const cannedVersionsQuery = (id: Id) =>
  queryOptions({ queryKey: [...cannedKey, id], queryFn: ({ signal }) => get<{ items: CannedVersion[] }>(`${home}/${id}/versions`, undefined, signal) });

export const proposeCanned = (shop_id: Id, key: string, language: string, text: string) => post<CannedAnswer>(home, { shop_id, key, language, text });
export const draftCanned = (one: CannedAnswer, text: string) => patch<CannedAnswer>(`${home}/${one.id}`, { text }, one.version);
export const approveCanned = (one: CannedAnswer) => post<CannedAnswer>(`${home}/${one.id}/approve`, {}, { version: one.version });
export const retireCanned = (one: CannedAnswer, retired: boolean) => post<CannedAnswer>(`${home}/${one.id}/retire`, { retired }, { version: one.version });
export const fillCanned = (one: CannedAnswer, conversation_id: Id) => post<{ text: string; missing: string[] }>(`${home}/${one.id}/use`, { conversation_id });
