// Six figures, readable from three metres.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import type { Board } from "@/shared/api/types";
import { clockTime, running } from "@/shared/lib/time-words";
import { useNow } from "@/shared/ui/ticking";

import classes from "./board.module.css";
import { percent } from "./figures";

export function Television({ board, onClose }: { board: Board; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const waiting = board.shops.flatMap((queue) => queue.waiting);
  const longest = waiting.length > 0 ? now - Math.min(...waiting.map((contact) => contact.since)) : 0;
  const ready = board.agents.filter((agent) => agent.state === "ready").length;
  const talking = board.agents.filter((agent) => agent.state === "talking").length;
  const answered = board.shops.reduce((sum, queue) => sum + queue.today.answered, 0);
  const strict = board.shops.map((queue) => queue.today.service_levels.find((level) => level.code === "strict"));
  const met = strict.reduce((sum, level) => sum + (level?.numerator ?? 0), 0);
  const all = strict.reduce((sum, level) => sum + (level?.denominator ?? 0), 0);
  const cells: [string, string, boolean][] = [
    [t`Waiting`, String(waiting.length), waiting.length > ready],
    [t`Longest wait`, running(longest), longest > 60_000],
    [t`Service level today`, percent(i18n.locale, all > 0 ? Math.round((met * 1000) / all) : undefined), false],
    [t`Ready`, String(ready), ready === 0],
    [t`Talking`, String(talking), false],
    [t`Answered today`, String(answered), false],
  ];
  return (
    <div className={classes.tv}>
      <div className={classes.tvHead}>
        <strong>{board.shops.map((queue) => queue.name).join(", ")}</strong>
        <span>{clockTime(i18n.locale, now)}</span>
        <Button variant="subtle" ml="auto" onClick={onClose}><Trans>Close</Trans></Button>
      </div>
      <div className={classes.tvGrid}>
        {cells.map(([name, value, hot]) => (
          <div key={name} className={classes.tvCell} data-hot={hot || undefined}><strong>{value}</strong><small>{name}</small></div>
        ))}
      </div>
    </div>
  );
}
