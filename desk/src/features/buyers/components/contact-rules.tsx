// One budget of contacts to a buyer over all departments and channels: numbers, hours of the own day, consent, memory.
import { Button, Checkbox } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError } from "@/shared/api/client";
import { clockOf, minutesOf } from "@/shared/lib/minutes-of-day";
import { useCan } from "@/shared/lib/session";
import { Rows } from "@/shared/ui/empty";
import { NumberField } from "@/shared/ui/number-field";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";
import { TimeField } from "@/shared/ui/time-field";

import { contactRulesQuery, saveContactRules, type ContactRules as Rules } from "../api/contact-rules";
import classes from "./contact-rules.module.css";

export function ContactRules() {
  const { data, error } = useQuery(contactRulesQuery);
  const [saved, setSaved] = useState(-1);
  return (
    <>
      <p><Trans>Every contact counts, whoever made it, by whatever channel, answered or not. A reply is held back by nothing but somebody who is with the buyer already.</Trans></p>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && <Form key={data.version} kept={data} saved={saved === data.version} onSaved={setSaved} />}
    </>
  );
}

interface FormProps {
  kept: Rules;
  saved: boolean;
  onSaved: (version: number) => void;
}

type Figure = { [Name in keyof Rules]: Rules[Name] extends number ? Name : never }[keyof Rules];

/** Made anew with each version kept. */
function Form({ kept, saved, onSaved }: FormProps) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const [rules, setRules] = useState(kept);
  const [quiet, setQuiet] = useState({ from: clockOf(kept.quiet_from_minute), to: clockOf(kept.quiet_to_minute) });
  const [offers, setOffers] = useState({ from: clockOf(kept.marketing_from_minute), to: clockOf(kept.marketing_to_minute) });
  const save = useMutation({
    mutationFn: () => saveContactRules({
      ...rules,
      quiet_from_minute: minutesOf(quiet.from), quiet_to_minute: minutesOf(quiet.to),
      marketing_from_minute: minutesOf(offers.from), marketing_to_minute: minutesOf(offers.to),
    }),
    onSuccess: (fresh) => {
      onSaved(fresh.version);
      cache.setQueryData(contactRulesQuery.queryKey, fresh);
      void cache.invalidateQueries({ queryKey: ["buyer"] });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409) void cache.invalidateQueries({ queryKey: contactRulesQuery.queryKey });
    },
  });
  const fault = save.error instanceof ApiError ? save.error.field : undefined;
  const change = (part: Partial<Rules>) => {
    if (save.error) save.reset();
    setRules({ ...rules, ...part });
  };
  const field = (name: Figure, label: string, min: number, max: number) => (
    <NumberField label={label} value={rules[name]} min={min} max={max} allowDecimal={false} disabled={!may} error={fault === name} onChange={(value) => change({ [name]: Number(value) || 0 })} />
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <fieldset className={classes.group}>
        <legend><Trans>Contacts to one buyer, at most</Trans></legend>
        <div className={classes.fields}>
          {field("attempts_per_day", t`in a day`, 1, 50)}
          {field("attempts_per_week", t`in seven days`, 1, 200)}
          {field("answered_per_day", t`talks in a day, unless the buyer called or wrote since`, 1, 50)}
        </div>
      </fieldset>
      <fieldset className={classes.group}>
        <legend><Trans>What the buyer did not ask for: offers, questions after the order</Trans></legend>
        <div className={classes.fields}>
          {field("marketing_per_day", t`offers in a day`, 0, 50)}
          {field("marketing_per_week", t`offers in seven days`, 0, 50)}
          {field("marketing_per_month", t`offers in 30 days`, 0, 200)}
          {field("optional_per_month", t`questions in 30 days`, 0, 50)}
          {field("unasked_gap_hours", t`not within so many hours after any contact`, 0, 168)}
        </div>
        <Checkbox size="xs" className={classes.hint} checked={rules.marketing_needs_consent} disabled={!may} label={t`Offers only to buyers who agreed to them, by the channel they agreed to`}
          onChange={(event) => change({ marketing_needs_consent: event.currentTarget.checked })} />
      </fieldset>
      <fieldset className={classes.group}>
        <legend><Trans>Quiet hours of the buyer's own day</Trans></legend>
        <div className={classes.fields}>
          <TimeField name={t`From`} label={t`From`} value={quiet.from} disabled={!may} wrong={fault === "quiet_from_minute"} onChange={(from) => setQuiet({ ...quiet, from })} />
          <TimeField name={t`Until`} label={t`Until`} value={quiet.to} disabled={!may} wrong={fault === "quiet_to_minute"} onChange={(to) => setQuiet({ ...quiet, to })} />
        </div>
        <p className={classes.hint}><Trans>The same time twice: no hour is quiet.</Trans></p>
      </fieldset>
      <fieldset className={classes.group}>
        <legend><Trans>Offers only at these hours of the buyer's own day</Trans></legend>
        <div className={classes.fields}>
          <TimeField name={t`Offers from`} label={t`From`} value={offers.from} disabled={!may} wrong={fault === "marketing_from_minute"} onChange={(from) => setOffers({ ...offers, from })} />
          <TimeField name={t`Offers until`} label={t`Until`} value={offers.to} disabled={!may} wrong={fault === "marketing_to_minute"} onChange={(to) => setOffers({ ...offers, to })} />
        </div>
        <Days days={rules.marketing_days} disabled={!may} onChange={(marketing_days) => change({ marketing_days })} />
      </fieldset>
      <fieldset className={classes.group}>
        <legend><Trans>Memory</Trans></legend>
        <div className={classes.fields}>{field("ledger_days", t`days for which contacts and refusals are kept`, 31, 3650)}</div>
      </fieldset>
      <ProblemText error={save.error} />
      {may && (
        <div className={classes.buttons}>
          <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
          <Saved when={saved && !save.error} />
        </div>
      )}
    </form>
  );
}

/** Seven days as they stand in the rules: a 0 or 1 for each, Sunday first. */
function Days({ days, disabled, onChange }: { days: string; disabled: boolean; onChange: (days: string) => void }) {
  const { t, i18n } = useLingui();
  const name = new Intl.DateTimeFormat(i18n.locale, { weekday: "short", timeZone: "UTC" });
  const flip = (day: number) => onChange([...days].map((is, n) => (n === day ? (is === "1" ? "0" : "1") : is)).join(""));
  return (
    <div className={classes.days} role="group" aria-label={t`Days for offers`}>
      {[1, 2, 3, 4, 5, 6, 0].map((day) => (
        // The 4th of January 1970 was a Sunday.
        <Checkbox key={day} size="xs" label={name.format((day + 3) * 86_400_000)} checked={days[day] === "1"} disabled={disabled} onChange={() => flip(day)} />
      ))}
    </div>
  );
}
