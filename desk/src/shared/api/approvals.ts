// Requests for more than one's own limits: decided on their page, told and withdrawn on the card of the order too.
import { queryOptions } from "@tanstack/react-query";

import { get, post } from "./client";
import type { components } from "./schema.gen";

type S = components["schemas"];
export type Approval = S["Approval"];

export const approvalsQuery = queryOptions({
  queryKey: ["approvals"],
  queryFn: ({ signal }) => get<S["ApprovalList"]>("/api/v1/approvals", {}, signal),
  refetchInterval: 60_000,
});

/** The superior decides, or who answers in his place while he is off. */
export const decides = (one: Approval, person: string) => one.state === "open" && (one.superior_id === person || one.answer_id === person);

export const endApproval = (one: Approval, end: "approve" | "refuse" | "withdraw", reason = "") =>
  post<Approval>(`/api/v1/approvals/${one.id}/${end}`, { reason }, { version: one.version });
