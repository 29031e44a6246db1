// The top bar: shop, search, the line, promises due, presence, phone, and whether all is saved.
import { Tooltip } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { useCan, useMe } from "@/shared/lib/session";
import { openPromisesQuery } from "@/shared/api/promises";
import { running } from "@/shared/lib/time-words";
import { useLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { useNow } from "@/shared/ui/ticking";

import { PhoneCell } from "./phone-cell";
import { PresenceMenu } from "./presence-menu";
import classes from "./shell.module.css";

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const { shops } = useMe();
  const names = shops.map((shop) => shop.name).join(", ");
  const works = useCan("desk.work");
  const listens = useCan("calls.listen");
  return (
    <header className={classes.bar}>
      <span className={`${classes.cell} ${classes.shop}`} title={names}><span>{names}</span></span>
      <button type="button" className={`${classes.cell} ${classes.search}`} onClick={onSearch}>
        <Icon name="search" />
        <span><Trans>Search or act</Trans></span>
        <Kbd action="palette" />
      </button>
      <LineCell />
      <PromisesCell />
      {works && <PresenceMenu />}
      {(works || listens) && <PhoneCell />}
      <SavedCell />
    </header>
  );
}

function LineCell() {
  const { t } = useLingui();
  const board = useLive((live) => live.board);
  const now = useNow();
  if (!board) return null;
  const waiting = board.shops.flatMap((queue) => queue.waiting);
  const oldest = Math.min(...waiting.map((contact) => contact.since));
  const longest = waiting.length > 0 ? `${t`longest`} ${running(now - oldest)}` : "";
  return (
    <Link to="/board" className={classes.cell} aria-label={`${t`Line`} ${waiting.length} ${longest}`.trim()}>
      <span className={classes.word}><Trans>Line</Trans></span>
      <span className={classes.bare}><Icon name="users" /></span> <span className={classes.number}>{waiting.length}</span>{" "}
      {waiting.length > 0 && (
        <span className={classes.wide}>
          <Trans>longest</Trans> <span className={classes.number}>{running(now - oldest)}</span>
        </span>
      )}
    </Link>
  );
}

function PromisesCell() {
  const { t } = useLingui();
  const me = useMe();
  const may = useCan("promises.view");
  const now = useNow();
  const { data } = useQuery({ ...openPromisesQuery({ owner_id: me.person_id }), enabled: may });
  if (!may) return null;
  const due = (data?.items ?? []).filter((promise) => promise.due_at < now + 30 * 60_000).length;
  const late = (data?.items ?? []).some((promise) => promise.due_at < now);
  return (
    <Link to="/promises/{-$promiseId}" params={{ promiseId: undefined }} className={classes.cell} aria-label={t`${due} due`}>
      <Icon name="promise" />
      <span className={late ? classes.hot : undefined}>
        <span className={classes.word}><Trans>{due} due</Trans></span>
        <span className={classes.bare}>{due}</span>
      </span>
    </Link>
  );
}

function SavedCell() {
  const { t } = useLingui();
  const connection = useLive((live) => live.connection);
  const saving = useLive((live) => live.saving);
  const good = connection === "up" && saving.ok;
  const word = good ? t`OK` : connection !== "up" ? t`Offline` : t`Not saved`;
  return (
    <Tooltip label={good ? t`Connected, everything is saved` : word}>
      <span className={`${classes.cell} ${classes.last} ${good ? classes.good : classes.bad}`} role="status">
        <Icon name={good ? "check" : connection !== "up" ? "offline" : "warning"} />
        <span className={good ? classes.word : undefined}>{word}</span>
      </span>
    </Tooltip>
  );
}
