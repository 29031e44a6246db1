// What was merged into this buyer, and its undoing; or where this card went.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import type { Id } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { momentWords } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { useNow } from "@/shared/ui/ticking";
import { mergeBars } from "@/shared/words/buyers";
import { tell } from "@/shared/words/tell";

import { mergesQuery, useUndoMerge, type BuyerMerge } from "../api/merging";
import classes from "./merging.module.css";

export function Merged({ id }: { id: Id }) {
  const { t } = useLingui();
  const merges = useQuery(mergesQuery(id));
  const standing = merges.data?.items.filter(({ undone_at }) => typeof undone_at !== "number") ?? [];
  if (standing.length === 0) return null;
  return (
    <ul className={classes.merged} aria-label={t`Merged cards`}>
      {standing.map((one) => <One key={one.id} one={one} id={id} />)}
    </ul>
  );
}

function One({ one, id }: { one: BuyerMerge; id: Id }) {
  const { i18n } = useLingui();
  const now = useNow();
  const undo = useUndoMerge();
  const may = [useCan("customers.edit"), useCan("customers.reveal")].every(Boolean);
  const when = momentWords(i18n.locale, now, one.at);
  const bar = one.bars[0];
  const went = one.gone_id === id;
  return (
    <li data-went={went || undefined}>
      <Icon name="fork" size={14} />
      <span className={classes.grow}>
        {went ? (
          <>
            <Trans>This card went into</Trans> <Link to="/buyers/$buyerId" params={{ buyerId: one.kept_id }}>{one.kept_name || <Trans>no name</Trans>}</Link>
          </>
        ) : (
          <>
            <Trans>The card of {one.gone_name} is part of this one</Trans> <Link to="/buyers/$buyerId" params={{ buyerId: one.gone_id }}><Trans>see it</Trans></Link>
          </>
        )}
        <span className={classes.second}>{when}, {one.by_name}: {one.reason}</span>
        {bar && <span className={classes.second}><Trans>It cannot be undone now:</Trans> {tell(i18n, mergeBars, bar.code)}</span>}
        <ProblemText error={undo.error} />
      </span>
      {may && !bar && <Button size="compact-xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate(one.id)}><Trans>Make two again</Trans></Button>}
    </li>
  );
}
