// Keeps the live socket while somebody is signed in and tells the query cache what became stale.
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { ApiError, get } from "@/shared/api/client";
import type { AgentView, ContactCard, Me } from "@/shared/api/types";
import { forgetBuyers } from "@/shared/lib/kept-notes";
import { dispatchLive, getLive, onDoubt, onFrame, socket, subscribeLive } from "@/shared/live/store";
import type { Frame } from "@/shared/live/socket";
import type { ChatOffer } from "@/shared/live/state";

/** Live frame -> the cached lists it makes stale. */
const staleBy: Record<string, string[]> = {
  order: ["orders"],
  promise: ["promises", "asked"],
  promise_due: ["promises", "asked"],
  asked: ["asked"],
  mention: ["mentions"],
  task: ["tasks"],
  emergency: ["emergencies", "alert-feeds"],
  decision: ["decisions", "order"],
  approval: ["approvals", "decisions", "order"],
  lesson: ["lessons"],
  conversation: ["conversations"],
  buyer: ["buyer"],
  trunk: ["trunks"],
  contact_over: ["contacts", "recordings", "orders"],
};

export function useLiveStream(person: string): void {
  const cache = useQueryClient();
  useEffect(() => {
    const offFrame = onFrame((frame) => noteStale(cache, frame));
    let seen = getLive().resyncs;
    const offState = subscribeLive(() => {
      const { resyncs } = getLive();
      if (resyncs === seen) return;
      seen = resyncs;
      void refetchAll(cache);
    });
    const offDoubt = onDoubt(() => void leaveIfOver(person));
    socket.start();
    return () => {
      socket.stop();
      offFrame();
      offState();
      offDoubt();
      dispatchLive({ kind: "signed_out" });
    };
  }, [cache, person]);
}

/** The session may have ended elsewhere, or be another person's by now: then nothing of a buyer stays on this screen. */
export async function leaveIfOver(person: string, leave = () => location.assign("/")): Promise<void> {
  const over = await get<Me>("/api/v1/me").then(
    (me) => me.person_id !== person,
    (error: unknown) => error instanceof ApiError && (error.status === 401 || error.status === 403),
  );
  if (!over) return;
  forgetBuyers();
  leave();
}

async function refetchAll(cache: QueryClient): Promise<void> {
  void cache.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "me" });
  // Her own state on the floor; a person who takes no contacts has none.
  const me = await get<AgentView>("/api/v1/me/agent").catch(() => null);
  dispatchLive({ kind: "me", me });
  const { contact } = await get<{ contact?: ContactCard }>("/api/v1/contacts/current");
  dispatchLive({ kind: "current", contact: contact ?? null });
  await restoreChatOffer();
}

/** A desk that was opened, or reloaded, while a chat rings here. Who takes no contacts has none. */
async function restoreChatOffer(): Promise<void> {
  const before = getLive().chatOffer;
  const offers = await get<{ items: ChatOffer[] }>("/api/v1/conversations/offered").catch(() => undefined);
  // What began to ring while the answer was on its way stays.
  if (offers && getLive().chatOffer === before) dispatchLive({ kind: "chat_offer", offer: offers.items[0] ?? null });
}

function noteStale(cache: QueryClient, frame: Frame): void {
  for (const key of staleBy[frame.type] ?? []) void cache.invalidateQueries({ queryKey: [key] });
  if (frame.type === "order") {
    const { id } = frame.data as { id: string };
    void cache.invalidateQueries({ queryKey: ["order", id] });
  }
}
