// How it ended: by digit or by a part of its name, with a note for colleagues. The same outcomes as a call's.
import { Button, Textarea } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type KeyboardEvent } from "react";

import { closeConversation, type Conversation } from "@/shared/api/conversations";
import type { Outcome } from "@/shared/api/types";
import { Choices } from "@/shared/ui/choices";
import { Dialog } from "@/shared/ui/dialog";
import { Key } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { dispositions } from "@/shared/words/contact";

import classes from "./conversations.module.css";
import { useAct } from "./use-act";
import { chatDispositions } from "./words";

export function CloseDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const [chosen, setChosen] = useState<Outcome>();
  const [note, setNote] = useState("");
  const act = useAct(conversation.id, onClose);
  const save = () => { if (chosen) act.mutate(() => closeConversation(conversation, chosen, note.trim())); };
  const keys = (event: KeyboardEvent) => {
    const digit = event.target instanceof HTMLTextAreaElement ? undefined : chatDispositions[Number(event.key) - 1];
    if (digit) setChosen(digit);
    else if (event.key === "Enter" && event.ctrlKey) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Dialog onClose={onClose} title={t`Close the conversation`} size={560}>
      <div className={classes.dialog} onKeyDown={keys}>
        <Choices label={t`How did it end?`} autoFocus chosen={chosen ?? ""} onChoose={(id) => setChosen(id as Outcome)}
          items={chatDispositions.map((id, at) => ({ id, name: i18n._(dispositions[id]), key: String(at + 1) }))} />
        <Textarea label={t`Note, seen only by colleagues`} autosize minRows={2} maxLength={4000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <ProblemText error={act.error} />
        <div className={classes.buttons}>
          <Button disabled={!chosen} loading={act.isPending} onClick={save} rightSection={<Key name="⌃↵" />}><Trans>Close it</Trans></Button>
          <Button variant="default" onClick={onClose}><Trans>Cancel</Trans></Button>
        </div>
      </div>
    </Dialog>
  );
}
