// Questions to colleagues inside this conversation: who owes an answer by when, and the answers. The buyer never sees them.
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type KeyboardEvent } from "react";

import { answerAsked, ask, askableQuery, askedInQuery, askedKey, withdrawAsked, type Asked } from "@/shared/api/asked";
import type { Conversation } from "@/shared/api/conversations";
import { serverNow } from "@/shared/lib/clock";
import { useCan, useMe } from "@/shared/lib/session";
import { dayAndTime } from "@/shared/lib/time-words";
import { dateInput, laterAt, readInputs, timeInput } from "@/shared/lib/zones";
import { Choices } from "@/shared/ui/choices";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { Key } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Due, useNow } from "@/shared/ui/ticking";

import classes from "./asked.module.css";

/** Open ones and, until she has seen enough of them, the answers. */
export function AskedInThread({ conversation }: { conversation: Conversation }) {
  const { t } = useLingui();
  const may = useCan("promises.view");
  const { data } = useQuery({ ...askedInQuery(conversation.id), enabled: may });
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <ul className={classes.inThread} aria-label={t`Questions to colleagues`}>
      {items.map((one) => <AskedRow key={one.question.promise.id} asked={one} />)}
    </ul>
  );
}

/** `link`: what leads to the conversation, where it does not stand beside. */
export function AskedRow({ asked, link }: { asked: Asked; link?: React.ReactNode }) {
  const { question, state } = asked;
  const { promise } = question;
  const whom = asked.department_name || promise.owner_name || "—";
  const by = question.taken_by_name;
  const above = promise.escalated_name;
  return (
    <li className={classes.row} data-state={state} data-broken={promise.state === "broken" || undefined}>
      <div className={classes.line}>
        <Icon name={state === "open" ? "question" : state === "answered" ? "check" : "cross"} size={14} />
        <span className={classes.who}>{by} → {whom}</span>
        {state === "open" && <Due at={promise.due_at} from={promise.created_at} />}
        {state === "withdrawn" && <Tag tone="offline"><Trans>taken back</Trans></Tag>}
        {state === "answered" && promise.state === "late" && <Tag tone="warning" icon="clock"><Trans>answered late</Trans></Tag>}
        {above && state === "open" && <Tag tone="danger" icon="up"><Trans>went up to {above}</Trans></Tag>}
        {link}
      </div>
      <p className={classes.words} dir="auto">{question.content}</p>
      {question.reply && <Reply asked={asked} />}
      {(asked.answers || asked.withdraws) && <Does asked={asked} />}
    </li>
  );
}

function Reply({ asked: { question } }: { asked: Asked }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <p className={classes.reply} dir="auto">
      {question.reply} <span className={classes.quiet}>{question.replied_by_name}{question.replied_at ? `, ${dayAndTime(i18n.locale, now, question.replied_at)}` : ""}</span>
    </p>
  );
}

function Does({ asked }: { asked: Asked }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const [open, setOpen] = useState<"answer" | "withdraw">();
  const [text, setText] = useState("");
  const done = useMutation({
    mutationFn: () => (open === "answer" ? answerAsked(asked, text.trim()) : withdrawAsked(asked, text.trim())),
    onSuccess: () => { setOpen(undefined); setText(""); },
    onSettled: () => cache.invalidateQueries({ queryKey: askedKey }),
  });
  const go = () => { if (text.trim() !== "") done.mutate(); };
  const label = open === "answer" ? t`Your answer to the colleague` : t`Why you take it back`;
  if (!open) {
    return (
      <div className={classes.buttons}>
        {asked.answers && <Button size="compact-xs" onClick={() => setOpen("answer")}><Trans>Answer</Trans></Button>}
        {asked.withdraws && <Button size="compact-xs" variant="default" onClick={() => setOpen("withdraw")}><Trans>Take it back</Trans></Button>}
      </div>
    );
  }
  return (
    <div className={classes.form} onKeyDown={(event: KeyboardEvent) => { if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); event.stopPropagation(); go(); } }}>
      <Textarea autoFocus autosize minRows={2} maxRows={8} maxLength={open === "answer" ? 4000 : 500} label={label} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <ProblemText error={done.error} />
      <div className={classes.buttons}>
        <Button size="compact-xs" loading={done.isPending} disabled={text.trim() === ""} onClick={go} rightSection={<Key name="⌃↵" />}>{open === "answer" ? <Trans>Send the answer</Trans> : <Trans>Take it back</Trans>}</Button>
        <Button size="compact-xs" variant="default" onClick={() => setOpen(undefined)}><Trans>Cancel</Trans></Button>
      </div>
    </div>
  );
}

export function AskDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialog title={t`Ask a colleague`} size={560} onClose={onClose}>
      {conversation.customer_id ? <AskForm conversation={conversation} onDone={onClose} /> : <p><Trans>Say first who the buyer is, beside the conversation: the question stands on that record.</Trans></p>}
    </Dialog>
  );
}

function AskForm({ conversation, onDone }: { conversation: Conversation; onDone: () => void }) {
  const { t } = useLingui();
  const me = useMe();
  const cache = useQueryClient();
  const zone = me.shops.find(({ id }) => id === conversation.shop_id)?.tz ?? "UTC";
  const [now] = useState(serverNow);
  const { data, error } = useQuery(askableQuery);
  const [whom, setWhom] = useState<string | null>(null);
  const [content, setContent] = useState("");
  const [by, setBy] = useState({ date: dateInput(zone, now + 3_600_000), time: timeInput(zone, now + 3_600_000) });
  const due = readInputs(zone, by.date, by.time);
  const put = (at: number) => setBy({ date: dateInput(zone, at), time: timeInput(zone, at) });
  const send = useMutation({
    mutationFn: () => ask({ conversation_id: conversation.id, content: content.trim(), answer_by: due ?? 0, ...(whom?.startsWith("p") ? { person_id: whom.slice(1) } : { department_id: whom?.slice(1) }) }),
    onSuccess: onDone,
    onSettled: () => cache.invalidateQueries({ queryKey: askedKey }),
  });
  const ready = whom !== null && content.trim() !== "" && due !== undefined && due > now;
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready) send.mutate(); };
  const quick = [
    { id: String(now + 1_800_000), name: t`in half an hour` }, { id: String(now + 3_600_000), name: t`in 1 hour` }, { id: String(laterAt(zone, now, 0, 18)), name: t`today 18:00` }, { id: String(laterAt(zone, now, 1, 10)), name: t`tomorrow 10:00` },
  ].filter((one) => Number(one.id) > now);
  return (
    <form className={classes.form} onSubmit={submit} onKeyDown={(event) => { if (event.key === "Enter" && event.ctrlKey) submit(event); }}>
      <Select data-autofocus searchable label={t`Whom`} placeholder={t`A colleague or a department`} value={whom} onChange={setWhom} nothingFoundMessage={t`Nobody fits. Type another part of the name.`}
        data={[
          { group: t`Departments`, items: (data?.departments ?? []).map((one) => ({ value: `d${one.department_id}`, label: `${one.name} (${one.head_name})` })) },
          { group: t`Colleagues`, items: (data?.people ?? []).map((one) => ({ value: `p${one.person_id}`, label: one.name })) },
        ]} />
      <Textarea label={t`What you ask`} autosize minRows={3} maxRows={9} maxLength={4000} value={content} onChange={(event) => setContent(event.currentTarget.value)} />
      <Choices label={t`Answer wanted by`} items={quick} onChoose={(id) => put(Number(id))} />
      <div className={classes.two}>
        <TextInput type="date" label={t`Day`} value={by.date} min={dateInput(zone, now)} onChange={(event) => setBy({ ...by, date: event.currentTarget.value })} />
        <TextInput type="time" label={t`Time`} value={by.time} onChange={(event) => setBy({ ...by, time: event.currentTarget.value })} error={due !== undefined && due <= now ? t`Has passed already` : undefined} />
      </div>
      <p className={classes.quiet}><Trans>The buyer never sees it. Unanswered by then, it goes up to the superior.</Trans></p>
      <ProblemText error={send.error ?? error} />
      <div className={classes.buttons}>
        <Button type="submit" disabled={!ready} loading={send.isPending} rightSection={<Key name="⌃↵" />}><Trans>Ask</Trans></Button>
        <Button variant="default" onClick={onDone}><Trans>Cancel</Trans></Button>
      </div>
    </form>
  );
}
