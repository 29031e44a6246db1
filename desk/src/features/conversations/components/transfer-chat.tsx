// To whom the chat goes: a colleague has it at once, a queue puts it back in the line there.
import { Button, Textarea, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useId, useState, type KeyboardEvent } from "react";

import { chatTargetsQuery, transferConversation, type Conversation } from "@/shared/api/conversations";
import type { TransferTargets } from "@/shared/api/types";
import { agentIcon, agentWords } from "@/shared/ui/agent-icon";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { Icon, type IconName } from "@/shared/ui/icon";
import { Key } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";

import classes from "./conversations.module.css";
import { useAct } from "./use-act";

interface Target {
  id: string;
  name: string;
  icon: IconName;
  state: string;
  to: { queue_id?: string; person_id?: string };
}

export function TransferChat({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { data, error } = useQuery(chatTargetsQuery);
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string>();
  const [note, setNote] = useState("");
  const act = useAct(conversation.id, onClose);
  const shown = data ? targets(data, (one) => agentWords(i18n, one)).filter(({ name }) => name.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase())) : [];
  const target = shown.find(({ id }) => id === chosen) ?? shown[0];
  const go = () => { if (target) act.mutate(() => transferConversation(conversation, { ...target.to, ...(note.trim() && { note: note.trim() }) })); };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length > 0) setChosen(shown[(shown.findIndex(({ id }) => id === target?.id) + step + shown.length) % shown.length]?.id);
    else if (event.key === "Enter") go();
    else return;
    event.preventDefault();
  };
  const id = useId();
  return (
    <Dialog onClose={onClose} title={t`Transfer the conversation`} size={520}>
      <div className={classes.dialog}>
        <TextInput label={t`Colleague or queue`} data-autofocus value={typed} autoComplete="off" placeholder={t`Part of a name`} role="combobox" aria-expanded
          aria-controls={id} aria-activedescendant={target && `${id}-${target.id}`} onKeyDown={keys} onChange={(event) => { setTyped(event.currentTarget.value); setChosen(undefined); }} />
        {!data && !error && <Rows count={5} />}
        <div id={id} role="listbox" aria-label={t`Colleague or queue`} className={classes.targets}>
          {shown.map((one) => (
            <div key={one.id} id={`${id}-${one.id}`} role="option" aria-selected={one.id === target?.id} className={classes.target}
              onMouseDown={(event) => event.preventDefault()} onClick={() => setChosen(one.id)}>
              <Icon name={one.icon} /><span>{one.name}</span><span className={classes.wait}>{one.state}</span>
            </div>
          ))}
          {data && shown.length === 0 && <div role="option" aria-selected={false} aria-disabled className={classes.none}><Trans>Nobody fits. Type another part of the name.</Trans></div>}
        </div>
        <Textarea label={t`Note, seen only by colleagues`} autosize minRows={2} maxLength={4000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <ProblemText error={act.error ?? error} />
        <div className={classes.buttons}>
          <Button disabled={!target} loading={act.isPending} onClick={go} rightSection={<Key name="↵" />}><Trans>Transfer</Trans></Button>
          <Button variant="default" onClick={onClose}><Trans>Cancel</Trans></Button>
        </div>
      </div>
    </Dialog>
  );
}

function targets({ people, queues }: TransferTargets, words: (one: TransferTargets["people"][number]) => string): Target[] {
  return [
    ...people.map((one) => ({ id: `p${one.person_id}`, name: one.name, icon: agentIcon(one), state: words(one), to: { person_id: one.person_id } })),
    ...queues.map((one) => ({ id: `q${one.queue_id}`, name: one.name, icon: "users" as const, state: "", to: { queue_id: one.queue_id } })),
  ];
}
