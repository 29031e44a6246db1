// The live board: the line with its waits and whys, people by state, figures with seven service levels side by side.
import { Button, SegmentedControl } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import type { Board as BoardData, BoardQueue } from "@/shared/api/types";
import { dayAndTime } from "@/shared/lib/time-words";
import { useLive } from "@/shared/live/store";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { useNow } from "@/shared/ui/ticking";

import { boardQuery, type Window } from "../api/board";
import { AgentGrid } from "./agent-grid";
import classes from "./board.module.css";
import { FigureRow } from "./figure-row";
import { ServiceLevels } from "./service-levels";
import { Television } from "./television";
import { WaitingList } from "./waiting-list";

export function Board({ actions: more }: { actions?: ReactNode }) {
  const { t } = useLingui();
  const live = useLive((state) => state.board);
  const fetched = useQuery(boardQuery);
  const [window, setWindow] = useState<Window>("today");
  const [television, setTelevision] = useState(false);
  const board = live ?? fetched.data;
  if (television && board) return <Television board={board} onClose={() => setTelevision(false)} />;
  const actions = (
    <>
      <SegmentedControl size="xs" value={window} onChange={(value) => setWindow(value === "today" ? "today" : "last_30_min")}
        data={[{ value: "last_30_min", label: t`Last 30 min` }, { value: "today", label: t`Today` }]} />
      <Button variant="default" size="xs" leftSection={<Icon name="tv" />} onClick={() => setTelevision(true)}><Trans>Television</Trans></Button>
      {more}
    </>
  );
  return (
    <Page title={t`Live board`} actions={actions}>
      <ProblemText error={board ? null : fetched.error} />
      {!board && !fetched.error && <Rows count={10} />}
      {board && (
        <div className={classes.board}>
          <Alerts board={board} />
          {board.shops.map((queue) => <Queue key={queue.queue_id} queue={queue} window={window} board={board} />)}
          <AgentGrid agents={board.agents} />
        </div>
      )}
    </Page>
  );
}

function Alerts({ board }: { board: BoardData }) {
  const { promises_overdue: late, promises_due_30: due, orders_unconfirmed: orders, callbacks_open: callbacks } = board;
  return (
    <ul className={classes.alerts}>
      <li data-hot={late > 0 || undefined}><Icon name="promise" /> <Plural value={late} one="# promise overdue" other="# promises overdue" /></li>
      <li><Icon name="clock" /> <Plural value={due} one="# due within 30 min" other="# due within 30 min" /></li>
      <li><Icon name="box" /> <Plural value={orders} one="# order to confirm" other="# orders to confirm" /></li>
      <li><Icon name="phone" /> <Plural value={callbacks} one="# call-back open" other="# call-backs open" /></li>
    </ul>
  );
}

function ClosedTag({ opensAt }: { opensAt?: number }) {
  const { i18n } = useLingui();
  const now = useNow();
  const when = opensAt && dayAndTime(i18n.locale, now, opensAt);
  return <Tag tone="paused" icon="clock">{when ? <Trans>Closed, opens {when}</Trans> : <Trans>Closed</Trans>}</Tag>;
}

function Queue({ queue, window, board }: { queue: BoardQueue; window: Window; board: BoardData }) {
  const figures = queue[window];
  return (
    <section className={classes.queue} aria-label={queue.name}>
      <h2>{queue.name} {!queue.open && <ClosedTag opensAt={queue.hours_change_at} />}</h2>
      <div className={classes.split}>
        <WaitingList waiting={queue.waiting} longest={queue.longest_wait_ms} at={board.at} />
        <div className={classes.numbers}>
          <ServiceLevels figures={figures} />
          <FigureRow figures={figures} queueId={queue.queue_id} window={window} />
        </div>
      </div>
    </section>
  );
}
