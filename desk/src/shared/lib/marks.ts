// Moments that a measurement may read (performance.getEntriesByName): when a ring reached this page, when its card was painted.
import { useEffect } from "react";

export const mark = (name: "ring" | "card" | "desk") => performance.mark(`orderline.${name}`);

/** Marks the moment after the frame that first shows what calls this, anew for each `of`. */
export function usePaintMark(name: "card" | "desk", of: string): void {
  useEffect(() => {
    // The frame's callback runs before it is painted, the message after it.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => mark(name);
    const frame = requestAnimationFrame(() => channel.port2.postMessage(0));
    return () => {
      cancelAnimationFrame(frame);
      channel.port1.onmessage = null;
    };
  }, [name, of]);
}
