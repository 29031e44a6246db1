import { describe, expect, it } from "vitest";

import { asksForm, initial, lastSeq, reduce, unread, unsent, type Event, type State } from "./state";
import type { WireConversation, WireMessage } from "./wire";

const run = (...events: Event[]) => events.reduce(reduce, initial);
const said = (seq: number, from: WireMessage["from"], more: Partial<WireMessage> = {}): WireMessage => ({ seq, from, text: `${from} ${seq}`, at: seq * 10, ...more });
const talk = (more: Partial<WireConversation> = {}): WireConversation => ({ state: "active", last_seq: 0, read_seq: 0, shop_read_seq: 0, began_at: 0, ...more });
const wrote: Event = { is: "wrote", local: "a1", text: "Hello", at: 5 };
const texts = (state: State) => state.messages.map(({ text }) => text);

describe("a message", () => {
  it("is one, however often it is heard", () => {
    const answer = said(3, "buyer", { client_id: "a1", text: "Hello" });
    const state = run(wrote, { is: "message", message: answer }, { is: "message", message: answer }, { is: "history", messages: [answer] });
    expect(state.messages).toHaveLength(1);
    expect(state.messages[0]).toMatchObject({ seq: 3, local: "a1", tick: "sent" });
  });

  it("never goes back from read", () => {
    const state = run(wrote, { is: "message", message: said(3, "buyer", { client_id: "a1" }) }, { is: "shop_read", seq: 3 }, { is: "message", message: said(3, "buyer", { client_id: "a1", state: "delivered" }) });
    expect(state.messages[0]?.tick).toBe("read");
  });

  it("stands where the server put it, and what has not left stands last", () => {
    const state = run(wrote, { is: "message", message: said(7, "shop") }, { is: "history", messages: [said(2, "buyer"), said(4, "shop")] });
    expect(texts(state)).toEqual(["buyer 2", "shop 4", "shop 7", "Hello"]);
    expect(lastSeq(state)).toBe(7);
  });

  it("that was refused waits for him, and leaves when he tries again", () => {
    const refused = run(wrote, { is: "refused", local: "a1", why: "conversations.too_fast" });
    expect([refused.messages[0]?.tick, unsent(refused)]).toEqual(["failed", []]);
    expect(unsent(reduce(refused, { is: "again", local: "a1" }))).toHaveLength(1);
  });

  it("that the server has cannot fail any more", () => {
    const state = run(wrote, { is: "message", message: said(3, "buyer", { client_id: "a1" }) }, { is: "refused", local: "a1", why: "x" });
    expect(state.messages[0]?.tick).toBe("sent");
  });
});

describe("what he has not seen", () => {
  it("is counted from the shop's words alone, and none while he looks", () => {
    const state = run({ is: "history", messages: [said(1, "buyer"), said(2, "shop"), said(3, "system"), said(4, "shop")] }, { is: "conversation", conversation: talk({ read_seq: 2 }) });
    expect(unread(state)).toBe(1);
    expect(unread(reduce(state, { is: "shown", shown: true }))).toBe(0);
    expect(unread(reduce(state, { is: "seen", seq: 4 }))).toBe(0);
  });

  it("stays seen when an older word of the server comes late", () => {
    expect(run({ is: "seen", seq: 9 }, { is: "conversation", conversation: talk({ read_seq: 4 }) }).seen).toBe(9);
  });
});

describe("the conversation", () => {
  it("forgets what the server erased, but not what he still has to say", () => {
    const state = run({ is: "history", messages: [said(1, "buyer")] }, { is: "conversation", conversation: talk() }, wrote, { is: "forgotten" });
    expect(texts(state)).toEqual(["Hello"]);
    expect(state.conversation).toBeUndefined();
  });

  it("ends the typing with the answer, with the connection and with the talk", () => {
    const typing: Event = { is: "typing", name: "Oksana" };
    expect(run(typing).typing).toBe("Oksana");
    expect(run(typing, { is: "message", message: said(1, "shop") }).typing).toBeUndefined();
    expect(run(typing, { is: "link", link: "lost" }).typing).toBeUndefined();
    expect(run(typing, { is: "conversation", conversation: talk({ state: "closed" }) }).typing).toBeUndefined();
  });

  it("asks for the form only out of hours and with nobody in talk", () => {
    const shut: Event = { is: "settings", settings: { shop_name: "", languages: [], language: "uk", open: false, title: "", greeting: "", colour: "", limits: { text_chars: 1, name_chars: 1, contact_chars: 1 } } };
    expect(asksForm(run(shut))).toBe(true);
    expect(asksForm(run(shut, { is: "conversation", conversation: talk() }))).toBe(false);
    expect(asksForm(run(shut, { is: "conversation", conversation: talk({ state: "closed" }) }))).toBe(true);
    expect(asksForm(initial)).toBe(false);
  });
});
