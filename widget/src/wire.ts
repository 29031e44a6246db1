// The shapes of the server's public chat (`/public/v1/chat`), as docs/api/openapi.json and docs/guide/web-chat.md describe them.
import type { Language } from "./state";

export interface WireConversation {
  state: "waiting" | "active" | "closed";
  operator?: { name: string } | null;
  last_seq: number;
  /** What he has seen himself. */
  read_seq: number;
  shop_read_seq: number;
  began_at: number;
  /** His own word of it, 1 to 5; 0 or absent: none yet. */
  rating?: number;
}

/** `path`: on the server's own address; it opens this file alone. */
export interface WireFile {
  name: string;
  path: string;
  bytes: number;
  picture?: boolean;
  /** Opened it may run. */
  risky?: boolean;
  /** Of a file without a path. */
  why?: string;
}

/** `message`: all of it is there. */
export interface WireFileTaken {
  have: number;
  conversation?: WireConversation | null;
  message?: WireMessage | null;
}

export interface WireMessage {
  seq: number;
  from: "buyer" | "shop" | "system";
  author?: string;
  text: string;
  at: number;
  client_id?: string | null;
  state?: "sent" | "delivered" | "read";
  files?: WireFile[];
}

export interface WireInvitation {
  /** In the page's address; "" = any. */
  page: string;
  language: string;
  text: string;
  after_s: number;
  with_cart: boolean;
}

export interface WireHello {
  shop_name: string;
  languages: string[];
  language: Language;
  open: boolean;
  opens_at?: number | null;
  title: string;
  greeting: string;
  colour: string;
  /** Said out of hours; "" = the widget's own words. */
  shut_note?: string;
  when_shut?: "form" | "hidden";
  invitations?: WireInvitation[];
  /** May the desk see his page and cart: never, once he allows it, until he says no. */
  share?: "off" | "asks" | "tells";
  /** What else the window opens here. */
  doors?: { call_back: boolean; order_status: boolean; transcript: boolean };
  /** `file_bytes` 0 or absent: no files. */
  limits: { text_chars: number; name_chars: number; contact_chars: number; file_bytes?: number; part_bytes?: number };
  conversation?: WireConversation | null;
}

export type WireFrame =
  | { type: "welcome"; conversation: WireConversation; messages: WireMessage[]; more?: boolean }
  | { type: "message"; message: WireMessage }
  | { type: "ack"; client_id: string; message: WireMessage }
  | { type: "typing"; on: boolean; name?: string }
  | { type: "read"; shop_read_seq: number }
  | { type: "conversation"; conversation: WireConversation }
  | { type: "error"; code: string; client_id?: string; retry_after_ms?: number }
  | { type: "pong" };

/** In which the shop can call him. */
export interface WireCallTime {
  from: number;
  to: number;
}

export interface WireOrder {
  found: boolean;
  number: string;
  state: string;
  next: string;
  courier: string;
  waybill: string;
  from?: number | null;
  to?: number | null;
}

/** What he looks at, as the desk sees it beside the chat. */
export interface WireContext {
  url: string;
  title: string;
  problem: string;
  order: string;
  cart: { lines: { name: string; quantity: number; price: string }[]; total: string; coupon: string };
}
