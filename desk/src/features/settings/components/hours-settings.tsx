// When the shop answers: the week, dates that differ, what a caller meets while it is closed. What is typed is tried on the
// server at once: it says what these hours mean now, or which field is wrong.
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";

import { ApiError } from "@/shared/api/client";
import type { AfterHours, DatedHours, DayHours, HoursIn, HoursState, ShopHours } from "@/shared/api/types";
import { under } from "@/shared/lib/open-hours";
import { useCan, useMe } from "@/shared/lib/session";
import { longDayAndTime } from "@/shared/lib/time-words";
import { dayName } from "@/shared/ui/day-picker";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";
import { Tag } from "@/shared/ui/tag";
import { useNow } from "@/shared/ui/ticking";

import { hoursPreviewQuery, hoursQuery, saveHours } from "../api/settings";
import { DayTimes } from "./day-times";
import classes from "./hours.module.css";
import form from "./settings.module.css";

export function HoursSettings() {
  const { t } = useLingui();
  const { shops } = useMe();
  const [id, setId] = useState(shops[0]?.id ?? "");
  const { data, error } = useQuery({ ...hoursQuery(id), enabled: id !== "" });
  const [saved, setSaved] = useState<ShopHours>();
  const [lost, setLost] = useState<ApiError>();
  return (
    <>
      {shops.length > 1 && (
        <Select label={t`Shop`} value={id} onChange={(value) => setId(value ?? id)} data={shops.map((shop) => ({ value: shop.id, label: shop.name }))} />
      )}
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && <Form key={`${data.shop_id}-${data.version}`} kept={data} saved={saved?.shop_id === data.shop_id && saved.version === data.version} onSaved={setSaved} lost={lost} onLost={setLost} />}
    </>
  );
}

/** A date that was just added and not chosen yet is no fault before it is sent. */
function unfinished(error: unknown, hours: HoursIn): boolean {
  return error instanceof ApiError && hours.dated.some((day, at) => day.date === "" && error.field === `dated[${at}].date`);
}

const partsOf = ({ week, dated, closed_goes_to }: HoursIn): HoursIn => ({ week, dated, closed_goes_to });

interface FormProps {
  kept: ShopHours;
  saved: boolean;
  onSaved: (fresh: ShopHours) => void;
  /** Somebody else saved first: told beside the fresh version that then stands here, until it is touched. */
  lost?: ApiError;
  onLost: (error?: ApiError) => void;
}

/** Made anew with each version kept: what was typed over an older one is not mixed with it. */
function Form({ kept, saved, onSaved, lost, onLost }: FormProps) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const [hours, setHours] = useState(() => partsOf(kept));
  const [tried] = useDebouncedValue(hours, 300);
  const preview = useQuery({ ...hoursPreviewQuery(kept.shop_id, tried), placeholderData: keepPreviousData });
  const save = useMutation({
    mutationFn: () => saveHours(kept.shop_id, hours, kept.version),
    onSuccess: (fresh) => {
      cache.setQueryData(hoursQuery(kept.shop_id).queryKey, fresh);
      onSaved(fresh);
    },
    onError: (error) => {
      if (!(error instanceof ApiError) || error.status !== 409) return;
      onLost(error);
      void cache.invalidateQueries({ queryKey: hoursQuery(kept.shop_id).queryKey, exact: true });
    },
  });
  const fault = [save.error, unfinished(preview.error, hours) ? null : preview.error]
    .find((one): one is ApiError => one instanceof ApiError && one.field !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const change = (part: Partial<HoursIn>) => {
    if (save.error) save.reset();
    if (lost) onLost(undefined);
    setHours({ ...hours, ...part });
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <Now state={fault ? undefined : preview.data ?? kept.now} tz={kept.tz} />
      <Week week={hours.week} disabled={!may} fault={fault} onChange={(week) => change({ week })} />
      <Dated dated={hours.dated} disabled={!may} fault={fault} onChange={(dated) => change({ dated })} />
      <Select label={t`Who calls while the shop is closed hears so, and`} value={hours.closed_goes_to} disabled={!may} allowDeselect={false}
        data={[
          { value: "callback", label: t`is called back when it opens` },
          { value: "voicemail", label: t`may leave a message` },
          { value: "hang_up", label: t`is asked to call again` },
        ]}
        onChange={(value) => change({ closed_goes_to: (value ?? hours.closed_goes_to) as AfterHours })} />
      {!fault && <ProblemText error={save.error ?? lost} />}
      {may && (
        <div className={form.buttons}>
          <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
          <Saved when={saved && hours.week === kept.week && hours.dated === kept.dated} />
        </div>
      )}
    </form>
  );
}

function Now({ state, tz }: { state?: HoursState; tz: string }) {
  const { i18n } = useLingui();
  const now = useNow();
  const when = state?.until === undefined ? "" : longDayAndTime(i18n.locale, now, state.until, tz);
  return (
    <p className={classes.now} role="status">
      {!state && <Tag tone="warning" icon="warning"><Trans>Something below does not fit</Trans></Tag>}
      {state?.open && <Tag tone="talking" icon="check"><Trans>Open now</Trans></Tag>}
      {state && !state.open && <Tag tone="paused" icon="clock"><Trans>Closed now</Trans></Tag>}
      {state?.open && (when ? <span><Trans>closes {when}</Trans></span> : <span><Trans>round the clock</Trans></span>)}
      {state && !state.open && (when ? <span><Trans>opens {when}</Trans></span> : <span><Trans>no opening in sight</Trans></span>)}
      <small><Trans>Time of the shop: {tz}</Trans></small>
    </p>
  );
}

interface ListProps<T> {
  disabled: boolean;
  fault?: ApiError;
  onChange: (list: T[]) => void;
}

export function Week({ week, disabled, fault, onChange }: ListProps<DayHours> & { week: DayHours[] }) {
  const { t, i18n } = useLingui();
  const first = week[0];
  return (
    <fieldset className={classes.list}>
      <legend><Trans>Every week</Trans></legend>
      {week.map((day, at) => (
        <Line key={day.day} fault={fault} prefix={`week[${at}].`}>
          <span className={classes.name}>{dayName(i18n.locale, day.day, "long")}</span>
          <DayTimes name={dayName(i18n.locale, day.day, "long")} open={day.open} disabled={disabled} fault={under(fault?.field, `week[${at}].`)}
            onChange={(open) => onChange(week.map((one, index) => (index === at ? { ...one, open } : one)))} />
        </Line>
      ))}
      {!disabled && first && (
        <div className={classes.shortcuts}>
          <Button size="xs" variant="default" onClick={() => onChange(week.map((one) => (one.day <= 5 ? { ...one, open: first.open } : one)))}>
            <Trans>Monday's hours on all working days</Trans>
          </Button>
          <Button size="xs" variant="default" onClick={() => onChange(week.map((one) => ({ ...one, open: [{ from: "00:00", to: "24:00" }] })))}>
            {t`Round the clock`}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function Dated({ dated, disabled, fault, onChange }: ListProps<DatedHours> & { dated: DatedHours[] }) {
  const { t } = useLingui();
  const change = (at: number, part: Partial<DatedHours>) => onChange(dated.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className={classes.list}>
      <legend><Trans>Holidays and other days</Trans></legend>
      <p className={classes.hint}>
        <Trans>On these dates they replace the hours of the week. What began the evening before runs to its end.</Trans>
      </p>
      {dated.map((day, at) => {
        const number = at + 1;
        const name = day.name || day.date || t`Date ${number}`;
        return (
          <Line key={at} fault={fault} prefix={`dated[${at}].`} dated>
            <TextInput type="date" aria-label={t`${name}: date`} value={day.date} disabled={disabled} error={fault?.field === `dated[${at}].date`}
              autoFocus={day.date === ""} onChange={(event) => change(at, { date: event.currentTarget.value })} />
            <TextInput aria-label={t`${name}: name`} placeholder={t`Name of the day`} value={day.name} disabled={disabled} error={fault?.field === `dated[${at}].name`}
              onChange={(event) => change(at, { name: event.currentTarget.value })} />
            <DayTimes name={name} open={day.open} disabled={disabled} fault={under(fault?.field, `dated[${at}].`)} onChange={(open) => change(at, { open })} />
            {!disabled && (
              <ActionIcon aria-label={t`Remove ${name}`} size={34} className={classes.remove} onClick={() => onChange(dated.filter((_, index) => index !== at))}>
                <Icon name="erase" />
              </ActionIcon>
            )}
          </Line>
        );
      })}
      {!disabled && (
        <div className={classes.shortcuts}>
          <Button size="xs" variant="default" leftSection={<Icon name="plus" size={14} />} onClick={() => onChange([...dated, { date: "", name: "", open: [] }])}>
            <Trans>Add a date</Trans>
          </Button>
        </div>
      )}
    </fieldset>
  );
}

/** A row and, under it, what is wrong in it. */
function Line({ fault, prefix, dated, children }: { fault?: ApiError; prefix: string; dated?: boolean; children: ReactNode }) {
  const mine = under(fault?.field, prefix) !== undefined;
  return (
    <div className={classes.line} data-dated={dated || undefined}>
      {children}
      {mine && <div className={classes.fault}><ProblemText error={fault} /></div>}
    </div>
  );
}
