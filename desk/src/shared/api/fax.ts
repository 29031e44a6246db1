// Numbers for faxes, faxes, and what is registered by hand. The shapes follow docs/api/openapi.json.
import { queryOptions } from "@tanstack/react-query";

import { call, get, post } from "./client";
import type { Id, Ms } from "./types";

export interface FaxLineIn {
  shop_id: Id;
  number: string;
  name: string;
  station: string;
  header: string;
  queue_id?: Id | null;
  answer_within_s: number;
  t38: boolean;
  ecm: boolean;
  enabled: boolean;
}
export interface FaxLine extends FaxLineIn {
  id: Id;
  version: number;
}
export interface Fax {
  id: Id;
  message_id: Id;
  sends: boolean;
  number: string;
  station: string;
  state: "receiving" | "received" | "calling" | "done";
  code: string;
  pages: number;
  pages_all: number;
  partial: boolean;
  wire: string;
  began_at: Ms;
}
export type HandSort = "letter" | "comment" | "other";
export interface ByHand {
  message_id: Id;
  sort: HandSort;
  dated_at: Ms;
}
export interface FaxList {
  faxes: Fax[];
  by_hand: ByHand[];
  guess?: { customer_id: Id; name: string } | null;
}

export const faxLinesQuery = queryOptions({
  queryKey: ["fax-lines"],
  queryFn: () => get<{ items: FaxLine[]; can_send: boolean }>("/api/v1/fax-lines"),
});
export const faxCallsQuery = (line: Id) =>
  queryOptions({ queryKey: ["fax-calls", line], queryFn: () => get<{ items: Fax[] }>(`/api/v1/fax-lines/${line}/calls`), refetchInterval: 10_000 });
export const addFaxLine = (line: FaxLineIn) => post<FaxLine>("/api/v1/fax-lines", line);
export const changeFaxLine = (line: FaxLine, to: FaxLineIn) => call<FaxLine>("PUT", `/api/v1/fax-lines/${line.id}`, { body: to, version: line.version });

/** Asked anew when the thread has another last message. */
export const faxesQuery = (conversation: Id, last: number) =>
  queryOptions({ queryKey: ["faxes", conversation, last], queryFn: () => get<FaxList>(`/api/v1/conversations/${conversation}/faxes`) });
export const registerByHand = (conversation: Id, what: { client_id: string; sort: HandSort; dated_at: Ms; text: string; files: Id[] }) =>
  post<ByHand>(`/api/v1/conversations/${conversation}/by-hand`, what);
