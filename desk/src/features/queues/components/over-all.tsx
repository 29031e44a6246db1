// Rules over all queues: which queue a free operator serves first, and how much she can have in hand at once.
import { Button, MultiSelect, Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { Channel, ChannelUnits, RoutingSettings } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { NumberField } from "@/shared/ui/number-field";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";
import table from "@/shared/ui/table.module.css";
import { channels, crossQueues } from "@/shared/words/queues";
import { tell } from "@/shared/words/tell";

import { routingQuery, saveRouting } from "../api/queues";
import classes from "./queues.module.css";

export function OverAll() {
  const { data } = useQuery(routingQuery);
  return (
    <details className={classes.more}>
      <summary><Trans>Rules over all queues</Trans></summary>
      {data && <Form key={data.version} kept={data} />}
    </details>
  );
}

function Form({ kept }: { kept: RoutingSettings }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("queues.edit");
  const [form, setForm] = useState(kept);
  const save = useMutation({ mutationFn: () => saveRouting(form), onSuccess: (fresh) => cache.setQueryData(routingQuery.queryKey, fresh) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const put = (channel: Channel, part: Partial<ChannelUnits>) =>
    setForm({ ...form, channels: form.channels.map((one) => (one.channel === channel ? { ...one, ...part } : one)) });
  const names = (Object.keys(channels) as Channel[]).map((value) => ({ value, label: tell(i18n, channels, value) }));
  return (
    <form className={classes.form} onSubmit={submit}>
      <Select label={t`An operator of several queues takes`} description={t`After the weights of the queues.`} value={form.cross_queue} disabled={!may} allowDeselect={false}
        data={Object.keys(crossQueues).map((value) => ({ value, label: tell(i18n, crossQueues, value) }))}
        onChange={(value) => setForm({ ...form, cross_queue: (value ?? form.cross_queue) as RoutingSettings["cross_queue"] })} />
      <p className={classes.line}><Trans>An operator has 100 units. Each contact in hand takes its part, and comes only beside those that are allowed here.</Trans></p>
      <div className={classes.scroll}>
        <table className={table.table}>
          <thead><tr><th><Trans>Kind</Trans></th><th><Trans>Units of 100</Trans></th><th><Trans>May come while she has</Trans></th></tr></thead>
          <tbody>
            {form.channels.map((one) => {
              const name = tell(i18n, channels, one.channel);
              return (
                <tr key={one.channel}>
                  <td>{name}</td>
                  <td><NumberField aria-label={t`${name}: units`} w={96} min={0} max={100} disabled={!may} value={one.units} onChange={(value) => put(one.channel, { units: Number(value) || 0 })} /></td>
                  <td><MultiSelect aria-label={t`${name}: beside`} disabled={!may} data={names} value={one.beside} placeholder={one.beside.length === 0 ? t`nothing` : ""} onChange={(value) => put(one.channel, { beside: value as Channel[] })} /></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <NumberField label={t`Seed of the draws`} description={t`The same seed draws the same lots: a day can be replayed.`} value={form.seed} disabled={!may} allowDecimal={false} w={240}
        onChange={(value) => setForm({ ...form, seed: Number(value) || 1 })} />
      <ProblemText error={save.error} />
      {may && <div className={classes.barRow}><Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button><Saved when={save.isSuccess} /></div>}
    </form>
  );
}
