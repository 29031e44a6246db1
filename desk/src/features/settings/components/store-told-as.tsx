// Which of the shop's own statuses says there what the desk decided: chosen once by a person.
import { Button, Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import type { Store, StoreWords, ToldAs } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { decidedKinds } from "@/shared/words/people";
import { tell } from "@/shared/words/tell";

import { readChoices, tellAs, wordsQuery } from "../api/stores";
import classes from "./settings.module.css";

export function StoreToldAs({ store }: { store: Store }) {
  const may = useCan("stores.edit");
  const cache = useQueryClient();
  const { data, error } = useQuery(wordsQuery(store.id));
  const keep = (words: StoreWords) => cache.setQueryData(wordsQuery(store.id).queryKey, words);
  const read = useMutation({ mutationFn: () => readChoices(store.id), onSuccess: keep });
  if (!data || data.items.length === 0) return <ProblemText error={error} />;
  return (
    <section className={classes.part}>
      <h3><Trans>Which of the shop's statuses says it?</Trans></h3>
      {data.items.map((one) => <Row key={one.what} store={store} one={one} choices={data.choices} onDone={keep} />)}
      <div>
        <Button size="xs" variant="default" disabled={!may} loading={read.isPending} onClick={() => read.mutate()}>
          {data.read_at ? <Trans>Read the shop's statuses anew</Trans> : <Trans>Read the shop's statuses</Trans>}
        </Button>
      </div>
      <ProblemText error={read.error} />
    </section>
  );
}

function Row({ store, one, choices, onDone }: { store: Store; one: ToldAs; choices: StoreWords["choices"]; onDone: (words: StoreWords) => void }) {
  const { t, i18n } = useLingui();
  const may = useCan("stores.edit");
  const choose = useMutation({ mutationFn: (code: string) => tellAs(store.id, one.what, code), onSuccess: onDone });
  const what = tell(i18n, decidedKinds, one.what);
  // A status that was chosen and has gone from the list since stays to be seen.
  const known = choices.some((choice) => choice.code === one.code) || !one.code ? choices : [...choices, { code: one.code, name: one.name }];
  return (
    <div className={classes.question}>
      <span>{what}</span>
      <Select size="xs" searchable clearable aria-label={what} disabled={!may || known.length === 0} value={one.code || null}
        placeholder={one.wanted ? t`The shop is not told` : t`As a remark, its status stays`}
        data={known.map((choice) => ({ value: choice.code, label: choice.name ? `${choice.name} (${choice.code})` : choice.code }))}
        onChange={(code) => choose.mutate(code ?? "")} />
      <ProblemText error={choose.error} />
    </div>
  );
}
