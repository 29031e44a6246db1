// Call-backs and voicemails: oldest first, each with its reason; a message can be heard in place.
import { Button, SegmentedControl, Textarea } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";

import type { Task } from "@/shared/api/types";
import { tellNumber } from "@/shared/lib/phone-number";
import { useCan } from "@/shared/lib/session";
import { dayAndTime, slot } from "@/shared/lib/time-words";
import { BookTime } from "@/shared/ui/book-time";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { useRowKeys } from "@/shared/ui/row-list";
import { Tag } from "@/shared/ui/tag";
import { Ago, useNow } from "@/shared/ui/ticking";
import { callerKinds, contactKinds, voicemailReasons } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { Lost } from "./lost";
import { finishTask, tasksQuery } from "../api/tasks";
import classes from "./tasks.module.css";

/** Parts of other features, by id. */
interface Slots {
  part?: string;
  player: (recordingId: string) => ReactNode;
  call: (contactId: string) => ReactNode;
}

export function Tasks(slots: Slots) {
  const { t } = useLingui();
  const seesAll = useCan("contacts.all");
  const shown = seesAll && slots.part === "lost" ? "lost" : "open";
  const navigate = useNavigate();
  const setShown = (part: string) => void navigate(part === "lost" ? { to: "/tasks/$part", params: { part } } : { to: "/tasks" });
  return (
    <Page title={t`Call-backs and voicemail`}
      actions={seesAll && (
        <SegmentedControl size="xs" aria-label={t`What is shown`} value={shown} onChange={setShown}
          data={[{ value: "open", label: t`To do` }, { value: "lost", label: t`Lost calls` }]} />
      )}>
      {shown === "lost" ? <Lost /> : <OpenTasks {...slots} />}
    </Page>
  );
}

function OpenTasks(slots: Slots) {
  const { t } = useLingui();
  const { data, error, isPending } = useQuery(tasksQuery);
  const rows = useRowKeys<HTMLUListElement>();
  const [chosen, setChosen] = useState<string>();
  const open = (data?.items ?? []).filter((task) => task.state !== "done").sort((a, b) => a.entered_at - b.entered_at);
  return (
    <>
      <ProblemText error={error} />
      {isPending && <Rows />}
      {data && open.length === 0 && (
        <Empty icon="check" title={t`Nobody is waiting for a call-back`}>
          <Trans>Calls that nobody could answer come here with their number and their place in the line.</Trans>
        </Empty>
      )}
      <ul ref={rows.ref} onKeyDown={rows.onKeyDown} className={classes.list}>
        {open.map((task) => (
          <TaskRow key={task.contact_id} task={task} open={chosen === task.contact_id} slots={slots}
            onToggle={() => setChosen(chosen === task.contact_id ? undefined : task.contact_id)} />
        ))}
      </ul>
    </>
  );
}

interface RowProps {
  task: Task;
  open: boolean;
  onToggle: () => void;
  slots: Slots;
}

function TaskRow({ task, open, onToggle, slots }: RowProps) {
  const { i18n } = useLingui();
  const { caller, calls, tries } = task;
  return (
    <li>
      <button type="button" data-row className={classes.row} aria-expanded={open} onClick={onToggle}>
        <Icon name={task.kind === "voicemail" ? "voicemail" : "phone"} />
        <strong>{caller.name || tell(i18n, callerKinds, caller.who)}</strong>
        <span>{tellNumber(caller.number ?? caller.number_masked)}</span>
        <span className={classes.reason}>{tell(i18n, contactKinds, task.kind)}: {tell(i18n, voicemailReasons, task.reason)}</span>
        {calls > 1 && <Tag tone="waiting" icon="phone"><Trans>called {calls} times</Trans></Tag>}
        {tries > 0 && <Tag tone="plain" icon="phone"><Trans>tried {tries} times</Trans></Tag>}
        {task.slot_until !== undefined && <BookedTag from={task.due_at ?? task.slot_until} to={task.slot_until} />}
        {task.due_at !== undefined && task.slot_until === undefined && task.state === "open" && <DueTag at={task.due_at} tried={tries > 0} />}
        {task.state === "taken" && <Tag tone="talking" icon="user"><Trans>in work</Trans></Tag>}
        <span className={classes.when}><Ago at={task.entered_at} /></span>
        <Icon name={open ? "down" : "right"} />
      </button>
      {open && (
        <div className={classes.open}>
          <div className={classes.ways}>
            {slots.call(task.contact_id)}
            {task.kind === "callback" && task.state === "open" && <BookTime shop={task.shop_id} queue={task.queue_id} whom={{ contact_id: task.contact_id }} />}
          </div>
          {task.recording_id && slots.player(task.recording_id)}
          <DoneForm task={task} />
        </div>
      )}
    </li>
  );
}

/** Came while the shop was closed, or was not reached: it waits for its hour, unless somebody settles it before. */
function DueTag({ at, tried }: { at: number; tried: boolean }) {
  const { i18n } = useLingui();
  const now = useNow();
  if (now >= at) return null;
  const when = dayAndTime(i18n.locale, now, at);
  return <Tag tone="plain" icon="clock">{tried ? <Trans>again {when}</Trans> : <Trans>at the opening, {when}</Trans>}</Tag>;
}

/** He was promised a call within this time; late is said, as the promise is broken by then. */
function BookedTag({ from, to }: { from: number; to: number }) {
  const { i18n } = useLingui();
  const now = useNow();
  const when = slot(i18n.locale, now, from, to);
  return now <= to
    ? <Tag tone="waiting" icon="clock"><Trans>promised for {when}</Trans></Tag>
    : <Tag tone="danger" icon="warning"><Trans>was promised for {when}</Trans></Tag>;
}

function DoneForm({ task }: { task: Task }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const [note, setNote] = useState("");
  const done = useMutation({
    mutationFn: () => finishTask(task.contact_id, note.trim()),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ["tasks"] }),
  });
  return (
    <>
      <Textarea label={t`What came of it`} autosize minRows={2} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <ProblemText error={done.error} />
      <Button disabled={note.trim() === ""} loading={done.isPending} onClick={() => done.mutate()} leftSection={<Icon name="check" />}>
        <Trans>Settled</Trans>
      </Button>
    </>
  );
}
