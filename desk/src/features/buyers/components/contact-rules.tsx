// One budget of calls to a buyer over all departments: numbers, and the quiet hours of his own day.
import { Button } from "@mantine/core";
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
      <p><Trans>Every call to a buyer counts, whoever made it and whether he answered or not. A reply that was promised is held back by nothing but somebody who is with him already.</Trans></p>
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

/** Made anew with each version kept. */
function Form({ kept, saved, onSaved }: FormProps) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const [rules, setRules] = useState(kept);
  const [quiet, setQuiet] = useState({ from: clockOf(kept.quiet_from_minute), to: clockOf(kept.quiet_to_minute) });
  const save = useMutation({
    mutationFn: () => saveContactRules({ ...rules, quiet_from_minute: minutesOf(quiet.from), quiet_to_minute: minutesOf(quiet.to) }),
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
  const field = (name: "calls_per_day" | "calls_per_week" | "unasked_per_week" | "unasked_gap_hours", label: string, min: number, max: number) => (
    <NumberField label={label} value={rules[name]} min={min} max={max} allowDecimal={false} disabled={!may} error={fault === name} onChange={(value) => change({ [name]: Number(value) || 0 })} />
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <fieldset className={classes.group}>
        <legend><Trans>Calls to one buyer, at most</Trans></legend>
        <div className={classes.fields}>
          {field("calls_per_day", t`in a day`, 1, 50)}
          {field("calls_per_week", t`in seven days`, 1, 200)}
        </div>
      </fieldset>
      <fieldset className={classes.group}>
        <legend><Trans>Calls that he did not ask for: offers, questions after the order</Trans></legend>
        <div className={classes.fields}>
          {field("unasked_per_week", t`in seven days`, 0, 50)}
          {field("unasked_gap_hours", t`not within so many hours after any call`, 0, 168)}
        </div>
      </fieldset>
      <fieldset className={classes.group}>
        <legend><Trans>Quiet hours of the buyer's own day</Trans></legend>
        <div className={classes.fields}>
          <TimeField name={t`From`} label={t`From`} value={quiet.from} disabled={!may} wrong={fault === "quiet_from_minute"} onChange={(from) => setQuiet({ ...quiet, from })} />
          <TimeField name={t`Until`} label={t`Until`} value={quiet.to} disabled={!may} wrong={fault === "quiet_to_minute"} onChange={(to) => setQuiet({ ...quiet, to })} />
        </div>
        <p className={classes.hint}><Trans>The same time twice: no hour is quiet.</Trans></p>
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
