import { queryOptions } from "@tanstack/react-query";

import { post } from "@/shared/api/client";
import type { DialCheck, DialOut } from "@/shared/api/types";

/** Whom: one of these. The number of an order's or task's buyer never comes to the desk for that. */
export interface Whom {
  number?: string;
  order_id?: string;
  customer_id?: string;
  contact_id?: string;
}

export interface Sure {
  confirm_quiet?: boolean;
  confirm_do_not_call?: boolean;
}

export const dial = (whom: Whom, sure: Sure) =>
  post<DialOut>("/api/v1/calls", { confirm_quiet: false, confirm_do_not_call: false, ...whom, ...sure });

/** Whether it can be called now, and what time it is there. Nothing happens. */
export const checkQuery = (whom: Whom) =>
  queryOptions({
    queryKey: ["calls", "check", whom],
    queryFn: ({ signal }) =>
      post<DialCheck>("/api/v1/calls/check", { confirm_quiet: false, confirm_do_not_call: false, ...whom }, { signal }),
    retry: false,
    staleTime: 10_000,
  });
