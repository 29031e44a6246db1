// Notes that did not reach the server yet, kept in this browser. They hold a buyer's words: whoever signs out sends them
// and leaves none on a computer that others use.
import { call } from "@/shared/api/client";

const prefix = "orderline.note.";

export const noteKey = (contactId: string) => prefix + contactId;

/** The draft, saved as typed; also while the page closes. */
export const saveNote = (contactId: string, text: string, keepalive = false) =>
  call<void>("PUT", `/api/v1/contacts/${contactId}/note`, { body: { text }, keepalive });

/** Words to a buyer in a chat that were not sent yet. */
export const replyKey = (conversationId: string) => `orderline.reply.${conversationId}`;
const isReply = (key: string) => key.startsWith(replyKey(""));

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));

/** Tries once; what is refused belongs to a contact that is over or somebody else's. */
export async function sendKeptNotes(): Promise<void> {
  await Promise.allSettled(keys().map((key) => saveNote(key.slice(prefix.length), localStorage.getItem(key) ?? "")));
}

/** Nothing of any buyer stays in this browser: drafts of orders (names and numbers), and notes. */
export function forgetBuyers(): void {
  sessionStorage.clear();
  for (const key of [...keys(), ...Object.keys(localStorage).filter(isReply)]) localStorage.removeItem(key);
}
