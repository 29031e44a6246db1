// First visit: ten questions, one at a time, each with a sentence why. Yields a working configuration.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { LanguagePicker } from "@/shared/ui/language-picker";
import { ProblemText } from "@/shared/ui/problem-text";

import { sendSetup } from "../api/setup";
import { answered, firstAnswers, steps, toSend, type Answers } from "./answers";
import { Question } from "./questions";
import classes from "./setup.module.css";

export function Setup({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useLingui();
  const [at, setAt] = useState(0);
  const [answers, setAnswers] = useState<Answers>(firstAnswers);
  const send = useMutation({ mutationFn: () => sendSetup(toSend(answers, i18n.locale)), onSuccess: onDone });
  const step = steps[at] ?? "shop";
  const last = at === steps.length - 1;
  const next = (event: FormEvent) => {
    event.preventDefault();
    if (!answered(step, answers)) return;
    if (last) send.mutate();
    else setAt(at + 1);
  };
  const number = at + 1;
  return (
    <main className={classes.page}>
      <form className={classes.card} onSubmit={next} key={step}>
        <p className={classes.progress}><Trans>Question {number} of 10</Trans></p>
        <div className={classes.track} role="progressbar" aria-valuemin={1} aria-valuemax={10} aria-valuenow={number}
          aria-label={t`Progress`}>
          <i style={{ width: `${number * 10}%` }} />
        </div>
        <Question step={step} answers={answers} change={(part) => setAnswers({ ...answers, ...part })} />
        <ProblemText error={send.error} />
        <div className={classes.buttons}>
          {at > 0 && (
            <Button variant="default" onClick={() => setAt(at - 1)} type="button"><Trans>Back</Trans></Button>
          )}
          <Button type="submit" disabled={!answered(step, answers)} loading={send.isPending} ml="auto">
            {last ? <Trans>Open the shop</Trans> : <Trans>Next</Trans>}
          </Button>
        </div>
      </form>
      <LanguagePicker />
    </main>
  );
}
