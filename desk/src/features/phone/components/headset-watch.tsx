// Headset buttons do what the keys do: answer, mute, end; the headset's lamps follow the call.
import { useEffect } from "react";

import { useActions } from "@/shared/lib/actions";
import { useLive } from "@/shared/live/store";

import { startHeadsets, tellHeadsets } from "../lib/headset-devices";

export function HeadsetWatch() {
  const { run } = useActions();
  const state = useLive((live) => live.contact?.state);
  const muted = useLive((live) => live.contact?.muted ?? false);
  useEffect(() => startHeadsets((press) => void run(press)), [run]);
  useEffect(() => {
    const talking = state === "talking" || state === "held" || state === "dialling" || state === "interrupted";
    tellHeadsets({ ringing: state === "offered", talking, muted });
  }, [state, muted]);
  return null;
}
