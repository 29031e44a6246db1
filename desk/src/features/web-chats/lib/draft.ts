// A web chat in its form: what differs from what was saved, the tag for the shop's pages, and the page of the preview.
import type { WebChat, WebChatPatch } from "../api/web-chats";

export const usualColour = "#0f766e";

const fields = ["name", "enabled", "queue_id", "origins", "title", "greeting", "colour", "answer_within_s", "languages", "shut_note", "when_shut", "invitations", "share", "files"] as const;
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Only what she changed: what somebody saves meanwhile elsewhere stays. */
export function changesOf(saved: WebChat, form: WebChat): WebChatPatch {
  const changed = fields.filter((name) => !same(saved[name] ?? null, form[name] ?? null));
  const patch = Object.fromEntries(changed.map((name) => [name, form[name]])) as WebChatPatch;
  return "queue_id" in patch ? { ...patch, queue_id: patch.queue_id ?? "0" } : patch;
}

/** One address a line; a path behind it is left out, as the browser names a page's origin without one. */
export const originsOf = (text: string): string[] => {
  const lines = text.split(/[\s,]+/).filter(Boolean).map((line) => /^(https?:\/\/[^/]+)/.exec(line)?.[1] ?? line);
  return [...new Set(lines)];
};

export const tagOf = (server: string, key: string): string => `<script src="${server}/widget/v1/orderline.js" data-key="${key}" async></script>`;

export type Moment = "open" | "shut" | "invited";

interface Around {
  shop: string;
  languages: string[];
  language: string;
  /** When the shop of the preview opens again. */
  opensAt: number;
}

/** What the server would tell a page, were this form saved. */
export function helloOf(form: WebChat, moment: Moment, around: Around): object {
  const invitation = form.invitations[0];
  return {
    shop_name: around.shop, languages: form.languages.length > 0 ? form.languages : around.languages, language: around.language, open: moment !== "shut",
    opens_at: moment === "shut" ? around.opensAt : null, title: form.title, greeting: form.greeting, colour: form.colour, shut_note: form.shut_note, when_shut: form.when_shut,
    invitations: moment === "invited" && invitation ? [{ ...invitation, page: "", language: "", after_s: 0, with_cart: false }] : [],
    share: form.share, doors: { call_back: true, order_status: true, transcript: false }, limits: { text_chars: 4000, name_chars: 100, contact_chars: 200, file_bytes: form.files ? 25_000_000 : 0 }, conversation: null,
  };
}

const quoted = (text: string): string => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

/** A page of its own origin for a frame without rights: the real script, on what the form says. */
export function previewPage(server: string, hello: object, shown: boolean, dark: boolean): string {
  const scheme = dark ? "dark" : "light";
  const preview = quoted(JSON.stringify({ hello, shown }));
  return `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="${scheme}"><script src="${server}/widget/v1/orderline.js" data-key="preview" data-scheme="${scheme}" data-preview="${preview}"></script>`;
}
