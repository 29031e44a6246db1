// A version of a courier's rule: what it holds for, from which day, and what it allows. What stands only in the API is kept as
// it was.
import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { useMe } from "@/shared/lib/session";
import { NumberField } from "@/shared/ui/number-field";
import { ProblemText } from "@/shared/ui/problem-text";
import { TimeField } from "@/shared/ui/time-field";
import { couriers, services } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { addRule, rulesQuery, type CourierRule, type RuleRow } from "../api/couriers";
import { clockText, feeText, readClock, readFee } from "../lib/rule-text";
import classes from "./couriers.module.css";

type Fee = "redirect_fee" | "extra_attempt_fee" | "storage_fee_day";
type Count = "decision_window_min" | "free_attempts" | "attempts_max" | "storage_free_days" | "storage_days_max";

export function RuleForm({ from, onDone }: { from?: RuleRow; onDone: () => void }) {
  const { t } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const [shopId, setShop] = useState(from?.shop_id ?? shops[0]?.id ?? "");
  const shop = shops.find((one) => one.id === shopId);
  const currency = shop?.currency ?? "UAH";
  const [rule, setRule] = useState<Partial<CourierRule>>(() => ({ ...(from?.rule ?? usual), valid_from: today(shop?.tz), valid_to: "" }));
  const [until, setUntil] = useState(clockText(rule.redirect_until_minute ?? 960));
  const [fees, setFees] = useState<Record<Fee, string>>(() => ({
    redirect_fee: feeText(rule.redirect_fee ?? 0, currency), extra_attempt_fee: feeText(rule.extra_attempt_fee ?? 0, currency),
    storage_fee_day: feeText(rule.storage_fee_day ?? 0, currency),
  }));
  const change = (part: Partial<CourierRule>) => setRule({ ...rule, ...part });
  const wrong = readClock(until) === undefined || Object.values(fees).some((text) => readFee(text, currency) === undefined);
  const save = useMutation({
    mutationFn: () => {
      const sums = Object.fromEntries(Object.entries(fees).map(([name, text]) => [name, readFee(text, currency)]));
      return addRule(shopId, { ...rule, ...sums, redirect_until_minute: readClock(until), version: 0 } as CourierRule);
    },
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: rulesQuery.queryKey });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wrong) save.mutate();
  };
  const fee = (name: Fee, label: string) => (
    <TextInput label={label} value={fees[name]} inputMode="decimal" error={readFee(fees[name], currency) === undefined && t`Not a sum of money.`}
      rightSection={<span className={classes.quiet}>{currency}</span>} rightSectionWidth={48} onChange={(event) => setFees({ ...fees, [name]: event.currentTarget.value })} />
  );
  const count = (name: Count, label: string) => (
    <NumberField label={label} min={0} allowDecimal={false} value={rule[name] ?? 0} onChange={(value) => change({ [name]: Number(value) || 0 })} />
  );
  return (
    <form className={classes.form} onSubmit={submit}>
      <What rule={rule} change={change} shopId={shopId} setShop={setShop} fixed={!!from} />
      <fieldset><legend><Trans>A failed contact</Trans></legend>
        <div className={classes.four}>
          {count("decision_window_min", t`Minutes to decide`)}{count("free_attempts", t`Tries free of charge`)}
          {count("attempts_max", t`Tries at most`)}{fee("extra_attempt_fee", t`Each further try`)}
        </div>
      </fieldset>
      <fieldset><legend><Trans>Redirect</Trans></legend>
        <div className={classes.four}>
          <TimeField name={t`Possible until`} label={t`Possible until`} value={until} onChange={setUntil} wrong={readClock(until) === undefined} />
          {fee("redirect_fee", t`Fee`)}
          <Checkbox label={t`Only within the same zone`} checked={rule.redirect_same_zone ?? true} onChange={(event) => change({ redirect_same_zone: event.currentTarget.checked })} />
        </div>
      </fieldset>
      <fieldset><legend><Trans>Storage at a branch or locker</Trans></legend>
        <div className={classes.four}>
          {count("storage_free_days", t`Days free of charge`)}{fee("storage_fee_day", t`Then a day`)}{count("storage_days_max", t`Days at most`)}
        </div>
      </fieldset>
      <Checkbox label={t`The courier applies it to parcels under way too`} checked={rule.touches_running ?? false}
        onChange={(event) => change({ touches_running: event.currentTarget.checked })} />
      <ProblemText error={save.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending} disabled={wrong}>{from ? <Trans>Add this version</Trans> : <Trans>Add the rule</Trans>}</Button>
        <Button variant="default" type="button" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}

interface WhatProps {
  rule: Partial<CourierRule>;
  change: (part: Partial<CourierRule>) => void;
  shopId: string;
  setShop: (id: string) => void;
  /** A version of a rule: courier, way and city are those of the rule. */
  fixed: boolean;
}

function What({ rule, change, shopId, setShop, fixed }: WhatProps) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  return (
    <>
      <div className={classes.four}>
        <Select label={t`Courier`} value={rule.courier ?? null} disabled={fixed} allowDeselect={false} data={Object.entries(couriers).map(([value, label]) => ({ value, label }))}
          onChange={(value) => change({ courier: value ?? rule.courier })} />
        <Select label={t`Shop`} value={shopId} disabled={fixed} allowDeselect={false} data={shops.map((shop) => ({ value: shop.id, label: shop.name }))} onChange={(value) => value && setShop(value)} />
        <Select label={t`Way of delivery`} value={rule.service ?? ""} disabled={fixed} allowDeselect={false}
          data={[{ value: "", label: t`every way` }, ...Object.keys(services).map((value) => ({ value, label: tell(i18n, services, value) }))]}
          onChange={(value) => change({ service: value ?? "" })} />
        <TextInput label={t`City`} placeholder={t`every city`} value={rule.city ?? ""} disabled={fixed} onChange={(event) => change({ city: event.currentTarget.value })} />
      </div>
      <div className={classes.four}>
        <TextInput type="date" label={t`Holds from`} required value={rule.valid_from ?? ""} onChange={(event) => change({ valid_from: event.currentTarget.value })} />
        <TextInput type="date" label={t`Until, if known`} value={rule.valid_to ?? ""} onChange={(event) => change({ valid_to: event.currentTarget.value })} />
      </div>
    </>
  );
}

/** The server's own defaults, so that the form shows what will hold. */
const usual: Partial<CourierRule> = {
  courier: "novaposhta", service: "", city: "", decision_window_min: 30, free_attempts: 2, attempts_max: 3, redirect_until_minute: 960,
  redirect_same_zone: true, storage_free_days: 7, storage_days_max: 14, touches_running: false,
};

function today(tz = "UTC"): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: tz, dateStyle: "short" }).format(Date.now());
}
