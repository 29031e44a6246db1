// The ten questions. Each has a title, a sentence why it is asked, and its fields.
import { Checkbox, Radio, Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { languageCodes, ownNames } from "@/shared/lib/i18n";
import { overnight } from "@/shared/lib/open-hours";
import { DayPicker } from "@/shared/ui/day-picker";
import { TimeField } from "@/shared/ui/time-field";

import { hoursFit, readNumbers, type Answers, type HoursAnswer, type Step } from "./answers";
import { countryPacks } from "./country-packs";
import { OwnerFields, PeopleFields } from "./people-fields";
import classes from "./setup.module.css";

export interface Part {
  answers: Answers;
  change: (part: Partial<Answers>) => void;
}

export function Question({ step, ...part }: Part & { step: Step }) {
  const { t } = useLingui();
  const asked: Record<Step, [string, string, React.ReactNode]> = {
    shop: [t`What is your shop called?`, t`Buyers hear this name in the greeting; operators see it on every call.`, <Shop key="s" {...part} />],
    country: [t`Where do your buyers live?`, t`This sets the number plan, quiet hours, holidays and the greeting's language.`, <Country key="c" {...part} />],
    languages: [t`Which languages do you speak with buyers?`, t`The first one greets those whose language is not known yet.`, <Languages key="l" {...part} />],
    numbers: [t`Which phone numbers do buyers call?`, t`One on a line, with country code. You may leave this empty and add a trunk later: calls from the shop's page work at once.`, <Numbers key="n" {...part} />],
    owner: [t`Who are you?`, t`You become the owner and may do everything, also give rights to others.`, <OwnerFields key="o" {...part} />],
    people: [t`Who works with you?`, t`Each person gets a login. More people and roles can be added any time.`, <PeopleFields key="p" {...part} />],
    channels: [t`How do buyers reach you?`, t`All of it comes into one line, so that nobody has to watch two places.`, <Channels key="h" {...part} />],
    hours: [t`When do you answer?`, t`Outside these hours callers hear so and are called back, or leave a message. Holidays can be added later.`, <Hours key="t" {...part} />],
    confirm: [t`Which orders do you confirm by phone?`, t`A call that is not needed is a call too many: complete, prepaid orders can go without.`, <Confirm key="f" {...part} />],
    missed: [t`What happens to a call that nobody answers?`, t`It never loops: it becomes a task in the line, with its old place.`, <Missed key="m" {...part} />],
  };
  const [title, why, fields] = asked[step];
  return (
    <>
      <h1>{title}</h1>
      <p className={classes.why}>{why}</p>
      <div className={classes.fields}>{fields}</div>
    </>
  );
}

function Shop({ answers, change }: Part) {
  const { t } = useLingui();
  return (
    <>
      <TextInput label={t`Shop name`} size="md" autoFocus required value={answers.shop_name}
        onChange={(event) => change({ shop_name: event.currentTarget.value })} />
      <Switch label={t`Fill it with a demo shop to look around first`} checked={answers.demo}
        onChange={(event) => change({ demo: event.currentTarget.checked })} />
    </>
  );
}

function Country({ answers, change }: Part) {
  const { t, i18n } = useLingui();
  const choose = (code: string) => {
    const pack = countryPacks.find((one) => one.code === code);
    change({ country: code, languages: pack?.languages ?? answers.languages });
  };
  return (
    <Radio.Group value={answers.country} onChange={choose} aria-label={t`Country`}>
      <Stack gap={8}>
        {countryPacks.map((pack) => <Radio key={pack.code} value={pack.code} label={i18n._(pack.name)} />)}
      </Stack>
    </Radio.Group>
  );
}

function Languages({ answers, change }: Part) {
  return (
    <Checkbox.Group value={answers.languages} onChange={(languages) => change({ languages })}>
      <Stack gap={8}>
        {languageCodes.map((code) => {
          const place = answers.languages.indexOf(code) + 1;
          return <Checkbox key={code} value={code} label={place ? `${ownNames[code]} · ${place}` : ownNames[code]} />;
        })}
      </Stack>
    </Checkbox.Group>
  );
}

function Numbers({ answers, change }: Part) {
  const { t } = useLingui();
  const [text, setText] = useState(answers.numbers.join("\n"));
  const bad = readNumbers(text).find((number) => !/^\+\d{8,15}$/.test(number));
  return (
    <Textarea label={t`Numbers`} placeholder="+380 44 333 22 11" rows={4} value={text}
      error={bad ? t`${bad} is no full number: write it with + and country code.` : undefined}
      onChange={(event) => {
        setText(event.currentTarget.value);
        change({ numbers: readNumbers(event.currentTarget.value) });
      }} />
  );
}

function Channels({ answers, change }: Part) {
  const { t } = useLingui();
  return (
    <Checkbox.Group value={answers.channels} onChange={(channels) => change({ channels })}>
      <Stack gap={8}>
        <Checkbox value="phone" label={t`Phone calls`} />
        <Checkbox value="web_call" label={t`Calls from the shop's page`} />
      </Stack>
    </Checkbox.Group>
  );
}

function Hours({ answers, change }: Part) {
  const { t } = useLingui();
  const { hours } = answers;
  const set = (part: Partial<HoursAnswer>) => change({ hours: { ...hours, ...part } });
  return (
    <>
      <Radio.Group value={hours.always ? "always" : "times"} onChange={(value) => set({ always: value === "always" })} aria-label={t`Hours`}>
        <Stack gap={8}>
          <Radio value="times" label={t`At these hours`} />
          <Radio value="always" label={t`Round the clock`} />
        </Stack>
      </Radio.Group>
      {!hours.always && (
        <>
          <div className={classes.row}>
            <TimeField name={t`From`} label={t`From`} value={hours.from} onChange={(from) => set({ from })} />
            <TimeField name={t`To`} label={t`To`} value={hours.to} onChange={(to) => set({ to })} />
          </div>
          {!hoursFit(hours) && <p role="status" className={classes.why}>{t`Write both times as 09:00; the end may be on the next day.`}</p>}
          {hoursFit(hours) && overnight(hours) && <p role="status" className={classes.why}>{t`Through the night: it ends on the next day.`}</p>}
          <DayPicker days={hours.days} onChange={(days) => set({ days })} />
        </>
      )}
    </>
  );
}

function Confirm({ answers, change }: Part) {
  const { t } = useLingui();
  return (
    <Radio.Group value={answers.confirm_rule} aria-label={t`Confirmation`}
      onChange={(rule) => change({ confirm_rule: rule === "exceptions" ? "exceptions" : "all" })}>
      <Stack gap={8}>
        <Radio value="all" label={t`Every order`} />
        <Radio value="exceptions" label={t`Only those that are unpaid, incomplete or unusual`} />
      </Stack>
    </Radio.Group>
  );
}

function Missed({ answers, change }: Part) {
  const { t } = useLingui();
  return (
    <Select label={t`A missed call becomes`} value={answers.missed_goes_to}
      data={[{ value: "callback", label: t`a call-back task with the number` }, { value: "voicemail", label: t`voicemail: the buyer may leave a message` }]}
      onChange={(value) => change({ missed_goes_to: value === "voicemail" ? "voicemail" : "callback" })} />
  );
}

