import { queryOptions } from "@tanstack/react-query";

import { ApiError, call, get, post } from "@/shared/api/client";
import type { DialCheck, PhoneKind, PhoneSecret, PhoneSettings, PhoneSetup, SecondPhone, SipMake, SipTransport, SipWays } from "@/shared/api/types";

export const choosePhone = (choice: { kind: PhoneKind; outside_number?: string; second?: SecondPhone }) =>
  call<PhoneSettings>("PUT", "/api/v1/me/phone", { body: choice });

export const phoneWaysQuery = queryOptions({ queryKey: ["phone-ways"], queryFn: () => get<SipWays>("/api/v1/me/phone/ways") });

/** The address is told once; an earlier one ends. */
export const makePhoneSetup = (choice: { make: SipMake; transport: SipTransport }) =>
  call<PhoneSetup>("POST", "/api/v1/me/phone/setups", { body: choice });

/** A number that no trunk may ring is of no use as her phone: said before it is saved. What else hinders a call now may pass. */
export async function mayRing(number: string): Promise<void> {
  if (!number.trim()) return;
  const told = await post<DialCheck>("/api/v1/calls/check", { number, confirm_quiet: true, confirm_do_not_call: true }).catch(() => undefined);
  if (told?.code === "calls.country" || told?.code === "calls.premium") throw new ApiError(told.code, 403, "", "outside_number");
}

/** The SIP password is read only when somebody asks to see it. */
export const phoneSecretQuery = queryOptions({
  queryKey: ["phone-secret"],
  queryFn: () => get<PhoneSecret>("/api/v1/me/phone/secret"),
  gcTime: 0,
});
