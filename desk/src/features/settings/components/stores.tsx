// Connected stores: where the webhook goes, whether it comes, what polling repaired.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Store } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { CopyButton } from "@/shared/ui/copy-button";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Ago } from "@/shared/ui/ticking";
import { storeStates } from "@/shared/words/people";
import { tell } from "@/shared/words/tell";

import { pollStore, storesQuery } from "../api/settings";
import { ConnectForm } from "./connect-form";
import classes from "./settings.module.css";

export function Stores() {
  const { t } = useLingui();
  const { data, error } = useQuery(storesQuery);
  const may = useCan("stores.edit");
  const [adding, setAdding] = useState(false);
  return (
    <>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data?.items.map((store) => <StoreCard key={store.id} store={store} />)}
      {data && data.items.length === 0 && !adding && (
        <Empty icon="store" title={t`No store is connected`}>
          <Trans>Connect WooCommerce so that orders come in by themselves, or load a CSV file.</Trans>
        </Empty>
      )}
      {may && !adding && (
        <div><Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}><Trans>Connect WooCommerce</Trans></Button></div>
      )}
      {adding && <ConnectForm onDone={() => setAdding(false)} />}
    </>
  );
}

function StoreCard({ store }: { store: Store }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("stores.edit");
  const poll = useMutation({
    mutationFn: () => pollStore(store.id),
    onSettled: () => void cache.invalidateQueries({ queryKey: ["stores"] }),
  });
  const { events, refused, gaps_repaired: repaired } = store;
  const found = poll.data;
  const [fresh, changed] = [found?.new ?? 0, found?.changed ?? 0];
  return (
    <article className={classes.store}>
      <div className={classes.storeHead}>
        <h2>{store.name}</h2>
        <Tag tone={store.state === "ok" ? "talking" : store.state === "never" ? "paused" : "danger"}
          icon={store.state === "ok" ? "check" : store.state === "never" ? "clock" : "warning"}>
          {tell(i18n, storeStates, store.state)}
        </Tag>
        {may ? (
          <Button size="xs" variant="default" loading={poll.isPending} onClick={() => poll.mutate()}><Trans>Read now</Trans></Button>
        ) : <span />}
      </div>
      <p>{store.url}</p>
      <p><Trans>Webhook address to enter in WooCommerce (topics order created and order updated):</Trans></p>
      <p className={classes.hook}>{store.webhook_url} <CopyButton value={store.webhook_url} /></p>
      <div className={classes.facts}>
        <span><Trans>webhooks: {events}</Trans></span>
        <span><Trans>refused: {refused}</Trans></span>
        <span><Trans>found only by reading: {repaired}</Trans></span>
        {store.last_event_at && <span><Trans>last webhook</Trans> <Ago at={store.last_event_at} /></span>}
        {store.last_poll_at && <span><Trans>last read</Trans> <Ago at={store.last_poll_at} /></span>}
      </div>
      {store.last_error && <p role="alert">{store.last_error}</p>}
      {found && <p role="status"><Trans>Read: {fresh} new, {changed} changed.</Trans></p>}
      <ProblemText error={poll.error} />
    </article>
  );
}
