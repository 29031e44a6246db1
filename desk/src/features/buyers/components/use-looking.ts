// While the page stands open the others see it: told every half minute, taken back when it closes.
import { useEffect } from "react";

import type { Id } from "@/shared/api/types";

import { look, useLook, type Purpose } from "../api/buyers";

const againMs = 30_000;

export function useLooking(id: Id, contactId: Id | undefined, purpose: Purpose, hold: boolean): void {
  const { mutate } = useLook(id, contactId);
  useEffect(() => {
    const tell = () => mutate({ purpose, hold });
    tell();
    const timer = setInterval(tell, againMs);
    return () => clearInterval(timer);
  }, [mutate, purpose, hold]);
  useEffect(() => {
    const leave = () => void look(id, contactId, { purpose: "other", leave: true }, true).catch(() => undefined);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, [id, contactId]);
}
