// (state, event) -> state. No clock, no network: tested without a browser.
// Events may arrive twice (the socket resumes by sequence number): what was seen is dropped by `seq`.
import type { Conversation } from "@/shared/api/conversations";
import type { AgentView, ContactCard, PromiseNotice, Promise_ } from "@/shared/api/types";

import { initial, type LiveEvent, type LiveState, type ServerEvent } from "./state";

export function reduce(state: LiveState, event: LiveEvent): LiveState {
  switch (event.kind) {
    case "connection":
      return { ...state, connection: event.connection };
    case "hello":
      return hello(state, event.epoch, event.seq, event.me);
    case "resync":
      return { ...state, resyncs: state.resyncs + 1 };
    case "current":
      return { ...state, contact: event.contact, sentBy: sentBy(state, event.contact), offerGone: brokenOff(state, event.contact) };
    case "chat_offer":
      return { ...state, chatOffer: event.offer };
    case "me":
      return { ...state, me: event.me };
    case "due_seen":
      return { ...state, due: state.due.filter(({ promise }) => promise.id !== event.id) };
    case "gone_seen":
      return { ...state, offerGone: null };
    case "signed_out":
      return initial;
    case "server":
      if (event.seq !== 0 && event.seq <= state.seq) return state;
      return { ...server(state, event.event), seq: Math.max(state.seq, event.seq) };
  }
}

/** Same epoch: the server replays what we missed. Another one: it restarted, so nothing remembered holds. */
function hello(state: LiveState, epoch: string, seq: number, me: AgentView | null): LiveState {
  const restarted = epoch !== state.epoch;
  return {
    ...state,
    connection: "up",
    epoch,
    seq: restarted ? seq : state.seq,
    me: me ?? (restarted ? null : state.me),
    saving: restarted ? initial.saving : state.saving,
    chatOffer: restarted ? null : state.chatOffer,
    resyncs: restarted ? state.resyncs + 1 : state.resyncs,
  };
}

function server(state: LiveState, event: ServerEvent): LiveState {
  switch (event.type) {
    case "agent":
      return agent(state, event.data);
    case "offer":
      return { ...state, contact: event.data, sentBy: sentBy(state, event.data), offerGone: null, line: {} };
    case "offer_gone":
      if (!isOffered(state.contact, event.data.contact_id)) return state;
      return { ...state, contact: null, offerGone: event.data };
    case "contact":
      return { ...state, contact: event.data, sentBy: sentBy(state, event.data) };
    case "contact_over":
      if (state.contact?.contact_id !== event.data.contact_id) return state;
      return { ...state, contact: null, offerGone: event.data.cause ? { contact_id: event.data.contact_id, cause: event.data.cause } : state.offerGone };
    case "promise":
      return { ...state, contact: withPromise(state.contact, event.data), due: stillDue(state.due, event.data) };
    case "promise_due":
      return { ...state, due: [...state.due.filter((old) => old.promise.id !== event.data.promise.id), event.data] };
    case "board":
      return { ...state, board: event.data };
    case "task":
      return { ...state, tasks: { ...state.tasks, [event.data.contact_id]: event.data } };
    case "saving":
      return { ...state, saving: { ok: event.data.ok, code: event.data.code ?? "", rows: event.data.rows ?? 0 } };
    case "line":
      return { ...state, line: { ...state.line, [event.data.side]: event.data } };
    case "demo":
      return { ...state, busyHour: event.data.busy_hour };
    case "conversation_offer":
      return { ...state, chatOffer: event.data };
    case "conversation_offer_gone":
      if (state.chatOffer?.conversation.id !== event.data.conversation_id) return state;
      return { ...state, chatOffer: null, offerGone: { contact_id: event.data.conversation_id, cause: `chat_${event.data.cause}` } };
    case "conversation":
      return { ...state, chatOffer: stillOffered(state.chatOffer, event.data) };
    case "conversation_message":
    case "conversation_context":
    case "conversation_typing":
    case "conversation_read":
    case "order":
    case "trunk":
    case "emergency":
    case "decision":
    case "approval":
    case "lesson":
    case "buyer":
      return state; // These live in the query cache; the provider refetches them.
    default:
      return state; // A window from before an update meets the news of a newer server.
  }
}

function sentBy(state: LiveState, card: ContactCard | null): LiveState["sentBy"] {
  if (!card) return null;
  const name = card.talk?.from_name ?? "";
  if (name) return { contact_id: card.contact_id, name };
  return state.sentBy?.contact_id === card.contact_id ? state.sentBy : null;
}

/** A contact in hand that the server knows no more after a restart does not just vanish. */
function brokenOff(state: LiveState, now: ContactCard | null): LiveState["offerGone"] {
  const had = state.contact;
  if (!had || had.contact_id === now?.contact_id || had.state === "wrap_up") return state.offerGone;
  return { contact_id: had.contact_id, cause: "restarted" };
}

/** Somebody has it now: it rings no more. */
function stillOffered(offer: LiveState["chatOffer"], now: Conversation): LiveState["chatOffer"] {
  return offer?.conversation.id === now.id && (now.place === "hers" || now.state === "closed") ? null : offer;
}

function agent(state: LiveState, view: AgentView): LiveState {
  const mine = state.me?.person_id === view.person_id;
  return { ...state, me: mine ? view : state.me, agents: { ...state.agents, [view.person_id]: view } };
}

function isOffered(contact: ContactCard | null, id: string): boolean {
  return contact?.contact_id === id && contact.state === "offered";
}

function withPromise(contact: ContactCard | null, promise: ContactCard["promises"][number]): ContactCard | null {
  if (!contact || promise.to_customer_id !== contact.customer?.id) return contact;
  const others = contact.promises.filter((old) => old.id !== promise.id);
  const open = promise.state === "open" || promise.state === "late";
  const promises = open ? [...others, promise] : others;
  return { ...contact, promises: promises.sort((a, b) => a.due_at - b.due_at) };
}

/** What was kept or called off meanwhile interrupts nobody any more. */
function stillDue(due: PromiseNotice[], promise: Promise_): PromiseNotice[] {
  const over = promise.state !== "open" && promise.state !== "broken";
  return over && due.some((one) => one.promise.id === promise.id) ? due.filter((one) => one.promise.id !== promise.id) : due;
}
