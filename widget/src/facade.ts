// `window.Orderline`: what the shop's own page may tell the chat and hear of it. Every value from the page is checked and
// copied, so that nothing of the page's objects lives on in here.
import type { Chat } from "./chat";
import { isList, word } from "./look";
import { unread, type Event } from "./state";
import { languageIn } from "./texts";
import type { View } from "./view";

export type Heard = "open" | "close" | "sent" | "message" | "unread";
const heard: readonly Heard[] = ["open", "close", "sent", "message", "unread"];

export interface Facade {
  version: 1;
  open(): void;
  close(): void;
  /** Who he is, as far as the page knows: goes with the first message. With `signature` by the word of the shop's server. */
  setBuyer(buyer: { name?: string; contact?: string; id?: string; email?: string; phone?: string; signature?: string }): void;
  /** The order that the page is about: stands in the empty field, to be sent by him. */
  setOrder(number: string): void;
  /** What lies in his cart, line by line (`name`, `quantity`, `price` as written); an empty list: nothing. */
  setCart(lines: readonly unknown[], more?: { total?: string; coupon?: string }): void;
  /** The page that he sees, when it is not what the address says; `problem`: what a form has told him. */
  setPage(page: { url?: string; title?: string; problem?: string }): void;
  setLanguage(language: string): void;
  /** Gives back what takes the listener away. */
  on(event: Heard, listener: (value: unknown) => void): () => void;
  /** For calls from before the widget was there: `(window.Orderline = window.Orderline || []).push(["open"])`. */
  push(call: readonly unknown[]): void;
}

export function facade(chat: Chat, view: View, order: (number: string) => string): Facade {
  const listeners: { event: Heard; listener: (value: unknown) => void }[] = [];
  const told = (event: Heard, value: unknown) => {
    for (const one of [...listeners]) if (one.event === event) guarded(() => one.listener(value));
  };
  let before = unread(chat.state);
  chat.listen((state, event) => {
    tellPage(event, told);
    const now = unread(state);
    if (now !== before) told("unread", (before = now));
  });
  const api: Facade = {
    version: 1,
    open: () => view.open(),
    close: () => view.close(),
    setBuyer: (buyer) => {
      const name = word(buyer?.name, 100), email = word(buyer?.email, 200), phone = word(buyer?.phone, 200);
      const contact = word(buyer?.contact, 200) || phone || email;
      chat.buyer = { ...(name && { name }), ...(contact && { contact }) };
      const id = word(buyer?.id, 200), signature = word(buyer?.signature, 200);
      if (id || signature) void chat.signer.sign({ id, name, email, phone, signature });
    },
    setOrder: (number) => {
      view.suggest(word(number, 40) && order(word(number, 40)));
      chat.look.setOrder(word(number, 40));
    },
    setCart: (lines, more) => {
      chat.tell({ is: "cart", full: isList(lines) && lines.length > 0 });
      chat.look.setCart(lines, more);
    },
    setPage: (page) => chat.look.setPage(page),
    setLanguage: (tag) => {
      const language = languageIn(word(tag, 20));
      if (language) chat.suggestLanguage(language);
    },
    on: (event, listener) => {
      if (!heard.includes(event) || typeof listener !== "function") return () => undefined;
      const entry = { event, listener };
      listeners.push(entry);
      return () => void (listeners.includes(entry) && listeners.splice(listeners.indexOf(entry), 1));
    },
    push: ([name, ...values]) => {
      const method = name !== "push" && name !== "version" ? api[name as "open"] : undefined;
      if (typeof method === "function") guarded(() => (method as (...all: unknown[]) => void)(...values));
    },
  };
  return api;
}

function tellPage(event: Event, told: (event: Heard, value: unknown) => void): void {
  if (event.is === "shown") told(event.shown ? "open" : "close", undefined);
  if (event.is === "wrote") told("sent", { text: event.text });
  if (event.is === "message" && event.message.from === "shop") told("message", { text: event.message.text, name: event.message.author ?? "" });
}

/** A fault of the page's listener stays the page's. */
function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    window.setTimeout(() => { throw error; });
  }
}
