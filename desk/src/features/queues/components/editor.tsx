// A queue, part by part. What is typed is checked on the server at once; saving takes effect on those who wait.
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { QueueSettings, QueueVersion } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";
import { Unsaved } from "@/shared/ui/unsaved";
import { sectionNames, type Section } from "@/shared/words/queue-fields";

import { agentsQuery, checkQuery, makeQueue, saveQueue } from "../api/queues";
import { rebase, type Rebased } from "../lib/rebase";
import { DraftProvider, Faults } from "./draft";
import { FindingList } from "./finding-list";
import { Moved } from "./moved";
import { Members } from "./members";
import { RemoveQueue } from "./remove-queue";
import { SectionPart } from "./section";
import { OverflowSteps, PenaltySteps, SkillSteps } from "./steps";
import { StrategyPicker } from "./strategy";
import { Versions } from "./versions";
import classes from "./queues.module.css";

interface Props {
  kept: QueueSettings;
  all: QueueSettings[];
  onSaved: (fresh: QueueSettings) => void;
  onGone: () => void;
}

export function QueueEditor({ kept, all, onSaved, onGone }: Props) {
  const { t, i18n } = useLingui();
  const cache = useQueryClient();
  const may = useCan("queues.edit");
  const isNew = kept.id === "0";
  const [base, setBase] = useState(kept);
  const [queue, setQueue] = useState(kept);
  const [moved, setMoved] = useState<Rebased>();
  if (kept.version > base.version) {
    // Somebody else has saved: it is shown, with what was changed here on top.
    const fresh = rebase(base, queue, kept);
    if (JSON.stringify(queue) !== JSON.stringify(base)) setMoved(fresh);
    setBase(kept);
    setQueue(fresh.queue);
  }
  const [note, setNote] = useState("");
  const [saved, setSaved] = useState(false);
  const [tried] = useDebouncedValue(queue, 300);
  const check = useQuery({ ...checkQuery(tried), placeholderData: keepPreviousData });
  const agents = useQuery(agentsQuery);
  const save = useMutation({
    mutationFn: (what: { queue: QueueSettings; note: string }) => (isNew ? makeQueue(what.queue) : saveQueue(what.queue, base.version, what.note)),
    onSuccess: async (fresh) => {
      setQueue(fresh);
      setBase(fresh);
      setMoved(undefined);
      setNote("");
      setSaved(true);
      await cache.invalidateQueries({ queryKey: ["queues"] });
      onSaved(fresh);
    },
    onError: () => void cache.invalidateQueries({ queryKey: ["queues"], exact: true }),
  });
  const change = (next: QueueSettings) => {
    setSaved(false);
    setQueue(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ queue, note });
  };
  const back = (version: QueueVersion) => {
    const number = version.version;
    save.mutate({ queue: version.settings, note: t`Back to version ${number}` });
  };
  const findings = check.data?.findings ?? [];
  const dirty = JSON.stringify(queue) !== JSON.stringify(base);
  const errors = findings.filter((one) => one.severity === "error").length + (check.isError ? 1 : 0);
  const draft = {
    queue, change, findings, skills: check.data?.skills ?? [], may,
    others: all.filter((one) => one.id !== kept.id),
    names: new Map((agents.data?.items ?? []).map((one) => [one.person_id, one.name])),
  };
  return (
    <DraftProvider value={draft}>
      <Unsaved when={may && dirty}><Trans>What you changed in this queue is not saved and would be lost.</Trans></Unsaved>
      <div className={classes.editor}>
        <nav className={classes.parts} aria-label={t`Parts of the queue`}>
          {(Object.keys(sectionNames) as Section[]).map((part) => <a key={part} href={`#part-${part}`} onClick={(event) => jump(event, `part-${part}`)}>{i18n._(sectionNames[part])}</a>)}
          {!isNew && <a href="#part-versions" onClick={(event) => jump(event, "part-versions")}><Trans>Versions</Trans></a>}
        </nav>
        <form className={classes.form} onSubmit={submit}>
          <TextInput label={t`Name of the queue`} description={t`Calls find the queue by this name.`} value={queue.name} disabled={!may} autoFocus={isNew} required
            onChange={(event) => change({ ...queue, name: event.currentTarget.value })} />
          <Faults path="name" />
          <SectionPart section="who"><Members /></SectionPart>
          <SectionPart section="choose"><StrategyPicker /></SectionPart>
          <SectionPart section="order" />
          <SectionPart section="ring" />
          <SectionPart section="wait"><OverflowSteps /></SectionPart>
          <SectionPart section="skills"><SkillSteps /><details className={classes.more} open={queue.rules.penalty_rules.length > 0}><summary><Trans>Penalties that change with waiting</Trans></summary><PenaltySteps /></details></SectionPart>
          <SectionPart section="say" />
          <SectionPart section="wrap" />
          {!isNew && <Versions id={kept.id} standing={kept.version} busy={save.isPending} onBack={back} />}
          {!isNew && may && <RemoveQueue queue={kept} onGone={onGone} />}
          {may && (
            <div className={classes.bar}>
              <FindingList findings={findings} />
              <ProblemText error={check.error} />
              {moved ? <Moved what={moved} version={base.version} /> : <ProblemText error={save.error} />}
              <div className={classes.barRow}>
                {!isNew && <TextInput aria-label={t`Why (for the versions)`} placeholder={t`Why (for the versions)`} value={note} maxLength={200} className={classes.grow} onChange={(event) => setNote(event.currentTarget.value)} />}
                <Button type="submit" loading={save.isPending} disabled={errors > 0 || (!dirty && !isNew)}>{isNew ? <Trans>Make the queue</Trans> : <Trans>Save</Trans>}</Button>
                {dirty && !isNew && <Button variant="default" type="button" onClick={() => change(base)}><Trans>Undo</Trans></Button>}
                <Saved when={saved && !dirty} />
              </div>
            </div>
          )}
        </form>
      </div>
    </DraftProvider>
  );
}

function jump(event: { preventDefault: () => void }, id: string) {
  event.preventDefault();
  const part = document.getElementById(id);
  part?.scrollIntoView({ block: "start" });
  part?.querySelector("h2")?.focus({ preventScroll: true });
}
