// What is done with the chosen conversations: one act for all, its progress, what was refused and why, and the way back.
import { Button, Menu, Progress, Select, TextInput } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { chatTargetsQuery, closeConversation, listKey, setTopic, snoozeConversation, transferConversation, undoConversation, type Conversation } from "@/shared/api/conversations";
import type { Outcome as Disposition } from "@/shared/api/types";
import { dayAndTime } from "@/shared/lib/time-words";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { useNow } from "@/shared/ui/ticking";
import { dispositions } from "@/shared/words/contact";
import { tellProblem } from "@/shared/words/problems";

import { runBulk, type Act, type Done, type Outcome } from "../lib/bulk";
import { snoozeEnds } from "../lib/thread";
import classes from "./bulk.module.css";
import { nameOf } from "./thread";
import { chatDispositions } from "./words";

interface Props {
  chosen: Conversation[];
  onClear: () => void;
}

/** How one done act is taken back; none: the room has no way. */
type Back = (done: Done) => Promise<{ conversation: Conversation }>;

interface Run {
  /** Of how many; undefined: it is over. */
  total: number;
  tried: number;
  outcome?: Outcome;
  back?: Back;
  undone?: boolean;
}

function useBulk() {
  const cache = useQueryClient();
  const [run, setRun] = useState<Run>();
  const stopped = useRef(false);
  const start = async (items: Conversation[], act: Act, back?: Back, undone = false) => {
    stopped.current = false;
    setRun({ total: items.length, tried: 0 });
    const outcome = await runBulk(items, act, (tried) => setRun((now) => now && { ...now, tried }), () => stopped.current);
    setRun({ total: items.length, tried: items.length, outcome, back, undone });
    void cache.invalidateQueries({ queryKey: listKey });
    for (const { id } of items) void cache.invalidateQueries({ queryKey: ["conversation", id] });
  };
  const undo = () => {
    const { outcome, back } = run ?? {};
    if (!outcome || !back) return;
    const before = new Map(outcome.done.map((one) => [one.before.id, one]));
    void start(outcome.done.map(({ after }) => after), (one) => back(before.get(one.id) ?? { before: one, after: one }), undefined, true);
  };
  return { run, start, stop: () => { stopped.current = true; }, undo, over: () => setRun(undefined) };
}

export function BulkBar({ chosen, onClear }: Props) {
  const { t } = useLingui();
  const bulk = useBulk();
  const { run } = bulk;
  const count = chosen.length;
  if (run) return <Running bulk={bulk} onClose={() => { bulk.over(); onClear(); }} />;
  if (count === 0) return null;
  const begin = (act: Act, back?: Back) => void bulk.start(chosen, act, back);
  return (
    <section className={classes.bar} aria-label={t`Chosen conversations`}>
      <span className={classes.count}><Plural value={count} one="# chosen" other="# chosen" /></span>
      <div className={classes.acts}>
        <CloseAll onClose={(how) => begin((one) => closeConversation(one, how, ""), how === "do_not_call" ? undefined : asItWas)} />
        <Assign onAssign={(to) => begin((one) => transferConversation(one, to), asItWas)} />
        <TopicAll onTopic={(topic) => begin((one) => setTopic(one, topic), ({ before, after }) => setTopic(after, before.topic))} />
        <SnoozeAll onSnooze={(until) => begin((one) => snoozeConversation(one, until), asItWas)} />
        <Button size="compact-xs" variant="default" leftSection={<Icon name="ban" size={13} />} onClick={() => begin((one) => closeConversation(one, "spam", ""), asItWas)}><Trans>Spam</Trans></Button>
        <Button size="compact-xs" variant="subtle" onClick={onClear}><Trans>Choose none</Trans></Button>
      </div>
    </section>
  );
}

/** Whose it was, its state, its time: the server keeps it, and says of which it cannot be brought back. */
const asItWas: Back = ({ after }) => undoConversation(after);

function Running({ bulk, onClose }: { bulk: ReturnType<typeof useBulk>; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { run, undo, stop } = bulk;
  if (!run) return null;
  const { total, tried, outcome } = run;
  if (!outcome) {
    return (
      <section className={classes.bar} aria-live="polite">
        <span className={classes.count}><Trans>{tried} of {total}</Trans></span>
        <Progress className={classes.progress} value={(tried / Math.max(1, total)) * 100} aria-label={t`How far it is`} />
        <Button size="compact-xs" variant="default" onClick={stop}><Trans>Stop</Trans></Button>
      </section>
    );
  }
  const done = outcome.done.length, refused = outcome.refused.length, left = outcome.left.length;
  return (
    <section className={classes.bar} aria-live="polite">
      <span className={classes.count}>
        {run.undone ? <Plural value={done} one="# taken back" other="# taken back" /> : <Plural value={done} one="# done" other="# done" />}
        {refused > 0 && <> · <Plural value={refused} one="# refused" other="# refused" /></>}
        {left > 0 && <> · <Plural value={left} one="# not tried" other="# not tried" /></>}
      </span>
      <div className={classes.acts}>
        {run.back && done > 0 && <Button size="compact-xs" onClick={undo}><Trans>Undo</Trans></Button>}
        <Button size="compact-xs" variant="default" onClick={onClose}><Trans>All right</Trans></Button>
      </div>
      {refused > 0 && (
        <ul className={classes.refused} aria-label={t`What was refused`}>
          {outcome.refused.map(({ one, error }) => <li key={one.id}><strong>{nameOf(one)}</strong>: {tellProblem(i18n, error)}</li>)}
        </ul>
      )}
    </section>
  );
}

function CloseAll({ onClose }: { onClose: (how: Disposition) => void }) {
  const { i18n } = useLingui();
  return (
    <Menu position="top-start">
      <Menu.Target><Button size="compact-xs" variant="default" leftSection={<Icon name="check" size={13} />}><Trans>Close…</Trans></Button></Menu.Target>
      <Menu.Dropdown>
        {chatDispositions.filter((how) => how !== "spam").map((how) => <Menu.Item key={how} onClick={() => onClose(how)}>{i18n._(dispositions[how])}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

function SnoozeAll({ onSnooze }: { onSnooze: (until: number) => void }) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const words = { hour: t`In an hour`, evening: t`This evening`, tomorrow: t`Tomorrow morning`, week: t`In a week` };
  return (
    <Menu position="top-start">
      <Menu.Target><Button size="compact-xs" variant="default" leftSection={<Icon name="snooze" size={13} />}><Trans>Put off</Trans></Button></Menu.Target>
      <Menu.Dropdown>
        {snoozeEnds(now).map(({ id, until }) => <Menu.Item key={id} rightSection={<span className={classes.quiet}>{dayAndTime(i18n.locale, now, until)}</span>} onClick={() => onSnooze(until)}>{words[id]}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

function Assign({ onAssign }: { onAssign: (to: { queue_id?: string; person_id?: string }) => void }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-xs" variant="default" leftSection={<Icon name="users" size={13} />} onClick={() => setOpen(true)}><Trans>Assign…</Trans></Button>
      {open && <Dialog title={t`Assign the chosen conversations`} size={420} onClose={() => setOpen(false)}><Whom onAssign={(to) => { setOpen(false); onAssign(to); }} /></Dialog>}
    </>
  );
}

function Whom({ onAssign }: { onAssign: (to: { queue_id?: string; person_id?: string }) => void }) {
  const { t } = useLingui();
  const { data } = useQuery(chatTargetsQuery);
  const [whom, setWhom] = useState<string | null>(null);
  const go = () => { if (whom) onAssign(whom.startsWith("p") ? { person_id: whom.slice(1) } : { queue_id: whom.slice(1) }); };
  return (
    <div className={classes.dialog}>
      <Select data-autofocus searchable label={t`Colleague or queue`} value={whom} onChange={setWhom} nothingFoundMessage={t`Nobody fits. Type another part of the name.`}
        data={[
          { group: t`Colleagues`, items: (data?.people ?? []).map((one) => ({ value: `p${one.person_id}`, label: one.name })) },
          { group: t`Queues`, items: (data?.queues ?? []).map((one) => ({ value: `q${one.queue_id}`, label: one.name })) },
        ]} />
      <Button disabled={!whom} onClick={go}><Trans>Assign</Trans></Button>
    </div>
  );
}

function TopicAll({ onTopic }: { onTopic: (topic: string) => void }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [topic, setTopicText] = useState("");
  const go = () => { setOpen(false); onTopic(topic.trim()); };
  return (
    <>
      <Button size="compact-xs" variant="default" leftSection={<Icon name="flag" size={13} />} onClick={() => setOpen(true)}><Trans>Topic…</Trans></Button>
      {open && (
        <Dialog title={t`What they are about`} size={420} onClose={() => setOpen(false)}>
          <div className={classes.dialog}>
            <TextInput data-autofocus label={t`Topic`} description={t`A few words; empty takes it away.`} maxLength={40} value={topic} onChange={(event) => setTopicText(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === "Enter") go(); }} />
            <Button onClick={go}><Trans>Save</Trans></Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
