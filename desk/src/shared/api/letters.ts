// Mailboxes and letters. The shapes follow docs/api/openapi.json.
import { queryOptions } from "@tanstack/react-query";

import { ApiError, call, get, post } from "./client";
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

/** The application as the provider registered it; an absent secret stays as it was. */
export interface SignInIn {
  authorize_url: string;
  token_url: string;
  scope: string;
  client_id: string;
  client_secret?: string;
}

export interface SignIn extends Omit<SignInIn, "client_secret"> {
  has_client_secret: boolean;
  signed_in: boolean;
  /** A code: mail.sign_in_again, mail.token_unreachable. */
  trouble: string;
  back_url: string;
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

/** Null: the mailbox has a password. */
export const signInQuery = (id: Id) =>
  queryOptions({
    queryKey: ["mailboxes", id, "sign-in"],
    queryFn: async () => {
      try {
        return await get<SignIn>(`/api/v1/mailboxes/${id}/sign-in`);
      } catch (problem) {
        if (problem instanceof ApiError && problem.code === "letters.no_sign_in") return null;
        throw problem;
      }
    },
  });
export const saveSignIn = (id: Id, to: SignInIn) => call<SignIn>("PUT", `/api/v1/mailboxes/${id}/sign-in`, { body: to });
export const beginSignIn = (id: Id) => post<{ url: string }>(`/api/v1/mailboxes/${id}/sign-in/begin`, {});
export const removeSignIn = (id: Id) => call<unknown>("DELETE", `/api/v1/mailboxes/${id}/sign-in`, {});

/** Asked anew when the thread has another last message. */
export const lettersQuery = (conversation: Id, last: number) =>
  queryOptions({
    queryKey: ["letters", conversation, last],
    queryFn: () => get<{ items: LetterView[] }>(`/api/v1/conversations/${conversation}/letters`),
  });
export const pageOf = (letter: LetterView, pictures: boolean) => `/api/v1/letters/${letter.message_id}/page${pictures ? "?pictures=1" : ""}`;
export const wholeOf = (letter: LetterView) => `/api/v1/letters/${letter.message_id}/raw`;
export const fileOf = (letter: LetterView, number: number) => `/api/v1/letters/${letter.message_id}/files/${number}`;
