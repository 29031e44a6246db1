// The audit on the wire: rows newest first; the first page also says whether the whole chain holds.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { get } from "@/shared/api/client";
import type { AuditPage, Person } from "@/shared/api/types";

export interface AuditFilter {
  who?: string;
  subject?: string;
  from?: number;
  to?: number;
}

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam, signal }) => get<AuditPage>("/api/v1/audit", { ...filter, cursor: pageParam, limit: 100 }, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
  });

export const peopleQuery = queryOptions({
  queryKey: ["people", ""],
  queryFn: () => get<{ items: Person[] }>("/api/v1/people", { q: "" }),
});
