// A queue: every parameter explained in a line, and who belongs to it.
import { Button, MultiSelect, NumberInput, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { QueueSettings } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";

import { peopleQuery, queuesQuery, saveQueue } from "../api/settings";
import { queueParams } from "./queue-params";
import classes from "./settings.module.css";

export function QueueSettingsList() {
  const { data, error } = useQuery(queuesQuery);
  return (
    <>
      <ProblemText error={error} />
      {!data && !error && <Rows count={10} />}
      {data?.items.map((queue) => <QueueForm key={`${queue.id}-${queue.version}`} queue={queue} />)}
    </>
  );
}

function QueueForm({ queue }: { queue: QueueSettings }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const people = useQuery({ ...peopleQuery, enabled: useCan("people.view") });
  const [form, setForm] = useState(queue);
  const save = useMutation({
    mutationFn: () => saveQueue(queue.id, form, queue.version),
    onSettled: () => void cache.invalidateQueries({ queryKey: ["queues"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput label={t`Queue`} value={form.name} disabled={!may} onChange={(event) => setForm({ ...form, name: event.currentTarget.value })} />
      <MultiSelect label={t`Operators in this queue`} value={form.member_ids} disabled={!may || !people.data} searchable
        data={(people.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(member_ids) => setForm({ ...form, member_ids })} />
      <div>
        {queueParams.map(({ field, unit, name, explain }) => (
          <div key={field} className={classes.param}>
            <div>
              <label htmlFor={`${queue.id}-${field}`}>{i18n._(name)}</label>
              <p>{i18n._(explain)}</p>
            </div>
            <NumberInput id={`${queue.id}-${field}`} min={0} disabled={!may} allowDecimal={false} suffix={unit === "s" ? ` ${t`s`}` : ""}
              value={unit === "s" ? Math.round(form[field] / 1000) : form[field]}
              onChange={(value) => setForm({ ...form, [field]: (Number(value) || 0) * (unit === "s" ? 1000 : 1) })} />
          </div>
        ))}
      </div>
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
