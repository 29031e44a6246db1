// Whether she has signed that she knows of listening-in: the date, who entered it; without it nobody listens, whispers or joins.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { useCan } from "@/shared/lib/session";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import { acknowledge, monitoringQuery } from "../api/people";
import classes from "./person-form.module.css";

/** Noon of the day by this computer's clock: a date is no moment, and no zone may push it into tomorrow. */
const noonOf = (day: string) => new Date(`${day}T12:00:00`).getTime();
const today = () => new Date().toLocaleDateString("sv");

export function MonitoringField({ personId }: { personId: string }) {
  const { t, i18n } = useLingui();
  const may = useCan("people.edit");
  const cache = useQueryClient();
  const query = monitoringQuery(personId);
  const { data, error } = useQuery(query);
  const [day, setDay] = useState(today);
  const save = useMutation({
    mutationFn: (at?: number) => acknowledge(personId, at),
    onSuccess: (fresh) => {
      cache.setQueryData(query.queryKey, fresh);
      void cache.invalidateQueries({ queryKey: ["live-calls"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (day) save.mutate(Math.min(noonOf(day), Date.now()));
  };
  const at = data?.acknowledged_at;
  const date = at ? new Intl.DateTimeFormat(i18n.locale, { dateStyle: "long" }).format(at) : "";
  const by = data?.by_name ?? "";
  return (
    <section className={classes.monitoring} aria-label={t`Listening-in`}>
      <h3><Trans>Listening-in</Trans></h3>
      {!data && !error && <Rows count={1} />}
      <ProblemText error={error} />
      {data && at && (
        <p role="status" className={classes.known}>
          <Icon name="check" /> <span><Trans>She has signed on {date} that calls are listened to. Entered by {by}.</Trans></span>
          {may && <Button size="xs" variant="default" loading={save.isPending} onClick={() => save.mutate(undefined)}><Trans>Take it back</Trans></Button>}
        </p>
      )}
      {data && !at && <p role="status" className={classes.unknown}><Icon name="warning" /> <Trans>Not on file that she knows of it: nobody may listen, whisper or join.</Trans></p>}
      {data && !at && may && (
        <form className={classes.enter} onSubmit={submit}>
          <TextInput type="date" label={t`Signed on`} value={day} max={today()} onChange={(event) => setDay(event.currentTarget.value)} />
          <Button type="submit" variant="default" disabled={!day} loading={save.isPending}><Trans>Enter the date</Trans></Button>
        </form>
      )}
      <ProblemText error={save.error} />
    </section>
  );
}
