// A difficult question: what was asked, by whom, until when; and its reply, which closes it.
import { Button, Textarea } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type KeyboardEvent } from "react";

import { answerQuestion, questionQuery } from "@/shared/api/promises";
import type { Question } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { fullTime } from "@/shared/lib/time-words";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Due } from "@/shared/ui/ticking";
import { promiseStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import classes from "./promises.module.css";

export function QuestionView({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui();
  const { data, error } = useQuery(questionQuery(id));
  return (
    <Dialog title={data ? t`A difficult question of ${data.promise.to_name}` : t`A difficult question`} size={640} onClose={onClose}>
      <ProblemText error={error} />
      {!data && !error && <Rows count={4} />}
      {data && <Sheet question={data} onDone={onClose} />}
    </Dialog>
  );
}

function Sheet({ question, onDone }: { question: Question; onDone: () => void }) {
  const { i18n } = useLingui();
  const { promise } = question;
  const over = promise.state === "open" || promise.state === "broken";
  return (
    <div className={classes.question}>
      <p className={classes.content}>{question.content}</p>
      <dl>
        <div><dt><Trans>Asked</Trans></dt><dd>{fullTime(i18n.locale, question.contacted_at)}</dd></div>
        <div><dt><Trans>How to reach</Trans></dt><dd>{question.contact}</dd></div>
        <div><dt><Trans>Taken by</Trans></dt><dd>{question.taken_by_name}</dd></div>
        <div><dt><Trans>To be answered by</Trans></dt><dd>{promise.owner_name || "—"}</dd></div>
        <div><dt><Trans>Reply promised</Trans></dt><dd>{fullTime(i18n.locale, promise.due_at)} {over && <Due at={promise.due_at} from={promise.created_at} />}</dd></div>
        {promise.escalated_name && <div><dt><Trans>Broke; told</Trans></dt><dd>{promise.escalated_name}</dd></div>}
        {promise.order_id && <div><dt><Trans>Order</Trans></dt><dd><Link to="/orders/$orderId" params={{ orderId: promise.order_id }}><Trans>open it</Trans></Link></dd></div>}
      </dl>
      {question.reply === undefined ? <Reply question={question} onDone={onDone} /> : (
        <section>
          <h3><Trans>Reply</Trans> <Tag tone={promise.state === "kept" ? "talking" : "warning"} icon={promise.state === "kept" ? "check" : "clock"}>{tell(i18n, promiseStates, promise.state)}</Tag></h3>
          <p className={classes.content}>{question.reply}</p>
          <p className={classes.note}>{question.replied_by_name}, {question.replied_at !== undefined && fullTime(i18n.locale, question.replied_at)}</p>
        </section>
      )}
    </div>
  );
}

function Reply({ question, onDone }: { question: Question; onDone: () => void }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("promises.edit");
  const [text, setText] = useState("");
  const answer = useMutation({
    mutationFn: () => answerQuestion(question.promise.id, question.promise.version, text.trim()),
    onSuccess: onDone,
    onSettled: () => void cache.invalidateQueries({ queryKey: ["promises"] }),
  });
  if (!may) return null;
  const send = () => { if (text.trim()) answer.mutate(); };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    send();
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); send(); }} onKeyDown={keys} className={classes.form}>
      <Textarea data-autofocus label={t`What was answered`} autosize minRows={3} maxRows={10} maxLength={4000} value={text}
        onChange={(event) => setText(event.currentTarget.value)} />
      <ProblemText error={answer.error} />
      <Button type="submit" disabled={!text.trim()} loading={answer.isPending}><Trans>Answered; close the question</Trans></Button>
    </form>
  );
}
