// Alert feeds: sources outside that say alarm and all clear; below, what emergencies there were.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { AlertFeed } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { CopyButton } from "@/shared/ui/copy-button";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Ago } from "@/shared/ui/ticking";
import { emergencyKinds, feedStates, promiseMoves, scopeKinds, staggers } from "@/shared/words/emergency";
import { tell } from "@/shared/words/tell";

import { feedsQuery, removeFeed } from "../api/emergency";
import { ArmedButton } from "./armed-button";
import classes from "./emergency.module.css";
import { FeedForm } from "./feed-form";
import { History } from "./history";
import { fromScope } from "./scope";
import { useScopeNames } from "./scope-fields";

export function AlertFeeds() {
  const { t } = useLingui();
  const { data, error } = useQuery(feedsQuery);
  const may = useCan("settings.edit");
  const sees = useCan("desk.work");
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<AlertFeed>();
  const done = (feed?: AlertFeed) => {
    setAdding(false);
    setMade(feed);
  };
  return (
    <>
      <section className={classes.feeds}>
        <h2><Trans>Alert feeds</Trans></h2>
        <p><Trans>An air-raid service, a UPS or a watchdog of your provider rings the alarm here by itself, and gives the all clear.</Trans></p>
        <ProblemText error={error} />
        {!data && !error && <Rows count={3} />}
        {made && <Once feed={made} onClose={() => setMade(undefined)} />}
        {data?.items.map((feed) => <Feed key={feed.id} feed={feed} onRemoved={() => setMade((old) => (old?.id === feed.id ? undefined : old))} />)}
        {data && data.items.length === 0 && !adding && (
          <Empty icon="alarm" title={t`No alert feed yet`}>
            <Trans>Until there is one, an emergency is declared by hand on the board. Make a feed and give its address to your alarm service.</Trans>
          </Empty>
        )}
        {may && !adding && (
          <div><Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}><Trans>Make an alert feed</Trans></Button></div>
        )}
        {adding && <FeedForm onDone={done} />}
      </section>
      {sees && <History />}
    </>
  );
}

/** The address is a password: the server keeps only its sum, so this is the only time it can be read. */
function Once({ feed, onClose }: { feed: AlertFeed; onClose: () => void }) {
  const url = feed.url.startsWith("/") ? location.origin + feed.url : feed.url;
  const curl = `curl -X POST ${url} -H 'Content-Type: application/json' -d '{"state":"on","note":"…"}'`;
  return (
    <div className={classes.once} role="status">
      <h3><Trans>The address of “{feed.feed.name}” is shown only now</Trans></h3>
      <p><Trans>Whoever knows it can ring the alarm: keep it like a password.</Trans></p>
      <div className={classes.code}><span>{url}</span><CopyButton value={url} /></div>
      <p><Trans>To try it (with "off" it gives the all clear; said twice it changes nothing):</Trans></p>
      <div className={classes.code}><span>{curl}</span><CopyButton value={curl} /></div>
      <div><Button variant="default" size="xs" onClick={onClose}><Trans>I have kept it</Trans></Button></div>
    </div>
  );
}

function Feed({ feed: { id, feed, last_at, last_state }, onRemoved }: { feed: AlertFeed; onRemoved: () => void }) {
  const { i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const remove = useMutation({
    mutationFn: () => removeFeed(id),
    onSuccess: onRemoved,
    onSettled: () => void cache.invalidateQueries({ queryKey: ["alert-feeds"] }),
  });
  const move = promiseMoves.find(([ms]) => ms === feed.move_promises_by_ms)?.[1];
  const stagger = staggers.find(([ms]) => ms === feed.stagger_ms)?.[1];
  const moves = move ? i18n._(move) : "";
  const apart = stagger ? i18n._(stagger) : "";
  return (
    <article className={classes.feed}>
      <div className={classes.feedHead}>
        <h3>{feed.name}</h3>
        {last_at === undefined ? <Tag tone="paused" icon="clock"><Trans>has said nothing yet</Trans></Tag> : (
          <Tag tone={last_state === "on" ? "danger" : "talking"} icon={last_state === "on" ? "alarm" : "check"}>
            {tell(i18n, feedStates, last_state)} · <Ago at={last_at} />
          </Tag>
        )}
        {may ? (
          <ArmedButton size="xs" variant="default" loading={remove.isPending} onSure={() => remove.mutate()} sure={<Trans>Press again to remove</Trans>}>
            <Trans>Remove</Trans>
          </ArmedButton>
        ) : <span />}
      </div>
      <div className={classes.facts}>
        <span>{i18n._(emergencyKinds[feed.kind])}</span>
        <ScopeText feed={feed} />
        {move && <span><Trans>promises move {moves}</Trans></span>}
        {stagger && <span><Trans>people come back {apart}</Trans></span>}
      </div>
      <ProblemText error={remove.error} />
    </article>
  );
}

function ScopeText({ feed }: { feed: AlertFeed["feed"] }) {
  const { i18n } = useLingui();
  const names = useScopeNames();
  const { kind, ids } = fromScope(feed.scope);
  if (kind === "everybody") return <span>{i18n._(scopeKinds.everybody)}</span>;
  const told = ids.map((id) => names[kind].find((one) => one.value === id)?.label ?? id).join(", ");
  return <span>{i18n._(scopeKinds[kind])}: {told}</span>;
}
