// The form of the change: people by team, more people for some hours, a queue's rules, how much comes.
import { ActionIcon, Button, NativeSelect, NumberInput } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import { Icon } from "@/shared/ui/icon";
import { TimeField } from "@/shared/ui/time-field";
import type { Words } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import type { Base } from "../api/what-if";
import type { Draft, More, Rules } from "./plan";
import classes from "./what-if.module.css";

const strategies: Words = {
  longest_idle: msg`Who has been free longest`, ring_all: msg`All phones at once`, ring_progressively: msg`One phone more every few seconds`,
  round_robin: msg`In turn`, linear: msg`In the list's order`, least_recent: msg`Whose last contact is longest ago`,
  fewest_calls: msg`Fewest contacts`, least_talk: msg`Least talk`, least_occupied: msg`Least busy lately`, random: msg`By chance`,
};

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
  return (
    <>
      <fieldset>
        <legend><Trans>People</Trans></legend>
        {base.model.teams.map((team) => (
          <div key={team.name} className={classes.team}>
            <span><b>{team.from}–{team.to}</b> {team.queues.join(", ")}</span>
            <Stepper label={t`People ${team.from}–${team.to}`} value={draft.agents[team.name] ?? team.agents} was={team.agents}
              onChange={(count) => set({ agents: { ...draft.agents, [team.name]: count } })} />
          </div>
        ))}
        {draft.more.map((more, at) => (
          <div key={at} className={classes.more}>
            {names.length > 1 && <NativeSelect size="xs" aria-label={t`Queue`} data={names} value={more.queue} onChange={(event) => setMore(at, { queue: event.currentTarget.value })} />}
            <TimeField name={t`From`} label={t`From`} value={more.from} onChange={(from) => setMore(at, { from })} />
            <TimeField name={t`To`} label={t`To`} value={more.to} onChange={(to) => setMore(at, { to })} />
            <Stepper label={t`More people`} value={more.count} was={0} onChange={(count) => setMore(at, { count })} />
            <ActionIcon variant="subtle" color="gray" aria-label={t`Take away`} onClick={() => set({ more: draft.more.filter((_, i) => i !== at) })}><Icon name="cross" size={14} /></ActionIcon>
          </div>
        ))}
        <Button size="compact-xs" variant="subtle" onClick={() => set({ more: [...draft.more, { queue: names[0]!, count: 2, from: base.model.opens, to: base.model.closes }] })}>
          <Trans>More people for some hours</Trans>
        </Button>
      </fieldset>
      {base.model.queues.map(({ name }) => (
        <RuleFields key={name} name={name} rules={draft.rules[name]!} onChange={(rules) => set({ rules: { ...draft.rules, [name]: rules } })} />
      ))}
      <fieldset className={classes.pair}>
        <legend><Trans>Size</Trans></legend>
        <NumberInput size="xs" label={t`Contacts, %`} min={0} max={1000} value={draft.volume} onChange={(value) => set({ volume: Number(value) || 0 })} />
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
      <NumberInput size="xs" label={t`Rings, seconds`} min={5} max={120} value={rules.ringSeconds} onChange={(value) => onChange({ ...rules, ringSeconds: Number(value) || 20 })} />
      <NumberInput size="xs" label={t`Longest wait, seconds (0: none)`} min={0} max={7200} value={rules.longestSeconds} onChange={(value) => onChange({ ...rules, longestSeconds: Number(value) || 0 })} />
    </fieldset>
  );
}

function Stepper({ label, value, was, onChange }: { label: string; value: number; was: number; onChange: (value: number) => void }) {
  const { t } = useLingui();
  return (
    <span className={classes.stepper} role="group" aria-label={label}>
      <ActionIcon variant="default" size="sm" aria-label={t`One fewer: ${label}`} disabled={value <= 0} onClick={() => onChange(value - 1)}>−</ActionIcon>
      <output data-changed={value !== was || undefined}>{value}</output>
      <ActionIcon variant="default" size="sm" aria-label={t`One more: ${label}`} disabled={value >= 500} onClick={() => onChange(value + 1)}>+</ActionIcon>
    </span>
  );
}
