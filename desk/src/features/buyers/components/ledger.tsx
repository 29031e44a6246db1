// What the contact policy decided about this buyer: every contact that was asked for, also those that were refused.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";

import type { Id } from "@/shared/api/types";
import { momentWords } from "@/shared/lib/time-words";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { useNow } from "@/shared/ui/ticking";
import { allowedBecause, contactChannels, purposes, tellNotNow } from "@/shared/words/buyers";
import { tell } from "@/shared/words/tell";

import { ledgerQuery, type ContactDecision } from "../api/policy";
import classes from "./buyer-page.module.css";

interface Props {
  id: Id;
  contactId?: Id;
  zone?: string;
}

export function Ledger({ id, contactId, zone }: Props) {
  const list = useInfiniteQuery(ledgerQuery(id, contactId));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0 && !list.error) return null;
  return (
    <section className={classes.standing} aria-labelledby="ledger">
      <h3 id="ledger"><Trans>Contacts and refusals</Trans></h3>
      <ProblemText error={list.error} />
      <ol className={classes.thread}>{items.map((line) => <Line key={line.id} line={line} zone={zone} />)}</ol>
      {list.hasNextPage && (
        <Button variant="subtle" size="compact-xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}><Trans>Earlier</Trans></Button>
      )}
    </section>
  );
}

function Line({ line, zone }: { line: ContactDecision; zone?: string }) {
  const { i18n } = useLingui();
  const now = useNow();
  const until = typeof line.until === "number" ? momentWords(i18n.locale, now, line.until, zone) : undefined;
  return (
    <li className={classes.decision}>
      <time dateTime={new Date(line.at).toISOString()}>{momentWords(i18n.locale, now, line.at)}</time>
      <span className={classes.result}><Result line={line} /></span>
      <span className={classes.grow}>
        {tell(i18n, contactChannels, line.channel)}, {tell(i18n, purposes, line.purpose)}
        {": "}
        {line.outcome === "allow" ? tell(i18n, allowedBecause, line.because) : line.why.map((why) => tellNotNow(i18n, why)).join("; ")}
        {until && <span className={classes.quiet}> <Trans>until {until}</Trans></span>}
      </span>
      <span className={classes.quiet}>{line.by_name}</span>
    </li>
  );
}

/** A person may go on against advice where the call is about what the buyer ordered; the line says so. */
function Result({ line }: { line: ContactDecision }) {
  if (line.outcome === "allow") return <Tag tone="talking" icon="check"><Trans>allowed</Trans></Tag>;
  if (line.went) return <Tag tone="warning" icon="warning"><Trans>against advice</Trans></Tag>;
  return <Tag tone="danger" icon="ban"><Trans>not allowed</Trans></Tag>;
}
