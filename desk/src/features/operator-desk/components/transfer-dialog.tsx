// Whom to ask or give the buyer to: type a part of the name, arrows choose, one key for each way. Nothing in the list moves while it stands.
import { Button, Checkbox, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";

import type { ContactCard } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Key } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";

import { consult, targetsQuery, transfer } from "../api/talk";
import { answers, fits, numberIn, steady, targetsOf, whom, type Target } from "../lib/targets";
import classes from "./talk.module.css";
import { TargetRow } from "./target-row";

type Way = "ask" | "all" | "away";

export function TransferDialog({ contact, onClose }: { contact: ContactCard; onClose: () => void }) {
  const { t } = useLingui();
  const { data, error } = useQuery(targetsQuery);
  const list = useSteady(data ? targetsOf(data) : []);
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string>();
  const [keepAge, setKeepAge] = useState(true);
  const mayDial = useCan("calls.dial");
  const outside = mayDial ? numberIn(typed) : undefined;
  const shown = outside ? [outside] : list.filter((target) => fits(target, typed));
  const can = shown.filter((target) => target.can);
  const target = can.find(({ id }) => id === chosen) ?? can[0];
  const go = useMutation({
    mutationFn: ({ to, way }: { to: Target; way: Way }) => {
      const body = { ...whom(to), ...(to.kind === "queue" ? { keep_age: keepAge } : {}), ...(way === "all" ? { conference: true } : {}) };
      return way === "away" ? transfer(contact.contact_id, body) : consult(contact.contact_id, body);
    },
    onSuccess: onClose,
  });
  const start = (way: Way) => {
    if (target && (way === "away" || answers(target))) go.mutate({ to: target, way });
  };
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && can.length > 0) {
      const at = can.findIndex(({ id }) => id === target?.id);
      setChosen(can[(at + step + can.length) % can.length]?.id);
    } else if (event.key === "Enter") start(event.ctrlKey || event.metaKey ? "away" : event.shiftKey ? "all" : "ask");
    else return;
    event.preventDefault();
  };
  const id = useId();
  return (
    <Dialog onClose={onClose} title={t`Ask a colleague, or transfer`} size={600}>
      <div className={classes.dialog}>
        <TextInput label={mayDial ? t`Colleague, queue, flow or number` : t`Colleague, queue or flow`} data-autofocus value={typed} autoComplete="off" role="combobox" aria-expanded aria-autocomplete="list"
          aria-controls={`${id}-list`} aria-activedescendant={target ? `${id}-${target.id}` : undefined} placeholder={t`Part of a name`}
          onChange={(event) => { setTyped(event.currentTarget.value); setChosen(undefined); go.reset(); }} onKeyDown={keys} />
        {!data && !error && <Rows count={8} />}
        {data && <List id={`${id}-list`} row={id} targets={shown} chosen={target?.id} onChoose={setChosen} />}
        <Checkbox label={t`In a queue his wait goes on counting`} checked={keepAge} disabled={target?.kind !== "queue"}
          onChange={(event) => setKeepAge(event.currentTarget.checked)} />
        <ProblemText error={go.error ?? error} />
        <Ways target={target} busy={go.isPending} onGo={start} />
        <p className={classes.hint}><Trans>Asked first or all together, nothing is lost: you can always go back. Sent at once, he hears music until somebody answers; if nobody does, he comes back to you.</Trans></p>
      </div>
    </Dialog>
  );
}

function Ways({ target, busy, onGo }: { target?: Target; busy: boolean; onGo: (way: Way) => void }) {
  const asked = target && answers(target);
  return (
    <div className={classes.ways}>
      <Button disabled={!asked} loading={busy} onClick={() => onGo("ask")} leftSection={<Icon name="phone" />} rightSection={<Key name="↵" />}><Trans>Ask first</Trans></Button>
      <Button variant="default" disabled={!asked || busy} onClick={() => onGo("all")} leftSection={<Icon name="users" />} rightSection={<Key name="⇧↵" />}><Trans>Talk all together</Trans></Button>
      <Button variant="default" disabled={!target || busy} onClick={() => onGo("away")} leftSection={<Icon name="out" />} rightSection={<Key name="⌃↵" />}><Trans>Send at once</Trans></Button>
    </div>
  );
}

interface ListProps {
  id: string;
  row: string;
  targets: Target[];
  chosen?: string;
  onChoose: (id: string) => void;
}

function List({ id, row, targets, chosen, onChoose }: ListProps) {
  const { t } = useLingui();
  const groups = [
    { kind: "person", title: t`Colleagues` },
    { kind: "queue", title: t`Queues` },
    { kind: "flow", title: t`Flows` },
    { kind: "number", title: t`Outside` },
  ];
  return (
    <div className={classes.list} id={id} role="listbox" aria-label={t`Colleagues, queues and flows`}>
      {groups.map(({ kind, title }) => {
        const rows = targets.filter((target) => target.kind === kind);
        if (rows.length === 0) return null;
        return (
          <div key={kind} role="group" aria-label={title}>
            <div className={classes.group} aria-hidden>{title}</div>
            {rows.map((target) => (
              <TargetRow key={target.id} id={`${row}-${target.id}`} target={target} chosen={target.id === chosen} onChoose={() => onChoose(target.id)} />
            ))}
          </div>
        );
      })}
      {targets.length === 0 && <div role="option" aria-selected={false} aria-disabled className={classes.none}><Trans>Nobody fits. Type another part of the name.</Trans></div>}
    </div>
  );
}

/** The order of the first answer stays while the dialog stands. */
function useSteady(now: Target[]): Target[] {
  const before = useRef<string[]>([]);
  const list = steady(before.current, now);
  useEffect(() => {
    before.current = list.map(({ id }) => id);
  });
  return list;
}
