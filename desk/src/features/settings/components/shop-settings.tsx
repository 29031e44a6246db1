// The shop: name, place, languages, recording, what becomes of a missed call, how calls out are made.
import { Button, MultiSelect, Select, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { ShopSettings } from "@/shared/api/types";
import { languageCodes, ownNames } from "@/shared/lib/i18n";
import { useCan, useMe } from "@/shared/lib/session";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";

import { saveShop, shopQuery } from "../api/settings";
import classes from "./settings.module.css";
import { SupervisionSwitch } from "./supervision-switch";

export function ShopSettingsForm() {
  const { t } = useLingui();
  const { shops } = useMe();
  const [id, setId] = useState(shops[0]?.id ?? "");
  const { data, error } = useQuery({ ...shopQuery(id), enabled: id !== "" });
  return (
    <>
      {shops.length > 1 && (
        <Select label={t`Shop`} value={id} onChange={(value) => setId(value ?? id)} data={shops.map((shop) => ({ value: shop.id, label: shop.name }))} />
      )}
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && <Form key={`${data.id}-${data.version}`} shop={data} />}
      {data && <SupervisionSwitch key={data.id} shop={data.id} />}
    </>
  );
}

function Form({ shop }: { shop: ShopSettings }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const [form, setForm] = useState(shop);
  const change = (part: Partial<ShopSettings>) => setForm({ ...form, ...part });
  const save = useMutation({
    mutationFn: () => {
      const { name, brand, tz, languages, greeting_language, record_calls, missed_goes_to, buyer_first, phones_dial } = form;
      return saveShop(shop.id, { name, brand, tz, languages, greeting_language, record_calls, missed_goes_to, buyer_first, phones_dial }, shop.version);
    },
    onSuccess: (fresh) => cache.setQueryData(shopQuery(shop.id).queryKey, fresh),
    onError: () => void cache.invalidateQueries({ queryKey: ["shop", shop.id] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const spoken = languageCodes.map((code) => ({ value: code, label: ownNames[code] }));
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.two}>
        <TextInput label={t`Shop name`} value={form.name} disabled={!may} onChange={(event) => change({ name: event.currentTarget.value })} />
        <TextInput label={t`Time zone`} value={form.tz} disabled={!may} onChange={(event) => change({ tz: event.currentTarget.value })} />
        <MultiSelect label={t`Languages spoken with buyers`} value={form.languages} data={spoken} disabled={!may}
          onChange={(languages) => change({ languages })} />
        <Select label={t`Language of the greeting`} value={form.greeting_language} data={spoken} disabled={!may}
          onChange={(value) => change({ greeting_language: value ?? form.greeting_language })} />
      </div>
      <Select label={t`A missed call becomes`} value={form.missed_goes_to} disabled={!may}
        data={[{ value: "callback", label: t`a call-back task with the number` }, { value: "voicemail", label: t`voicemail: the buyer may leave a message` }]}
        onChange={(value) => change({ missed_goes_to: value === "voicemail" ? "voicemail" : "callback" })} />
      <Switch label={t`Record calls (the greeting says so)`} checked={form.record_calls} disabled={!may}
        onChange={(event) => change({ record_calls: event.currentTarget.checked })} />
      <Select label={t`When an operator calls a buyer, first rings`} value={form.buyer_first ? "buyer" : "operator"} disabled={!may} allowDeselect={false}
        description={form.buyer_first
          ? t`The operator is connected when the buyer answers. A desk phone is rung then, for 20 seconds; an operator at a number outside is always rung first.`
          : t`The operator is on the line at once and hears it ring.`}
        data={[{ value: "operator", label: t`the operator's phone` }, { value: "buyer", label: t`the buyer's phone` }]}
        onChange={(value) => change({ buyer_first: value === "buyer" })} />
      <Switch label={t`Desk phones may dial numbers by themselves`} checked={form.phones_dial} disabled={!may}
        description={t`Only of operators who are signed in and may call out; countries, limits and calling hours hold as in the desk. Emergency and short numbers are never called.`}
        onChange={(event) => change({ phones_dial: event.currentTarget.checked })} />
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
