// Who is signed in and what she may do.
import { createContext, useContext, type ReactNode } from "react";
import { queryOptions } from "@tanstack/react-query";

import { get } from "@/shared/api/client";
import type { Me } from "@/shared/api/types";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => get<Me>("/api/v1/me", undefined, signal),
  staleTime: Infinity,
  retry: false,
});

export type Permission =
  | "desk.work" | "contacts.view" | "contacts.all" | "board.view" | "recordings.listen" | "recordings.erase" | "recordings.download" | "recordings.hold"
  | "orders.view" | "orders.edit" | "orders.confirm" | "orders.cancel" | "orders.create" | "customers.view"
  | "customers.edit" | "customers.reveal" | "promises.view" | "promises.edit" | "people.view" | "people.edit"
  | "audit.view" | "settings.view" | "settings.edit" | "stores.view" | "stores.edit" | "imports.run" | "demo.run"
  | "system.view" | "export" | "emergency.declare" | "queues.edit" | "reports.export" | "calls.dial"
  | "calls.listen" | "calls.whisper" | "calls.join" | "calls.take_over";

const Context = createContext<Me | null>(null);

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <Context.Provider value={me}>{children}</Context.Provider>;
}

export function useMe(): Me {
  const me = useContext(Context);
  if (!me) throw new Error("useMe needs a signed-in person");
  return me;
}

export function useCan(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

/** The zone of her shops, when they share one. */
export function useOneZone(): string | undefined {
  const { shops } = useMe();
  const zone = shops[0]?.tz;
  return shops.every(({ tz }) => tz === zone) ? zone : undefined;
}
