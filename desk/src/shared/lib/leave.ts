// Signing out: the phone goes down, nothing of anybody stays in this tab.
import { useQueryClient } from "@tanstack/react-query";

import { setPresence, signOut } from "@/shared/api/presence";

import { usePhone } from "./phone";

export function useLeave(): () => void {
  const cache = useQueryClient();
  const phone = usePhone();
  return () => {
    phone.disconnect();
    void setPresence("signed_out")
      .catch(() => undefined) // a person without a desk has no presence
      .then(signOut)
      .finally(() => {
        cache.clear();
        sessionStorage.clear(); // drafts of orders: names and numbers
        location.assign("/");
      });
  };
}
