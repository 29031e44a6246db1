// Connects one shop: which platform, its address, and the keys that this platform gives.
import { Button, Checkbox, PasswordInput, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { StoreKind } from "@/shared/api/types";
import { useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { connectorKinds } from "@/shared/words/people";
import { tell } from "@/shared/words/tell";

import { connectStore, type NewStore } from "../api/stores";
import classes from "./settings.module.css";

/** Platforms that answer for all their shops at one address. */
const usualAddress: Partial<Record<StoreKind, string>> = { prom: "https://my.prom.ua", keycrm: "https://openapi.keycrm.app" };
/** Systems that shops work in beside their site: their past is wanted, their new orders come twice. */
const hasPast = (kind: StoreKind) => kind === "keycrm" || kind === "retailcrm";

/** Platforms that take the orders of the desk, and those that are told what it decides. */
const takes: StoreKind[] = ["woocommerce", "shopify", "retailcrm"];
const hears: StoreKind[] = [...takes, "prom"];

export function ConnectForm({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const [form, setForm] = useState<NewStore>({
    shop_id: shops[0]?.id ?? "", kind: "woocommerce", name: "", url: "https://", key: "", secret: "", webhook_secret: "", write_back: false, history_only: false, send_orders: false,
  });
  const change = (part: Partial<NewStore>) => setForm({ ...form, ...part });
  const pushed = form.kind === "generic";
  const choose = (kind: StoreKind) =>
    change({ kind, url: usualAddress[kind] ?? "https://", key: "", secret: "", webhook_secret: "", write_back: false, history_only: kind === "keycrm", send_orders: false });
  const connect = useMutation({
    mutationFn: () => connectStore({ ...form, url: pushed ? "" : form.url }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["stores"] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate();
  };
  const kinds = Object.keys(connectorKinds).map((value) => ({ value, label: tell(i18n, connectorKinds, value) }));
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.two}>
        <Select label={t`Platform`} value={form.kind} data={kinds} allowDeselect={false}
          onChange={(value) => choose((value ?? form.kind) as StoreKind)} />
        <Select label={t`Shop`} value={form.shop_id} data={shops.map((shop) => ({ value: shop.id, label: shop.name }))}
          onChange={(value) => change({ shop_id: value ?? form.shop_id })} />
      </div>
      <div className={classes.two}>
        <TextInput label={t`Name`} required autoFocus value={form.name} onChange={(event) => change({ name: event.currentTarget.value })} />
        {!pushed && <TextInput label={t`Address of the shop`} required type="url" value={form.url} onChange={(event) => change({ url: event.currentTarget.value })} />}
      </div>
      <Keys form={form} change={change} />
      {hears.includes(form.kind) && (
        <Checkbox label={t`Tell the shop what the desk decides`} checked={form.write_back}
          onChange={(event) => change({ write_back: event.currentTarget.checked })} />
      )}
      {takes.includes(form.kind) && (
        <Checkbox label={t`Orders made at the desk are made in the shop too`} checked={form.send_orders}
          onChange={(event) => change({ send_orders: event.currentTarget.checked })} />
      )}
      {hasPast(form.kind) && (
        <Checkbox label={t`Only its past`} description={t`Products, buyers and past orders are brought over once; new orders come from the shop itself.`}
          checked={form.history_only} onChange={(event) => change({ history_only: event.currentTarget.checked })} />
      )}
      <ProblemText error={connect.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={connect.isPending}><Trans>Connect</Trans></Button>
        <Button variant="default" type="button" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}

/** Each platform calls its keys otherwise and shows them elsewhere. */
function Keys({ form, change }: { form: NewStore; change: (part: Partial<NewStore>) => void }) {
  const { t } = useLingui();
  const field = (of: "key" | "secret" | "webhook_secret", label: string, description: string) => (
    <PasswordInput label={label} required description={description} visibilityToggleButtonProps={{ "aria-label": t`Show` }}
      value={form[of]} onChange={(event) => change({ [of]: event.currentTarget.value })} />
  );
  if (form.kind === "shopify")
    return (
      <div className={classes.two}>
        {field("secret", t`Admin API access token`, t`Shopify, Settings, Apps, Develop apps: shown once after installing.`)}
        {field("webhook_secret", t`API secret key`, t`Of the same app: it signs every message.`)}
      </div>
    );
  if (form.kind === "retailcrm") return field("secret", t`API key`, t`RetailCRM, Settings, Integration, API access keys.`);
  if (form.kind === "prom") return field("secret", t`API token`, t`Prom.ua, Settings, API tokens: rights to see orders, products and clients.`);
  if (form.kind === "horoshop")
    return (
      <div className={classes.two}>
        {field("key", t`Login`, t`Horoshop, Settings, Administrators: a person of its own for the API.`)}
        {field("secret", t`Password`, t`Of the same person.`)}
      </div>
    );
  if (form.kind === "keycrm") return field("secret", t`API key`, t`KeyCRM, Settings, General, API: the key of this account.`);
  if (form.kind === "prestashop")
    return field("secret", t`Webservice key`, t`PrestaShop, Advanced parameters, Webservice: right to view what the guide lists.`);
  if (form.kind === "opencart") return field("webhook_secret", t`Secret`, t`The same as in the Orderline extension of the shop.`);
  if (form.kind === "generic") return field("webhook_secret", t`Secret`, t`Your shop signs every message with it; at least 24 characters.`);
  return (
    <>
      <div className={classes.two}>
        {field("key", t`Consumer key`, t`WooCommerce, Settings, Advanced, REST API: right to read.`)}
        {field("secret", t`Consumer secret`, t`Shown together with the key.`)}
      </div>
      {field("webhook_secret", t`Webhook secret`, t`The same as in the webhook's settings: it signs every message.`)}
    </>
  );
}
