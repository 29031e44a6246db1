// From two looks at the browser's counters to delay, loss and jitter. Pure.
import type { Network } from "@/shared/lib/phone";

import type { StatsRow } from "./peer";

export interface Counted {
  received: number;
  lost: number;
}

export const countedOf = (rows: StatsRow[]): Counted => {
  const incoming = rows.find(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
  return { received: incoming?.packetsReceived ?? 0, lost: Math.max(0, incoming?.packetsLost ?? 0) };
};

export function networkOf(rows: StatsRow[], before: Counted): Network {
  const incoming = rows.find(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
  const path = pathOf(rows);
  const now = countedOf(rows);
  const lost = Math.max(0, now.lost - before.lost);
  const all = lost + Math.max(0, now.received - before.received);
  const delay = path?.currentRoundTripTime;
  return {
    delay_ms: delay === undefined ? undefined : Math.round(delay * 1000),
    loss_permille: all > 0 ? Math.round((lost * 1000) / all) : 0,
    jitter_ms: Math.round((incoming?.jitter ?? 0) * 1000),
    relayed: isRelayed(rows),
  };
}

/** Whether sound goes through a relay, because no direct way was found. */
export function isRelayed(rows: StatsRow[]): boolean {
  const local = pathOf(rows)?.localCandidateId;
  return rows.some(({ type, id, candidateType }) => type === "local-candidate" && id === local && candidateType === "relay");
}

/** The pair in use; where the transport does not name it, a nominated one. */
function pathOf(rows: StatsRow[]): StatsRow | undefined {
  const chosen = rows.find(({ type, selectedCandidatePairId }) => type === "transport" && selectedCandidatePairId)?.selectedCandidatePairId;
  return rows.find(({ type, id, nominated }) => type === "candidate-pair" && (chosen === undefined ? nominated : id === chosen));
}
