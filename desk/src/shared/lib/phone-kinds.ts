// Her phone, and the device that rings beside it.
import type { PhoneSettings } from "@/shared/api/types";
import type { PhoneStatus } from "@/shared/lib/phone";

export const ringsInBrowser = ({ kind, second }: PhoneSettings) => kind === "browser" || second === "browser";

/** Can a call reach her? The browser knows of itself at once; of another device the server says. */
export const hasPhone = (phone: PhoneSettings, status: PhoneStatus, reachable: boolean) =>
  (ringsInBrowser(phone) && status === "up") || (phone.kind === "browser" && phone.second === "none" ? false : reachable);
