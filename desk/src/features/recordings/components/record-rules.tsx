// The rules of recording as a list: queue, number, way, what is done, whether he is told.
import { ActionIcon, Button, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { RecordRule } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";

import { queuesQuery } from "../api/rules";
import classes from "./rules.module.css";

interface Props {
  rules: RecordRule[];
  disabled: boolean;
  onChange: (rules: RecordRule[]) => void;
}

const fresh: RecordRule = { prefix: "", calls: "both", mode: "all", percent: 50, announce: true };

export function RecordRules({ rules, disabled, onChange }: Props) {
  const put = (at: number, part: Partial<RecordRule>) => onChange(rules.map((rule, index) => (index === at ? { ...rule, ...part } : rule)));
  return (
    <>
      <ol className={classes.rules}>
        {rules.map((rule, at) => (
          <li key={at}>
            <Rule rule={rule} at={at + 1} disabled={disabled} onChange={(part) => put(at, part)} />
            {!disabled && <Moves list={rules} at={at} onChange={onChange} />}
          </li>
        ))}
      </ol>
      {!disabled && (
        <div><Button size="xs" variant="default" type="button" leftSection={<Icon name="plus" />} onClick={() => onChange([...rules, fresh])}><Trans>Add a rule</Trans></Button></div>
      )}
    </>
  );
}

function Rule({ rule, at, disabled, onChange }: { rule: RecordRule; at: number; disabled: boolean; onChange: (part: Partial<RecordRule>) => void }) {
  const { t } = useLingui();
  const modes = { all: t`record all`, share: t`record a share`, on_demand: t`by the operator's key`, none: t`do not record` };
  const ways = { both: t`calls in and out`, in: t`calls in`, out: t`calls out` };
  return (
    <div className={classes.fields} role="group" aria-label={t`Rule ${at}`}>
      <QueueOf value={rule.queue_id} disabled={disabled} onChange={(queue_id) => onChange({ queue_id })} />
      <NumberStart value={rule.prefix} disabled={disabled} onChange={(prefix) => onChange({ prefix })} />
      <Select aria-label={t`Calls`} value={rule.calls} disabled={disabled} allowDeselect={false} data={options(ways)}
        onChange={(value) => onChange({ calls: value as RecordRule["calls"] })} />
      <Select aria-label={t`What is recorded`} value={rule.mode} disabled={disabled} allowDeselect={false} data={options(modes)}
        onChange={(value) => onChange({ mode: value as RecordRule["mode"] })} />
      {rule.mode === "share" && (
        <NumberInput aria-label={t`Of a hundred calls`} suffix=" %" min={1} max={99} value={rule.percent} disabled={disabled}
          onChange={(value) => onChange({ percent: Number(value) || 1 })} />
      )}
      {rule.mode !== "none" && (
        <Switch label={t`announced before`} checked={rule.announce} disabled={disabled} onChange={(event) => onChange({ announce: event.currentTarget.checked })} />
      )}
    </div>
  );
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

export function QueueOf({ value, disabled, onChange }: { value?: string; disabled: boolean; onChange: (id: string | undefined) => void }) {
  const { t } = useLingui();
  const { data } = useQuery(queuesQuery);
  const queues = (data?.items ?? []).map((queue) => ({ value: queue.id, label: queue.name }));
  return (
    <Select aria-label={t`Queue`} placeholder={t`every queue`} clearable clearButtonProps={{ "aria-label": t`every queue` }} value={value ?? null} disabled={disabled} data={queues}
      onChange={(id) => onChange(id ?? undefined)} />
  );
}

export function NumberStart({ value, disabled, onChange }: { value: string; disabled: boolean; onChange: (prefix: string) => void }) {
  const { t } = useLingui();
  return (
    <TextInput type="tel" aria-label={t`The buyer's number begins with`} placeholder={t`every number`} value={value} disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.value.replace(/[^\d+]/g, ""))} />
  );
}

export function Moves<T>({ list, at, onChange }: { list: T[]; at: number; onChange: (list: T[]) => void }) {
  const { t } = useLingui();
  const number = at + 1;
  const up = () => onChange(list.map((one, index) => (index === at - 1 ? list[at]! : index === at ? list[at - 1]! : one)));
  return (
    <span className={classes.moves}>
      <ActionIcon variant="default" size="sm" disabled={at === 0} aria-label={t`Move rule ${number} up`} onClick={up}><Icon name="up" /></ActionIcon>
      <ActionIcon variant="default" size="sm" aria-label={t`Remove rule ${number}`} onClick={() => onChange(list.filter((_, index) => index !== at))}><Icon name="cross" /></ActionIcon>
    </span>
  );
}
