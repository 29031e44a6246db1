// Questions to colleagues inside a conversation, and notes that name somebody. The shapes follow docs/api/openapi.json.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "./client";
import type { ChatMessage, Conversation } from "./conversations";
import type { Id, Ms, Question } from "./types";

/** A difficult question whose owner is who was asked; `answers` and `withdraws`: what she may do with it. */
export interface Asked {
  question: Question;
  conversation_id: Id;
  state: "open" | "answered" | "withdrawn";
  department_id?: Id | null;
  department_name: string;
  answers: boolean;
  withdraws: boolean;
}
/** `open`: how many of them wait for her. */
export interface AskedPage {
  items: Asked[];
  open: number;
}
export interface Askable {
  people: { person_id: Id; name: string }[];
  departments: { department_id: Id; name: string; head_name: string }[];
}

export const askedKey = ["asked"];
export const askedInQuery = (conversation: Id) =>
  queryOptions({ queryKey: [...askedKey, "in", conversation], queryFn: ({ signal }) => get<AskedPage>("/api/v1/asked", { conversation_id: conversation }, signal) });
export const askedOfMeQuery = queryOptions({ queryKey: [...askedKey, "of-me"], queryFn: ({ signal }) => get<AskedPage>("/api/v1/asked", {}, signal) });
export const askedByMeQuery = queryOptions({ queryKey: [...askedKey, "by-me"], queryFn: ({ signal }) => get<AskedPage>("/api/v1/asked", { by_me: 1 }, signal) });
export const askableQuery = queryOptions({ queryKey: ["askable"], queryFn: ({ signal }) => get<Askable>("/api/v1/asked/whom", {}, signal), staleTime: 60_000 });

export interface AskIn {
  conversation_id: Id;
  person_id?: Id;
  department_id?: Id;
  content: string;
  answer_by: Ms;
}
export const ask = (asked: AskIn) => post<Asked>("/api/v1/asked", asked);
export const answerAsked = (one: Asked, text: string) => post<Asked>(`/api/v1/asked/${one.question.promise.id}/answer`, { text });
export const withdrawAsked = (one: Asked, reason: string) => post<Asked>(`/api/v1/asked/${one.question.promise.id}/withdraw`, { reason });

export interface Mention {
  conversation: Conversation;
  message: ChatMessage;
  seen_at?: Ms | null;
}
export const mentionsKey = ["mentions"];
export const mentionsQuery = queryOptions({ queryKey: mentionsKey, queryFn: ({ signal }) => get<{ items: Mention[]; unseen: number }>("/api/v1/conversations/mentions", {}, signal) });
export const tellMentionsSeen = (conversation: Id) => post<unknown>(`/api/v1/conversations/${conversation}/mentions-seen`);
