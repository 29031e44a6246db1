// More than two in a call: whom the operator can ask, and what she does with those who are in it.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { PhoneKind, TransferIn, TransferTargets } from "@/shared/api/types";

export type TalkCommand = "swap" | "conference" | "consult/complete" | "consult/cancel" | "leave";

const path = (id: string, what: string) => `/api/v1/contacts/${id}/${what}`;

export const talk = (id: string, what: TalkCommand) => post<void>(path(id, what));
export const consult = (id: string, whom: TransferIn) => post<void>(path(id, "consult"), whom);
export const transfer = (id: string, whom: TransferIn) => post<void>(path(id, "transfer"), whom);

/** Her live call goes to another phone of hers; "stay": it rings there no more. */
export const move = (id: string, to: PhoneKind | "stay") => post<void>(path(id, "move"), { to });

/** Colleagues and queues, as they stand: asked anew while the dialog is open. */
export const targetsQuery = queryOptions({
  queryKey: ["transfer-targets"],
  queryFn: ({ signal }) => get<TransferTargets>("/api/v1/transfer-targets", undefined, signal),
  refetchInterval: 2_000,
  staleTime: 0,
});
