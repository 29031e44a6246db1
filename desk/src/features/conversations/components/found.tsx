// Messages that have the typed words: whose, when, and the line around them. A click opens the thread at that message.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";

import { foundQuery } from "@/shared/api/conversations";
import { fullTime } from "@/shared/lib/time-words";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { useRowKeys } from "@/shared/ui/row-list";
import { Ago } from "@/shared/ui/ticking";

import { excerpt } from "../lib/found";
import classes from "./conversations.module.css";
import { nameOf } from "./thread";

export function Found({ q, onOpen }: { q: string; onOpen: (id: string, seq: number) => void }) {
  const { i18n } = useLingui();
  const rows = useRowKeys<HTMLUListElement>();
  const query = useInfiniteQuery(foundQuery(q));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const last = query.data?.pages.at(-1);
  const reached = last?.searched_to ? fullTime(i18n.locale, last.searched_to) : "";
  return (
    <>
      <h2 className={classes.part}><Trans>In messages</Trans></h2>
      <ProblemText error={query.error} />
      {query.isPending && <Rows count={3} />}
      {query.data && items.length === 0 && !last?.next && <p className={classes.none}><Trans>No message has these words.</Trans></p>}
      <ul ref={rows.ref} onKeyDown={rows.onKeyDown} className={classes.rows}>
        {items.map(({ conversation, message }) => (
          <li key={message.id}>
            <button type="button" data-row className={classes.row} onClick={() => onOpen(conversation.id, message.seq)}>
              <span className={classes.name} title={nameOf(conversation)}>{nameOf(conversation)}</span>
              <span className={classes.side}><Ago at={message.at} /></span>
              <span className={classes.excerpt} dir="auto">{excerpt(message.text, q).map(({ text, hit }, at) => (hit ? <mark key={at}>{text}</mark> : text))}</span>
            </button>
          </li>
        ))}
        {query.hasNextPage && (
          <li className={classes.none}>
            {reached && <div><Trans>Searched back to {reached}.</Trans></div>}
            <Button size="xs" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}><Trans>Search further back</Trans></Button>
          </li>
        )}
      </ul>
    </>
  );
}
