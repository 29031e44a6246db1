// Who talked when in a contact: transfers, consultations, supervisors.
import { queryOptions } from "@tanstack/react-query";

import type { PartView } from "./types";
import { get } from "./client";

export const partsQuery = (contactId: string) =>
  queryOptions({
    queryKey: ["contacts", "parts", contactId],
    queryFn: ({ signal }) => get<{ items: PartView[] }>(`/api/v1/contacts/${contactId}/parts`, undefined, signal),
  });
