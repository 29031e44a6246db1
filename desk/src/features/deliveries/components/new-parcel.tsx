// A parcel of this order: a draft whose waybill is made here, or the number of one that was made elsewhere.
import { Button, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { couriers, services } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { addParcel, parcelsQuery, type Courier } from "../api/deliveries";
import classes from "./deliveries.module.css";

export function NewParcel({ orderId }: { orderId: string }) {
  const { t, i18n } = useLingui();
  const may = useCan("orders.edit");
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  const [form, setForm] = useState({ courier: "novaposhta" as Courier, service: "branch", waybill: "" });
  const add = useMutation({
    mutationFn: () => addParcel(orderId, form),
    onSuccess: (fresh) => {
      cache.setQueryData(parcelsQuery(orderId).queryKey, fresh);
      setOpen(false);
    },
  });
  if (!may) return null;
  if (!open)
    return <div><Button size="compact-xs" variant="default" leftSection={<Icon name="plus" size={13} />} onClick={() => setOpen(true)}><Trans>Parcel</Trans></Button></div>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.newParcel}>
      <Select size="xs" label={t`Courier`} value={form.courier} allowDeselect={false} data={Object.entries(couriers).map(([value, label]) => ({ value, label }))}
        onChange={(value) => setForm({ ...form, courier: value as Courier })} />
      <Select size="xs" label={t`Way of delivery`} value={form.service} allowDeselect={false}
        data={Object.keys(services).map((value) => ({ value, label: tell(i18n, services, value) }))} onChange={(value) => setForm({ ...form, service: value ?? "branch" })} />
      <TextInput size="xs" label={t`Waybill, if there is one`} maxLength={60} value={form.waybill} onChange={(event) => setForm({ ...form, waybill: event.currentTarget.value })} />
      <Button size="xs" type="submit" loading={add.isPending}><Trans>Add</Trans></Button>
      <Button size="xs" variant="default" onClick={() => setOpen(false)}><Trans>Not now</Trans></Button>
      <ProblemText error={add.error} />
    </form>
  );
}
