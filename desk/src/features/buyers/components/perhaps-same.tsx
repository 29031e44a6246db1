// Other cards that may be the same person. A number in common is a hint and never a proof: she compares and decides.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Id } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import { perhapsSameQuery, useApart, type PerhapsSame as Alike } from "../api/merging";
import classes from "./merging.module.css";
import { MergeDialog } from "./merge-dialog";

export function PerhapsSame({ id, contactId }: { id: Id; contactId?: Id }) {
  const may = [useCan("customers.edit"), useCan("customers.reveal")].every(Boolean);
  const [other, setOther] = useState<Id>();
  const [asks, setAsks] = useState(false);
  const found = useQuery({ ...perhapsSameQuery(id), enabled: may });
  const apart = useApart(id);
  if (!may) return null;
  const items = found.data?.items ?? [];
  return (
    <section>
      {items.length > 0 && <h3><Trans>Perhaps the same person</Trans></h3>}
      <ul>
        {items.map((one) => (
          <Suggestion key={one.customer.id} one={one} busy={apart.isPending} onCompare={() => setOther(one.customer.id)} onApart={() => apart.mutate(one.customer.id)} />
        ))}
      </ul>
      <ProblemText error={apart.error} />
      <Button className={classes.ask} variant="default" size="compact-xs" leftSection={<Icon name="users" size={13} />} onClick={() => setAsks(true)}><Trans>Merge with another buyer</Trans></Button>
      {(asks || other) && <MergeDialog id={id} otherId={other} contactId={contactId} onClose={() => { setAsks(false); setOther(undefined); }} />}
    </section>
  );
}

function Suggestion({ one, busy, onCompare, onApart }: { one: Alike; busy: boolean; onCompare: () => void; onApart: () => void }) {
  const { t } = useLingui();
  const common = one.by.map((kind) => (kind === "phone" ? t`the same number` : t`the same e-mail`)).join(", ");
  return (
    <li className={classes.alike}>
      <Icon name={one.names_alike ? "users" : "question"} size={14} />
      <span className={classes.grow}>
        {one.customer.name || <Trans>no name</Trans>}
        <span className={classes.quiet}> {common}{one.names_alike && <>, <Trans>names alike</Trans></>}</span>
      </span>
      <span className={classes.steps}>
        <Button size="compact-xs" variant="default" onClick={onCompare}><Trans>Compare</Trans></Button>
        <Button size="compact-xs" variant="subtle" loading={busy} onClick={onApart}><Trans>Two people</Trans></Button>
      </span>
    </li>
  );
}
