// The proof that no order is lost: a day counted in the shop and here, order by order; read again at a click.
import { Button, Checkbox, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { Difference, Store, StoreJob } from "@/shared/api/types";
import { serverNow } from "@/shared/lib/clock";
import { useCan, useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { differences as differenceWords, importStates } from "@/shared/words/people";
import { tellCode } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { cancelJob, jobsQuery, startJob } from "../api/stores";
import classes from "./settings.module.css";

/** "2026-11-22" where the shop is. */
const dayIn = (zone: string | undefined, at: number) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);

export function StoreDay({ store }: { store: Store }) {
  const { t } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const may = useCan("stores.edit");
  const today = dayIn(shops.find(({ id }) => id === store.shop_id)?.tz, serverNow());
  const [day, setDay] = useState(today);
  const [repair, setRepair] = useState(false);
  const { data, error } = useQuery(jobsQuery(store.id));
  const start = useMutation({
    mutationFn: (kind: StoreJob["kind"]) => startJob(store.id, kind === "day" ? { kind, day, repair } : { kind }),
    onSettled: () => void cache.invalidateQueries({ queryKey: ["stores"] }),
  });
  const [last] = data?.items ?? [];
  const busy = last?.state === "running" || start.isPending;
  const imported = data?.items.some((job) => job.kind === "import" && job.state === "done");
  return (
    <section className={classes.part}>
      <h3><Trans>Is every order here?</Trans></h3>
      <ProblemText error={error ?? start.error} />
      {may && (
        <div className={classes.dayRow}>
          <TextInput size="xs" type="date" aria-label={t`Day`} value={day} max={today} onChange={(event) => setDay(event.currentTarget.value)} />
          <Checkbox size="xs" label={t`Repair what differs`} checked={repair} onChange={(event) => setRepair(event.currentTarget.checked)} />
          <Button size="xs" disabled={busy || !day} onClick={() => start.mutate("day")}>
            {repair ? <Trans>Read this day again</Trans> : <Trans>Compare this day</Trans>}
          </Button>
          {!imported && (
            <Button size="xs" variant="default" disabled={busy} onClick={() => start.mutate("import")}>
              {store.kind === "keycrm" ? <Trans>Import products, buyers and all orders</Trans> : <Trans>Import products, buyers and a year of orders</Trans>}
            </Button>
          )}
        </div>
      )}
      {last && <Job store={store} job={last} />}
    </section>
  );
}

function Job({ store, job }: { store: Store; job: StoreJob }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("stores.edit");
  const stop = useMutation({
    mutationFn: () => cancelJob(store.id, job.id),
    onSettled: () => void cache.invalidateQueries({ queryKey: ["stores"] }),
  });
  const { pages, products, buyers, orders, here, created, changed, day } = job;
  const running = job.state === "running";
  const proved = job.kind === "day" && job.state === "done" && job.differences.length === 0;
  return (
    <div className={classes.job}>
      <p role="status" className={classes.jobState}>
        <Tag tone={proved ? "talking" : running ? "accent" : job.state === "done" ? "warning" : "danger"} icon={proved ? "check" : running ? "clock" : "info"}>
          {proved ? <Trans>No order is missing</Trans> : tell(i18n, importStates, job.state)}
        </Tag>
        {job.kind === "day"
          ? <Trans>{day}: {orders} in the shop, {here} here</Trans>
          : <Trans>{products} products, {buyers} buyers, {orders} orders ({created} new, {changed} changed)</Trans>}
        {running && <span><Trans>pages read: {pages}</Trans></span>}
        {running && may && <Button size="compact-xs" variant="default" loading={stop.isPending} onClick={() => stop.mutate()}><Trans>Stop</Trans></Button>}
      </p>
      {job.error && <p role="alert">{tellCode(i18n, job.error)}</p>}
      <ProblemText error={stop.error} />
      {job.differences.length > 0 && (
        <ul className={classes.lines}>
          {job.differences.map((one) => <DifferenceLine key={`${one.kind} ${one.key}`} one={one} />)}
        </ul>
      )}
    </div>
  );
}

function DifferenceLine({ one }: { one: Difference }) {
  const { i18n } = useLingui();
  const number = one.number || one.key;
  return (
    <li>
      {one.order_id && one.order_id !== "0" ? <Link to="/orders/$orderId" params={{ orderId: one.order_id }}>{number}</Link> : <strong>{number}</strong>}{" "}
      {tell(i18n, differenceWords, one.kind)}
      {one.repaired && <> · <Trans>repaired</Trans></>}
    </li>
  );
}
