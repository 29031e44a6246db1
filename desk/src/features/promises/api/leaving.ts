// Before somebody goes: what she promised for the time that she is away.
import { get, post } from "@/shared/api/client";
import type { Promise_ } from "@/shared/api/types";

export interface Leaving {
  back_at: number;
  promises: Promise_[];
  takers: { id: string; name: string }[];
}

export const askLeaving = () => get<Leaving>("/api/v1/me/leaving");
/** `to`: "0" is the line. */
export const leavePromises = (promise_ids: string[], to: string) =>
  post<{ promises: number }>("/api/v1/me/leaving/hand-over", { promise_ids, to });
