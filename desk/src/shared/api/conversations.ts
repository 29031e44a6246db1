// Written channels: what the server says of a conversation, and how it is asked. The shapes follow docs/api/openapi.json.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { get, post } from "./client";
import type { FileView } from "./files";
import type { components } from "./schema.gen";
import type { Customer, Id, Ms, Outcome, TransferTargets } from "./types";

export type ConversationState = "open" | "waiting_us" | "waiting_buyer" | "snoozed" | "closed";

export interface Conversation {
  id: Id;
  shop_id: Id;
  channel: components["schemas"]["Conversation"]["channel"];
  account_id: Id;
  state: ConversationState;
  /** Whether it has a visit in the line, and whose. */
  place: "none" | "line" | "hers";
  assignee?: Id | null;
  assignee_name: string;
  queue_id?: Id | null;
  contact_id?: Id | null;
  buyer_name: string;
  /** Masked for who does not have it. */
  buyer_contact: string;
  customer_id?: Id | null;
  /** The shop's own page has signed who he is. */
  signed_buyer?: boolean;
  language: string;
  page: string;
  /** The last words; empty where they are hidden. */
  preview: string;
  last_from: "buyer" | "shop";
  last_seq: number;
  unread: number;
  began_at: Ms;
  last_at: Ms;
  last_buyer_at: Ms;
  /** The clock of the answer; none while he must act. */
  answer_due_at?: Ms | null;
  first_answered_at?: Ms | null;
  snoozed_until?: Ms | null;
  disposition: Outcome | "";
  /** In an operator's words. */
  topic: string;
  /** The buyer's own word of it, 1 to 5; 0 = none. */
  rating?: number;
  rating_words?: string;
  rated_at?: Ms | null;
  version: number;
  /** What may be written now; none: always. */
  window?: components["schemas"]["Window"] | null;
  /** Bytes of the largest file that may be sent here; 0: none. */
  files_most: number;
  /** Bytes of all files of one answer; 0: each for itself. */
  files_together_most: number;
}

export interface ChatMessage {
  id: Id;
  seq: number;
  direction: "in" | "out" | "note" | "system";
  /** Of `system`: a code. */
  text: string;
  author_id?: Id | null;
  author_name: string;
  at: Ms;
  state: "received" | "queued" | "sending" | "sent" | "delivered" | "read" | "failed" | "perhaps_sent";
  /** Of `in`: edited, deleted, unsupported, call. */
  error_code: string;
  client_id: string;
  /** Why it is not delivered, and what now. */
  trouble?: components["schemas"]["Trouble"] | null;
  files: FileView[];
}

export interface Thread {
  conversation: Conversation;
  messages: ChatMessage[];
  more: boolean;
  /** What he looks at now, for who has the conversation. */
  context?: BuyerContext | null;
}

/** Everything in it is the page's word. */
export interface BuyerContext {
  url: string;
  title: string;
  /** What a form of the page has told him. */
  problem: string;
  order: string;
  cart: { lines: { name: string; quantity: number; price: string }[]; total: string; coupon: string };
  at: Ms;
}

export interface ConversationPage {
  items: Conversation[];
  next?: string | null;
  counts: { mine: number; waiting: number };
}

export type InboxView = "mine" | "waiting" | "all" | "closed";

const path = (id: Id, what = "") => `/api/v1/conversations/${id}${what && `/${what}`}`;

export const listKey = ["conversations"];
export const threadKey = (id: Id) => ["conversation", id];

export const conversationsQuery = (view: InboxView, q = "") =>
  infiniteQueryOptions({
    queryKey: [...listKey, view, q],
    queryFn: ({ signal, pageParam }) => get<ConversationPage>("/api/v1/conversations", { view, q, cursor: pageParam || undefined }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });

export interface FoundPage {
  items: { conversation: Conversation; message: ChatMessage }[];
  next?: string | null;
  /** Where it stopped when there is a next one. */
  searched_to?: Ms | null;
}

export const foundQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["conversations-found", q],
    queryFn: ({ signal, pageParam }) => get<FoundPage>("/api/v1/conversations/found", { q, cursor: pageParam || undefined }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });

/** Those in her hands, most urgent first. */
export const mineQuery = queryOptions({
  queryKey: [...listKey, "hers"],
  queryFn: ({ signal }) => get<ConversationPage>("/api/v1/conversations", { view: "mine", limit: 50 }, signal),
});

export const threadQuery = (id: Id) =>
  queryOptions({ queryKey: threadKey(id), queryFn: ({ signal }) => get<Thread>(path(id), undefined, signal) });

export const olderMessages = (id: Id, before: number) => get<{ items: ChatMessage[]; more: boolean }>(path(id, "messages"), { before, limit: 50 });

interface Answer {
  conversation: Conversation;
  message?: ChatMessage | null;
}

/** What changes who has it or its life is compared and set: another's change in between is refused. */
const guarded = (what: string) => (one: Conversation, body: object = {}) => post<Answer>(path(one.id, what), body, { version: one.version });

export const acceptOffer = (id: Id) => post<Answer>(path(id, "accept"));
export const declineOffer = (id: Id) => post<unknown>(path(id, "decline"));
export const takeConversation = guarded("take");
export const reopenConversation = guarded("reopen");
/** What she last did with it is taken back whole, or refused with the reason. */
export const undoConversation = guarded("undo");
/** `files`: uploads that go with it. */
export const sendReply = (one: Conversation, text: string, client_id: string, files: Id[] = [], must_arrive = false) => guarded("reply")(one, { text, client_id, files, ...(must_arrive && { must_arrive }) });
/** `mentions`: people who hear of it. */
export const sendNote = (one: Conversation, text: string, client_id: string, mentions: Id[] = []) => post<Answer>(path(one.id, "notes"), { text, client_id, ...(mentions.length > 0 && { mentions }) });
/** What failed or was perhaps sent, once more. */
export const sendAgain = (id: Id, message: Id) => post<Answer>(path(id, `messages/${message}/again`));
export const transferConversation = (one: Conversation, to: { queue_id?: Id; person_id?: Id; note?: string }) => guarded("transfer")(one, to);
export const snoozeConversation = (one: Conversation, until: Ms) => guarded("snooze")(one, { until });
/** What was put off comes back now. */
export const wakeConversation = guarded("wake");
/** A few words; "" takes them away. */
export const setTopic = (one: Conversation, topic: string) => post<Answer>(path(one.id, "topic"), { topic });
export const closeConversation = (one: Conversation, disposition: Outcome, note: string) => guarded("close")(one, { disposition, ...(note && { note }) });
export const tellTyping = (id: Id, on: boolean) => post<unknown>(path(id, "typing"), { on });
export const tellRead = (id: Id, seq: number) => post<unknown>(path(id, "read"), { seq });

/** By one field: an order's number, a surname, the end of a telephone number. */
export const findWriters = (q: string) => get<{ items: { customer: Customer; order_number: string }[] }>("/api/v1/buyers", { q });
/** Her word for who he is; none takes it back. */
export const sayWhoWrites = (one: Conversation, customer_id?: Id) => guarded("buyer")(one, customer_id ? { customer_id } : {});

/** The same list as a call's: asked anew while its dialog stands. */
export const chatTargetsQuery = queryOptions({
  queryKey: ["transfer-targets"],
  queryFn: ({ signal }) => get<TransferTargets>("/api/v1/transfer-targets", undefined, signal),
  refetchInterval: 2_000,
  staleTime: 0,
});
