import { queryOptions } from "@tanstack/react-query";

import { call, get } from "@/shared/api/client";
import type { PhoneKind, PhoneSecret, PhoneSettings, PhoneSetup, SipMake, SipTransport, SipWays } from "@/shared/api/types";

export const choosePhone = (choice: { kind: PhoneKind; outside_number?: string }) =>
  call<PhoneSettings>("PUT", "/api/v1/me/phone", { body: choice });

export const phoneWaysQuery = queryOptions({ queryKey: ["phone-ways"], queryFn: () => get<SipWays>("/api/v1/me/phone/ways") });

/** The address is told once; an earlier one ends. */
export const makePhoneSetup = (choice: { make: SipMake; transport: SipTransport }) =>
  call<PhoneSetup>("POST", "/api/v1/me/phone/setups", { body: choice });

/** The SIP password is read only when somebody asks to see it. */
export const phoneSecretQuery = queryOptions({
  queryKey: ["phone-secret"],
  queryFn: () => get<PhoneSecret>("/api/v1/me/phone/secret"),
  gcTime: 0,
});
