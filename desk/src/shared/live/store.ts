// Holds the live state outside React; components subscribe to the part they show.
import { useSyncExternalStore } from "react";

import { mark } from "@/shared/lib/marks";

import { reduce } from "./reducer";
import { initial, type LiveEvent, type LiveState, type ServerEvent } from "./state";
import { LiveSocket, type Frame } from "./socket";

type Listener = () => void;
type Side = (frame: Frame) => void;

let state = initial;
const listeners = new Set<Listener>();
const sides = new Set<Side>();
const doubters = new Set<Listener>();

export function getLive(): LiveState {
  return state;
}

export function dispatchLive(event: LiveEvent): void {
  const next = reduce(state, event);
  if (next === state) return;
  state = next;
  listeners.forEach((listener) => listener());
}

export function subscribeLive(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** For the phone and the query cache: every frame, also those that change no live state. */
export function onFrame(side: Side): () => void {
  sides.add(side);
  return () => void sides.delete(side);
}

/** When the server ended the socket, or did not let it in: is the session over? */
export function onDoubt(doubter: Listener): () => void {
  doubters.add(doubter);
  return () => void doubters.delete(doubter);
}

/** The selector must return a part of the state, never a new object. */
export function useLive<T>(select: (state: LiveState) => T): T {
  return useSyncExternalStore(subscribeLive, () => select(state));
}

interface Hello {
  epoch: string;
  seq: number;
  me: LiveState["me"];
}

export const socket = new LiveSocket({
  connection: (connection) => dispatchLive({ kind: "connection", connection }),
  doubt: () => doubters.forEach((doubter) => doubter()),
  position: () => ({ epoch: state.epoch, seq: state.seq }),
  frame(frame) {
    if (frame.type === "offer") mark("ring");
    if (frame.type === "hello") {
      const { epoch, seq, me } = frame.data as Hello;
      dispatchLive({ kind: "hello", epoch, seq, me });
    } else if (frame.type === "resync") {
      dispatchLive({ kind: "resync" });
    } else if (!frame.type.startsWith("phone.")) {
      dispatchLive({ kind: "server", seq: frame.seq ?? 0, event: frame as unknown as ServerEvent });
    }
    sides.forEach((side) => side(frame));
  },
});
