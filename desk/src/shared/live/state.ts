// The desk's live state and what may happen to it. One WebSocket stream goes into one pure reducer.
import type { BuyerContext, ChatMessage, Conversation } from "@/shared/api/conversations";
import type { AgentView, Board, ContactCard, Emergency, Promise_, PromiseNotice, Task, Trunk } from "@/shared/api/types";

/** Why an offer went away before it was answered; told in language by the desk. */
export interface OfferGone {
  contact_id: string;
  cause: string;
}

/** What is wrong now with what comes from a side of the talk; "" is good again. */
export interface LineEvent {
  contact_id: string;
  side: "buyer" | "operator";
  fault: "" | "no_audio" | "poor";
}

/** A conversation that is offered to her, and until when. */
export interface ChatOffer {
  conversation: Conversation;
  expires_at: number;
}

export type Connection = "connecting" | "up" | "down";

export interface LiveState {
  connection: Connection;
  /** Server start the sequence numbers belong to; another epoch means a restarted server. */
  epoch: string;
  seq: number;
  me: AgentView | null;
  contact: ContactCard | null;
  agents: Record<string, AgentView>;
  tasks: Record<string, Task>;
  board: Board | null;
  /** Promises that concern her now: at most one interruption each. */
  due: PromiseNotice[];
  saving: { ok: boolean; code: string; rows: number };
  offerGone: OfferGone | null;
  /** The last word on each side of the talk in hand. */
  line: Partial<Record<LineEvent["side"], LineEvent>>;
  /** Who sent the contact in hand: the card says it only while it rings. */
  sentBy: { contact_id: string; name: string } | null;
  busyHour: boolean | null;
  /** A chat rings beside what she has in hand. */
  chatOffer: ChatOffer | null;
  /** Counts up when everything fetched before may be stale. */
  resyncs: number;
}

export const initial: LiveState = {
  connection: "connecting",
  epoch: "",
  seq: 0,
  me: null,
  contact: null,
  agents: {},
  tasks: {},
  board: null,
  due: [],
  saving: { ok: true, code: "", rows: 0 },
  offerGone: null,
  line: {},
  sentBy: null,
  busyHour: null,
  chatOffer: null,
  resyncs: 0,
};

/** What the server sends after the first frame. */
export type ServerEvent =
  | { type: "agent"; data: AgentView }
  | { type: "offer"; data: ContactCard }
  | { type: "offer_gone"; data: OfferGone }
  | { type: "contact"; data: ContactCard }
  | { type: "contact_over"; data: { contact_id: string; cause?: "unattended" | "buyer_calls" } }
  | { type: "order"; data: { id: string; version: number } }
  | { type: "promise"; data: Promise_ }
  | { type: "promise_due"; data: PromiseNotice }
  | { type: "board"; data: Board }
  | { type: "task"; data: Task }
  | { type: "saving"; data: { ok: boolean; code?: string; rows?: number } }
  | { type: "line"; data: LineEvent }
  | { type: "trunk"; data: Trunk }
  | { type: "emergency"; data: Emergency }
  | { type: "decision"; data: { id: string } }
  | { type: "approval"; data: { id: string } }
  | { type: "lesson"; data: { id: string } }
  | { type: "buyer"; data: { id: string } }
  | { type: "conversation"; data: Conversation }
  | { type: "conversation_message"; data: { conversation_id: string; message: ChatMessage } }
  | { type: "conversation_offer"; data: ChatOffer }
  | { type: "conversation_offer_gone"; data: { conversation_id: string; cause: string } }
  | { type: "conversation_context"; data: { conversation_id: string; context?: BuyerContext | null } }
  | { type: "conversation_typing"; data: { conversation_id: string; on: boolean } }
  | { type: "conversation_read"; data: { conversation_id: string; buyer_read_seq: number; buyer_got_seq: number } }
  | { type: "demo"; data: { busy_hour: boolean } };

export type LiveEvent =
  | { kind: "connection"; connection: Connection }
  | { kind: "hello"; epoch: string; seq: number; me: AgentView | null }
  | { kind: "resync" }
  | { kind: "current"; contact: ContactCard | null }
  | { kind: "chat_offer"; offer: ChatOffer | null }
  | { kind: "me"; me: AgentView | null }
  | { kind: "due_seen"; id: string }
  | { kind: "gone_seen" }
  | { kind: "signed_out" }
  | { kind: "server"; seq: number; event: ServerEvent };
