// A pretended caller: keys are pressed here, nobody rings, and the picture shows the way he takes.
import { Button, NumberInput, Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import type { DryEvent, DryRunOut, FlowBody, StepKind } from "@/shared/api/types";
import { ProblemText } from "@/shared/ui/problem-text";
import { languages as languageNames } from "@/shared/words/contact";
import { stepKinds } from "@/shared/words/flows";
import { deskStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { dryRun } from "../api/flows";
import classes from "./flows.module.css";

export interface Pretend {
  events: DryEvent[];
  language: string;
  who: "known" | "unknown" | "withheld";
  orders: number;
}
export const freshPretend: Pretend = { events: [], language: "", who: "unknown", orders: 0 };

export const dryQuery = (id: string, body: FlowBody, what: Pretend, on: boolean) => ({
  queryKey: ["flows", id, "dry", body, what],
  queryFn: () => dryRun(id, {
    body, language: what.language, number_known: what.who !== "withheld", caller_known: what.who === "known", orders: what.orders, chance: 0, events: what.events,
  }),
  enabled: on,
  placeholderData: keepPreviousData,
  gcTime: 10_000,
});

const event = (part: Partial<DryEvent>): DryEvent => ({ kind: "key", key: "", outcome: "found", state: "in_transit", branch: "", ...part });

export function DryRun({ id, flow, what, onChange }: { id: string; flow: FlowBody; what: Pretend; onChange: (what: Pretend) => void }) {
  const { t, i18n } = useLingui();
  const { data, error } = useQuery(dryQuery(id, flow, what, true));
  const panel = useRef<HTMLElement>(null);
  useEffect(() => { panel.current?.scrollIntoView({ block: "nearest" }); }, []);
  const add = (part: Partial<DryEvent>) => onChange({ ...what, events: [...what.events, event(part)] });
  return (
    <section ref={panel} className={classes.panel} aria-labelledby="flow-dry">
      <h2 id="flow-dry"><Trans>Try it with a pretended caller</Trans></h2>
      <div className={classes.bar}>
        <Select label={t`Speaks`} value={what.language} allowDeselect={false} data={[{ value: "", label: t`the shop's language` }, ...flow.languages.map((value) => ({ value, label: tell(i18n, languageNames, value) }))]}
          onChange={(language) => onChange({ ...what, language: language ?? "" })} />
        <Select label={t`Is`} value={what.who} allowDeselect={false} onChange={(who) => onChange({ ...what, who: who as Pretend["who"] })}
          data={[{ value: "unknown", label: t`nobody we know` }, { value: "known", label: t`somebody we know` }, { value: "withheld", label: t`without a number` }]} />
        <NumberInput label={t`Orders so far`} min={0} max={1000} w={110} value={what.orders} onChange={(value) => onChange({ ...what, orders: Number(value) || 0 })} />
        <Button variant="default" onClick={() => onChange({ ...what, events: [] })}><Trans>From the beginning</Trans></Button>
        <Button variant="default" disabled={what.events.length === 0} onClick={() => onChange({ ...what, events: what.events.slice(0, -1) })}><Trans>One back</Trans></Button>
      </div>
      <ProblemText error={error} />
      <div className={classes.dry}>
        <div>
          <div className={classes.keys} role="group" aria-label={t`Keys of his phone`}>
            {[..."123456789*0#"].map((key) => (
              <Button key={key} variant="default" px={0} disabled={data?.waits_for !== "key"} onClick={() => add({ key })} aria-label={t`Key ${key}`}>{key}</Button>
            ))}
          </div>
          <Answers waits={data?.waits_for ?? ""} flow={flow} at={data?.at ?? ""} add={add} />
        </div>
        <div>
          <ol className={classes.said} aria-live="polite" aria-label={t`What he hears`}>
            {data?.said.map((one, at) => (
              <li key={at}>{one.what.map((words) => words.text || `♪ ${words.prompt}`).join(" ")} {one.what.some((words) => words.fallback) && <span className={classes.who}>(<Trans>in another language</Trans>)</span>}</li>
            ))}
          </ol>
          {data && <End data={data} />}
        </div>
      </div>
    </section>
  );
}

function End({ data }: { data: DryRunOut }) {
  const { i18n } = useLingui();
  if (!data.left) return null;
  const how = tell(i18n, stepKinds, data.left.how as StepKind);
  return data.left.fault
    ? <p className={classes.fault} role="status"><Trans>A way led nowhere: he is put into the line.</Trans></p>
    : <p role="status"><strong><Trans>The flow ends: {how}</Trans></strong></p>;
}

/** Answers that no phone gives: silence, the order desk, a web address, a number outside. */
function Answers({ waits, flow, at, add }: { waits: DryRunOut["waits_for"]; flow: FlowBody; at: string; add: (part: Partial<DryEvent>) => void }) {
  const { i18n } = useLingui();
  const step = flow.steps.find((one) => one.name === at);
  const acts = step?.kind === "order_confirm" || step?.kind === "order_cancel";
  return (
    <div className={classes.form}>
      {waits === "key" && <Button variant="subtle" size="compact-sm" onClick={() => add({ kind: "silence" })}><Trans>He presses nothing</Trans></Button>}
      {waits === "order" && acts && <Button variant="default" size="compact-sm" onClick={() => add({ kind: "order", outcome: "done" })}><Trans>It is done</Trans></Button>}
      {waits === "order" && !acts && ["new", "confirmed", "in_transit", "at_point", "delivered"].map((state) => (
        <Button key={state} variant="default" size="compact-sm" onClick={() => add({ kind: "order", state })}>{tell(i18n, deskStates, state)}</Button>
      ))}
      {waits === "order" && !acts && <Button variant="default" size="compact-sm" onClick={() => add({ kind: "order", outcome: "not_found" })}><Trans>No such order</Trans></Button>}
      {waits === "order" && <Button variant="default" size="compact-sm" onClick={() => add({ kind: "order", outcome: "failed" })}><Trans>It does not work</Trans></Button>}
      {waits === "hook" && step?.exits.filter((exit) => exit.on !== "failed").map((exit) => (
        <Button key={exit.on} variant="default" size="compact-sm" onClick={() => add({ kind: "hook", branch: exit.on })}>{exit.on}</Button>
      ))}
      {waits === "hook" && <Button variant="default" size="compact-sm" onClick={() => add({ kind: "hook" })}><Trans>No answer in time</Trans></Button>}
      {waits === "dial" && <Button variant="default" size="compact-sm" onClick={() => add({ kind: "dial" })}><Trans>Nobody answers there</Trans></Button>}
    </div>
  );
}
