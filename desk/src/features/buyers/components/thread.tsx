// Everything that passed between us, newest first; more is read as one scrolls to it.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { Id } from "@/shared/api/types";
import { tellMoney } from "@/shared/lib/money";
import { momentWords, running } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon, type IconName } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Rating } from "@/shared/ui/rating";
import { useNow } from "@/shared/ui/ticking";
import { decisionStates, threadKinds } from "@/shared/words/buyers";
import { dispositions, exits, nobodyTalked } from "@/shared/words/contact";
import { deskStates, promiseKinds, promiseStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { threadQuery, type ThreadEntry, type ThreadKind } from "../api/buyers";
import classes from "./buyer-page.module.css";

const icons: Record<ThreadKind, IconName> = { contact: "phone", order: "box", promise: "promise", decision: "alarm", message: "note" };

export function Thread({ id, contactId }: { id: Id; contactId?: Id }) {
  const { t, i18n } = useLingui();
  const [kind, setKind] = useState<ThreadKind>();
  const list = useInfiniteQuery(threadQuery(id, contactId, kind));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={t`Thread`}>
      <div className={classes.chips} role="group" aria-label={t`What is shown`}>
        {(Object.keys(icons) as ThreadKind[]).map((one) => (
          <button key={one} type="button" aria-pressed={one === kind} onClick={() => setKind(one === kind ? undefined : one)}>
            <Icon name={icons[one]} size={13} /> {tell(i18n, threadKinds, one)}
          </button>
        ))}
      </div>
      <ProblemText error={list.error} />
      {list.isPending && <Rows count={10} />}
      {list.data && items.length === 0 && <Empty icon="phone" title={t`Nothing yet`}><Trans>Contacts, orders, promises and decisions stand here in time order.</Trans></Empty>}
      <ol className={classes.thread}>
        {items.map((entry) => <Entry key={`${entry.kind}-${entry.id}`} entry={entry} />)}
      </ol>
      {list.hasNextPage && (
        <Button variant="default" size="xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}><Trans>Earlier</Trans></Button>
      )}
    </section>
  );
}

function Entry({ entry }: { entry: ThreadEntry }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <li className={classes.entry}>
      <time dateTime={new Date(entry.at).toISOString()}>{momentWords(i18n.locale, now, entry.at)}</time>
      <Icon name={entry.kind === "contact" && entry.what !== "call" ? "voicemail" : icons[entry.kind]} />
      <span className={classes.grow}>
        <What entry={entry} />
        {entry.text && <span className={classes.second}>{entry.text}</span>}
        {entry.hidden && <span className={classes.second}><Icon name="eye" size={12} /> <Trans>Words are shown during a contact with the buyer.</Trans></span>}
      </span>
      <span className={classes.quiet}>{entry.by_name}</span>
    </li>
  );
}

export function What({ entry }: { entry: ThreadEntry }) {
  const { i18n } = useLingui();
  const now = useNow();
  const due = typeof entry.due_at === "number" ? momentWords(i18n.locale, now, entry.due_at) : "";
  switch (entry.kind) {
    case "order":
      return (
        <>
          <Link to="/orders/$orderId" params={{ orderId: entry.id }}>{entry.order_number}</Link> {tell(i18n, deskStates, entry.state)}
          {entry.total && <> · {tellMoney(i18n.locale, entry.total)}</>}
        </>
      );
    case "promise":
      return <>{tell(i18n, promiseKinds, entry.what)} · {tell(i18n, promiseStates, entry.state)} · {due}</>;
    case "decision":
      return (
        <Link to="/decisions/{-$decisionId}" params={{ decisionId: entry.id }}>
          <Trans>Decision about a delivery</Trans>: {tell(i18n, decisionStates, entry.state)}
        </Link>
      );
    case "message":
      return entry.direction === "out" ? <Trans>We wrote</Trans> : <Trans>The buyer wrote</Trans>;
    case "contact":
      return (
        <>
          {entry.what !== "call" ? <Trans>Task</Trans> : entry.direction === "out" ? <Trans>Call out</Trans> : <Trans>Incoming call</Trans>}
          {" · "}{entry.state in dispositions ? tell(i18n, dispositions, entry.state) : tell(i18n, exits, entry.state)}
          {entry.talk_ms > 0 && <> · {running(entry.talk_ms)}</>}
          {nobodyTalked(entry.what === "task", entry.talk_ms, entry.state) && <> · <Trans>nobody talked</Trans></>} <Rating value={entry.rating} />
        </>
      );
  }
}
