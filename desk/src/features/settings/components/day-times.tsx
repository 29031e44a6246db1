// One day of the hours: closed, round the clock, or some times, each with its own fault beside it.
import { ActionIcon, Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useRef } from "react";

import type { OpenTime } from "@/shared/api/types";
import { modeOf, overnight, timesFor, withOneMore, type DayMode } from "@/shared/lib/open-hours";
import { Icon } from "@/shared/ui/icon";
import { TimeField } from "@/shared/ui/time-field";

import classes from "./hours.module.css";

interface Props {
  /** Of which day: read aloud with each field. */
  name: string;
  open: OpenTime[];
  onChange: (open: OpenTime[]) => void;
  disabled?: boolean;
  /** The faulty field under this day: "open[0].to". */
  fault?: string;
}

export function DayTimes({ name, open, onChange, disabled, fault }: Props) {
  const { t } = useLingui();
  const last = useRef<OpenTime[]>(open);
  const mode = modeOf(open);
  const choose = (next: DayMode) => {
    if (mode === "times") last.current = open;
    onChange(timesFor(next, last.current));
  };
  return (
    <>
      <Select aria-label={t`${name}: when`} value={mode} disabled={disabled} allowDeselect={false} className={classes.mode}
        data={[{ value: "closed", label: t`Closed` }, { value: "times", label: t`Open at` }, { value: "always", label: t`Round the clock` }]}
        onChange={(value) => choose((value ?? mode) as DayMode)} />
      <div className={classes.times}>
        {mode === "times" && open.map((time, at) => (
          <Times key={at} name={name} time={time} disabled={disabled} fault={fault?.startsWith(`open[${at}].`) ? fault.split(".")[1] : undefined}
            onChange={(next) => onChange(open.map((one, index) => (index === at ? next : one)))}
            onRemove={open.length > 1 ? () => onChange(open.filter((_, index) => index !== at)) : undefined} />
        ))}
        {mode === "times" && !disabled && open.length < 12 && (
          <ActionIcon aria-label={t`${name}: one more time`} title={t`One more time`} size={34} onClick={() => onChange(withOneMore(open))}>
            <Icon name="plus" />
          </ActionIcon>
        )}
      </div>
    </>
  );
}

interface TimesProps {
  name: string;
  time: OpenTime;
  disabled?: boolean;
  fault?: string;
  onChange: (time: OpenTime) => void;
  onRemove?: () => void;
}

function Times({ name, time, disabled, fault, onChange, onRemove }: TimesProps) {
  const { t } = useLingui();
  return (
    <span className={classes.time}>
      <TimeField name={t`${name}: opens`} value={time.from} disabled={disabled} wrong={fault === "from"} onChange={(from) => onChange({ ...time, from })} />
      –
      <TimeField name={t`${name}: closes`} value={time.to} disabled={disabled} wrong={fault === "to"} onChange={(to) => onChange({ ...time, to })} />
      {overnight(time) && <small><Trans>next day</Trans></small>}
      {onRemove && !disabled && (
        <ActionIcon aria-label={t`${name}: remove ${time.from}`} size={28} onClick={onRemove}><Icon name="cross" size={14} /></ActionIcon>
      )}
    </span>
  );
}
