// One agreed answer: the words in use, the draft beside them, its versions, how often it was used.
import { Button } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { approveCanned, cannedKey, cannedVersionsQuery, retireCanned, type CannedAnswer } from "@/shared/api/canned";
import { useCan, useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Ago } from "@/shared/ui/ticking";
import { languages } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { CannedForm } from "./canned-form";
import classes from "./canned.module.css";

export function CannedCard({ answer, variables }: { answer: CannedAnswer; variables: string[] }) {
  const { i18n } = useLingui();
  const { shops } = useMe();
  const works = useCan("desk.work");
  const [shown, setShown] = useState<"edit" | "versions">();
  const { key, language, text, draft, drafted, used, used_at, retired } = answer;
  const shop = shops.length > 1 ? shops.find(({ id }) => id === answer.shop_id)?.name : undefined;
  const by = answer.draft_by;
  return (
    <article className={classes.card} data-retired={retired || undefined} aria-label={`/${key}`}>
      <header className={classes.cardHead}>
        <h3>/{key}</h3>
        <span>{tell(i18n, languages, language)}{shop ? ` · ${shop}` : ""}</span>
        {retired ? <Tag tone="offline" icon="ban"><Trans>Out of use</Trans></Tag> : text ? <Tag tone="talking" icon="check"><Trans>In use</Trans></Tag> : <Tag tone="plain" icon="clock"><Trans>Not in use yet</Trans></Tag>}
        {drafted > 0 && <Tag tone="waiting" icon="clock"><Trans>Waits for approval</Trans></Tag>}
        <span className={classes.used}><Plural value={used} one="used # time" other="used # times" />{used_at ? <>, <Ago at={used_at} /></> : null}</span>
      </header>
      {text && <p className={classes.words} dir="auto">{text}</p>}
      {draft && (
        <div className={classes.draft}>
          <small><Trans>Draft of {by}</Trans></small>
          <p className={classes.words} dir="auto">{draft}</p>
        </div>
      )}
      {shown === "edit" ? <CannedForm answer={answer} variables={variables} onDone={() => setShown(undefined)} /> : (
        <div className={classes.buttons}>
          <Decide answer={answer} />
          {works && <Button size="xs" variant="default" onClick={() => setShown("edit")}><Trans>Change the words</Trans></Button>}
          <Button size="xs" variant="subtle" aria-expanded={shown === "versions"} onClick={() => setShown(shown === "versions" ? undefined : "versions")}><Trans>Versions</Trans></Button>
        </div>
      )}
      {shown === "versions" && <Versions answer={answer} />}
    </article>
  );
}

/** A supervisor's: into use, out of use, and back. */
function Decide({ answer }: { answer: CannedAnswer }) {
  const may = useCan("contacts.all");
  const cache = useQueryClient();
  const act = useMutation({
    mutationFn: (run: () => Promise<CannedAnswer>) => run(),
    onSettled: () => cache.invalidateQueries({ queryKey: cannedKey }),
  });
  if (!may) return null;
  return (
    <>
      {answer.drafted > 0 && <Button size="xs" loading={act.isPending} onClick={() => act.mutate(() => approveCanned(answer))}><Trans>Approve</Trans></Button>}
      {answer.text !== "" && (
        <Button size="xs" variant="default" loading={act.isPending} onClick={() => act.mutate(() => retireCanned(answer, !answer.retired))}>
          {answer.retired ? <Trans>Back into use</Trans> : <Trans>Out of use</Trans>}
        </Button>
      )}
      <ProblemText error={act.error} />
    </>
  );
}

function Versions({ answer }: { answer: CannedAnswer }) {
  const { data, error } = useQuery({ ...cannedVersionsQuery(answer.id), staleTime: 0 });
  return (
    <ol className={classes.versions}>
      <ProblemText error={error} />
      {data?.items.map(({ number, text, by, at, approved_by }) => (
        <li key={number}>
          <small>{number} · {by} · <Ago at={at} /> · {approved_by ? <Trans>approved by {approved_by}</Trans> : <Trans>not approved</Trans>}</small>
          <p className={classes.words} dir="auto">{text}</p>
        </li>
      ))}
    </ol>
  );
}
