// Two windows of one browser would take the leg from each other for ever: the one that began to connect last keeps it.
import type { WebPhone } from "./web-phone";

const lockName = "orderline.phone";

/** What of the browser tells the windows of each other. */
export interface Windows {
  locks: Pick<LockManager, "request">;
  channel: Pick<BroadcastChannel, "postMessage" | "onmessage">;
}

/**
 * A lock that the browser lets go when its window closes or dies says whose the phone is; then it comes back to a window that
 * had it before. The lock is taken before the phone is raised: the server tells the other window at that moment, and a lock
 * still free would send the phone straight back.
 */
export function onePhoneOf(phone: Pick<WebPhone, "state" | "subscribe" | "serverDown" | "takeBack">,
  { locks, channel }: Windows = { locks: navigator.locks, channel: new BroadcastChannel(lockName) }): void {
  let was = phone.state();
  let letGo: (() => void) | undefined;
  const take = () => {
    let mine: (() => void) | undefined;
    const hold = () => new Promise<void>((done) => (letGo = mine = done));
    const taken = () => {
      if (letGo === mine) letGo = undefined; // by another window in its turn
    };
    void locks.request(lockName, { steal: true }, hold).catch(taken);
  };
  phone.subscribe(() => {
    const now = phone.state();
    const raised = (state: typeof now) => state.status === "connecting" || state.status === "up";
    if (raised(now) && !raised(was) && !letGo) take();
    if (now.status === "up" && was.status !== "up") channel.postMessage("up");
    const given = now.problem === "elsewhere" && was.problem !== "elsewhere";
    if (now.status === "off" || given) {
      letGo?.();
      letGo = undefined;
    }
    if (given) void locks.request(lockName, () => void phone.takeBack());
    was = now;
  });
  channel.onmessage = () => phone.serverDown("phone.elsewhere");
}
