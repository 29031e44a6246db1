// What the buyer's chat knows and how it changes. Pure: (state, event) -> state, no clock, no page, no network.
// A message has one identity from the first key press on: `local`, made here, comes back from the server beside its own `seq`,
// so that what was typed once is shown once, however often it was sent or heard.
import type { WireConversation, WireFile, WireHello, WireMessage } from "./wire";

export type Language = "en" | "uk" | "ru" | "zh";

/** Where a message of the buyer's own stands. Only `failed` asks anything of him. */
export type Tick = "sending" | "sent" | "delivered" | "read" | "failed";

export interface Message {
  /** The server's place; 0 until it has answered. */
  seq: number;
  /** Ours; empty for what was not written here. */
  local: string;
  by: "buyer" | "shop" | "system";
  text: string;
  at: number;
  /** Of the shop's: who wrote. */
  name: string;
  /** Of the buyer's own. */
  tick: Tick;
  /** Of `failed`: the server's reason. */
  why: string;
  files?: readonly WireFile[];
  /** A file that is on its way. */
  upload?: Upload;
}

/** `part`: 0 to 1. */
export interface Upload {
  name: string;
  bytes: number;
  part: number;
  file: Blob;
}

export type Link = "idle" | "connecting" | "up" | "lost";

export interface State {
  settings: WireHello | undefined;
  /** What the buyer chose, or the page asked for; else the shop's. */
  wish: Language | "";
  shown: boolean;
  link: Link;
  messages: readonly Message[];
  conversation: WireConversation | undefined;
  /** Up to here he has seen it. */
  seen: number;
  /** Name of who types; undefined: nobody. */
  typing: string | undefined;
  /** Older messages stand at the server. */
  more: boolean;
  /** The form was sent out of hours. */
  left: boolean;
  /** Something lies in his cart, as the page says. */
  cart: boolean;
  /** The shop's word beside the button; "" = none. */
  invited: string;
  /** His own word on whether the desk sees his page and cart. */
  shares: Shares;
}

export type Shares = "" | "yes" | "no";

export const initial: State = {
  settings: undefined, wish: "", shown: false, link: "idle", messages: [], conversation: undefined, seen: 0, typing: undefined,
  more: false, left: false, cart: false, invited: "", shares: "",
};

export type Event =
  | { is: "settings"; settings: WireHello }
  | { is: "wish"; language: Language }
  | { is: "shown"; shown: boolean }
  | { is: "link"; link: Link }
  | { is: "history"; messages: readonly WireMessage[]; more?: boolean }
  | { is: "conversation"; conversation: WireConversation }
  | { is: "wrote"; local: string; text: string; at: number }
  | { is: "sends"; local: string; at: number; upload: Upload }
  | { is: "part"; local: string; part: number }
  | { is: "dropped"; local: string }
  | { is: "message"; message: WireMessage }
  | { is: "refused"; local: string; why: string }
  | { is: "held"; local: string; why: string }
  | { is: "again"; local: string }
  | { is: "typing"; name: string | undefined }
  | { is: "shop_read"; seq: number }
  | { is: "seen"; seq: number }
  | { is: "left" }
  | { is: "cart"; full: boolean }
  | { is: "invited"; text: string }
  | { is: "shares"; shares: Shares }
  | { is: "forgotten" };

export function reduce(state: State, event: Event): State {
  switch (event.is) {
    case "settings":
      return { ...state, settings: event.settings };
    case "wish":
      return { ...state, wish: event.language };
    case "shown":
      return { ...state, shown: event.shown, left: event.shown && state.left, invited: event.shown ? "" : state.invited };
    case "cart":
      return { ...state, cart: event.full };
    case "invited":
      return { ...state, invited: state.shown ? "" : event.text };
    case "shares":
      return { ...state, shares: event.shares };
    case "link":
      return { ...state, link: event.link, typing: event.link === "up" ? state.typing : undefined };
    case "history":
      return { ...state, more: event.more ?? state.more, messages: event.messages.map(heard).reduce(put, state.messages) };
    case "conversation":
      return conversation(state, event.conversation);
    case "wrote":
      return { ...state, messages: put(state.messages, mine(event.local, event.text, event.at)) };
    case "sends":
      return { ...state, messages: put(state.messages, { ...mine(event.local, "", event.at), upload: event.upload }) };
    case "part":
      return { ...state, messages: state.messages.map((one) => (one.local === event.local && one.upload ? { ...one, why: "", upload: { ...one.upload, part: event.part } } : one)) };
    case "dropped":
      return { ...state, messages: state.messages.filter(({ local, seq }) => local !== event.local || seq > 0) };
    case "message":
      return { ...state, messages: put(state.messages, heard(event.message)), typing: event.message.from === "shop" ? undefined : state.typing };
    case "refused":
      return { ...state, messages: change(state.messages, event.local, { tick: "failed", why: event.why }) };
    case "held": // it goes on by itself; until then he is told what it waits for
      return { ...state, messages: change(state.messages, event.local, { tick: "sending", why: event.why }) };
    case "again":
      return { ...state, messages: change(state.messages, event.local, { tick: "sending", why: "" }) };
    case "typing":
      return { ...state, typing: event.name };
    case "shop_read":
      return { ...state, messages: read(state.messages, event.seq) };
    case "seen":
      return { ...state, seen: Math.max(state.seen, event.seq) };
    case "left":
      return { ...state, left: true };
    case "forgotten":
      return { ...state, conversation: undefined, seen: 0, typing: undefined, more: false, messages: state.messages.filter(({ seq }) => seq === 0) };
  }
}

const mine = (local: string, text: string, at: number): Message => ({ seq: 0, local, by: "buyer", text, at, name: "", tick: "sending", why: "" });

const heard = (wire: WireMessage): Message => ({
  seq: wire.seq, local: wire.client_id ?? "", by: wire.from, text: wire.text, at: wire.at, name: wire.author ?? "", tick: wire.state ?? "sent", why: "", ...(wire.files?.length ? { files: wire.files } : {}),
});

function conversation(state: State, now: WireConversation): State {
  return {
    ...state, conversation: now, messages: read(state.messages, now.shop_read_seq), seen: Math.max(state.seen, now.read_seq),
    typing: now.state === "active" ? state.typing : undefined,
  };
}

const rank: Record<Tick, number> = { failed: 0, sending: 1, sent: 2, delivered: 3, read: 4 };

function read(list: readonly Message[], seq: number): readonly Message[] {
  return list.map((one) => (one.by === "buyer" && one.seq > 0 && one.seq <= seq && one.tick !== "read" ? { ...one, tick: "read" as const } : one));
}

/** Only what has not left can fail, or be tried again. */
function change(list: readonly Message[], local: string, to: Pick<Message, "tick" | "why">): readonly Message[] {
  return list.map((one) => (one.local === local && one.seq === 0 ? { ...one, ...to } : one));
}

/** One place for each message; a late "delivered" never takes back a "read". */
function put(list: readonly Message[], message: Message): readonly Message[] {
  const old = list.find((one) => (message.seq > 0 && one.seq === message.seq) || (message.local !== "" && one.local === message.local));
  if (!old) return [...list, message].sort(inOrder);
  const tick = rank[message.tick] > rank[old.tick] ? message.tick : old.tick;
  const next = { ...message, seq: message.seq || old.seq, local: old.local || message.local, tick };
  return list.map((one) => (one === old ? next : one)).sort(inOrder);
}

/** By the server's places; what it has not placed yet stands last, as it was typed. */
function inOrder(a: Message, b: Message): number {
  if (a.seq > 0 && b.seq > 0) return a.seq - b.seq;
  if (a.seq === 0 && b.seq === 0) return a.at - b.at;
  return a.seq === 0 ? 1 : -1;
}

/** What still has to leave, in the order in which it was typed. */
export const unsent = (state: State): readonly Message[] => state.messages.filter(({ by, seq, tick, upload }) => by === "buyer" && seq === 0 && tick === "sending" && !upload);

export const lastSeq = (state: State): number => state.messages.reduce((most, { seq }) => Math.max(most, seq), 0);

/** The shop's words that he has not seen: none while he looks. */
export const unread = (state: State): number => (state.shown ? 0 : state.messages.filter(({ by, seq }) => by === "shop" && seq > state.seen).length);

export const languageOf = (state: State): Language => state.wish || state.settings?.language || "en";

/** A closed shop that wants no button then; who has begun keeps his. */
export const isHidden = (state: State): boolean => state.settings?.open === false && state.settings.when_shut === "hidden" && !state.conversation;

/** The desk may see what he looks at: by his word, or as the shop tells while he has not said no. */
export const shares = ({ settings, shares: his }: State): boolean =>
  (settings?.share === "tells" && his !== "no") || (settings?.share === "asks" && his === "yes");

/** Out of hours, with nothing begun: he leaves a message with an address instead. */
export const asksForm = (state: State): boolean =>
  state.settings?.open === false && (state.conversation === undefined || state.conversation.state === "closed") && unsent(state).length === 0;
