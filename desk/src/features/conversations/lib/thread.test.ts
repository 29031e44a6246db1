import { describe, expect, it } from "vitest";

import type { ChatMessage, Conversation, Thread } from "@/shared/api/conversations";

import { byDay, lacks, nextOf, snoozeEnds, toRead, withConversation, withMessage, withOlder, withRead } from "./thread";

const conversation = (part: Partial<Conversation> = {}): Conversation => ({
  id: "1", shop_id: "1", channel: "webchat", account_id: "1", state: "waiting_us", place: "hers", assignee: "p1", assignee_name: "Oksana", buyer_name: "Andrii",
  buyer_contact: "+380501112233", language: "uk", page: "", preview: "Hello", last_from: "buyer", last_seq: 2, unread: 1, began_at: 0, last_at: 0, last_buyer_at: 0,
  disposition: "", version: 3, files_most: 0, files_together_most: 0, topic: "", ...part,
});
const message = (seq: number, part: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${seq}`, seq, direction: "in", text: `text ${seq}`, author_name: "", at: seq * 1000, state: "received", error_code: "", client_id: "", files: [], ...part,
});
const thread = (messages: ChatMessage[], part: Partial<Conversation> = {}): Thread => ({ conversation: conversation(part), messages, more: true });
const mine = (seq: number, state: ChatMessage["state"]) => message(seq, { direction: "out", state });

describe("a thread", () => {
  it("takes a message once, in its place, and knows then that it is the last", () => {
    const once = withMessage(thread([message(1), message(4)]), message(3));
    const twice = withMessage(once, message(3));
    expect(twice.messages.map(({ seq }) => seq)).toEqual([1, 3, 4]);
    expect(twice.conversation.last_seq).toBe(3);
  });

  it("never takes a tick back, but tells a failure", () => {
    const read = withRead(thread([mine(2, "sent"), mine(5, "sent")]), 2, 5);
    expect(read.messages.map(({ state }) => state)).toEqual(["read", "delivered"]);
    expect(withMessage(read, mine(2, "sent")).messages[0]?.state).toBe("read");
    expect(withMessage(thread([mine(2, "sending")]), mine(2, "failed")).messages[0]?.state).toBe("failed");
    expect(withMessage(thread([mine(2, "failed")]), mine(2, "queued")).messages[0]?.state).toBe("queued");
    expect(withMessage(thread([mine(2, "sending")]), mine(2, "queued")).messages[0]?.state).toBe("queued");
    expect(withMessage(thread([mine(2, "delivered")]), mine(2, "queued")).messages[0]?.state).toBe("delivered");
    expect(withRead(thread([message(1)]), 9, 9).messages[0]?.state).toBe("received");
  });

  it("keeps what the stream hides, and refuses an older state", () => {
    const told = withConversation(thread([]), conversation({ version: 4, buyer_contact: "", preview: "", state: "closed" }));
    expect(told.conversation).toMatchObject({ state: "closed", buyer_contact: "+380501112233", preview: "Hello" });
    expect(withConversation(told, conversation({ version: 3 })).conversation.state).toBe("closed");
  });

  it("asks anew only for what it lacks", () => {
    expect(lacks(thread([message(2)]), conversation({ last_seq: 3 }))).toBe(true);
    expect(lacks(thread([message(2)]), conversation({ last_seq: 2 }))).toBe(false);
  });

  it("takes older ones above, none twice", () => {
    const all = withOlder(thread([message(3), message(4)]), { items: [message(1), message(3)], more: false });
    expect([all.messages.map(({ seq }) => seq), all.more]).toEqual([[1, 3, 4], false]);
  });

  it("tells read up to the buyer's last word, and only when something is unread", () => {
    const messages = [message(1), message(2), mine(3, "sent")];
    expect(toRead(thread(messages))).toBe(2);
    expect(toRead(thread(messages, { unread: 0 }))).toBe(0);
  });
});

describe("days, tabs and snooze", () => {
  it("begins a line with every day of the reader's zone", () => {
    const at = (text: string) => Date.parse(text);
    const days = byDay([message(1, { at: at("2026-11-22T20:00Z") }), message(2, { at: at("2026-11-22T23:00Z") }), message(3, { at: at("2026-11-23T08:00Z") })], "Europe/Kyiv");
    expect(days.map(({ day, messages }) => [day, messages.length])).toEqual([["2026-11-22", 1], ["2026-11-23", 2]]);
  });

  it("goes round the tabs", () => {
    expect([nextOf(["a", "b"], "a"), nextOf(["a", "b"], "b"), nextOf(["a", "b"], undefined), nextOf([], "a")]).toEqual(["b", "a", "a", undefined]);
  });

  it("ends in the future, and offers no evening that is over", () => {
    const morning = new Date(2026, 10, 23, 8).getTime(), night = new Date(2026, 10, 23, 20).getTime();
    expect(snoozeEnds(morning).map(({ id }) => id)).toEqual(["hour", "evening", "tomorrow", "week"]);
    expect(snoozeEnds(night).map(({ id }) => id)).toEqual(["hour", "tomorrow", "week"]);
    expect(snoozeEnds(night).every(({ until }) => until > night)).toBe(true);
    expect(new Date(snoozeEnds(night)[1]?.until ?? 0).getHours()).toBe(9);
  });
});
