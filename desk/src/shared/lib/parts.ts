// The history of a contact as bars over time: one line for each person, the buyer's talks and what stood beside them. Pure.
import type { PartView } from "@/shared/api/types";

export type Tone = "talk" | "aside" | "beside";

export interface Bar {
  /** Shares of the whole, 0..1. */
  from: number;
  width: number;
  tone: Tone;
}
export interface Lane {
  name: string;
  bars: Bar[];
}
export interface Picture {
  from: number;
  until: number;
  lanes: Lane[];
}

const tones: Record<string, Tone> = { talk: "talk", conference: "talk", join: "talk", outside: "talk", consult: "aside", listen: "beside", whisper: "beside" };
/** A moment still is to be seen. */
const leastWidth = 0.008;

export function partsPicture(parts: PartView[]): Picture {
  const from = Math.min(...parts.map((part) => part.from));
  const until = Math.max(...parts.map((part) => part.until), from + 1);
  const lanes = new Map<string, Bar[]>();
  for (const part of parts) {
    const tone = tones[part.what];
    if (!tone || !part.person_name) continue;
    const bars = lanes.get(part.person_name) ?? [];
    const start = (part.from - from) / (until - from);
    const width = Math.max(leastWidth, (part.until - part.from) / (until - from));
    lanes.set(part.person_name, [...bars, { from: Math.min(start, 1 - leastWidth), width: Math.min(width, 1 - Math.min(start, 1 - leastWidth)), tone }]);
  }
  return { from, until, lanes: [...lanes].map(([name, bars]) => ({ name, bars })) };
}
