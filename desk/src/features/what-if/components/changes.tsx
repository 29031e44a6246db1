// The form of the change: people by team, more people for some hours, a queue's rules, how much comes.
import { ActionIcon, Button, NativeSelect } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";

import { Icon } from "@/shared/ui/icon";
import { NumberField } from "@/shared/ui/number-field";
import { TimeField } from "@/shared/ui/time-field";
import { strategies } from "@/shared/words/queues";
import { tell } from "@/shared/words/tell";

import type { Base, Team } from "../api/what-if";
import type { Draft, More, Rules } from "./plan";
import classes from "./what-if.module.css";

interface Props {
  base: Base;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

export function Changes({ base, draft, onChange }: Props) {
  const { t } = useLingui();
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  const setMore = (at: number, part: Partial<More>) => set({ more: draft.more.map((one, i) => (i === at ? { ...one, ...part } : one)) });
  const names = base.model.queues.map(({ name }) => name);
  const { people, add } = useFocusOfRows(draft.more.length);
  return (
    <>
      <fieldset ref={people}>
        <legend><Trans>People</Trans></legend>
        {base.model.teams.map((team) => (
          <div key={team.name} className={classes.team}>
            <TeamName team={team} />
            <People label={t`People ${team.from}–${team.to}`} value={draft.agents[team.name] ?? team.agents} was={team.agents}
              onChange={(count) => set({ agents: { ...draft.agents, [team.name]: count } })} />
          </div>
        ))}
        {draft.more.map((more, at) => (
          <div key={at} className={classes.more} data-more={at}>
            {names.length > 1 && <NativeSelect size="xs" aria-label={t`Queue`} data={names} value={more.queue} onChange={(event) => setMore(at, { queue: event.currentTarget.value })} />}
            <TimeField name={t`From`} label={t`From`} value={more.from} onChange={(from) => setMore(at, { from })} />
            <TimeField name={t`To`} label={t`To`} value={more.to} onChange={(to) => setMore(at, { to })} />
            <People label={t`More people`} value={more.count} was={0} onChange={(count) => setMore(at, { count })} />
            <ActionIcon variant="subtle" color="gray" aria-label={t`Take away`} onClick={() => set({ more: draft.more.filter((_, i) => i !== at) })}><Icon name="cross" size={14} /></ActionIcon>
          </div>
        ))}
        <Button ref={add} size="compact-xs" variant="subtle" onClick={() => set({ more: [...draft.more, { queue: names[0]!, count: 2, from: base.model.opens, to: base.model.closes }] })}>
          <Trans>More people for some hours</Trans>
        </Button>
      </fieldset>
      {base.model.queues.map(({ name }) => (
        <RuleFields key={name} name={name} rules={draft.rules[name]!} onChange={(rules) => set({ rules: { ...draft.rules, [name]: rules } })} />
      ))}
      <fieldset className={classes.pair}>
        <legend><Trans>Size</Trans></legend>
        <NumberField size="xs" label={t`Contacts, %`} min={0} max={1000} value={draft.volume} onChange={(value) => set({ volume: Number(value) || 0 })} />
        <NativeSelect size="xs" label={t`Days to run`} value={draft.days} data={["50", "100", "400", "1000"]} onChange={(event) => set({ days: Number(event.currentTarget.value) })} />
      </fieldset>
    </>
  );
}

function RuleFields({ name, rules, onChange }: { name: string; rules: Rules; onChange: (rules: Rules) => void }) {
  const { t, i18n } = useLingui();
  const codes = rules.strategy in strategies ? Object.keys(strategies) : [rules.strategy, ...Object.keys(strategies)];
  return (
    <fieldset className={classes.pair}>
      <legend>{name}</legend>
      <NativeSelect className={classes.wide} size="xs" label={t`Who is offered the contact`} value={rules.strategy} data={codes.map((value) => ({ value, label: tell(i18n, strategies, value) }))}
        onChange={(event) => onChange({ ...rules, strategy: event.currentTarget.value })} />
      <NumberField size="xs" label={t`Rings, seconds`} min={5} max={120} value={rules.ringSeconds} onChange={(value) => onChange({ ...rules, ringSeconds: Number(value) || 20 })} />
      <NumberField size="xs" label={t`Longest wait, seconds (0: none)`} min={0} max={7200} value={rules.longestSeconds} onChange={(value) => onChange({ ...rules, longestSeconds: Number(value) || 0 })} />
    </fieldset>
  );
}

/** Focus goes to the first field of a row that was added, and back to the button when one is taken away. */
function useFocusOfRows(count: number) {
  const people = useRef<HTMLFieldSetElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const before = useRef(count);
  useEffect(() => {
    if (count === before.current + 1) people.current?.querySelector<HTMLElement>(`[data-more="${count - 1}"] :is(select, input)`)?.focus();
    if (count === before.current - 1) add.current?.focus();
    before.current = count;
  }, [count]);
  return { people, add };
}

function TeamName({ team }: { team: Team }) {
  const away = Math.round((team.breaks ?? []).reduce((sum, { minutes }) => sum + minutes, 0));
  const skills = (team.skills ?? []).map(({ name, level }) => `${name} ${level}`).join(", ");
  return (
    <span>
      <b>{team.from}–{team.to}</b> {team.queues.join(", ")}
      {skills && <small>{skills}</small>}
      {away > 0 && <small><Plural value={away} one="# minute of breaks each" other="# minutes of breaks each" /></small>}
    </span>
  );
}

function People({ label, value, was, onChange }: { label: string; value: number; was: number; onChange: (value: number) => void }) {
  return (
    <NumberField className={classes.people} size="xs" aria-label={label} min={0} max={500} clampBehavior="strict" allowDecimal={false} value={value}
      data-changed={value !== was || undefined} onChange={(next) => onChange(Number(next) || 0)} />
  );
}
