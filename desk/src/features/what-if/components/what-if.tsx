// What if: a recorded day, a change to it, and both days side by side with how sure the figures are.
import { Button, Progress, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useHotkeys } from "@mantine/hooks";
import { useRef, useState } from "react";

import { useOneZone } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Key, shortKey } from "@/shared/ui/kbd";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";

import { baseQuery, cancelRun, goesOn, runQuery, startRun, type Base, type Simulation } from "../api/what-if";
import { Changes } from "./changes";
import { changesOf, draftOf, type Draft } from "./plan";
import { Result } from "./result";
import classes from "./what-if.module.css";

const dayOf = (at: number, timeZone?: string) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(at);

export function WhatIf() {
  const { t } = useLingui();
  const zone = useOneZone();
  const [day, setDay] = useState(() => dayOf(Date.now() - 86_400_000, zone));
  const { data, error } = useQuery(baseQuery(day));
  return (
    <Page title={t`What if`} bar={
      <div className={classes.bar}>
        <TextInput size="xs" type="date" label={t`Recorded day`} value={day} max={dayOf(Date.now(), zone)}
          onChange={(event) => event.currentTarget.value && setDay(event.currentTarget.value)} />
        <p><Trans>The day as it was, and the same buyers once more with your change. Nothing is changed in the centre.</Trans></p>
      </div>
    }>
      <ProblemText error={error} />
      {!data && !error && <Rows count={10} />}
      {data && <Trial key={day} base={data} />}
    </Page>
  );
}

function Trial({ base }: { base: Base }) {
  const { t } = useLingui();
  const [draft, setDraft] = useState<Draft>(() => draftOf(base));
  const [id, setId] = useState<number>();
  const start = useMutation({
    mutationFn: () => startRun(base.model, changesOf(base, draft), draft.days),
    onSuccess: (run) => setId(run.id),
  });
  const { data: run, error } = useQuery({ ...runQuery(id ?? 0), enabled: id !== undefined });
  const busy = goesOn(run) || start.isPending;
  const changed = changesOf(base, draft).length > 0;
  const form = useRef<HTMLFormElement>(null);
  useHotkeys([["mod+Enter", () => form.current?.requestSubmit()]], []); // from any field, and from none
  return (
    <div className={classes.trial}>
      <form ref={form} className={classes.form} aria-label={t`The change`} onSubmit={(event) => { event.preventDefault(); if (!busy) start.mutate(); }}>
        <Changes base={base} draft={draft} onChange={setDraft} />
        <div className={classes.go}>
          <Button type="submit" disabled={busy} rightSection={<Key name={shortKey("Ctrl+Enter")} />}>{changed ? <Trans>Compare both days</Trans> : <Trans>Run the day as it was</Trans>}</Button>
          <Button variant="default" disabled={!changed} onClick={() => setDraft(draftOf(base))}><Trans>Undo all</Trans></Button>
        </div>
        <ProblemText error={start.error} />
      </form>
      <div className={classes.result}>
        <ProblemText error={error} />
        {run && <Running run={run} onCancel={() => void cancelRun(run.id)} />}
        {run?.result
          ? <Result base={base} result={run.result} />
          : !run && <Empty icon="chart" title={t`Change something and compare`}><Trans>Two more people, another rule, more calls: the picture of both days comes within seconds.</Trans></Empty>}
      </div>
    </div>
  );
}

function Running({ run, onCancel }: { run: Simulation; onCancel: () => void }) {
  const { t } = useLingui();
  const { days, days_done: done, ahead } = run;
  if (run.state === "failed") return <p role="alert" className={classes.state}>{run.error_detail}</p>;
  if (!goesOn(run))
    return (
      <p role="status" className={classes.state}>
        {run.state === "done" ? <Trans>{done} days of each, the same buyers in both.</Trans>
          : <Trans>Stopped. The first {done} of {days} days stand.</Trans>}
      </p>
    );
  return (
    <div className={classes.running}>
      <Progress value={(100 * done) / Math.max(days, 1)} aria-label={t`Days run`} />
      <span role="status">{run.state === "waiting" ? <Trans>Waits; ahead of it: {ahead}</Trans> : <Trans>Day {done} of {days}</Trans>}</span>
      <Button size="compact-xs" variant="default" onClick={onCancel}><Trans>Cancel</Trans></Button>
    </div>
  );
}
