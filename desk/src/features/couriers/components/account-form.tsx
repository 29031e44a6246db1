// An account at a courier: its address, the key (typed once, never shown again) and the sender's references.
import { Button, PasswordInput, Select, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { couriers } from "@/shared/words/deliveries";

import { accountsQuery, addAccount, changeAccount, readSender, type Account, type AccountForm as Form, type Courier } from "../api/couriers";
import classes from "./couriers.module.css";

/** Couriers that are asked or push; the others' parcels are followed by a table. */
const addresses: Partial<Record<Courier, string>> = {
  novaposhta: "https://api.novaposhta.ua/v2.0/json/",
  ukrposhta: "https://www.ukrposhta.ua/status-tracking/0.0.1",
  cdek: "https://api.cdek.ru",
};

export function AccountForm({ account, onDone }: { account?: Account; onDone: () => void }) {
  const { t } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const [form, setForm] = useState<Form>(() => ({
    shop_id: account?.shop_id ?? shops[0]?.id ?? "", courier: account?.courier ?? "novaposhta",
    url: account?.url ?? addresses.novaposhta ?? "", key: "", sender: senderText(account?.sender),
  }));
  const change = (part: Partial<Form>) => setForm({ ...form, ...part });
  const save = useMutation({
    mutationFn: () => (account ? changeAccount(account, form) : addAccount(form)),
    onSuccess: (fresh) => {
      cache.setQueryData(accountsQuery.queryKey, fresh);
      onDone();
    },
    onError: () => void cache.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  });
  const wrong = senderWrong(form.sender);
  const keyLabel = form.courier === "cdek" ? t`Client id and secret, with a colon between`
    : form.courier === "ukrposhta" ? t`Tracking bearer, eCom bearer and counterparty token, with colons between` : t`Key`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wrong) save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.two}>
        <Select label={t`Courier`} value={form.courier} disabled={!!account} allowDeselect={false} autoFocus={!account}
          data={Object.keys(addresses).map((value) => ({ value, label: couriers[value] ?? value }))}
          onChange={(value) => change({ courier: value as Courier, url: addresses[value as Courier] ?? "", sender: sampleOf(value as Courier) })} />
        <Select label={t`Shop`} value={form.shop_id} disabled={!!account} allowDeselect={false} data={shops.map((shop) => ({ value: shop.id, label: shop.name }))}
          onChange={(value) => change({ shop_id: value ?? form.shop_id })} />
      </div>
      <TextInput label={t`Address of the courier's service`} required value={form.url} onChange={(event) => change({ url: event.currentTarget.value })} />
      <PasswordInput label={keyLabel} required={!account} autoComplete="off"
        description={account ? t`Left empty, the key stays as it is.` : t`It is sealed and never shown again.`}
        visibilityToggleButtonProps={{ "aria-label": t`Show` }} value={form.key} onChange={(event) => change({ key: event.currentTarget.value })} />
      <Textarea label={t`Your references at the courier`} autosize minRows={3} maxRows={10} spellCheck={false} classNames={{ input: classes.code }}
        description={t`What every waybill carries, in the courier's own words, as JSON.`}
        error={wrong && t`This is not an object in JSON.`}
        value={form.sender} onChange={(event) => change({ sender: event.currentTarget.value })} />
      <ProblemText error={save.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={save.isPending} disabled={wrong}>{account ? <Trans>Save</Trans> : <Trans>Add</Trans>}</Button>
        <Button variant="default" type="button" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}

/** What a waybill of that courier wants to know of its sender, to fill in. */
const samples: Partial<Record<Courier, Record<string, unknown>>> = {
  novaposhta: { CitySender: "", Sender: "", SenderAddress: "", ContactSender: "", SendersPhone: "", PayerType: "Recipient", PaymentMethod: "Cash", CargoType: "Parcel", Weight: "1", SeatsAmount: "1" },
  ukrposhta: { uuid: "", postcode: "", type: "STANDARD", paidByRecipient: true, Weight: "1", length: 30, width: 20, height: 10 },
};

function sampleOf(courier: Courier): string {
  return JSON.stringify(samples[courier] ?? {}, null, 2);
}

function senderText(sender: unknown): string {
  if (sender && typeof sender === "object" && Object.keys(sender).length > 0) return JSON.stringify(sender, null, 2);
  return sender ? "{}" : sampleOf("novaposhta");
}

function senderWrong(text: string): boolean {
  try {
    readSender(text);
    return false;
  } catch {
    return true;
  }
}
