// One step, field by field; only what its kind knows.
import { Button, Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { FlowBody, FlowFinding, Step } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";
import { languages as languageNames } from "@/shared/words/contact";
import { stepKinds, stepLines, tellFlowFinding } from "@/shared/words/flows";
import { tell } from "@/shared/words/tell";

import { personNamesQuery, queueNamesQuery } from "../api/flows";
import { Exits } from "./exits";
import { SayFields } from "./say-fields";
import classes from "./flows.module.css";

interface Props {
  flow: FlowBody;
  step: Step;
  shop: string;
  findings: FlowFinding[];
  disabled?: boolean;
  onChange: (step: Step) => void;
  onRename: (name: string) => void;
  onRemove: () => void;
  onStart: () => void;
}

export function StepForm({ flow, step, shop, findings, disabled, onChange, onRename, onRemove, onStart }: Props) {
  const { t, i18n } = useLingui();
  const mine = findings.filter((one) => one.step === step.name);
  const change = (part: Partial<Step>) => onChange({ ...step, ...part });
  return (
    <fieldset className={classes.form} disabled={disabled}>
      <h3>{tell(i18n, stepKinds, step.kind)}</h3>
      <p className={classes.quiet}>{tell(i18n, stepLines, step.kind)}</p>
      {mine.map((one) => (
        <p key={one.code + one.field} className={classes.fault} data-severity={one.severity}><Icon name={one.severity === "error" ? "warning" : "info"} size={14} /><span>{tellFlowFinding(i18n, one)}</span></p>
      ))}
      <div className={classes.two}>
        <TextInput label={t`Title`} value={step.title} maxLength={80} onChange={(event) => change({ title: event.currentTarget.value })} />
        <Name key={step.name} name={step.name} onRename={onRename} />
      </div>
      <Words flow={flow} step={step} disabled={disabled} change={change} />
      <Details flow={flow} step={step} shop={shop} change={change} />
      <Exits flow={flow} step={step} disabled={disabled} onChange={onChange} />
      {!disabled && (
        <div className={classes.bar}>
          {flow.start !== step.name && <Button size="compact-sm" variant="default" onClick={onStart}><Trans>Begin here</Trans></Button>}
          <Button size="compact-sm" variant="subtle" color="red" onClick={onRemove}><Trans>Take this step away</Trans></Button>
        </div>
      )}
    </fieldset>
  );
}

/** Taken over when she leaves the field: the name is what ways lead to. */
function Name({ name, onRename }: { name: string; onRename: (name: string) => void }) {
  const { t } = useLingui();
  const [text, setText] = useState(name);
  return <TextInput label={t`Name`} value={text} maxLength={40} onChange={(event) => setText(event.currentTarget.value.toLowerCase().replace(/[^a-z0-9_]/g, "_"))} onBlur={() => text && onRename(text)} />;
}

const speaking = ["say", "menu", "digits", "order_lookup", "order_confirm", "order_cancel", "rate", "queue", "callback", "voicemail", "transfer", "hang_up"];
const asking = ["menu", "digits", "order_lookup", "order_confirm", "order_cancel", "rate"];

interface Part {
  flow: FlowBody;
  step: Step;
  change: (part: Partial<Step>) => void;
}

function Words({ flow, step, disabled, change }: Part & { disabled?: boolean }) {
  const { t } = useLingui();
  const common = { languages: flow.languages, disabled };
  if (!speaking.includes(step.kind)) return null;
  return (
    <>
      <SayFields label={t`Is said`} say={step.say} {...common} onChange={(say) => change({ say })} />
      {(asking.includes(step.kind) || step.kind === "say") && <Checkbox label={t`A key cuts it short`} checked={step.interruptible} onChange={(event) => change({ interruptible: event.currentTarget.checked })} />}
      {asking.includes(step.kind) && (
        <details>
          <summary className={classes.quiet}><Trans>When the key is wrong or none comes</Trans></summary>
          <div className={classes.form}>
            <SayFields label={t`After a wrong key`} say={step.say_invalid} {...common} onChange={(say_invalid) => change({ say_invalid })} />
            <SayFields label={t`After silence`} say={step.say_timeout} {...common} onChange={(say_timeout) => change({ say_timeout })} />
            <div className={classes.two}>
              <NumberInput label={t`Asked at most, times`} min={1} max={9} value={step.attempts} onChange={(value) => change({ attempts: Number(value) || 1 })} />
              <NumberInput label={t`Waits for a key, s`} min={1} max={60} value={step.timeout_ms / 1000} onChange={(value) => change({ timeout_ms: Math.round(Number(value) * 1000) })} />
            </div>
          </div>
        </details>
      )}
    </>
  );
}

function Details({ flow, step, shop, change }: Part & { shop: string }) {
  const { t, i18n } = useLingui();
  const queues = useQuery({ ...queueNamesQuery, enabled: step.kind === "queue" || step.kind === "callback" });
  const people = useQuery({ ...personNamesQuery, enabled: step.kind === "transfer" });
  switch (step.kind) {
    case "queue":
      return <Select label={t`Queue`} value={step.queue_id ?? ""} allowDeselect={false} onChange={(id) => change({ queue_id: id || null })}
        data={[{ value: "", label: t`the one that was called` }, ...(queues.data?.items ?? []).filter((one) => one.shop_id === shop).map((one) => ({ value: one.id, label: one.name }))]} />;
    case "callback":
      return (
        <>
          <Checkbox label={t`The caller may choose a time`} checked={step.choose_time} onChange={(event) => change({ choose_time: event.currentTarget.checked })}
            description={t`“As soon as somebody is free” or one of the next free times, by key. When the shop calls back is set under Settings, Call-back times.`} />
          <Select label={t`Queue`} value={step.queue_id ?? ""} allowDeselect={false} onChange={(id) => change({ queue_id: id || null })}
            data={[{ value: "", label: t`the one that was called` }, ...(queues.data?.items ?? []).filter((one) => one.shop_id === shop).map((one) => ({ value: one.id, label: one.name }))]} />
        </>
      );
    case "transfer":
      return (
        <>
          <Select label={t`Person`} clearable searchable value={step.person_id ?? null} data={(people.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))} onChange={(id) => change({ person_id: id })} />
          <TextInput label={t`Or a number outside`} description={t`Only this number, and only once the flow is published.`} value={step.number} onChange={(event) => change({ number: event.currentTarget.value })} />
        </>
      );
    case "digits":
    case "order_lookup":
      return (
        <>
          {step.kind === "digits" && <TextInput label={t`Kept under the name`} value={step.variable} maxLength={40} onChange={(event) => change({ variable: event.currentTarget.value })} />}
          <div className={classes.two}>
            <NumberInput label={t`Digits, at least`} min={1} max={30} value={step.digits_min} onChange={(value) => change({ digits_min: Number(value) || 1 })} />
            <NumberInput label={t`Digits, at most`} min={1} max={30} value={step.digits_max} onChange={(value) => change({ digits_max: Number(value) || 1 })} />
          </div>
          {step.kind === "digits" && <Checkbox label={t`Read them back and ask whether they are right`} checked={step.confirm} onChange={(event) => change({ confirm: event.currentTarget.checked })} />}
        </>
      );
    case "language":
      return (
        <div className={classes.two}>
          <Select label={t`Language`} value={step.language} data={flow.languages.map((value) => ({ value, label: tell(i18n, languageNames, value) }))} onChange={(language) => change({ language: language ?? "" })} />
          <TextInput label={t`And the skill`} value={step.skill} onChange={(event) => change({ skill: event.currentTarget.value })} />
        </div>
      );
    case "skill":
      return <TextInput label={t`Skill`} description={t`Like repairs > 2 & english`} value={step.skill} onChange={(event) => change({ skill: event.currentTarget.value })} />;
    case "priority":
      return <NumberInput label={t`Priority, more or less`} min={-100} max={100} value={step.priority} onChange={(value) => change({ priority: Number(value) || 0 })} />;
    case "rate":
      return <TextInput label={t`Kept under the name`} value={step.variable} maxLength={40} onChange={(event) => change({ variable: event.currentTarget.value })} />;
    case "set":
      return (
        <div className={classes.two}>
          <TextInput label={t`Kept under the name`} value={step.variable} maxLength={40} onChange={(event) => change({ variable: event.currentTarget.value })} />
          <TextInput label={t`Value`} value={step.value} maxLength={200} onChange={(event) => change({ value: event.currentTarget.value })} />
        </div>
      );
    case "webhook":
      return (
        <>
          <TextInput label={t`Address`} type="url" value={step.url} onChange={(event) => change({ url: event.currentTarget.value })} />
          <NumberInput label={t`Waits for the answer, ms`} min={200} max={10000} value={step.timeout_ms} onChange={(value) => change({ timeout_ms: Number(value) || 200 })} />
        </>
      );
    default:
      return null;
  }
}
