// The signed-in desk: the frame stays, the screens change inside it.
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";

import { usePhone } from "@/shared/lib/phone";
import { useMe } from "@/shared/lib/session";

import { router } from "./router";

const usedKey = "orderline.phone-used";

export function Desk() {
  useAutoPhone();
  return <RouterProvider router={router} />;
}

/** Brings the browser phone up by itself once it has been used here: a reload during a call must not need a click. */
function useAutoPhone(): void {
  const { phone: settings, permissions } = useMe();
  const phone = usePhone();
  // Who only listens has this browser for it.
  const mine = permissions.includes("desk.work") ? settings.kind === "browser" : permissions.includes("calls.listen");
  useEffect(() => {
    if (!mine) return phone.disconnect();
    const remember = phone.subscribe(() => {
      if (phone.state().status === "up") localStorage.setItem(usedKey, "yes");
    });
    if (localStorage.getItem(usedKey)) void phone.connect();
    return remember;
  }, [mine, phone]);
}
