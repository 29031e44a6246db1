// It is not known who writes: she asks, looks for the buyer and says so. It can be taken back by saying another.
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { findWriters, sayWhoWrites, type Conversation } from "@/shared/api/conversations";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import classes from "./who-writes.module.css";
import { useAct } from "./use-act";

export function WhoWrites({ conversation }: { conversation: Conversation }) {
  const { t } = useLingui();
  const may = [useCan("desk.work"), useCan("customers.view")].every(Boolean);
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const asks = q.length > 1;
  const { data, error } = useQuery({ queryKey: ["buyers", q], queryFn: () => findWriters(q), enabled: may && asks });
  const act = useAct(conversation.id);
  const found = asks ? (data?.items ?? []) : [];
  return (
    <section className={classes.who} aria-label={t`Who is it?`}>
      <h2><Trans>It is not known yet who writes</Trans></h2>
      <p><Trans>A name or a number that somebody typed proves nothing. Ask, then look for the buyer: orders, promises and the whole thread stand here then.</Trans></p>
      {may && <TextInput size="xs" value={text} onChange={(event) => setText(event.currentTarget.value)} leftSection={<Icon name="search" />}
        aria-label={t`Surname, order number, or the end of a telephone`} placeholder={t`Surname, order number, or the end of a telephone`} />}
      <ProblemText error={error ?? act.error} />
      <ul>
        {found.map(({ customer, order_number }) => {
          const count = customer.order_count;
          return (
            <li key={customer.id}>
              <Button fullWidth justify="start" size="xs" variant="default" leftSection={<Icon name="user" />} loading={act.isPending}
                onClick={() => act.mutate(() => sayWhoWrites(conversation, customer.id))}>
                {customer.name || t`no name`} · {order_number || <Plural value={count} one="# order" other="# orders" />}
              </Button>
            </li>
          );
        })}
      </ul>
      {asks && data && found.length === 0 && <p><Trans>Nobody is found by this.</Trans></p>}
    </section>
  );
}
