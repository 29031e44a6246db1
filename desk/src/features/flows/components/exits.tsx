// The ways out of a step: what leads where. A menu has keys, a branch its tests, chance its weights.
import { ActionIcon, Button, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import type { FlowBody, Step, StepExit, StepTest } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";
import { languages as languageNames } from "@/shared/words/contact";
import { exitName, facts, stepKinds } from "@/shared/words/flows";
import { tell } from "@/shared/words/tell";

import { freeExits, ownExits } from "../lib/edit";
import classes from "./flows.module.css";

interface Props {
  flow: FlowBody;
  step: Step;
  onChange: (step: Step) => void;
  disabled?: boolean;
}

export function Exits({ flow, step, onChange, disabled }: Props) {
  const { t, i18n } = useLingui();
  const free = freeExits[step.kind];
  const own = step.kind === "transfer" && step.number ? ["failed"] : ownExits[step.kind];
  const missing = own.filter((on) => !step.exits.some((exit) => exit.on === on));
  const shown = [...step.exits, ...missing.map((on): StepExit => ({ on, to: "", weight: 1 }))];
  const put = (exits: StepExit[]) => onChange({ ...step, exits });
  const change = (on: string, part: Partial<StepExit>) => put(shown.map((exit) => (exit.on === on ? { ...exit, ...part } : exit)));
  const targets = [{ value: "", label: t`nowhere yet` }, ...flow.steps.map((one) => ({ value: one.name, label: `${one.title || one.name} · ${tell(i18n, stepKinds, one.kind)}` }))];
  if (shown.length === 0 && !free) return null;
  return (
    <div className={classes.form} role="group" aria-label={t`Ways out`}>
      <h3><Trans>Ways out</Trans></h3>
      {shown.map((exit) => {
        const name = exitName(i18n, exit.on);
        return (
          <div key={exit.on} className={classes.exit}>
            <span>{free === "key" && exit.on.length === 1 ? t`key ${exit.on}` : name}</span>
            <Select aria-label={t`Where “${name}” leads`} value={exit.to} data={targets} allowDeselect={false} searchable disabled={disabled} onChange={(to) => change(exit.on, { to: to ?? "" })} />
            {own.includes(exit.on)
              ? <span />
              : <ActionIcon variant="subtle" aria-label={t`Take “${name}” away`} disabled={disabled} onClick={() => put(step.exits.filter((one) => one.on !== exit.on))}><Icon name="cross" size={14} /></ActionIcon>}
            {step.kind === "random" && <NumberInput aria-label={t`Weight of “${name}”`} min={0} max={1000} value={exit.weight} disabled={disabled} onChange={(weight) => change(exit.on, { weight: Number(weight) || 0 })} />}
          </div>
        );
      })}
      {free === "key" && !disabled && <AddKey taken={shown.map((exit) => exit.on)} onAdd={(on) => put([...shown, { on, to: "", weight: 1 }])} />}
      {free === "name" && !disabled && <AddName onAdd={(on) => !shown.some((exit) => exit.on === on) && put([...shown, { on, to: "", weight: 1 }])} />}
      {step.kind === "branch" && <Tests step={step} languages={flow.languages} exits={shown} disabled={disabled} onChange={(tests) => onChange({ ...step, tests })} />}
    </div>
  );
}

function AddKey({ taken, onAdd }: { taken: string[]; onAdd: (key: string) => void }) {
  const { t } = useLingui();
  const keys = [..."1234567890*#"].filter((key) => !taken.includes(key));
  return <Select aria-label={t`Add a key`} placeholder={t`Add a key`} value={null} data={keys} onChange={(key) => key && onAdd(key)} />;
}

function AddName({ onAdd }: { onAdd: (name: string) => void }) {
  const { t } = useLingui();
  return (
    <TextInput aria-label={t`Add a way out (Enter)`} placeholder={t`Add a way out (Enter)`} maxLength={40}
      onKeyDown={(event) => {
        const name = event.currentTarget.value.trim();
        if (event.key !== "Enter" || !name) return;
        event.preventDefault();
        onAdd(name);
        event.currentTarget.value = "";
      }} />
  );
}

/** Monday first, as ISO 8601 counts them; 5 January 2026 was a Monday. */
const weekdays = (locale: string) => [1, 2, 3, 4, 5, 6, 7].map((day) => ({
  value: String(day), label: new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2026, 0, 4 + day)),
}));

function Tests({ step, languages, exits, disabled, onChange }: { step: Step; languages: string[]; exits: StepExit[]; disabled?: boolean; onChange: (tests: StepTest[]) => void }) {
  const { t, i18n } = useLingui();
  const change = (at: number, part: Partial<StepTest>) => onChange(step.tests.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const who = [{ value: "known", label: t`somebody we know` }, { value: "unknown", label: t`nobody we know` }, { value: "withheld", label: t`without a number` }];
  return (
    <>
      <h3><Trans>Tests, from the first</Trans></h3>
      {step.tests.map((test, at) => {
        const number = at + 1;
        return (
          <div key={at} className={classes.form} role="group" aria-label={t`Test ${number}`}>
            <div className={classes.two}>
              <Select aria-label={t`What is looked at`} value={test.fact} allowDeselect={false} disabled={disabled} data={Object.keys(facts).map((value) => ({ value, label: tell(i18n, facts, value) }))}
                onChange={(fact) => change(at, { fact: fact as StepTest["fact"], is: "" })} />
              {test.fact === "caller"
                ? <Select aria-label={t`Who calls`} value={test.is} data={who} disabled={disabled} onChange={(is) => change(at, { is: is ?? "" })} />
                : test.fact === "language"
                ? <Select aria-label={t`Is`} value={test.is} data={languages.map((value) => ({ value, label: tell(i18n, languageNames, value) }))} disabled={disabled} onChange={(is) => change(at, { is: is ?? "" })} />
                : test.fact === "weekday"
                ? <MultiSelect aria-label={t`Is`} value={test.is.split(",").map((day) => day.trim()).filter((day) => /^[1-7]$/.test(day))} data={weekdays(i18n.locale)} disabled={disabled} onChange={(days) => change(at, { is: days.sort().join(",") })} />
                : <TextInput aria-label={t`Is`} value={test.is} disabled={disabled} placeholder={test.fact === "time" ? "09:00-12:00" : ""} onChange={(event) => change(at, { is: event.currentTarget.value })} />}
            </div>
            {test.fact === "variable" && <TextInput label={t`Name of the value`} value={test.name} disabled={disabled} onChange={(event) => change(at, { name: event.currentTarget.value })} />}
            <div className={classes.exit}>
              <span><Trans>goes by</Trans></span>
              <Select aria-label={t`Way out of test ${number}`} value={test.exit} disabled={disabled} data={exits.map((exit) => ({ value: exit.on, label: exitName(i18n, exit.on) }))} onChange={(exit) => change(at, { exit: exit ?? "" })} />
              <ActionIcon variant="subtle" aria-label={t`Take test ${number} away`} disabled={disabled} onClick={() => onChange(step.tests.filter((_, index) => index !== at))}><Icon name="cross" size={14} /></ActionIcon>
            </div>
          </div>
        );
      })}
      {!disabled && <Button size="compact-sm" variant="default" leftSection={<Icon name="plus" size={14} />} onClick={() => onChange([...step.tests, { exit: exits[0]?.on ?? "", fact: "caller", name: "", is: "known" }])}><Trans>Add a test</Trans></Button>}
    </>
  );
}
