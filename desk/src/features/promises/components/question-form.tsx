// A difficult question is written down by one key from any screen; it goes to the direct superior, who promises the reply.
import { Button, TextInput, Textarea } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type KeyboardEvent } from "react";

import { goesToQuery, takeQuestion } from "@/shared/api/promises";
import { useAction } from "@/shared/lib/actions";
import { serverNow } from "@/shared/lib/clock";
import { questionAbout, type QuestionAbout } from "@/shared/lib/question-about";
import { useCan, useMe } from "@/shared/lib/session";
import { dateInput, laterAt, readInputs, timeInput } from "@/shared/lib/zones";
import { Choices } from "@/shared/ui/choices";
import { Dialog } from "@/shared/ui/dialog";
import { ProblemText } from "@/shared/ui/problem-text";

import classes from "./promises.module.css";

/** Stands in the frame of every screen: the key works in a talk, at a buyer, and on the promises. */
export function QuestionByKey() {
  const { t } = useLingui();
  const may = useCan("promises.edit");
  const [about, setAbout] = useState<QuestionAbout | "unknown">();
  useAction("question.take", () => setAbout(questionAbout() ?? "unknown"), may);
  if (!about) return null;
  const close = () => setAbout(undefined);
  return (
    <Dialog title={about === "unknown" ? t`A difficult question` : t`A difficult question of ${about.name}`} size={560} onClose={close}>
      <QuestionForm about={about === "unknown" ? undefined : about} onDone={close} />
    </Dialog>
  );
}

function QuestionForm({ about, onDone }: { about?: QuestionAbout; onDone: () => void }) {
  const { t } = useLingui();
  const me = useMe();
  const cache = useQueryClient();
  const shop = me.shops.find(({ id }) => id === about?.shop_id) ?? me.shops[0];
  const zone = shop?.tz ?? "UTC";
  const [now] = useState(serverNow);
  const [name, setName] = useState("");
  const [contact, setContact] = useState(about?.contact ?? "");
  const [content, setContent] = useState("");
  const [asked, setAsked] = useState(timeInput(zone, now));
  const [reply, setReply] = useState({ date: dateInput(zone, now + 2 * 3600_000), time: timeInput(zone, now + 2 * 3600_000) });
  const { data: goesTo } = useQuery(goesToQuery);
  const askedAt = readInputs(zone, dateInput(zone, now), asked);
  const due = readInputs(zone, reply.date, reply.time);
  const take = useMutation({
    mutationFn: () => takeQuestion({
      customer_id: about?.customer_id, name: about ? "" : name.trim(), order_id: about?.order_id, contact_id: about?.contact_id,
      shop_id: shop?.id, contacted_at: Math.min(askedAt ?? now, now), contact: contact.trim(), content: content.trim(), reply_by: due ?? 0,
    }),
    onSuccess: onDone,
    onSettled: () => void cache.invalidateQueries({ queryKey: ["promises"] }),
  });
  const ready = content.trim() !== "" && contact.trim() !== "" && (about !== undefined || name.trim() !== "") && due !== undefined && due > now;
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready) take.mutate(); };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.stopPropagation();
    submit(event);
  };
  const quick = [
    { id: String(now + 3600_000), name: t`in 1 hour` }, { id: String(now + 2 * 3600_000), name: t`in 2 hours` },
    { id: String(laterAt(zone, now, 0, 18)), name: t`today 18:00` }, { id: String(laterAt(zone, now, 1, 10)), name: t`tomorrow 10:00` },
  ].filter((one) => Number(one.id) > now);
  return (
    <form className={classes.form} onSubmit={submit} onKeyDown={keys}>
      {!about && <TextInput data-autofocus label={t`Who asks`} required value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} />}
      <Textarea data-autofocus={about ? true : undefined} label={t`What is asked`} required autosize minRows={3} maxRows={9} maxLength={4000} value={content}
        onChange={(event) => setContent(event.currentTarget.value)} />
      <div className={classes.two}>
        <TextInput label={t`How to reach the buyer`} required value={contact} maxLength={200} onChange={(event) => setContact(event.currentTarget.value)} />
        <TextInput type="time" label={t`Asked today at`} value={asked} onChange={(event) => setAsked(event.currentTarget.value)}
          error={askedAt !== undefined && askedAt > now + 60_000 ? t`Lies ahead` : undefined} />
      </div>
      <Choices label={t`Reply promised by`} items={quick} onChoose={(id) => setReply({ date: dateInput(zone, Number(id)), time: timeInput(zone, Number(id)) })} />
      <div className={classes.two}>
        <TextInput type="date" label={t`Reply promised: day`} value={reply.date} min={dateInput(zone, now)} onChange={(event) => setReply({ ...reply, date: event.currentTarget.value })} />
        <TextInput type="time" label={t`Time`} value={reply.time} onChange={(event) => setReply({ ...reply, time: event.currentTarget.value })}
          error={due !== undefined && due <= now ? t`Lies in the past` : undefined} />
      </div>
      {goesTo && (
        <p className={classes.note}>
          {goesTo.self ? <Trans>Nobody above you is here: it stays with you.</Trans> : <Trans>It goes to {goesTo.name}, who is told at once and reminded half an hour before.</Trans>}
        </p>
      )}
      <ProblemText error={take.error} />
      <Button type="submit" disabled={!ready} loading={take.isPending}><Trans>Hand it over</Trans></Button>
    </form>
  );
}
