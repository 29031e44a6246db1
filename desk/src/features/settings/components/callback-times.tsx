// When the shop calls back at times that buyers choose, and how many calls one time holds: for the shop, and for queues that
// differ from it.
import { Button, Checkbox, Select, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { removeSlotRule, saveSlotRule, slotRulesQuery } from "@/shared/api/callbacks";
import { ApiError } from "@/shared/api/client";
import type { SlotRuleIn, SlotRules, SlotRuleView } from "@/shared/api/types";
import { useCan, useMe } from "@/shared/lib/session";
import { Rows } from "@/shared/ui/empty";
import { NumberField } from "@/shared/ui/number-field";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";

import { queueNamesQuery } from "../api/settings";
import { Week } from "./hours-settings";
import form from "./settings.module.css";

const usual: SlotRuleView = { version: 1, on: false, slot_minutes: 30, capacity: 6, ahead_days: 7, own_hours: false, week: [] };
const lengths = [5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240];
const workdays = Array.from({ length: 7 }, (_, at) => ({ day: at + 1, open: at < 5 ? [{ from: "10:00", to: "18:00" }] : [] }));

export function CallbackTimes() {
  const { t } = useLingui();
  const { shops } = useMe();
  const [shop, setShop] = useState(shops[0]?.id ?? "");
  const [queue, setQueue] = useState("");
  const [saved, setSaved] = useState("");
  const { data, error } = useQuery({ ...slotRulesQuery(shop), enabled: shop !== "" });
  const queues = useQuery(queueNamesQuery);
  const rule = data?.items.find((one) => (one.queue_id ?? "") === queue);
  const name = (id: string) => data?.items.some((one) => one.queue_id === id);
  const mark = `${shop}-${queue}-${rule?.version ?? 1}`;
  return (
    <>
      <p><Trans>A caller, in a flow or while he waits, and an operator for a buyer choose one of these times. The call rings then, and what was promised is kept or counted as broken.</Trans></p>
      <div className={form.two}>
        {shops.length > 1 && (
          <Select label={t`Shop`} value={shop} allowDeselect={false} data={shops.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(value) => { setShop(value ?? shop); setQueue(""); }} />
        )}
        <Select label={t`For`} value={queue} allowDeselect={false} onChange={(value) => setQueue(value ?? "")}
          data={[
            { value: "", label: t`every queue without a rule of its own` },
            ...(queues.data?.items ?? []).filter((one) => one.shop_id === shop)
              .map((one) => ({ value: one.id, label: name(one.id) ? one.name : t`${one.name} (as the shop)` })),
          ]} />
      </div>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && <Form key={mark} rules={data} queue={queue} kept={rule ?? { ...(data.items[0] ?? usual), version: 1 }} saved={saved === mark} onSaved={(version) => setSaved(`${shop}-${queue}-${version}`)} />}
    </>
  );
}

interface FormProps {
  rules: SlotRules;
  queue: string;
  kept: SlotRuleView;
  saved: boolean;
  onSaved: (version: number) => void;
}

/** Made anew with each version kept. */
function Form({ rules, queue, kept, saved, onSaved }: FormProps) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const [rule, setRule] = useState<SlotRuleIn>(() => ({
    queue_id: queue || undefined, on: kept.on, slot_minutes: kept.slot_minutes, capacity: kept.capacity, ahead_days: kept.ahead_days,
    own_hours: kept.own_hours, week: kept.week.length === 7 ? kept.week : workdays,
  }));
  const save = useMutation({
    mutationFn: () => saveSlotRule(rules.shop_id, rule, kept.version),
    onSuccess: (fresh) => {
      onSaved(kept.version + 1);
      cache.setQueryData(slotRulesQuery(rules.shop_id).queryKey, fresh);
      void cache.invalidateQueries({ queryKey: ["callback-slots", rules.shop_id] });
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409) void cache.invalidateQueries({ queryKey: slotRulesQuery(rules.shop_id).queryKey });
    },
  });
  const own = queue !== "" && kept.queue_id === queue;
  const remove = useMutation({
    mutationFn: () => removeSlotRule(rules.shop_id, queue, kept.version),
    onSuccess: (fresh) => {
      cache.setQueryData(slotRulesQuery(rules.shop_id).queryKey, fresh);
      void cache.invalidateQueries({ queryKey: ["callback-slots", rules.shop_id] });
    },
    onError: () => void cache.invalidateQueries({ queryKey: slotRulesQuery(rules.shop_id).queryKey }),
  });
  const fault = save.error instanceof ApiError && save.error.field ? save.error : undefined;
  const wrong = (field: string) => fault?.field === field;
  const change = (part: Partial<SlotRuleIn>) => {
    if (save.error) save.reset();
    setRule({ ...rule, ...part });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <Switch label={t`Calls back are made at chosen times`} checked={rule.on} disabled={!may} onChange={(event) => change({ on: event.currentTarget.checked })} />
      <div className={form.three}>
        <Select label={t`One time lasts, min`} allowDeselect={false} value={String(rule.slot_minutes)} disabled={!may} error={wrong("slot_minutes")}
          data={[...new Set([...lengths, rule.slot_minutes])].sort((a, b) => a - b).map(String)} onChange={(value) => change({ slot_minutes: Number(value) })} />
        <NumberField label={t`Calls in one time`} min={1} max={500} allowDecimal={false} value={rule.capacity} disabled={!may} error={wrong("capacity")} onChange={(value) => change({ capacity: Number(value) || 0 })} />
        <NumberField label={t`Days ahead`} min={0} max={14} allowDecimal={false} value={rule.ahead_days} disabled={!may} error={wrong("ahead_days")} onChange={(value) => change({ ahead_days: Number(value) || 0 })} />
      </div>
      <Checkbox label={t`Not in all hours of the shop`} description={t`Else in every open hour of the shop between 9:00 and 21:00.`} checked={rule.own_hours} disabled={!may} onChange={(event) => change({ own_hours: event.currentTarget.checked })} />
      {rule.own_hours && <Week week={rule.week} disabled={!may} fault={fault} onChange={(week) => change({ week })} />}
      {!fault?.field?.startsWith("week[") && <ProblemText error={save.error ?? remove.error} />}
      {may && (
        <div className={form.buttons}>
          <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
          {own && <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}><Trans>Back to the shop's rule</Trans></Button>}
          <Saved when={saved && !save.error} />
        </div>
      )}
    </form>
  );
}
