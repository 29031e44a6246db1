import { describe, expect, it } from "vitest";

import type { Conversation } from "@/shared/api/conversations";
import { agentView, contactCard, promise } from "@/shared/lib/test-data";

import { reduce } from "./reducer";
import { initial, type LiveState, type ServerEvent } from "./state";

let seq = 0;
const happened = (state: LiveState, ...events: ServerEvent[]) =>
  events.reduce((so_far, event) => reduce(so_far, { kind: "server", seq: ++seq, event }), state);

const signedIn = () => {
  seq = 10;
  return reduce(initial, { kind: "hello", epoch: "a", seq: 10, me: agentView({ state: "ready" }) });
};
const offer = { type: "offer", data: contactCard({ state: "offered" }) } as const;

describe("live state", () => {
  it("rings, talks and ends in one place", () => {
    const ringing = happened(signedIn(), offer);
    expect(ringing.contact?.state).toBe("offered");
    const talking = happened(ringing, { type: "contact", data: contactCard({ state: "talking" }) });
    expect(talking.contact?.state).toBe("talking");
    expect(happened(talking, { type: "contact_over", data: { contact_id: "c1" } }).contact).toBeNull();
    const missed = happened(talking, { type: "contact_over", data: { contact_id: "c1", cause: "unattended" } });
    expect(missed).toMatchObject({ contact: null, offerGone: { cause: "unattended" } });
  });

  it("says why an offer went, and only for the offer on screen", () => {
    const gone = { type: "offer_gone", data: { contact_id: "c1", cause: "caller_left" } } as const;
    expect(happened(signedIn(), offer, gone)).toMatchObject({ contact: null, offerGone: { cause: "caller_left" } });
    const talking = happened(signedIn(), { type: "contact", data: contactCard({ state: "talking" }) }, gone);
    expect(talking.contact?.contact_id).toBe("c1");
    const other = happened(signedIn(), offer, { type: "offer_gone", data: { contact_id: "c9", cause: "declined" } });
    expect(other.contact?.contact_id).toBe("c1");
  });

  it("keeps the state at news that only the query cache wants", () => {
    const before = happened(signedIn(), offer);
    const after = happened(before, { type: "buyer", data: { id: "7" } });
    expect(after).toEqual({ ...before, seq: after.seq });
  });

  it("drops what it has seen after a resume", () => {
    const state = happened(signedIn(), { type: "agent", data: agentView({ state: "paused" }) });
    const again = reduce(state, { kind: "server", seq: 11, event: { type: "agent", data: agentView({ state: "ready" }) } });
    expect(again.me?.state).toBe("paused");
  });

  it("resumes within an epoch and refetches after a restart", () => {
    const state = happened(signedIn(), offer);
    const resumed = reduce(state, { kind: "hello", epoch: "a", seq: 99, me: agentView({}) });
    expect([resumed.seq, resumed.resyncs]).toEqual([state.seq, state.resyncs]);
    const restarted = reduce(state, { kind: "hello", epoch: "b", seq: 3, me: agentView({}) });
    expect([restarted.seq, restarted.resyncs]).toEqual([3, state.resyncs + 1]);
    expect(restarted.contact).not.toBeNull(); // stays on screen until the refetch says what is true
  });

  it("says that a contact in hand went with the server, and nothing of one that is still there or was over", () => {
    const talking = happened(signedIn(), { type: "contact", data: contactCard({ state: "talking" }) });
    expect(reduce(talking, { kind: "current", contact: null })).toMatchObject({ contact: null, offerGone: { cause: "restarted" } });
    expect(reduce(talking, { kind: "current", contact: contactCard({ state: "talking" }) }).offerGone).toBeNull();
    const after = happened(signedIn(), { type: "contact", data: contactCard({ state: "wrap_up" }) });
    expect(reduce(after, { kind: "current", contact: null }).offerGone).toBeNull();
  });

  it("keeps her own state apart from the others'", () => {
    const state = happened(signedIn(), { type: "agent", data: agentView({ person_id: "p2", state: "talking" }) });
    expect(state.me?.state).toBe("ready");
    expect(state.agents.p2?.state).toBe("talking");
  });

  it("takes her own state from a fetch too, and keeps it over a resume", () => {
    const anew = reduce(initial, { kind: "hello", epoch: "a", seq: 0, me: null });
    const known = reduce(anew, { kind: "me", me: agentView({ state: "paused" }) });
    expect(reduce(known, { kind: "hello", epoch: "a", seq: 0, me: null }).me?.state).toBe("paused");
    expect(reduce(known, { kind: "hello", epoch: "b", seq: 0, me: null }).me).toBeNull();
  });

  it("adds a promise to the buyer on screen, in order of due time, and takes a kept one away", () => {
    const talking = happened(signedIn(), { type: "contact", data: contactCard({ state: "talking" }) });
    const early = happened(talking, { type: "promise", data: promise({ id: "p9", due_at: 5 }) });
    expect(early.contact?.promises.map((p) => p.id)).toEqual(["p9", "p1"]);
    const kept = happened(early, { type: "promise", data: promise({ id: "p9", due_at: 5, state: "kept" }) });
    expect(kept.contact?.promises.map((p) => p.id)).toEqual(["p1"]);
    const stranger = happened(talking, { type: "promise", data: promise({ id: "px", to_customer_id: "b7" }) });
    expect(stranger.contact?.promises).toHaveLength(1);
  });

  it("warns once per due promise until it is seen", () => {
    const due = happened(
      signedIn(),
      { type: "promise_due", data: { notice: "warning", promise: promise({ id: "p1" }) } },
      { type: "promise_due", data: { notice: "broken", promise: promise({ id: "p1" }) } },
    );
    expect(due.due.map(({ notice }) => notice)).toEqual(["broken"]);
    const kept = happened(due, { type: "promise", data: promise({ id: "p1", state: "late" }) });
    expect(kept.due).toHaveLength(0);
    expect(reduce(due, { kind: "due_seen", id: "p1" }).due).toHaveLength(0);
  });

  it("tells what is not saved, and forgets it when the server restarted", () => {
    const full = happened(signedIn(), { type: "saving", data: { ok: false, code: "db.full", rows: 12 } });
    expect(full.saving).toEqual({ ok: false, code: "db.full", rows: 12 });
    expect(reduce(full, { kind: "hello", epoch: "b", seq: 1, me: null }).saving.ok).toBe(true);
  });

  it("remembers who sent the contact while it is in hand", () => {
    const talk = { role: "operator" as const, operator_name: "", from_name: "Bohdan", aside: false, parties: [], watchers: [], word: "" as const };
    const rung = reduce(initial, { kind: "server", seq: 1, event: { type: "offer", data: contactCard({ talk }) } });
    const taken = reduce(rung, { kind: "server", seq: 2, event: { type: "contact", data: contactCard({ state: "talking" }) } });
    expect(taken.sentBy).toEqual({ contact_id: "c1", name: "Bohdan" });
    expect(reduce(taken, { kind: "server", seq: 3, event: { type: "offer", data: contactCard({ contact_id: "c2" }) } }).sentBy).toBeNull();
  });

  it("rings a chat beside a call, until it is gone, taken, or the server restarted", () => {
    const conversation = { id: "v1", place: "line", state: "waiting_us" } as Conversation;
    const rung = happened(signedIn(), offer, { type: "conversation_offer", data: { conversation, expires_at: 9 } });
    expect([rung.contact?.state, rung.chatOffer?.conversation.id]).toEqual(["offered", "v1"]);
    expect(happened(rung, { type: "conversation_offer_gone", data: { conversation_id: "v2", cause: "left" } }).chatOffer).not.toBeNull();
    expect(happened(rung, { type: "conversation_offer_gone", data: { conversation_id: "v1", cause: "no_answer" } })).toMatchObject({ chatOffer: null, offerGone: { contact_id: "v1", cause: "chat_no_answer" } });
    expect(reduce(rung, { kind: "chat_offer", offer: { conversation, expires_at: 12 } }).chatOffer?.expires_at).toBe(12);
    expect(reduce(rung, { kind: "chat_offer", offer: null }).chatOffer).toBeNull();
    expect(happened(rung, { type: "conversation", data: { ...conversation, place: "hers" } }).chatOffer).toBeNull();
    expect(happened(rung, { type: "conversation", data: conversation }).chatOffer).not.toBeNull();
    expect(reduce(rung, { kind: "hello", epoch: "b", seq: 1, me: null }).chatOffer).toBeNull();
  });
});
