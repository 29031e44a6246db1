// What a shop asks of its people: a status that nobody explained, an order that could not be taken.
import { Select } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { ShopStatus, StatusMeaning, Store } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { statusMeanings } from "@/shared/words/people";
import { tellCode } from "@/shared/words/problems";
import { tell } from "@/shared/words/tell";

import { answerStatus, refusedQuery, statusesQuery } from "../api/stores";
import classes from "./settings.module.css";

export function StoreStatuses({ store }: { store: Store }) {
  const { data, error } = useQuery(statusesQuery(store.id));
  const asked = data?.items.filter((status) => !status.meaning) ?? [];
  return (
    <section className={classes.part}>
      <h3><Trans>What do these statuses mean?</Trans></h3>
      <p><Trans>Until you say, their orders are treated as still to be worked. Nothing is lost.</Trans></p>
      <ProblemText error={error} />
      {asked.map((status) => <Question key={status.code} store={store} status={status} />)}
    </section>
  );
}

function Question({ store, status }: { store: Store; status: ShopStatus }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("stores.edit");
  const answer = useMutation({
    mutationFn: (meaning: StatusMeaning) => answerStatus(store.id, status.code, meaning),
    onSettled: () => void cache.invalidateQueries({ queryKey: ["stores"] }),
  });
  const name = status.name || status.code;
  const meanings = Object.keys(statusMeanings).map((value) => ({ value, label: tell(i18n, statusMeanings, value) }));
  return (
    <div className={classes.question}>
      <span>
        <strong>{name}</strong> {name !== status.code && <code>{status.code}</code>}{" "}
        <Plural value={status.orders} one="# order" few="# orders" many="# orders" other="# orders" />
      </span>
      <Select size="xs" aria-label={t`Meaning of ${name}`} placeholder={t`It means…`} data={meanings} disabled={!may || answer.isPending}
        onChange={(value) => { if (value) answer.mutate(value as StatusMeaning); }} />
      <ProblemText error={answer.error} />
    </div>
  );
}

export function StoreRefused({ store }: { store: Store }) {
  const { i18n } = useLingui();
  const { data, error } = useQuery(refusedQuery(store.id));
  return (
    <section className={classes.part}>
      <h3><Trans>Orders that could not be taken</Trans></h3>
      <ProblemText error={error} />
      <ul className={classes.lines}>
        {data?.items.map((order) => (
          <li key={order.key}><strong>{order.number || order.key}</strong> {tellCode(i18n, order.error)}</li>
        ))}
      </ul>
    </section>
  );
}
