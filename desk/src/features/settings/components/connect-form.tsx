// Connects one WooCommerce shop: address, the read keys, and the secret its webhooks are signed with.
import { Button, PasswordInput, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";

import { connectStore, type NewStore } from "../api/settings";
import classes from "./settings.module.css";

export function ConnectForm({ onDone }: { onDone: () => void }) {
  const { t } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const [form, setForm] = useState<NewStore>({
    shop_id: shops[0]?.id ?? "", kind: "woocommerce", name: "", url: "https://", key: "", secret: "", webhook_secret: "",
  });
  const change = (part: Partial<NewStore>) => setForm({ ...form, ...part });
  const connect = useMutation({
    mutationFn: () => connectStore(form),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["stores"] });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate();
  };
  const eye = { "aria-label": t`Show` };
  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.two}>
        <TextInput label={t`Name`} required autoFocus value={form.name} onChange={(event) => change({ name: event.currentTarget.value })} />
        <Select label={t`Shop`} value={form.shop_id} data={shops.map((shop) => ({ value: shop.id, label: shop.name }))}
          onChange={(value) => change({ shop_id: value ?? form.shop_id })} />
      </div>
      <TextInput label={t`Address of the shop`} required type="url" value={form.url} onChange={(event) => change({ url: event.currentTarget.value })} />
      <div className={classes.two}>
        <PasswordInput label={t`Consumer key`} required description={t`WooCommerce, Settings, Advanced, REST API: right to read.`}
          visibilityToggleButtonProps={eye} value={form.key} onChange={(event) => change({ key: event.currentTarget.value })} />
        <PasswordInput label={t`Consumer secret`} required description={t`Shown together with the key.`}
          visibilityToggleButtonProps={eye} value={form.secret} onChange={(event) => change({ secret: event.currentTarget.value })} />
      </div>
      <PasswordInput label={t`Webhook secret`} required description={t`The same as in the webhook's settings: it signs every message.`}
        visibilityToggleButtonProps={eye} value={form.webhook_secret} onChange={(event) => change({ webhook_secret: event.currentTarget.value })} />
      <ProblemText error={connect.error} />
      <div className={classes.buttons}>
        <Button type="submit" loading={connect.isPending}><Trans>Connect</Trans></Button>
        <Button variant="default" type="button" onClick={onDone}><Trans>Not now</Trans></Button>
      </div>
    </form>
  );
}
