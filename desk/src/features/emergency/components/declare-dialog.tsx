// One key stops a site: what happened, whom it concerns, and whom it would stop, told before it is done.
// Ctrl+Enter declares; by mouse or Enter the button wants a second press.
import { TextInput } from "@mantine/core";
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type KeyboardEvent } from "react";

import type { Emergency, EmergencyKind, Reach } from "@/shared/api/types";
import { isField, useAction } from "@/shared/lib/actions";
import { useCan } from "@/shared/lib/session";
import { clockTime } from "@/shared/lib/time-words";
import { Choices } from "@/shared/ui/choices";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { Key, shortKey } from "@/shared/ui/kbd";
import { ProblemText } from "@/shared/ui/problem-text";
import { emergencyKinds, emergencyTitles, promiseMoves } from "@/shared/words/emergency";

import { declare, emergenciesQuery, reachQuery } from "../api/emergency";
import { AllClearDialog } from "./all-clear-dialog";
import { ArmedButton } from "./armed-button";
import classes from "./emergency.module.css";
import { everybody, isChosen, toScope } from "./scope";
import { ScopeFields } from "./scope-fields";

/** Stands in the frame of every screen: the key works wherever she is. */
export function DeclareByKey() {
  const { t } = useLingui();
  const may = useCan("emergency.declare");
  const [open, setOpen] = useState(false);
  const [ending, setEnding] = useState<Emergency>();
  useAction("emergency.declare", () => setOpen(true), may);
  if (ending) return <AllClearDialog emergency={ending} onClose={() => setEnding(undefined)} />;
  if (!open) return null;
  const endInstead = (emergency: Emergency) => {
    setOpen(false);
    setEnding(emergency);
  };
  return (
    <Dialog onClose={() => setOpen(false)} title={t`Declare an emergency`} size={560}>
      <Running onEnd={endInstead} />
      <DeclareForm onDone={() => setOpen(false)} />
    </Dialog>
  );
}

/** Two supervisors may reach for the key at once: the second one sees that it is done. */
function Running({ onEnd }: { onEnd: (emergency: Emergency) => void }) {
  const { i18n } = useLingui();
  const { data } = useQuery({ ...emergenciesQuery, enabled: useCan("desk.work") });
  const running = (data?.items ?? []).filter((one) => one.ended_at === undefined);
  if (running.length === 0) return null;
  return (
    <ul className={classes.running}>
      {running.map((one) => {
        const since = clockTime(i18n.locale, one.began_at);
        return (
          <li key={one.id}>
            <Icon name="alarm" />
            <span><strong>{i18n._(emergencyTitles[one.kind])}</strong> <Trans>Runs since {since}.</Trans> {one.note}</span>
            <button type="button" onClick={() => onEnd(one)}><Trans>All clear…</Trans></button>
          </li>
        );
      })}
    </ul>
  );
}

const kinds: EmergencyKind[] = ["air_raid", "power", "provider", "other"];

function DeclareForm({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const [kind, setKind] = useState<EmergencyKind>();
  const [scope, setScope] = useState(everybody);
  const [note, setNote] = useState("");
  const [move, setMove] = useState(60 * 60_000);
  const known = isChosen(scope);
  const asked = { kind: kind ?? "other", scope: toScope(scope), move_promises_by_ms: move };
  const reach = useQuery({ ...reachQuery(asked), enabled: known, placeholderData: keepPreviousData });
  const told = known && !reach.isPlaceholderData ? reach.data : undefined;
  const ready = kind !== undefined && known && (reach.error !== null || (told?.people ?? 0) > 0);
  const make = useMutation({
    mutationFn: () => declare({ ...asked, note: note.trim() }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["emergencies"] });
      onDone();
    },
  });
  const sure = () => ready && !make.isPending && make.mutate();
  const keys = (event: KeyboardEvent) => {
    const digit = /^Digit([1-4])$/.exec(event.code)?.[1];
    if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) sure();
    else if (digit && !isField(event.target) && !event.ctrlKey && !event.altKey && !event.metaKey) setKind(kinds[Number(digit) - 1]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <form className={classes.form} onKeyDown={keys} onSubmit={(event) => event.preventDefault()}>
      <div className={classes.field}>
        <span className={classes.label}><Trans>What happened?</Trans></span>
        <Choices label={t`What happened?`} autoFocus chosen={kind ?? ""} onChoose={(id) => setKind(kinds.find((one) => one === id))}
          items={kinds.map((one, at) => ({ id: one, name: i18n._(emergencyKinds[one]), key: String(at + 1) }))} />
      </div>
      <ScopeFields value={scope} onChange={setScope} />
      <TextInput label={t`Note, seen by everybody`} placeholder={t`Kyiv, until the all clear`} value={note} maxLength={160}
        onChange={(event) => setNote(event.currentTarget.value)} />
      <div className={classes.field}>
        <span className={classes.label}><Trans>Promises that fall due meanwhile move</Trans></span>
        <Choices label={t`Promises that fall due meanwhile move`} chosen={String(move)} onChoose={(id) => setMove(Number(id))}
          items={promiseMoves.map(([ms, name]) => ({ id: String(ms), name: i18n._(name) }))} />
      </div>
      <p className={classes.reach} role="status">{known ? told && <ReachText reach={told} /> : <Trans>Choose by name whom it concerns.</Trans>}</p>
      <ProblemText error={make.error ?? (known ? reach.error : null)} />
      <ArmedButton color="red" fullWidth disabled={!ready} loading={make.isPending} onSure={sure}
        rightSection={<Key name={shortKey("Ctrl+Enter")} />} sure={<Trans>Press again: it stops at once</Trans>}>
        {kind ? <Trans>Declare</Trans> : <Trans>Say first what happened</Trans>}
      </ArmedButton>
    </form>
  );
}

function ReachText({ reach: { people, queues, promises } }: { reach: Reach }) {
  if (people === 0) return <Trans>Nobody who takes contacts is concerned. Choose others.</Trans>;
  const whom = plural(people, { one: "# person pauses", other: "# people pause" });
  const lines = plural(queues, { 0: "no queue stands still", one: "# queue stands still", other: "# queues stand still" });
  const moved = plural(promises, { 0: "no promise moves", one: "# promise gets a new time", other: "# promises get a new time" });
  return <Trans>{whom}, {lines}, {moved}.</Trans>;
}
