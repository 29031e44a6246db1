// The signature of a mailbox's letters (DKIM): keys, their DNS records, and whether these are found.
import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "./client";
import type { Id, Ms } from "./types";

export type DkimKind = "rsa" | "ed25519";
export type DkimStanding = "unknown" | "found" | "missing" | "different" | "unreachable";

export interface DkimLine {
  kind: DkimKind;
  domain: string;
  selector: string;
  /** Where the TXT record stands, and what it says. */
  name: string;
  record: string;
  signs: boolean;
  /** The mailbox has another address by now. */
  other_domain: boolean;
  standing: DkimStanding;
  checked_at?: Ms | null;
  made_at: Ms;
}
export interface Dkim {
  items: DkimLine[];
}

const path = (box: Id) => `/api/v1/mailboxes/${box}/dkim`;

export const dkimQuery = (box: Id) => queryOptions({ queryKey: ["mailbox-dkim", box], queryFn: () => get<Dkim>(path(box)) });
export const makeDkim = (box: Id, kind: DkimKind) => post<Dkim>(path(box), { kind });
export const turnDkim = (box: Id, kind: DkimKind, on: boolean) => call<Dkim>("PUT", path(box), { query: { kind }, body: { on } });
export const checkDkim = (box: Id, kind: DkimKind) => post<Dkim>(`${path(box)}/check`, {}, { query: { kind } });
export const removeDkim = (box: Id, kind: DkimKind) => call<Dkim>("DELETE", path(box), { query: { kind } });
