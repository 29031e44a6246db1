// Times that run by themselves, from the server's clock, each once a second and together.
import { Tooltip } from "@mantine/core";
import { useLingui } from "@lingui/react";
import { useSyncExternalStore } from "react";

import { serverNow } from "@/shared/lib/clock";
import { distance, fullTime, heat, running } from "@/shared/lib/time-words";

import { Icon } from "./icon";
import classes from "./ticking.module.css";

const listeners = new Set<() => void>();
let timer: number | undefined;
let second = 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    second = Math.floor(serverNow() / 1000);
    listeners.forEach((one) => one());
  }, 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      window.clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Server time, renewed once a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => second || (second = Math.floor(serverNow() / 1000))) * 1000;
}

/** Time since `since`, as a running clock. */
export function Since({ since }: { since: number }) {
  const now = useNow();
  return <span className={classes.clock}>{running(now - since)}</span>;
}

/** Time left until `until`; stops at zero. */
export function Left({ until }: { until: number }) {
  // Whole seconds of what is left: the clock's own, rounded down, would begin a second too high.
  const seconds = useSyncExternalStore(subscribe, () => Math.max(0, Math.ceil((until - serverNow()) / 1000)));
  return <span className={classes.clock}>{running(seconds * 1000)}</span>;
}

/** "in 23 min" with 14:00 on hover; warm in its last quarter, hot once due, each with its own icon. */
export function Due({ at, from }: { at: number; from: number }) {
  const now = useNow();
  const { i18n } = useLingui();
  const how = heat(now, at, from);
  return (
    <Tooltip label={fullTime(i18n.locale, at)}>
      <span className={classes.due} data-heat={how}>
        <Icon name={how === "hot" ? "warning" : how === "warm" ? "alarm" : "clock"} size={13} />
        {distance(i18n.locale, now, at)}
      </span>
    </Tooltip>
  );
}

/** "5 min ago" with the full time on hover. */
export function Ago({ at }: { at: number }) {
  const now = useNow();
  const { i18n } = useLingui();
  return (
    <Tooltip label={fullTime(i18n.locale, at)}>
      <time dateTime={new Date(at).toISOString()}>{distance(i18n.locale, now, Math.min(at, now))}</time>
    </Tooltip>
  );
}
