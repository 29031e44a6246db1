// A shop's rule for calling buyers about their orders: when, how often, what is written in between, what comes after the last try.
import { ActionIcon, Button, Checkbox, Select, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError } from "@/shared/api/client";
import { clockOf, minutesOf } from "@/shared/lib/minutes-of-day";
import { useCan, useMe } from "@/shared/lib/session";
import { dayName } from "@/shared/ui/day-picker";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { NumberField } from "@/shared/ui/number-field";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";
import { TimeField } from "@/shared/ui/time-field";

import { attemptRuleQuery, saveAttemptRule, type AttemptRule, type AttemptStep } from "../api/attempts";
import classes from "./attempt-rules.module.css";

export function AttemptRules() {
  const { t } = useLingui();
  const { shops } = useMe();
  const [id, setId] = useState(shops[0]?.id ?? "");
  const { data, error } = useQuery({ ...attemptRuleQuery(id), enabled: id !== "" });
  return (
    <>
      {shops.length > 1 && (
        <Select label={t`Shop`} value={id} onChange={(value) => setId(value ?? id)} data={shops.map((shop) => ({ value: shop.id, label: shop.name }))} />
      )}
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && <Form key={`${id}-${data.version}`} shop={id} kept={data} />}
    </>
  );
}

function Form({ shop, kept }: { shop: string; kept: AttemptRule }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const [rule, setRule] = useState(kept);
  const [hours, setHours] = useState({ from: clockOf(kept.from_min), noon: clockOf(kept.noon_min), to: clockOf(kept.to_min) });
  const change = (part: Partial<AttemptRule>) => setRule({ ...rule, ...part });
  const save = useMutation({
    mutationFn: () => saveAttemptRule(shop, { ...rule, from_min: minutesOf(hours.from), noon_min: minutesOf(hours.noon), to_min: minutesOf(hours.to) }),
    onSuccess: (fresh) => cache.setQueryData(attemptRuleQuery(shop).queryKey, fresh),
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409) void cache.invalidateQueries({ queryKey: attemptRuleQuery(shop).queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const wrong = save.error instanceof ApiError && save.error.field === "from_min";
  return (
    <form className={classes.form} onSubmit={submit}>
      <Switch label={t`Call buyers about new orders`} checked={rule.on} disabled={!may}
        description={t`Each new order becomes a task in the line, offered to an operator when its buyer may be called. Orders that are complete, paid and in stock need no call when the order rules say so.`}
        onChange={(event) => change({ on: event.currentTarget.checked })} />
      <Steps steps={rule.steps} disabled={!may} onChange={(steps) => change({ steps })} />
      <fieldset className={classes.group} disabled={!may}>
        <legend><Trans>Hours of the buyer's own day</Trans></legend>
        <div className={classes.hours}>
          <TimeField name={t`From`} label={t`From`} value={hours.from} wrong={wrong} onChange={(from) => setHours({ ...hours, from })} />
          <TimeField name={t`Afternoon begins`} label={t`Afternoon begins`} value={hours.noon} wrong={wrong} onChange={(noon) => setHours({ ...hours, noon })} />
          <TimeField name={t`Until`} label={t`Until`} value={hours.to} wrong={wrong} onChange={(to) => setHours({ ...hours, to })} />
        </div>
        <Days days={rule.days} onChange={(days) => change({ days })} />
      </fieldset>
      <fieldset className={classes.group} disabled={!may}>
        <legend><Trans>When something happens between the tries</Trans></legend>
        <div className={classes.hours}>
          <NumberField label={t`Busy: again after, min`} value={rule.busy_gap_min} min={1} max={1440} allowDecimal={false} onChange={(value) => change({ busy_gap_min: Number(value) })} />
          <NumberField label={t`He called himself: not before, min`} value={rule.talk_gap_min} min={1} max={1440} allowDecimal={false} onChange={(value) => change({ talk_gap_min: Number(value) })} />
          <NumberField label={t`Not for orders older than, days`} value={rule.max_age_days} min={1} max={365} allowDecimal={false} onChange={(value) => change({ max_age_days: Number(value) })} />
        </div>
      </fieldset>
      <Select label={t`After the last try the order is marked as not reached, and`} value={rule.after_last} disabled={!may} allowDeselect={false}
        data={[{ value: "wait", label: t`waits for a person` }, { value: "hold", label: t`is put on hold` }, { value: "cancel", label: t`is cancelled` }]}
        onChange={(value) => change({ after_last: (value ?? rule.after_last) as AttemptRule["after_last"] })} />
      <ProblemText error={save.error} />
      {may && (
        <div className={classes.buttons}>
          <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
          <Saved when={save.isSuccess} />
        </div>
      )}
    </form>
  );
}

interface StepsProps {
  steps: AttemptStep[];
  disabled: boolean;
  onChange: (steps: AttemptStep[]) => void;
}

function Steps({ steps, disabled, onChange }: StepsProps) {
  const { t } = useLingui();
  const put = (at: number, part: Partial<AttemptStep>) => onChange(steps.map((step, i) => (i === at ? { ...step, ...part } : step)));
  const add = () => onChange([...steps, { gap_min: 120, next_day: false, other_daypart: false, message_after: false }]);
  return (
    <fieldset className={classes.group} disabled={disabled}>
      <legend><Trans>Tries, in their order</Trans></legend>
      {steps.map((step, at) => {
        const no = at + 1;
        return (
          <div key={at} className={classes.step} role="group" aria-label={t`Try ${no}`}>
            <strong>{no}</strong>
            <NumberField aria-label={at === 0 ? t`Minutes after the order came` : t`Minutes after the try before`} value={step.gap_min} min={0} max={43_200} allowDecimal={false}
              suffix={t` min`} onChange={(value) => put(at, { gap_min: Number(value) })} />
            {at > 0 && <Checkbox label={t`on a later day`} checked={step.next_day} onChange={(event) => put(at, { next_day: event.currentTarget.checked })} />}
            {at > 0 && <Checkbox label={t`in the other half of the day`} checked={step.other_daypart} onChange={(event) => put(at, { other_daypart: event.currentTarget.checked })} />}
            <Checkbox label={t`not reached: a message`} checked={step.message_after} onChange={(event) => put(at, { message_after: event.currentTarget.checked })} />
            {steps.length > 1 && !disabled && (
              <ActionIcon className={classes.remove} aria-label={t`Remove try ${no}`} onClick={() => onChange(steps.filter((_, i) => i !== at))}><Icon name="cross" /></ActionIcon>
            )}
          </div>
        );
      })}
      {steps.length < 20 && !disabled && <div><Button variant="default" size="compact-sm" leftSection={<Icon name="plus" />} onClick={add}><Trans>One more try</Trans></Button></div>}
    </fieldset>
  );
}

function Days({ days, onChange }: { days: string; onChange: (days: string) => void }) {
  const { i18n } = useLingui();
  // Monday first on the screen, Sunday first in the rule.
  const order = [1, 2, 3, 4, 5, 6, 0];
  return (
    <div className={classes.days}>
      {order.map((day) => (
        <Checkbox key={day} label={dayName(i18n.locale, day)} checked={days[day] === "1"}
          onChange={(event) => onChange(days.slice(0, day) + (event.currentTarget.checked ? "1" : "0") + days.slice(day + 1))} />
      ))}
    </div>
  );
}
