// Chats on shops' pages, as docs/api/openapi.json describes them.
import { queryOptions } from "@tanstack/react-query";

import { get, patch, post } from "@/shared/api/client";
import type { Id, QueueSettings } from "@/shared/api/types";

export interface Invitation {
  /** A part of the page's address; "" = any page. */
  page: string;
  language: string;
  text: string;
  after_s: number;
  with_cart: boolean;
}

export interface WebChat {
  id: Id;
  shop_id: Id;
  name: string;
  key: string;
  enabled: boolean;
  queue_id?: Id | null;
  origins: string[];
  title: string;
  greeting: string;
  colour: string;
  /** 0 = no promise. */
  answer_within_s: number;
  languages: string[];
  shut_note: string;
  when_shut: "form" | "hidden";
  invitations: Invitation[];
  /** Whether the desk sees the buyer's page and cart: never, once he allows it, until he says no. */
  share: "off" | "asks" | "tells";
  /** The buyer may send files. */
  files: boolean;
  version: number;
}

export type WebChatPatch = Partial<Omit<WebChat, "id" | "shop_id" | "key" | "version">>;

export const webChatsQuery = queryOptions({ queryKey: ["web-chats"], queryFn: ({ signal }) => get<{ items: WebChat[] }>("/api/v1/web-chats", undefined, signal) });
export const addWebChat = (shop_id: Id, name: string) => post<WebChat>("/api/v1/web-chats", { shop_id, name });
export const saveWebChat = (id: Id, part: WebChatPatch, version: number) => patch<WebChat>(`/api/v1/web-chats/${id}`, part, version);

/** The secret of signed buyers; a new one with `rotate`, or when there was none. */
export const chatSecret = (id: Id, rotate: boolean) => post<{ secret: string; made: boolean }>(`/api/v1/web-chats/${id}/secret`, { rotate });

export const chatQueuesQuery = queryOptions({ queryKey: ["queues"], queryFn: ({ signal }) => get<{ items: QueueSettings[] }>("/api/v1/queues", undefined, signal) });
