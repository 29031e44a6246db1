// How long recordings are kept: rules, and what they would delete now.
import { Button, NumberInput, Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";

import type { KeepRule, RecordingSettings } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import { departmentsQuery, previewRules } from "../api/rules";
import { Moves, NumberStart, QueueOf } from "./record-rules";
import classes from "./rules.module.css";

interface Props {
  settings: RecordingSettings;
  disabled: boolean;
  onChange: (rules: KeepRule[]) => void;
}

export function KeepRules({ settings, disabled, onChange }: Props) {
  const { t } = useLingui();
  const rules = settings.keep;
  const ruleName = (at: number) => t`Rule ${at}`;
  const preview = useMutation({ mutationFn: () => previewRules(settings) });
  const put = (at: number, part: Partial<KeepRule>) => onChange(rules.map((rule, index) => (index === at ? { ...rule, ...part } : rule)));
  return (
    <>
      <ol className={classes.rules}>
        {rules.map((rule, at) => (
          <li key={at}>
            <div className={classes.fields} role="group" aria-label={ruleName(at + 1)}>
              <QueueOf value={rule.queue_id} disabled={disabled} onChange={(queue_id) => put(at, { queue_id })} />
              <NumberStart value={rule.prefix} disabled={disabled} onChange={(prefix) => put(at, { prefix })} />
              <DepartmentOf value={rule.department_id} disabled={disabled} onChange={(department_id) => put(at, { department_id })} />
              <NumberInput aria-label={t`Days`} suffix={` ${t`days`}`} min={0} max={36500} value={rule.days} disabled={disabled} onChange={(days) => put(at, { days: Number(days) || 0 })} />
            </div>
            {!disabled && <Moves list={rules} at={at} onChange={onChange} />}
          </li>
        ))}
      </ol>
      <div className={classes.buttons}>
        {!disabled && (
          <Button size="xs" variant="default" type="button" leftSection={<Icon name="plus" />} onClick={() => onChange([...rules, { prefix: "", days: 180 }])}><Trans>Add a rule</Trans></Button>
        )}
        {rules.length > 0 && (
          <Button size="xs" variant="default" type="button" loading={preview.isPending} onClick={() => preview.mutate()}><Trans>What would go now?</Trans></Button>
        )}
        {preview.data && <Would recordings={preview.data.recordings} bytes={preview.data.bytes} />}
      </div>
      <ProblemText error={preview.error} />
    </>
  );
}

function Would({ recordings, bytes }: { recordings: number; bytes: number }) {
  const megabytes = Math.round(bytes / 1_000_000);
  return <span role="status"><Trans>recordings: {recordings}, {megabytes} MB; nothing was deleted</Trans></span>;
}

function DepartmentOf({ value, disabled, onChange }: { value?: string; disabled: boolean; onChange: (id: string | undefined) => void }) {
  const { t } = useLingui();
  const { data } = useQuery({ ...departmentsQuery, enabled: useCan("people.view") });
  const all = (data?.items ?? []).map((one) => ({ value: one.id, label: one.name }));
  return (
    <Select aria-label={t`Department of the operator`} placeholder={t`every department`} clearable clearButtonProps={{ "aria-label": t`every department` }}
      value={value ?? null} disabled={disabled} data={all} onChange={(id) => onChange(id ?? undefined)} />
  );
}
