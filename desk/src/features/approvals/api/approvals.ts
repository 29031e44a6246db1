// Requests for more than one's own limits, and the limits, on the wire.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";

type S = components["schemas"];
export type Approval = S["Approval"];
export type LimitRow = S["LimitRow"];
export type NewLimit = S["NewLimit"];

export const approvalsQuery = queryOptions({
  queryKey: ["approvals"],
  queryFn: ({ signal }) => get<S["ApprovalList"]>("/api/v1/approvals", {}, signal),
  refetchInterval: 60_000,
});

/** The superior decides, or who answers in his place while he is off. */
export const decides = (one: Approval, person: string) => one.state === "open" && (one.superior_id === person || one.answer_id === person);

export const endApproval = (one: Approval, end: "approve" | "refuse" | "withdraw", reason = "") =>
  post<Approval>(`/api/v1/approvals/${one.id}/${end}`, { reason }, { version: one.version });

export const limitsQuery = queryOptions({
  queryKey: ["own-limits"],
  queryFn: ({ signal }) => get<S["LimitList"]>("/api/v1/own-limits", {}, signal),
});

export const addLimit = (limit: NewLimit) => post<S["LimitList"]>("/api/v1/own-limits", limit);

export const peopleQuery = queryOptions({
  queryKey: ["people", "names"],
  queryFn: ({ signal }) => get<{ items: { id: string; name: string; active: boolean }[] }>("/api/v1/people", {}, signal),
  retry: false,
});
