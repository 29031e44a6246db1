// One parameter: name, one line that explains it, its control, what is wrong with it.
import { MultiSelect, Select, Switch } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { useCan } from "@/shared/lib/session";
import { NumberField } from "@/shared/ui/number-field";
import type { Field } from "@/shared/words/queue-fields";

import { flowNamesQuery } from "../api/queues";
import { at, withAt } from "../lib/paths";
import { Faults, useDraft } from "./draft";
import classes from "./queues.module.css";

/** What the wire carries; a longer number would be refused as unreadable. */
const number_max = 2_000_000_000;

export function FieldRow({ field }: { field: Field }) {
  const { i18n } = useLingui();
  return (
    <div className={classes.param}>
      <div>
        <label htmlFor={field.path}>{i18n._(field.name)}</label>
        <p id={`${field.path}-line`}>{i18n._(field.explain)}</p>
        <Faults path={field.path} />
      </div>
      <Control field={field} />
    </div>
  );
}

function Control({ field }: { field: Field }) {
  const { i18n } = useLingui();
  const { queue, change, others, may } = useDraft();
  const value = at(queue, field.path);
  const put = (next: unknown) => change(withAt(queue, field.path, next));
  const same = { id: field.path, disabled: !may, "aria-describedby": `${field.path}-line` };
  const choices = Object.entries(field.choices ?? {}).map(([code, word]) => ({ value: code, label: i18n._(word) }));
  switch (field.kind) {
    case "flag":
      return <Switch {...same} checked={value === true} onChange={(event) => put(event.currentTarget.checked)} />;
    case "choice":
      return <Select {...same} title={choices.find((one) => one.value === value)?.label} value={String(value)} data={choices} allowDeselect={false} onChange={(next) => { if (next) put(next); }} />;
    case "many":
      return <MultiSelect {...same} value={value as string[]} data={choices} onChange={put} />;
    case "queues":
      return <MultiSelect {...same} value={value as string[]} data={others.map(({ id, name }) => ({ value: id, label: name }))} onChange={put} />;
    case "flow":
      return <FlowChoice {...same} value={String(value)} shop={queue.shop_id} onChange={put} />;
    case "maybe":
      return <NumberField {...same} value={(value as number | null | undefined) ?? ""} min={0} max={number_max} clampBehavior="strict" allowDecimal={false}
        onChange={(next) => put(next === "" ? null : Number(next))} />;
    case "s":
    case "share":
    case "count":
      return <Amount {...same} kind={field.kind} value={Number(value)} onChange={put} />;
  }
}

interface FlowChoiceProps {
  id: string;
  disabled: boolean;
  "aria-describedby": string;
  value: string;
  shop: string;
  onChange: (flow: string) => void;
}

/** A published flow of the queue's shop. One that was taken away stays to be seen, until another is chosen. */
function FlowChoice({ value, shop, onChange, ...rest }: FlowChoiceProps) {
  const { t } = useLingui();
  const { data } = useQuery({ ...flowNamesQuery, enabled: useCan("settings.view") });
  const known = (data?.items ?? []).filter((flow) => flow.shop_id === shop && (flow.published > 0 || flow.id === value));
  const gone = value !== "0" && !known.some(({ id }) => id === value);
  const choices = [{ value: "0", label: t`nowhere: the call ends` }, ...known.map(({ id, name }) => ({ value: id, label: name })), ...(gone ? [{ value, label: t`a flow that is not there` }] : [])];
  return <Select {...rest} value={value} data={choices} allowDeselect={false} onChange={(next) => { if (next) onChange(next); }} />;
}

interface AmountProps {
  id?: string;
  disabled?: boolean;
  kind: "s" | "share" | "count";
  value: number;
  onChange: (value: number) => void;
  "aria-label"?: string;
  w?: number;
}

/** A number in its unit: seconds of a field in ms, thousandths with a point, or plain. */
export function Amount({ kind, value, onChange, ...rest }: AmountProps) {
  const { t } = useLingui();
  const scale = kind === "count" ? 1 : 1000;
  return (
    <NumberField {...rest} max={number_max / scale} clampBehavior="strict" value={value / scale} allowDecimal={kind !== "count"} decimalScale={kind === "share" ? 2 : 1}
      suffix={kind === "s" ? ` ${t`s`}` : ""} onChange={(next) => onChange(Math.round((Number(next) || 0) * scale))} />
  );
}
