// The week: each day's promises by the hour, with how they ended.
import { ActionIcon, Button } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { promisesQuery, type PromiseQuery } from "@/shared/api/promises";
import type { Promise_ } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { useMe } from "@/shared/lib/session";
import { clockTime } from "@/shared/lib/time-words";
import { Rows } from "@/shared/ui/empty";
import { Icon, type IconName } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { useNow } from "@/shared/ui/ticking";
import { promiseKinds, promiseStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { intoDays, weekOf, type Day } from "../lib/urgency";
import classes from "./promises.module.css";

const most = 12;
const icons: Record<Promise_["kind"], IconName> = { reply: "note", callback: "phone", delivery: "truck", refund: "back" };

export function PromiseWeek({ query, onOpen }: { query: PromiseQuery; onOpen: (promise: Promise_) => void }) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const zone = useMe().shops[0]?.tz ?? "UTC";
  const [weeks, setWeeks] = useState(0);
  const days = weekOf(now - (now % 60_000), weeks, zone);
  const { data, error, isPending } = useQuery(promisesQuery({ ...query, due_from: days[0]!.from, due_before: days[6]!.to, states: "open,kept,late,broken" }));
  useAction("list.down", () => setWeeks((one) => one + 1));
  useAction("list.up", () => setWeeks((one) => one - 1));
  const title = new Intl.DateTimeFormat(i18n.locale, { day: "numeric", month: "short", year: "numeric", timeZone: zone }).formatRange(days[0]!.from, days[6]!.from);
  return (
    <div className={classes.view}>
      <div className={classes.weekHead}>
        <ActionIcon variant="default" size="sm" aria-label={t`Week before`} onClick={() => setWeeks(weeks - 1)}><Icon name="left" size={14} /></ActionIcon>
        <ActionIcon variant="default" size="sm" aria-label={t`Next week`} onClick={() => setWeeks(weeks + 1)}><Icon name="right" size={14} /></ActionIcon>
        <strong>{title}</strong>
        {weeks !== 0 && <Button size="compact-xs" variant="default" onClick={() => setWeeks(0)}><Trans>This week</Trans></Button>}
      </div>
      <ProblemText error={error} />
      {isPending && <Rows count={10} />}
      {data && (
        <div className={classes.week}>
          {intoDays(days, data.items).map((day) => <DayColumn key={day.from} day={day} now={now} zone={zone} onOpen={onOpen} />)}
        </div>
      )}
      {data?.next && <p className={classes.note}><Trans>The first 500 are shown; choose a person, a kind or a shop to see the others.</Trans></p>}
    </div>
  );
}

interface DayProps {
  day: Day;
  now: number;
  zone: string;
  onOpen: (promise: Promise_) => void;
}

function DayColumn({ day, now, zone, onOpen }: DayProps) {
  const { i18n } = useLingui();
  const [all, setAll] = useState(false);
  const name = new Intl.DateTimeFormat(i18n.locale, { weekday: "short", day: "numeric", month: "short", timeZone: zone }).format(day.from);
  const shown = all ? day.promises : day.promises.slice(0, most);
  const hidden = day.promises.length - shown.length;
  return (
    <section className={classes.day} data-today={(now >= day.from && now < day.to) || undefined} aria-label={name}>
      <h2>{name}<span>{day.promises.length || ""}</span></h2>
      <ul>
        {shown.map((promise) => <Chip key={promise.id} promise={promise} zone={zone} onOpen={onOpen} />)}
      </ul>
      {hidden > 0 && <button type="button" onClick={() => setAll(true)}><Plural value={hidden} one="# more" other="# more" /></button>}
    </section>
  );
}

/** What it is about opens: the question, or the order. */
function Chip({ promise, zone, onOpen }: { promise: Promise_; zone: string; onOpen: (promise: Promise_) => void }) {
  const { i18n } = useLingui();
  const navigate = useNavigate();
  const go = () => {
    if (promise.question) onOpen(promise);
    else if (promise.order_id) void navigate({ to: "/orders/$orderId", params: { orderId: promise.order_id } });
  };
  const told = `${tell(i18n, promiseKinds, promise.kind)}, ${tell(i18n, promiseStates, promise.state)}: ${promise.to_name}. ${promise.text}`;
  return (
    <li>
      <button type="button" className={classes.chip} data-state={promise.state} title={told} onClick={go}>
        <Icon name={promise.question ? "question" : icons[promise.kind]} size={13} />
        <span className={classes.at}>{clockTime(i18n.locale, promise.due_at, zone)}</span>
        <span className={classes.who} title={told}>{promise.to_name}</span>
        {promise.state !== "open" && <Icon name={promise.state === "kept" ? "check" : promise.state === "late" ? "clock" : "warning"} size={12} />}
      </button>
    </li>
  );
}
