// Mailboxes and letters. The shapes follow docs/api/openapi.json.
import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "./client";
import type { Id, Ms } from "./types";

export type Tls = "tls" | "starttls" | "none";

export interface MailboxIn {
  shop_id: Id;
  address: string;
  name: string;
  imap_host: string;
  imap_port: number;
  imap_tls: Tls;
  smtp_host: string;
  smtp_port: number;
  smtp_tls: Tls;
  user: string;
  /** Absent: as it was. */
  secret?: string;
  bearer: boolean;
  folder: string;
  signature: string;
  plus_addresses: boolean;
  queue_id?: Id | null;
  answer_within_s: number;
  enabled: boolean;
}

export interface Mailbox extends Omit<MailboxIn, "secret"> {
  id: Id;
  has_secret: boolean;
  state: "off" | "connecting" | "working" | "failing";
  trouble: string;
  state_at?: Ms | null;
  version: number;
}

export interface MailboxStep {
  step: "receive" | "folder" | "send";
  ok: boolean;
  code: string;
}

export interface LetterView {
  message_id: Id;
  subject: string;
  from_name: string;
  from_address: string;
  to: string;
  quoted: string;
  sort: "letter" | "automatic" | "bulk" | "bounce" | "receipt" | "complaint" | "sent";
  has_page: boolean;
  remote_pictures: number;
  files: { number: number; name: string; type: string; bytes: number }[];
  left_out: string[];
  has_raw: boolean;
}

export const mailboxesQuery = queryOptions({
  queryKey: ["mailboxes"],
  queryFn: () => get<{ items: Mailbox[] }>("/api/v1/mailboxes"),
  refetchInterval: 5_000,
});
export const addMailbox = (box: MailboxIn) => post<Mailbox>("/api/v1/mailboxes", box);
export const changeMailbox = (box: Mailbox, to: MailboxIn) => call<Mailbox>("PUT", `/api/v1/mailboxes/${box.id}`, { body: to, version: box.version });
export const checkMailbox = (id: Id) => post<{ steps: MailboxStep[] }>(`/api/v1/mailboxes/${id}/check`, {});

/** Asked anew when the thread has another last message. */
export const lettersQuery = (conversation: Id, last: number) =>
  queryOptions({
    queryKey: ["letters", conversation, last],
    queryFn: () => get<{ items: LetterView[] }>(`/api/v1/conversations/${conversation}/letters`),
  });
export const pageOf = (letter: LetterView, pictures: boolean) => `/api/v1/letters/${letter.message_id}/page${pictures ? "?pictures=1" : ""}`;
export const wholeOf = (letter: LetterView) => `/api/v1/letters/${letter.message_id}/raw`;
export const fileOf = (letter: LetterView, number: number) => `/api/v1/letters/${letter.message_id}/files/${number}`;
