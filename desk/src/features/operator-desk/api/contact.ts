// What the operator does with the contact in her hand. Live commands act at once; the fresh card comes by the socket.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { ContactCard, Customer, Disposition, Task } from "@/shared/api/types";

const path = (id: string, what: string) => `/api/v1/contacts/${id}/${what}`;

export type Command = "answer" | "decline" | "hold" | "resume" | "hang-up";

export const command = (id: string, what: Command) => post<void>(path(id, what));
export const mute = (id: string, muted: boolean) => post<void>(path(id, "mute"), { muted });
export const sendDigits = (id: string, digits: string) => post<void>(path(id, "digits"), { digits });
export const recording = (id: string, what: "begin" | "pause" | "resume") => post<void>(path(id, `recording/${what}`));
export const eraseRecording = (id: string, reason: string) => post<void>(path(id, "recording/erase"), { reason });

export const sayWhoItIs = (id: string, customer_id: string) => post<void>(path(id, "customer"), { customer_id });

export interface WrapUp {
  disposition: Disposition;
  note: string;
  cause?: string;
}

export const finishWrapUp = (id: string, wrapUp: WrapUp) => post<void>(path(id, "wrap-up"), wrapUp);
export const moreTime = (id: string) => post<{ until: number }>(path(id, "more-time"));

export const tasksQuery = queryOptions({
  queryKey: ["tasks"],
  queryFn: ({ signal }) => get<{ items: Task[] }>("/api/v1/tasks", undefined, signal),
});

export const customerQuery = (id: string, contactId: string) =>
  queryOptions({
    queryKey: ["customer", id, contactId],
    queryFn: () => get<Customer>(`/api/v1/customers/${id}`, { contact_id: contactId }),
  });

/** By one field: an order's number, a surname, the end of a telephone number. */
export const findBuyers = (q: string) => get<{ items: { customer: Customer }[] }>("/api/v1/buyers", { q });
export const attachNumber = (contact_id: string, buyer: string) => post<Customer>(`/api/v1/buyers/${buyer}/attach`, { contact_id });

export const reveal = (customerId: string, what: { identity_id?: string; address_id?: string }, reason: string) =>
  post<{ value: string }>(`/api/v1/customers/${customerId}/reveal`, { ...what, reason });

export const doNotCall = (customerId: string, reason: string) =>
  post<void>(`/api/v1/customers/${customerId}/do-not-call`, { reason });

export const currentContact = () => get<{ contact?: ContactCard }>("/api/v1/contacts/current");
