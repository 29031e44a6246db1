// Lists that go by waiting time: skills that are asked, what happens while they wait, changes of the penalties.
import { ActionIcon, Button, Select, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { PenaltyChange, SkillRule, StepAction, WaitingStep } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";
import { NumberField } from "@/shared/ui/number-field";
import { stepActions } from "@/shared/words/queues";
import { tell } from "@/shared/words/tell";

import { at, withAt } from "../lib/paths";
import { Faults, useDraft } from "./draft";
import { Amount } from "./field";
import classes from "./queues.module.css";

interface ListProps<T> {
  path: string;
  line: ReactNode;
  addName: ReactNode;
  fresh: (last: T | undefined) => T;
  row: (one: T, put: (part: Partial<T>) => void, index: number) => ReactNode;
}

function StepList<T>({ path, line, addName, fresh, row }: ListProps<T>) {
  const { t } = useLingui();
  const { queue, change, may } = useDraft();
  const list = at(queue, path) as T[];
  const put = (next: T[]) => change(withAt(queue, path, next));
  return (
    <fieldset className={classes.steps} disabled={!may}>
      <p className={classes.line}>{line}</p>
      {list.map((one, index) => {
        const number = index + 1;
        return (
          <div key={index} className={classes.step}>
            <span className={classes.number}>{number}</span>
            <div className={classes.stepFields}>{row(one, (part) => put(list.map((old, place) => (place === index ? { ...old, ...part } : old))), index)}</div>
            <ActionIcon aria-label={t`Remove step ${number}`} onClick={() => put(list.filter((_, place) => place !== index))}><Icon name="cross" size={14} /></ActionIcon>
            <div className={classes.stepFaults}><Faults path={`${path}[${index}]`} /></div>
          </div>
        );
      })}
      <Faults path={path} exact />
      {may && (
        <Button size="xs" variant="default" leftSection={<Icon name="plus" size={14} />} onClick={() => put([...list, fresh(list.at(-1))])}>{addName}</Button>
      )}
    </fieldset>
  );
}

export function SkillSteps() {
  const { t } = useLingui();
  const { queue, skills } = useDraft();
  const last = queue.rules.skill_steps.length - 1;
  return (
    <StepList<SkillRule> path="rules.skill_steps" addName={<Trans>Add a step</Trans>} fresh={() => ({ lasts_ms: 30000, skills: "" })}
      line={<Trans>First ask for the best, then for less. Skills joined by &amp; (and), | (or), ! (not), compared with &gt; &gt;= &lt; &lt;= =. A missing skill never fits. Empty: anybody.</Trans>}
      row={(one, put, index) => {
        const number = index + 1;
        const match = skills.find((found) => found.field === `rules.skill_steps[${index}]`);
        const { matching, of } = match ?? {};
        return (
          <>
            <TextInput aria-label={t`Step ${number}: skills`} placeholder="english > 50 & (sales | !vip)" value={one.skills} className={classes.grow}
              classNames={{ input: classes.mono }} onChange={(event) => put({ skills: event.currentTarget.value })} />
            {index < last
              ? <label className={classes.inline}><Trans>for</Trans> <Amount kind="s" w={96} aria-label={t`Step ${number}: for how long`} value={one.lasts_ms} onChange={(lasts_ms) => put({ lasts_ms })} /></label>
              : <span className={classes.quiet}><Trans>to the end</Trans></span>}
            {match && <span className={classes.quiet} role="status"><Trans>fits {matching} of {of}</Trans></span>}
          </>
        );
      }} />
  );
}

export function OverflowSteps() {
  const { t, i18n } = useLingui();
  const { others, skills } = useDraft();
  const queues = others.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <StepList<WaitingStep> path="rules.overflow" addName={<Trans>Add a step</Trans>}
      fresh={(last) => ({ after_ms: (last?.after_ms ?? 0) + 60000, action: "offer_callback", queue_id: "0", keep_age: true, priority: 1, argument: "" })}
      line={<Trans>What happens while somebody waits, each step once, by the time of waiting.</Trans>}
      row={(one, put, index) => {
        const number = index + 1;
        const match = skills.find((found) => found.field === `rules.overflow[${index}]`);
        const { matching, of } = match ?? {};
        return (
          <>
            <label className={classes.inline}><Trans>after</Trans> <Amount kind="s" w={96} aria-label={t`Step ${number}: after`} value={one.after_ms} onChange={(after_ms) => put({ after_ms })} /></label>
            <Select aria-label={t`Step ${number}: what`} value={one.action} title={tell(i18n, stepActions, one.action)} w={280} allowDeselect={false}
              data={Object.entries(stepActions).map(([value, word]) => ({ value, label: i18n._(word) }))} onChange={(value) => put({ action: value as StepAction, queue_id: "0" })} />
            {(one.action === "add_queue" || one.action === "to_queue") && (
              <Select aria-label={t`Step ${number}: queue`} placeholder={t`Queue`} value={one.queue_id === "0" ? null : one.queue_id} data={queues} w={180}
                onChange={(value) => put({ queue_id: value ?? "0" })} />
            )}
            {one.action === "to_queue" && <Switch label={t`keeps the age`} checked={one.keep_age} onChange={(event) => put({ keep_age: event.currentTarget.checked })} />}
            {one.action === "raise_priority" && (
              <NumberField aria-label={t`Step ${number}: by`} value={one.priority} w={90} allowDecimal={false} onChange={(value) => put({ priority: Number(value) || 0 })} />
            )}
            {(one.action === "change_skills" || one.action === "play" || one.action === "external") && (
              <TextInput aria-label={one.action === "change_skills" ? t`Step ${number}: skills` : one.action === "play" ? t`Step ${number}: recording` : t`Step ${number}: number`}
                value={one.argument} className={classes.grow} onChange={(event) => put({ argument: event.currentTarget.value })} />
            )}
            {match && <span className={classes.quiet} role="status"><Trans>fits {matching} of {of}</Trans></span>}
          </>
        );
      }} />
  );
}

export function PenaltySteps() {
  const { t } = useLingui();
  const amount = (value: number | null | undefined) => value ?? "";
  const read = (value: string | number) => (value === "" ? null : Number(value));
  return (
    <StepList<PenaltyChange> path="rules.penalty_rules" addName={<Trans>Add a change of penalties</Trans>}
      fresh={(last) => ({ after_ms: (last?.after_ms ?? 0) + 30000, relative: false, raise_order_only: false })}
      line={<Trans>With waiting, other penalties are let in: the highest and lowest allowed, and to which number lower ones are raised.</Trans>}
      row={(one, put, index) => {
        const number = index + 1;
        return (
          <>
            <label className={classes.inline}><Trans>after</Trans> <Amount kind="s" w={96} aria-label={t`Step ${number}: after`} value={one.after_ms} onChange={(after_ms) => put({ after_ms })} /></label>
            <label className={classes.inline}><Trans>lowest</Trans> <NumberField w={80} value={amount(one.min)} onChange={(value) => put({ min: read(value) })} /></label>
            <label className={classes.inline}><Trans>highest</Trans> <NumberField w={80} value={amount(one.max)} onChange={(value) => put({ max: read(value) })} /></label>
            <label className={classes.inline}><Trans>raise to</Trans> <NumberField w={80} value={amount(one.raise)} onChange={(value) => put({ raise: read(value) })} /></label>
            <Switch label={t`added to what stands`} checked={one.relative} onChange={(event) => put({ relative: event.currentTarget.checked })} />
            <Switch label={t`raise only the order`} checked={one.raise_order_only} onChange={(event) => put({ raise_order_only: event.currentTarget.checked })} />
          </>
        );
      }} />
  );
}
