// Settings, Recording: which calls are recorded. Rules are read from the top; the first that fits decides.
import { Button, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError } from "@/shared/api/client";
import type { RecordingSettingsView } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";
import { Unsaved } from "@/shared/ui/unsaved";

import { rulesQuery, saveRules, stateQuery } from "../api/rules";
import { KeepRules } from "./keep-rules";
import { RecordRules } from "./record-rules";
import classes from "./rules.module.css";

export function RecordingRules() {
  const { data, error } = useQuery(rulesQuery);
  return (
    <>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && <Form key={data.version} of={data} />}
    </>
  );
}

function Form({ of }: { of: RecordingSettingsView }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const [form, setForm] = useState(of.settings);
  const [touched, setTouched] = useState(false);
  const change = (part: Partial<typeof form>) => {
    setForm({ ...form, ...part });
    setTouched(true);
  };
  const save = useMutation({
    mutationFn: () => saveRules(form, of.version),
    onSuccess: (fresh) => {
      setTouched(false);
      cache.setQueryData(rulesQuery.queryKey, fresh);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <Unsaved when={touched}><Trans>The rules are not saved.</Trans></Unsaved>
      <section aria-label={t`Which calls are recorded`}>
        <h2><Trans>Which calls are recorded</Trans></h2>
        <p><Trans>Rules are read from the top; the first that fits a call decides. None fits: the call is recorded from its first word. A shop that does not record (Settings, Shop) stays so.</Trans></p>
        <RecordRules rules={form.rules} disabled={!may} onChange={(rules) => change({ rules })} />
      </section>
      <section aria-label={t`How long they are kept`}>
        <h2><Trans>How long they are kept</Trans></h2>
        <p><Trans>Once a day recordings whose time is over are deleted, each with an entry in the audit. None fits, or 0 days: for ever. What is held for a dispute stays.</Trans></p>
        <KeepRules settings={form} disabled={!may} onChange={(keep) => change({ keep })} />
      </section>
      <section aria-label={t`After the call`}>
        <h2><Trans>After the call</Trans></h2>
        <Switch label={t`Make files small (FLAC, nothing of the sound is lost)`} checked={form.compress} disabled={!may}
          onChange={(event) => change({ compress: event.currentTarget.checked })} />
        <Switch label={t`Encrypt files; the key opens only with keys/secret.key of this server, so keep a copy of it apart`} checked={form.encrypt} disabled={!may}
          onChange={(event) => change({ encrypt: event.currentTarget.checked })} />
        <WorkState />
      </section>
      <ProblemText error={save.error} />
      {may && (
        <div className={classes.buttons}>
          <Button type="submit" loading={save.isPending} disabled={!touched}><Trans>Save</Trans></Button>
          <Saved when={of.version > 1 && !touched && save.isSuccess} />
        </div>
      )}
    </form>
  );
}

/** What waits, what it cost so far, and what stops it. */
function WorkState() {
  const { data } = useQuery(stateQuery);
  if (!data) return null;
  const { waiting, files } = data;
  const saved = data.wav_bytes > 0 ? Math.round(100 - (data.kept_bytes * 100) / data.wav_bytes) : 0;
  const cost = data.sound_ms > 0 ? Math.round((data.cpu_ms * 60_000) / data.sound_ms) : 0;
  return (
    <>
      <p className={classes.facts} role="status">
        {waiting > 0 && <span><Trans>waiting: {waiting}</Trans></span>}
        {files > 0 && <span><Trans>done since the start: {files}, {saved} % smaller, {cost} ms of processor for a minute of talk</Trans></span>}
      </p>
      {data.problem !== "" && <ProblemText error={new ApiError(data.problem, 503, data.problem)} />}
      {data.key === "wrong" && <ProblemText error={new ApiError("recordings.key_wrong", 503, "")} />}
    </>
  );
}
