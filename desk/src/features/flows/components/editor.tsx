// A flow: the picture and the list of its steps, the chosen step's form, its faults, a pretended caller, its versions.
import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { useDebouncedValue, useViewportSize } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import type { FlowBody, FlowFinding, FlowView, StepKind } from "@/shared/api/types";
import { ApiError } from "@/shared/api/client";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";
import { Unsaved } from "@/shared/ui/unsaved";
import { languages as languageNames } from "@/shared/words/contact";
import { stepKinds, tellFlowFinding } from "@/shared/words/flows";
import { tell } from "@/shared/words/tell";

import { flowCheckQuery, flowQuery, goBack, publishFlow, removeFlow, saveFlow, setUses } from "../api/flows";
import { addStep, removeStep, renameStep, withStep } from "../lib/edit";
import { DryRun, dryQuery, freshPretend } from "./dry-run";
import { Picture } from "./picture";
import { StepForm } from "./step-form";
import { Uses } from "./uses";
import { FlowVersions } from "./versions";
import classes from "./flows.module.css";

export function FlowEditor({ kept, onGone }: { kept: FlowView; onGone: () => void }) {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("settings.edit");
  const [name, setName] = useState(kept.name);
  const [flow, setFlow] = useState(kept.body);
  const [chosen, setChosen] = useState<string | undefined>(kept.body.start);
  const [note, setNote] = useState("");
  const [trying, setTrying] = useState(false);
  const [pretend, setPretend] = useState(freshPretend);
  const [settled] = useDebouncedValue(flow, 300);
  const check = useQuery({ ...flowCheckQuery(kept.shop_id, settled), placeholderData: keepPreviousData });
  const run = useQuery(dryQuery(kept.id, settled, pretend, trying));
  const act = useMutation({
    mutationFn: (what: () => Promise<FlowView>) => what(),
    onSuccess: async (fresh) => {
      setFlow(fresh.body);
      setName(fresh.name);
      cache.setQueryData(flowQuery(kept.id).queryKey, fresh);
      await cache.invalidateQueries({ queryKey: ["flows"], predicate: ({ queryKey }) => queryKey.length === 1 || queryKey[2] === "versions" });
    },
  });
  /** Somebody else saved: her drawing in place of this one, or this one beside her version, so that it can be saved over it. */
  const anew = useMutation<FlowView, Error, boolean>({
    mutationFn: () => cache.fetchQuery({ ...flowQuery(kept.id), staleTime: 0 }),
    onSuccess: (fresh, mine) => {
      act.reset();
      if (mine) return;
      setFlow(fresh.body);
      setName(fresh.name);
    },
  });
  const gone = useMutation({
    mutationFn: () => removeFlow(kept.id, kept.version),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ["flows"], exact: true });
      onGone();
    },
  });
  const dirty = name !== kept.name || JSON.stringify(flow) !== JSON.stringify(kept.body);
  const findings = check.data?.findings ?? kept.findings;
  const errors = findings.filter((one) => one.severity === "error").length;
  const step = flow.steps.find((one) => one.name === chosen);
  const save = () => saveFlow(kept.id, kept.version, name, flow);
  const publish = () => act.mutate(async () => {
    const saved = dirty ? await save() : kept;
    const published = await publishFlow(kept.id, saved.version, note);
    setNote("");
    return published;
  });
  const standing = kept.published;
  return (
    <div className={classes.left}>
      <div className={classes.bar}>
        <TextInput aria-label={t`Name of the flow`} value={name} maxLength={100} disabled={!may} className={classes.grow} onChange={(event) => setName(event.currentTarget.value)} />
        <FlowLanguages flow={flow} disabled={!may} onChange={setFlow} />
        <Button variant={trying ? "filled" : "default"} leftSection={<Icon name="play" size={16} />} aria-pressed={trying} onClick={() => setTrying(!trying)}><Trans>Try it</Trans></Button>
      </div>
      <div className={classes.editor}>
        <div className={classes.seen} data-trying={trying || undefined}>
          <Picture flow={flow} chosen={chosen} onChoose={setChosen} findings={findings} passed={trying ? run.data?.record.steps : undefined} here={trying ? run.data?.at : undefined} />
          {trying && <DryRun id={kept.id} flow={settled} what={pretend} onChange={setPretend} />}
          <FaultList findings={findings} onChoose={setChosen} />
        </div>
        <aside className={classes.side} aria-label={t`Steps`}>
          <div className={classes.chooser}>
            {may && <AddStep onAdd={(kind) => { const next = addStep(flow, kind); setFlow(next.flow); setChosen(next.name); }} />}
            <StepList flow={flow} chosen={chosen} onChoose={setChosen} />
          </div>
          {step && (
            <StepForm flow={flow} step={step} shop={kept.shop_id} findings={findings} disabled={!may}
              onChange={(next) => setFlow(withStep(flow, next))}
              onRename={(to) => { setFlow(renameStep(flow, step.name, to)); if (!flow.steps.some((one) => one.name === to)) setChosen(to); }}
              onRemove={() => { setFlow(removeStep(flow, step.name)); setChosen(undefined); }}
              onStart={() => setFlow({ ...flow, start: step.name })} />
          )}
        </aside>
      </div>
      <ProblemText error={act.error ?? gone.error} />
      {may && act.error instanceof ApiError && act.error.code === "flows.version_conflict" && (
        <div className={classes.bar}>
          <Button variant="default" onClick={() => void anew.mutate(false)}><Trans>Take what was saved meanwhile</Trans></Button>
          <Button variant="default" onClick={() => void anew.mutate(true)}><Trans>Keep mine, to save it over that</Trans></Button>
        </div>
      )}
      <Unsaved when={may && dirty}><Trans>What you changed in this flow is not saved and would be lost.</Trans></Unsaved>
      {may && (
        <div className={classes.bar}>
          <Button variant="default" loading={act.isPending} disabled={!dirty} onClick={() => act.mutate(save)}><Trans>Save the draft</Trans></Button>
          <TextInput aria-label={t`Why (for the versions)`} placeholder={t`Why (for the versions)`} value={note} maxLength={200} className={classes.grow} onChange={(event) => setNote(event.currentTarget.value)} />
          <Button loading={act.isPending} disabled={errors > 0 || (!dirty && !kept.changed)} onClick={publish}><Trans>Publish</Trans></Button>
          {dirty && <Button variant="subtle" onClick={() => { setFlow(kept.body); setName(kept.name); }}><Trans>Undo</Trans></Button>}
          <Saved when={act.isSuccess && !dirty} />
          <span className={classes.quiet}>{standing === 0 ? <Trans>Not published yet</Trans> : kept.changed || dirty ? <Trans>Callers meet version {standing}; this draft is not published</Trans> : <Trans>Callers meet this: version {standing}</Trans>}</span>
        </div>
      )}
      <Uses shop={kept.shop_id} uses={kept.uses} may={may} unsaved={dirty} busy={act.isPending} onSave={(uses) => act.mutate(() => setUses(kept.id, kept.version, uses))} />
      <FlowVersions id={kept.id} standing={standing} may={may} busy={act.isPending} onBack={(to) => act.mutate(() => goBack(kept.id, kept.version, to, t`Back to version ${to}`))} />
      {may && kept.uses.length === 0 && <div><Button variant="subtle" color="red" loading={gone.isPending} onClick={() => gone.mutate()}><Trans>Take this flow away</Trans></Button></div>}
    </div>
  );
}

function FlowLanguages({ flow, disabled, onChange }: { flow: FlowBody; disabled: boolean; onChange: (flow: FlowBody) => void }) {
  const { t, i18n } = useLingui();
  return <MultiSelect aria-label={t`Languages of the flow`} value={flow.languages} disabled={disabled} data={["en", "uk", "ru", "zh"].map((value) => ({ value, label: tell(i18n, languageNames, value) }))}
    onChange={(languages) => languages.length > 0 && onChange({ ...flow, languages })} />;
}

function AddStep({ onAdd }: { onAdd: (kind: StepKind) => void }) {
  const { t, i18n } = useLingui();
  return <Select aria-label={t`Add a step`} placeholder={t`Add a step`} value={null} searchable leftSection={<Icon name="plus" size={14} />}
    data={(Object.keys(stepKinds) as StepKind[]).map((value) => ({ value, label: tell(i18n, stepKinds, value) }))} onChange={(kind) => kind && onAdd(kind as StepKind)} />;
}

function StepList({ flow, chosen, onChoose }: { flow: FlowBody; chosen?: string; onChoose: (name: string) => void }) {
  const { i18n } = useLingui();
  const list = useRef<HTMLOListElement>(null);
  const screen = useViewportSize(); // a smaller one makes the list shorter
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (!row || !list.current) return;
    list.current.scrollTop = Math.min(row.offsetTop, Math.max(list.current.scrollTop, row.offsetTop + row.offsetHeight - list.current.clientHeight));
  }, [chosen, flow.steps.length, screen.width, screen.height]);
  return (
    <ol className={classes.steps} ref={list}>
      {flow.steps.map((step) => (
        <li key={step.name}><button type="button" aria-current={chosen === step.name || undefined} onClick={() => onChoose(step.name)}>{step.title || step.name}<span className={classes.kind}>{tell(i18n, stepKinds, step.kind)}</span></button></li>
      ))}
    </ol>
  );
}

function FaultList({ findings, onChoose }: { findings: FlowFinding[]; onChoose: (name: string) => void }) {
  const { i18n } = useLingui();
  return (
    <div role="status"><ul className={classes.faults}>
      {findings.map((one) => (
        <li key={one.step + one.code + one.field + JSON.stringify(one.params)} className={classes.fault} data-severity={one.severity}>
          <Icon name={one.severity === "error" ? "warning" : "info"} size={14} />
          <button type="button" onClick={() => one.step && onChoose(one.step)}>{one.step && `${one.step}: `}{tellFlowFinding(i18n, one)}</button>
        </li>
      ))}
    </ul></div>
  );
}
