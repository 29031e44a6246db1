import { queryOptions } from "@tanstack/react-query";

import { call, get } from "@/shared/api/client";
import type { PhoneKind, PhoneSecret, PhoneSettings } from "@/shared/api/types";

export const choosePhone = (choice: { kind: PhoneKind; outside_number?: string }) =>
  call<PhoneSettings>("PUT", "/api/v1/me/phone", { body: choice });

/** The SIP password is read only when somebody asks to see it. */
export const phoneSecretQuery = queryOptions({
  queryKey: ["phone-secret"],
  queryFn: () => get<PhoneSecret>("/api/v1/me/phone/secret"),
  gcTime: 0,
});
