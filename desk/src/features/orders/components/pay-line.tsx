// On the order's card: what is still to be paid, the words that say where, sent by one key; and what came, noted by hand.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { Order } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { decimal, readMoney, tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { Ago } from "@/shared/ui/ticking";
import { channelKinds } from "@/shared/words/channels";
import { payRequestStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { moneyCame, payQuery, sendPay, type PayRequest } from "../api/paying";
import classes from "./pay-line.module.css";

export function PayLine({ order, contactId }: { order: Order; contactId?: string }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const { data } = useQuery(payQuery(order));
  const maySend = useCan("orders.confirm");
  const mayNote = useCan("orders.edit");
  const [noting, setNoting] = useState(false);
  const send = useMutation({
    mutationFn: () => sendPay(order.id),
    onSettled: () => {
      for (const key of [["order", order.id, "pay"], ["conversations"], ["order-work"]]) void cache.invalidateQueries({ queryKey: key });
    },
  });
  const open = (data?.open.minor ?? 0) > 0;
  const ready = open && maySend && (data?.ready ?? false) && !send.isPending;
  useAction("order.pay", () => send.mutate(), ready);
  if (!data || !open) return null;
  const sum = tellMoney(i18n.locale, data.open);
  return (
    <section className={classes.pay} aria-live="polite">
      <div className={classes.line}>
        <strong><Trans>To pay: {sum}</Trans></strong>
        {data.ready && maySend && (
          <Button size="compact-sm" variant="default" leftSection={<Icon name="chat" size={14} />} loading={send.isPending} onClick={() => send.mutate()} rightSection={<Kbd action="order.pay" />}>
            {data.requests.some(({ state }) => state === "sent") ? <Trans>Send it again</Trans> : <Trans>Send where to pay</Trans>}
          </Button>
        )}
        {mayNote && <Button size="compact-sm" variant="subtle" onClick={() => setNoting(true)}><Trans>Money came</Trans></Button>}
        {!data.ready && <span className={classes.quiet}><Trans>Where to pay is not set up: <Link to="/settings/$part" params={{ part: "paying" }}>Settings, Where to pay</Link>.</Trans></span>}
      </div>
      {data.ready && <p className={classes.words} lang={data.language}>{data.text}</p>}
      {data.requests.slice(0, 3).map((one) => <Sent key={one.id} one={one} />)}
      <ProblemText error={send.error} />
      {noting && <Came order={order} contactId={contactId} close={() => setNoting(false)} />}
    </section>
  );
}

function Sent({ one }: { one: PayRequest }) {
  const { i18n } = useLingui();
  const channel = one.channel in channelKinds ? i18n._(channelKinds[one.channel]!) : one.channel;
  return (
    <p className={classes.sent} data-state={one.state}>
      <Icon name={one.state === "sent" ? "check" : one.state === "failed" ? "warning" : "clock"} size={13} />{" "}
      {tellMoney(i18n.locale, one.amount)} · {tell(i18n, payRequestStates, one.state)}
      {one.conversation_id ? <> · <Link to="/inbox/{-$conversationId}" params={{ conversationId: String(one.conversation_id) }}>{channel}</Link></> : null} · {one.by_name}, <Ago at={one.at} />
    </p>
  );
}

function Came({ order, contactId, close }: { order: Order; contactId?: string; close: () => void }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const { data } = useQuery(payQuery(order));
  const [typed, setTyped] = useState(data ? decimal(data.open) : "");
  const [note, setNote] = useState("");
  const { currency } = order.total;
  const money = readMoney(typed, currency);
  const save = useMutation({
    mutationFn: () => moneyCame(order, money ?? { minor: 0, currency }, note, contactId),
    onSuccess: close,
    onSettled: () => {
      for (const key of ["order", "orders", "order-work"]) void cache.invalidateQueries({ queryKey: [key] });
    },
  });
  const number = order.number;
  return (
    <Dialog title={t`Money came for order ${number}`} onClose={close}>
      <form className={classes.form} onSubmit={(event) => { event.preventDefault(); if (money) save.mutate(); }}>
        <TextInput label={t`Sum, ${currency}`} value={typed} inputMode="decimal" data-autofocus error={!money && t`Not a sum of money.`}
          onChange={(event) => setTyped(event.currentTarget.value)} onFocus={(event) => event.currentTarget.select()} />
        <TextInput label={t`The bank's reference, if known`} value={note} maxLength={200} onChange={(event) => setNote(event.currentTarget.value)} />
        <p className={classes.quiet}><Trans>What is collected at the door is the total less what was paid.</Trans></p>
        <ProblemText error={save.error} />
        <div><Button type="submit" loading={save.isPending} disabled={!money}><Trans>Note it</Trans></Button></div>
      </form>
    </Dialog>
  );
}
