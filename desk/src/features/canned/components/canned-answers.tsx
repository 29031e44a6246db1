// Agreed answers of the shops: proposed by anybody at a desk, approved by a supervisor before anybody uses them.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";

import { cannedQuery, type CannedAnswer } from "@/shared/api/canned";
import { useCan } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";

import { CannedCard } from "./canned-card";
import { CannedForm } from "./canned-form";
import classes from "./canned.module.css";

export function CannedAnswers() {
  const { t } = useLingui();
  const { data, error } = useQuery({ ...cannedQuery, staleTime: 0 });
  const works = useCan("desk.work");
  const [adding, setAdding] = useState(false);
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim().toLowerCase());
  const items = (data?.items ?? []).filter((one) => one.key.includes(q) || `${one.text} ${one.draft}`.toLowerCase().includes(q));
  return (
    <section className={classes.answers}>
      <h2><Trans>Agreed answers</Trans></h2>
      <p><Trans>One answer for everybody who is asked the same. In a chat an operator types / and its key. A supervisor approves it before anybody uses it.</Trans></p>
      <div className={classes.bar}>
        <TextInput size="xs" leftSection={<Icon name="search" />} aria-label={t`Find by key or words`} placeholder={t`Key or words`} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        {works && !adding && <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}><Trans>Propose an answer</Trans></Button>}
      </div>
      <ProblemText error={error} />
      {!data && !error && <Rows count={4} />}
      {adding && data && <CannedForm variables={data.variables} onDone={() => setAdding(false)} />}
      {data && items.length === 0 && !adding && (
        <Empty icon="chat" title={q ? t`Nothing fits` : t`No agreed answer yet`}>
          <Trans>Begin with what buyers ask most: delivery times, payment, returns.</Trans>
        </Empty>
      )}
      {data && ordered(items).map((one) => <CannedCard key={one.id} answer={one} variables={data.variables} />)}
    </section>
  );
}

/** What waits for approval stands first. */
const ordered = (items: CannedAnswer[]) => [...items.filter(({ drafted }) => drafted > 0), ...items.filter(({ drafted }) => drafted === 0)];
