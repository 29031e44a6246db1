// What narrows the list of recordings; what is empty does not.
import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { dispositions } from "@/shared/words/contact";

import { noFilters, peopleQuery, type Filters as Fields } from "../api/recordings";
import { queuesQuery } from "../api/rules";
import classes from "./recordings.module.css";

interface Props {
  value: Fields;
  onChange: (value: Fields) => void;
}

export function Filters({ value, onChange }: Props) {
  const { t } = useLingui();
  const [more, setMore] = useState(false);
  const set = (part: Partial<Fields>) => onChange({ ...value, ...part });
  const narrowed = Object.values(value).some(Boolean);
  return (
    <div className={classes.filters} role="search">
      <TextInput value={value.q} onChange={(event) => set({ q: event.currentTarget.value })} leftSection={<Icon name="search" />}
        aria-label={t`Buyer`} placeholder={t`Buyer: name or number`} />
      <TextInput value={value.order} onChange={(event) => set({ order: event.currentTarget.value.trim() })} aria-label={t`Order number`} placeholder={t`Order number`} />
      <TextInput type="date" value={value.from} onChange={(event) => set({ from: event.currentTarget.value })} aria-label={t`From day`} />
      <TextInput type="date" value={value.to} onChange={(event) => set({ to: event.currentTarget.value })} aria-label={t`To day`} />
      <Button variant="default" aria-expanded={more} onClick={() => setMore(!more)}><Trans>More filters</Trans></Button>
      {narrowed && <Button variant="subtle" onClick={() => onChange(noFilters)}><Trans>Show all</Trans></Button>}
      {more && <More value={value} set={set} />}
    </div>
  );
}

function More({ value, set }: { value: Fields; set: (part: Partial<Fields>) => void }) {
  const { t, i18n } = useLingui();
  const mayPeople = useCan("people.view"), mayQueues = useCan("settings.view");
  const people = useQuery({ ...peopleQuery, enabled: mayPeople });
  const queues = useQuery({ ...queuesQuery, enabled: mayQueues });
  const named = (list: { id: string; name: string }[] = []) => list.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className={classes.extra}>
      {mayPeople && (
        <Select searchable clearable aria-label={t`Operator`} placeholder={t`Operator`} data={named(people.data?.items)} value={value.agent || null}
          onChange={(id) => set({ agent: id ?? "" })} />
      )}
      {mayQueues && (
        <Select clearable aria-label={t`Queue`} placeholder={t`Queue`} data={named(queues.data?.items)} value={value.queue || null}
          onChange={(id) => set({ queue: id ?? "" })} />
      )}
      <Select clearable aria-label={t`Result`} placeholder={t`Result`} value={value.disposition || null} onChange={(code) => set({ disposition: code ?? "" })}
        data={Object.entries(dispositions).map(([code, word]) => ({ value: code, label: i18n._(word) }))} />
      <NumberInput hideControls min={0} max={600} aria-label={t`At least so many minutes`} placeholder={t`minutes, at least`} value={value.least_min}
        onChange={(minutes) => set({ least_min: minutes ? String(minutes) : "" })} />
      <NumberInput hideControls min={0} max={100} suffix=" %" aria-label={t`At least so much silence`} placeholder={t`silence, at least`} value={value.silence_from}
        onChange={(percent) => set({ silence_from: percent ? String(percent) : "" })} />
    </div>
  );
}
