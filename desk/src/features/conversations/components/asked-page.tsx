// What colleagues want of her: questions with their clocks, notes that name her, and what she asked herself.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { askedByMeQuery, askedOfMeQuery, mentionsQuery, type Asked, type Mention } from "@/shared/api/asked";
import { momentWords } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { useNow } from "@/shared/ui/ticking";

import { AskedRow } from "./asked";
import classes from "./asked.module.css";
import { nameOf } from "./thread";

export function AskedPage() {
  const { t } = useLingui();
  const ofMe = useQuery(askedOfMeQuery);
  const byMe = useQuery(askedByMeQuery);
  const mentions = useQuery(mentionsQuery);
  const nothing = [ofMe, byMe, mentions].every(({ data }) => data?.items.length === 0);
  return (
    <Page title={t`Asked of me`}>
      <ProblemText error={ofMe.error ?? byMe.error ?? mentions.error} />
      {(ofMe.isPending || mentions.isPending) && <Rows count={8} />}
      {nothing && <Empty icon="question" title={t`Nobody asks you anything`}><Trans>Questions of colleagues from their conversations stand here with their time, and notes in which somebody wrote @ and your name.</Trans></Empty>}
      <Part title={t`Asked of me`} items={ofMe.data?.items ?? []} />
      {(mentions.data?.items.length ?? 0) > 0 && (
        <section className={classes.part}>
          <h2><Trans>Mentions</Trans></h2>
          {mentions.data?.items.map((one) => <MentionRow key={one.message.id} mention={one} />)}
        </section>
      )}
      <Part title={t`Asked by me`} items={byMe.data?.items ?? []} />
    </Page>
  );
}

function Part({ title, items }: { title: string; items: Asked[] }) {
  if (items.length === 0) return null;
  return (
    <section className={classes.part}>
      <h2>{title}</h2>
      <ul className={classes.list}>
        {items.map((one) => (
          <AskedRow key={one.question.promise.id} asked={one}
            link={<Link to="/inbox/{-$conversationId}" params={{ conversationId: one.conversation_id }}>{one.question.promise.to_name || <Trans>the conversation</Trans>}</Link>} />
        ))}
      </ul>
    </section>
  );
}

function MentionRow({ mention: { conversation, message, seen_at } }: { mention: Mention }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <Link to="/inbox/{-$conversationId}" params={{ conversationId: conversation.id }} className={classes.mention} data-new={!seen_at || undefined}>
      <span className={classes.line}><Icon name="note" size={13} /> <span className={classes.who}>{message.author_name}</span> {momentWords(i18n.locale, now, message.at)} · {nameOf(conversation)}</span>
      <span className={classes.words} dir="auto">{message.text}</span>
    </Link>
  );
}
