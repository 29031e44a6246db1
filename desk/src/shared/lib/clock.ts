// The server's clock, seen from the browser. Every answer proves two bounds on (server - here):
// the Date header has whole seconds, so the server read its clock somewhere in [date, date + 1 s), and it did so
// between our sending and our receiving. The bounds of all answers are intersected, so the error soon falls
// below a second, and waits tick alike on every screen.

export interface Bounds {
  low: number;
  high: number;
}

export const unknown: Bounds = { low: -Infinity, high: Infinity };

export function narrow(bounds: Bounds, sentAt: number, receivedAt: number, date: number, spread = 1000): Bounds {
  const low = Math.max(bounds.low, date - receivedAt);
  const high = Math.min(bounds.high, date + spread - sentAt);
  // A laptop that slept or a corrected clock contradicts the past: believe the newest answer alone.
  return low <= high ? { low, high } : { low: date - receivedAt, high: date + spread - sentAt };
}

export function offset(bounds: Bounds): number {
  return Number.isFinite(bounds.low) && Number.isFinite(bounds.high) ? Math.round((bounds.low + bounds.high) / 2) : 0;
}

let current = unknown;

export function noteServerTime(sentAt: number, receivedAt: number, date: number, spread = 1000): void {
  current = narrow(current, sentAt, receivedAt, date, spread);
}

/** Server time now, in ms UTC. */
export function serverNow(): number {
  return Date.now() + offset(current);
}
