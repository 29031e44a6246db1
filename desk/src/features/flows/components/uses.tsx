// Which calls meet the flow: every call of the shop, a queue's, a dialled number's.
import { ActionIcon, Button, Checkbox, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { FlowUse } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";

import { queueNamesQuery } from "../api/flows";
import classes from "./flows.module.css";

interface Props {
  shop: string;
  uses: FlowUse[];
  may: boolean;
  /** A drawing that is not saved stands in the way: where it is used belongs to the saved one. */
  unsaved: boolean;
  busy: boolean;
  onSave: (uses: FlowUse[]) => void;
}

export function Uses({ shop, uses, may: allowed, unsaved, busy, onSave }: Props) {
  const { t } = useLingui();
  const { data } = useQuery(queueNamesQuery);
  const may = allowed && !unsaved;
  const [number, setNumber] = useState("");
  const queues = (data?.items ?? []).filter((one) => one.shop_id === shop);
  const all = uses.some((one) => one.kind === "shop");
  const without = (gone: FlowUse) => uses.filter((one) => one.kind !== gone.kind || one.value !== gone.value);
  const free = queues.filter((one) => !uses.some((use) => use.kind === "queue" && use.value === one.id));
  return (
    <section className={classes.panel} aria-labelledby="flow-uses">
      <h2 id="flow-uses"><Trans>Which calls meet it</Trans></h2>
      {allowed && unsaved && <p className={classes.quiet}><Trans>Save the draft first: then choose here which calls meet it.</Trans></p>}
      <Checkbox label={t`Every call of the shop`} checked={all} disabled={!may || busy} onChange={() => onSave(all ? without({ kind: "shop", value: "" }) : [...uses, { kind: "shop", value: "" }])} />
      <ul className={classes.versions}>
        {uses.filter((one) => one.kind !== "shop").map((one) => {
          const name = one.kind === "queue" ? (queues.find((queue) => queue.id === one.value)?.name ?? one.value) : one.value;
          return (
            <li key={one.kind + one.value} className={classes.version}>
              <span className={classes.grow}>{one.kind === "queue" ? t`Calls for the queue ${name}` : t`Calls to ${name}`}</span>
              {may && <ActionIcon variant="subtle" aria-label={t`Take ${name} away`} disabled={busy} onClick={() => onSave(without(one))}><Icon name="cross" size={14} /></ActionIcon>}
            </li>
          );
        })}
      </ul>
      {may && (
        <div className={classes.bar}>
          <Select aria-label={t`Add a queue`} placeholder={t`Add a queue`} value={null} data={free.map((one) => ({ value: one.id, label: one.name }))} onChange={(value) => value && onSave([...uses, { kind: "queue", value }])} />
          <TextInput aria-label={t`Dialled number`} placeholder="+380441234567" value={number} maxLength={64} onChange={(event) => setNumber(event.currentTarget.value)} />
          <Button variant="default" disabled={!number.trim() || busy} onClick={() => { onSave([...uses, { kind: "number", value: number.trim() }]); setNumber(""); }}><Trans>Add the number</Trans></Button>
        </div>
      )}
    </section>
  );
}
