// One connected shop: is it heard, what waits, what it lost and what was repaired.
import { Button, Switch } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { Store } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { CopyButton } from "@/shared/ui/copy-button";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Ago } from "@/shared/ui/ticking";
import { connectorKinds, storeStates } from "@/shared/words/people";
import { tellCode } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { onlyHistory, pollStore, sendOrders, tellShop } from "../api/stores";
import classes from "./settings.module.css";
import { StoreDay } from "./store-day";
import { StoreRefused, StoreStatuses } from "./store-questions";
import { StoreOutgoing } from "./store-outgoing";
import { StoreToldAs } from "./store-told-as";

export function StoreCard({ store }: { store: Store }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("stores.edit");
  const refresh = () => void cache.invalidateQueries({ queryKey: ["stores"] });
  const poll = useMutation({ mutationFn: () => pollStore(store.id), onSettled: refresh });
  const found = poll.data;
  const [fresh, changed] = [found?.new ?? 0, found?.changed ?? 0];
  return (
    <article className={classes.store} aria-label={store.name}>
      <div className={classes.storeHead}>
        <h2>{store.name}</h2>
        <span className={classes.kind}>{tell(i18n, connectorKinds, store.kind)}</span>
        <Tag tone={store.state === "ok" ? "talking" : store.state === "never" ? "paused" : store.state === "limited" ? "warning" : "danger"}
          icon={store.state === "ok" ? "check" : store.state === "never" || store.state === "limited" ? "clock" : "warning"}>
          {tell(i18n, storeStates, store.state)}
        </Tag>
        {may && store.reads && !store.history_only ? (
          <Button size="xs" variant="default" loading={poll.isPending} onClick={() => poll.mutate()}><Trans>Read now</Trans></Button>
        ) : <span />}
      </div>
      {store.url && <p className={classes.address}>{store.url}</p>}
      {store.last_error && <p role="alert">{tellCode(i18n, store.last_error)}</p>}
      <Facts store={store} />
      {store.sends && (
        <p className={classes.hook}><Trans>Webhook address:</Trans> {store.webhook_url} <CopyButton value={store.webhook_url} /></p>
      )}
      {found && <p role="status"><Trans>Read: {fresh} new, {changed} changed.</Trans></p>}
      <ProblemText error={poll.error} />
      {store.statuses_asked > 0 && <StoreStatuses store={store} />}
      {store.refused_orders > 0 && <StoreRefused store={store} />}
      {store.writes ? <TellShop store={store} onDone={refresh} /> : (
        <p className={classes.address}><Trans>The shop is not told what the desk decides: its platform offers no way that we know to be safe.</Trans></p>
      )}
      {store.writes && store.by_status && store.write_back && <StoreToldAs store={store} />}
      {store.takes_orders ? !store.history_only && <SendOrders store={store} onDone={refresh} /> : (
        <p className={classes.address}><Trans>This platform takes no orders from us: an order made at the desk is entered there by hand.</Trans></p>
      )}
      {(store.kind === "keycrm" || store.kind === "retailcrm") && <OnlyPast store={store} onDone={refresh} />}
      {store.outgoing > 0 && <StoreOutgoing store={store} />}
      {store.reads && <StoreDay store={store} />}
    </article>
  );
}

function Facts({ store }: { store: Store }) {
  const { events, refused, gaps_repaired: repaired, hooks_restored: restored, waiting, open_checkouts: carts } = store;
  return (
    <div className={classes.facts}>
      {store.last_event_at && <span><Trans>last webhook</Trans> <Ago at={store.last_event_at} /></span>}
      {store.last_poll_at && <span><Trans>last read</Trans> <Ago at={store.last_poll_at} /></span>}
      {store.sends && <span><Trans>webhooks: {events}</Trans></span>}
      {refused > 0 && <span><Trans>refused: {refused}</Trans></span>}
      {store.sends && store.reads && <span><Trans>found only by reading: {repaired}</Trans></span>}
      {restored > 0 && <span><Trans>webhooks switched on again: {restored}</Trans></span>}
      {waiting > 0 && <span><Trans>waiting to be read: {waiting}</Trans> {store.waiting_since && <Ago at={store.waiting_since} />}</span>}
      {carts > 0 && <span><Trans>unfinished purchases: {carts}</Trans></span>}
    </div>
  );
}

function TellShop({ store, onDone }: { store: Store; onDone: () => void }) {
  const { t } = useLingui();
  const may = useCan("stores.edit");
  const change = useMutation({ mutationFn: (on: boolean) => tellShop(store, on), onSettled: onDone });
  return (
    <section className={classes.part}>
      <Switch checked={change.isPending ? change.variables : store.write_back} disabled={!may || change.isPending}
        label={t`Tell the shop what the desk decides`}
        description={store.kind === "prom" ? t`A confirmed order becomes accepted there, a cancelled one cancelled. The token needs the right to change orders.`
          : store.by_status ? t`A confirmation, a hold or a cancellation becomes the status that you choose below. The key needs the right to write.`
          : t`A confirmation or a hold becomes a note on the order there, a cancellation cancels it. The key needs the right to write.`}
        onChange={(event) => change.mutate(event.currentTarget.checked)} />
      <ProblemText error={change.error} />
    </section>
  );
}

function SendOrders({ store, onDone }: { store: Store; onDone: () => void }) {
  const { t } = useLingui();
  const may = useCan("stores.edit");
  const change = useMutation({ mutationFn: (on: boolean) => sendOrders(store, on), onSettled: onDone });
  return (
    <section className={classes.part}>
      <Switch checked={change.isPending ? change.variables : store.send_orders} disabled={!may || change.isPending}
        label={t`Orders made at the desk are made in the shop too`}
        description={t`Each once, unpaid, with the sums that the buyer was told. The key needs the right to write.`}
        onChange={(event) => change.mutate(event.currentTarget.checked)} />
      <ProblemText error={change.error} />
    </section>
  );
}

function OnlyPast({ store, onDone }: { store: Store; onDone: () => void }) {
  const { t } = useLingui();
  const may = useCan("stores.edit");
  const change = useMutation({ mutationFn: (on: boolean) => onlyHistory(store, on), onSettled: onDone });
  return (
    <section className={classes.part}>
      <Switch checked={change.isPending ? change.variables : store.history_only} disabled={!may || change.isPending}
        label={t`Only its past`}
        description={t`Products, buyers and past orders are brought over once; new orders come from the shop itself.`}
        onChange={(event) => change.mutate(event.currentTarget.checked)} />
      <ProblemText error={change.error} />
    </section>
  );
}
