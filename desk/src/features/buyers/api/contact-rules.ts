// How often a buyer may be called by everybody together.
import { queryOptions } from "@tanstack/react-query";

import { call, get } from "@/shared/api/client";
import type { components } from "@/shared/api/schema.gen";

type Schemas = components["schemas"];
export type ContactRules = Schemas["ContactRules"];

export const contactRulesQuery = queryOptions({
  queryKey: ["contact-rules"],
  queryFn: ({ signal }) => get<ContactRules>("/api/v1/contact-rules", {}, signal),
});
export const saveContactRules = (rules: ContactRules) => call<ContactRules>("PUT", "/api/v1/contact-rules", { body: rules });
