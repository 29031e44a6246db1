// Wrap-up stands where the call stood: outcome, cause, the note below, a timer that can be asked for more.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import type { ContactCard, Disposition } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { useLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { Left } from "@/shared/ui/ticking";
import { dialOutcomes, wantsCause } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";
import { running } from "@/shared/lib/time-words";

import { finishWrapUp, moreTime } from "../api/contact";
import { CallerLine } from "./caller-line";
import { suggested } from "./choose-disposition";
import { DispositionPicker } from "./disposition-picker";
import { talkSince } from "./talk-since";
import classes from "./wrap-up-panel.module.css";

export function WrapUpPanel({ contact, note, onDone }: { contact: ContactCard; note: string; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const missed = contact.dial?.outcome === "answered" ? undefined : contact.dial?.outcome;
  const [chosen, setChosen] = useState<Disposition | undefined>(() => suggested(contact));
  const [cause, setCause] = useState("");
  const id = contact.contact_id;
  const finish = useMutation({
    mutationFn: () =>
      finishWrapUp(id, { disposition: chosen ?? "technical", note, cause: cause.trim() || undefined }),
    onSuccess: onDone,
  });
  const more = useMutation({ mutationFn: () => moreTime(id) });
  const save = () => {
    if (chosen) finish.mutate();
  };
  useAction("contact.finish", save, chosen !== undefined);
  useAction("contact.moreTime", () => more.mutate());
  // A task in her hands is no talk: only a call of it that was answered is.
  const silent = contact.channel === "task" && contact.dial?.outcome !== "answered";
  const talked = !silent && contact.answered_at && contact.ended_at ? running(contact.ended_at - talkSince(contact)) : undefined;
  // After a call of her own, or on her way out, she goes back to where she was.
  const finishing = useLive((live) => live.me?.finishing ?? false);
  const plain = contact.direction === "out" || finishing;
  const until = more.data?.until ?? contact.wrap_up_until;
  return (
    <section className={classes.panel} aria-label={t`Wrap-up`}>
      <header className={classes.head}>
        <h2><Trans>Wrap-up</Trans></h2>
        {talked && <span className={classes.talked}><Trans>talked {talked}</Trans></span>}
        {silent && <span className={classes.talked}><Trans>nobody talked</Trans></span>}
        <span className={classes.timer}>
          <Icon name="clock" /> {until ? <Left until={until} /> : null}
        </span>
        <Button size="xs" variant="default" loading={more.isPending} onClick={() => more.mutate()}
          rightSection={<Kbd action="contact.moreTime" />}>
          <Trans>More time</Trans>
        </Button>
      </header>
      <CallerLine contact={contact} />
      {missed && <p role="status">{tell(i18n, dialOutcomes, missed)}</p>}
      <DispositionPicker chosen={chosen} onChoose={setChosen} />
      {chosen && wantsCause.has(chosen) && (
        <TextInput label={t`Cause`} value={cause} onChange={(event) => setCause(event.currentTarget.value)} />
      )}
      <ProblemText error={finish.error ?? more.error} />
      <div>
        <Button disabled={!chosen} loading={finish.isPending} onClick={save} rightSection={<Kbd action="contact.finish" />}>
          {plain ? <Trans>Save</Trans> : <Trans>Save and be ready</Trans>}
        </Button>
      </div>
    </section>
  );
}
