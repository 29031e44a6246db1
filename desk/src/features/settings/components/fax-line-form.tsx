// One number for faxes: who it says it is, and how it faxes.
import { Button, Checkbox, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { addFaxLine, changeFaxLine, faxLinesQuery, type FaxLine, type FaxLineIn } from "@/shared/api/fax";
import { useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";

import classes from "./settings.module.css";

const fresh = (shop: string): FaxLineIn => ({ shop_id: shop, number: "", name: "", station: "", header: "", answer_within_s: 14400, t38: true, ecm: true, enabled: true });
const known = ({ shop_id, number, name, station, header, queue_id, answer_within_s, t38, ecm, enabled }: FaxLine): FaxLineIn => ({ shop_id, number, name, station, header, queue_id, answer_within_s, t38, ecm, enabled });

export function FaxLineForm({ line, onDone }: { line?: FaxLine; onDone: () => void }) {
  const { t } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const [form, setForm] = useState<FaxLineIn>(() => (line ? known(line) : fresh(shops[0]?.id ?? "")));
  const change = (part: Partial<FaxLineIn>) => setForm((now) => ({ ...now, ...part }));
  const save = useMutation({
    mutationFn: () => (line ? changeFaxLine(line, form) : addFaxLine(form)),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: faxLinesQuery.queryKey });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {!line && shops.length > 1 && <Select label={t`Shop`} data={shops.map(({ id, name }) => ({ value: id, label: name }))} value={form.shop_id} allowDeselect={false} onChange={(shop) => change({ shop_id: shop ?? form.shop_id })} />}
      <div className={classes.two}>
        <TextInput label={t`Number`} required description={t`As your carrier dials it. Every call to it is taken as a fax.`} value={form.number} onChange={(event) => change({ number: event.currentTarget.value })} />
        <TextInput label={t`Name`} description={t`For you alone`} value={form.name} onChange={(event) => change({ name: event.currentTarget.value })} />
      </div>
      <div className={classes.two}>
        <TextInput label={t`Who we say we are`} description={t`On the other machine; empty: the number`} maxLength={20} value={form.station} onChange={(event) => change({ station: event.currentTarget.value })} />
        <TextInput label={t`Line on top of each page`} description={t`Latin letters; empty: none`} maxLength={50} value={form.header} onChange={(event) => change({ header: event.currentTarget.value })} />
      </div>
      <NumberInput label={t`Answer within, hours`} description={t`0: no promise`} min={0} max={336} value={form.answer_within_s / 3600} onChange={(hours) => change({ answer_within_s: Math.round(Number(hours) * 3600) })} />
      <Checkbox label={t`Ask for T.38`} description={t`The way of faxes over the internet; a line that does not know it goes on by sound.`} checked={form.t38} onChange={(event) => change({ t38: event.currentTarget.checked })} />
      <Checkbox label={t`Repeat what was broken on the way (ECM)`} checked={form.ecm} onChange={(event) => change({ ecm: event.currentTarget.checked })} />
      <Switch label={t`Take faxes`} checked={form.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
      <ProblemText error={save.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
        <Button variant="default" type="button" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}
