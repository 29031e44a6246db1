// Trunks: who carries calls in and out, how they are, and a test that says what is wrong.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ApiError } from "@/shared/api/client";
import type { TestResult, Trunk } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Ago } from "@/shared/ui/ticking";
import { tellProblem } from "@/shared/words/problems";
import { testCodes, testSteps, trunkStates } from "@/shared/words/trunks";
import { tell } from "@/shared/words/tell";

import { removeTrunk, testTrunk, trunksQuery } from "../api/trunks";
import { TrunkForm } from "./trunk-form";
import classes from "./trunks.module.css";

export function Trunks() {
  const { t } = useLingui();
  const may = useCan("settings.edit");
  const { data, error } = useQuery(trunksQuery);
  const [open, setOpen] = useState<string>();
  const close = () => setOpen(undefined);
  return (
    <>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data?.items.length === 0 && open !== "new" && (
        <Empty icon="phone" title={t`No trunk yet`}>
          <Trans>A trunk is your telephone company: it brings calls in and carries them out. It gives you a server, an account and a password.</Trans>
        </Empty>
      )}
      {data?.items.map((trunk) =>
        open === trunk.id
          ? <TrunkForm key={trunk.id} trunk={trunk} onDone={close} />
          : <TrunkCard key={trunk.id} trunk={trunk} onEdit={may ? () => setOpen(trunk.id) : undefined} />,
      )}
      {open === "new" && <TrunkForm onDone={close} />}
      {may && open === undefined && (
        <div><Button leftSection={<Icon name="plus" />} onClick={() => setOpen("new")}><Trans>Add a trunk</Trans></Button></div>
      )}
    </>
  );
}

const tones: Record<string, "talking" | "paused" | "danger"> = { ok: "talking", waiting: "paused", not_asked: "paused" };

function TrunkCard({ trunk, onEdit }: { trunk: Trunk; onEdit?: () => void }) {
  const { i18n, t } = useLingui();
  const cache = useQueryClient();
  const { settings, state } = trunk;
  const [sure, setSure] = useState(false);
  const remove = useMutation({
    mutationFn: () => removeTrunk(trunk.id),
    onSettled: () => void cache.invalidateQueries({ queryKey: ["trunks"] }),
  });
  const tone = tones[state.code] ?? "danger";
  const { calls_now: now, calls_today: today } = state;
  const { max_calls: most, max_per_day: mostToday } = settings;
  return (
    <article className={classes.trunk} aria-label={settings.name}>
      <div className={classes.head}>
        <h2>{settings.name}</h2>
        <Tag tone={tone} icon={tone === "talking" ? "check" : tone === "paused" ? "clock" : "warning"}>{tell(i18n, trunkStates, state.code)}</Tag>
        {!settings.enabled && <Tag tone="paused"><Trans>switched off</Trans></Tag>}
        {onEdit && (
          <span className={classes.buttons}>
            <Button size="xs" variant="default" onClick={onEdit}><Trans>Change</Trans></Button>
            <Button size="xs" variant="default" color={sure ? "red" : undefined} loading={remove.isPending}
              onClick={(event) => { if (!sure) setSure(true); else if (event.detail < 2) remove.mutate(); }} onBlur={() => setSure(false)}>
              {sure ? <Trans>Remove for good?</Trans> : <Trans>Remove</Trans>}
            </Button>
          </span>
        )}
      </div>
      <p className={classes.facts}>
        <span>{settings.host ? `${settings.host}${settings.port ? `:${settings.port}` : ""} ${settings.transport.toUpperCase()}` : t`calls us only`}</span>
        {settings.registers && <span>{state.registered ? <Trans>registered</Trans> : <Trans>not registered</Trans>}</span>}
        <span><Trans>calls now: {now} of {most}</Trans></span>
        <span><Trans>in 24 hours: {today} of {mostToday}</Trans></span>
        {state.since !== undefined && <span><Trans>so since</Trans> <Ago at={state.since} /></span>}
      </p>
      {settings.enabled && settings.host && !showsANumber(settings) && (
        <p className={classes.warning}><Icon name="warning" size={14} /><span><Trans>Buyers see no number of yours: the carrier shows one of its own, hides it or refuses calls. Enter the number that it gave you under “Number that buyers see”.</Trans></span></p>
      )}
      {onEdit && settings.enabled && settings.host && <TestRow trunk={trunk} />}
      <ProblemText error={remove.error} />
    </article>
  );
}

/** As the server judges it: an account's name may be a number. */
function showsANumber({ caller_id, user, caller_ids }: Trunk["settings"]): boolean {
  return [caller_id, user, ...caller_ids.map((own) => own.number)].some((text) => text.replace(/\D/g, "").length >= 5);
}

function TestRow({ trunk }: { trunk: Trunk }) {
  const { i18n, t } = useLingui();
  const [number, setNumber] = useState("");
  const test = useMutation({ mutationFn: () => testTrunk(trunk.id, number.trim()) });
  const atNumber = test.error instanceof ApiError && test.error.field === "number";
  return (
    <form className={classes.test} onSubmit={(event) => { event.preventDefault(); if (!test.isPending) test.mutate(); }}>
      <TextInput size="xs" type="tel" aria-label={t`Number for a test call`} placeholder={t`number for a test call, or empty`} value={number}
        error={atNumber && <span role="alert">{tellProblem(i18n, test.error)}</span>}
        onChange={(event) => { setNumber(event.currentTarget.value); test.reset(); }} />
      <Button size="xs" type="submit" variant="default" loading={test.isPending}><Trans>Test</Trans></Button>
      {test.data && <TestWords result={test.data} />}
      {!atNumber && <ProblemText error={test.error} />}
    </form>
  );
}

function TestWords({ result }: { result: TestResult }) {
  const { i18n } = useLingui();
  return (
    <ul className={classes.steps} role="status">
      {result.steps.map((step) => {
        const status = step.params.find(([name]) => name === "status")?.[1];
        return (
          <li key={step.what} data-ok={step.ok || undefined}>
            <Icon name={step.ok ? "check" : "warning"} />
            {tell(i18n, testSteps, step.what)}: {tell(i18n, testCodes, step.code)}{!step.ok && status && ` (SIP ${status})`}
          </li>
        );
      })}
    </ul>
  );
}
