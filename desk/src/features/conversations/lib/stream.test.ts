import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, it } from "vitest";

import { threadKey, type ChatMessage, type Conversation, type Thread } from "@/shared/api/conversations";
import { forgetBuyers } from "@/shared/lib/kept-notes";

import { keepDraft, readDraft } from "./draft";
import { keepAnswer, take } from "./stream";

const conversation = { id: "v1", last_seq: 1, version: 1, preview: "Hello", buyer_contact: "+38050" } as Conversation;
const message = (seq: number, part: Partial<ChatMessage> = {}) => ({ id: `m${seq}`, seq, direction: "in", state: "received", at: seq, ...part }) as ChatMessage;
let cache: QueryClient;
const thread = () => cache.getQueryData<Thread>(threadKey("v1"));

beforeEach(() => {
  cache = new QueryClient();
  cache.setQueryData<Thread>(threadKey("v1"), { conversation, messages: [message(1)], more: false });
});

it("puts the stream's news into the open thread, and leaves others alone", () => {
  take(cache, { type: "conversation_message", data: { conversation_id: "v1", message: message(2, { direction: "out", state: "sent" }) } });
  take(cache, { type: "conversation_read", data: { conversation_id: "v1", buyer_read_seq: 2, buyer_got_seq: 2 } });
  take(cache, { type: "conversation_message", data: { conversation_id: "v9", message: message(3) } });
  expect(thread()?.messages.map(({ seq, state }) => [seq, state])).toEqual([[1, "received"], [2, "read"]]);
  expect(cache.getQueryData(threadKey("v9"))).toBeUndefined();
});

it("asks for the thread anew when there is more than it holds", () => {
  take(cache, { type: "conversation", data: { ...conversation, version: 2, last_seq: 1 } });
  expect(cache.getQueryState(threadKey("v1"))?.isInvalidated).toBe(false);
  take(cache, { type: "conversation", data: { ...conversation, version: 2, last_seq: 5 } });
  expect(cache.getQueryState(threadKey("v1"))?.isInvalidated).toBe(true);
});

it("takes an answer with its message", () => {
  keepAnswer(cache, { conversation: { ...conversation, version: 2, assignee: "p1" }, message: message(2) });
  expect(thread()?.conversation.assignee).toBe("p1");
  expect(thread()?.messages).toHaveLength(2);
});

it("keeps words that were not sent, with their name, until somebody signs out", () => {
  keepDraft("v1", { text: "Dear buyer", note: false, clientId: "c-1" });
  expect(readDraft("v1")).toEqual({ text: "Dear buyer", note: false, clientId: "c-1" });
  forgetBuyers();
  expect(readDraft("v1").text).toBe("");
  localStorage.setItem("orderline.reply.v1", "{broken");
  expect(readDraft("v1").text).toBe("");
});
