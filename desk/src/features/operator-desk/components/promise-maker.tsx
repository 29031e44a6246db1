// A promise made during the talk: what, by when, to this buyer; it warns before it breaks.
import { Button, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { makePromise } from "@/shared/api/promises";
import type { ContactCard, Promise_ } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { serverNow } from "@/shared/lib/clock";
import { useCan, useMe } from "@/shared/lib/session";
import { dateInput, laterAt, readInputs, timeInput } from "@/shared/lib/zones";
import { Choices } from "@/shared/ui/choices";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { promiseKinds } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import classes from "./promise-maker.module.css";

export function PromiseMaker({ contact }: { contact: ContactCard }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const may = useCan("promises.edit") && contact.customer !== undefined;
  useAction("contact.promise", () => setOpen(true), may);
  if (!may) return null;
  return (
    <div>
      <Button variant="default" leftSection={<Icon name="promise" />} rightSection={<Kbd action="contact.promise" />}
        onClick={() => setOpen(true)}>
        <Trans>Promise something</Trans>
      </Button>
      {open && (
        <Dialog onClose={() => setOpen(false)} title={t`A promise to ${contact.customer?.name ?? ""}`}>
          <PromiseForm contact={contact} onDone={() => setOpen(false)} />
        </Dialog>
      )}
    </div>
  );
}

const kinds: Promise_["kind"][] = ["reply", "callback", "delivery", "refund"];

function PromiseForm({ contact, onDone }: { contact: ContactCard; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const cache = useQueryClient();
  const shop = me.shops.find((one) => one.id === contact.shop_id);
  const zone = shop?.tz ?? "UTC";
  const [now] = useState(serverNow);
  const [kind, setKind] = useState<Promise_["kind"]>("reply");
  const [text, setText] = useState("");
  const [date, setDate] = useState(dateInput(zone, now + 3600_000));
  const [time, setTime] = useState(timeInput(zone, now + 3600_000));
  const due = readInputs(zone, date, time);
  const make = useMutation({
    mutationFn: () =>
      makePromise({
        kind, text: text.trim(), due_at: due ?? 0, to_customer_id: contact.customer?.id ?? "",
        order_id: contact.orders[0]?.id, contact_id: contact.contact_id, owner_id: me.person_id, shop_id: contact.orders[0] ? undefined : shop?.id,
      }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["promises"] });
      onDone();
    },
  });
  const quick = [
    { id: String(now + 30 * 60_000), name: t`in 30 min` },
    { id: String(now + 120 * 60_000), name: t`in 2 hours` },
    { id: String(laterAt(zone, now, 0, 18)), name: t`today 18:00` },
    { id: String(laterAt(zone, now, 1, 10)), name: t`tomorrow 10:00` },
  ].filter((one) => Number(one.id) > now);
  const set = (id: string) => {
    setDate(dateInput(zone, Number(id)));
    setTime(timeInput(zone, Number(id)));
  };
  const ready = due !== undefined && due > now && text.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) make.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <Select label={t`What`} value={kind} data={kinds.map((value) => ({ value, label: tell(i18n, promiseKinds, value) }))}
        onChange={(value) => setKind(kinds.find((one) => one === value) ?? kind)} />
      <TextInput data-autofocus label={t`In a few words`} value={text} required
        onChange={(event) => setText(event.currentTarget.value)} />
      <Choices label={t`By when`} items={quick} onChoose={set} />
      <div className={classes.when}>
        <TextInput type="date" label={t`Day`} value={date} min={dateInput(zone, now)}
          onChange={(event) => setDate(event.currentTarget.value)} />
        <TextInput type="time" label={t`Time`} value={time} onChange={(event) => setTime(event.currentTarget.value)}
          error={due !== undefined && due <= now ? t`Lies in the past` : undefined} />
      </div>
      <ProblemText error={make.error} />
      <Button type="submit" disabled={!ready} loading={make.isPending}><Trans>Promise it</Trans></Button>
    </form>
  );
}
