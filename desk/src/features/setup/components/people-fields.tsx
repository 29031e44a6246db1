// The owner, and the people: "I am alone" is one answer.
import { ActionIcon, Button, PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { Icon } from "@/shared/ui/icon";
import { roles } from "@/shared/words/people";
import { tell } from "@/shared/words/tell";

import { loginFits, makePassword } from "./answers";
import type { Part } from "./questions";
import classes from "./setup.module.css";

const offered = ["inbound_operator", "outbound_operator", "order_manager", "supervisor", "operations_manager"];

export function OwnerFields({ answers, change }: Part) {
  const { t } = useLingui();
  return (
    <>
      <TextInput label={t`Your name`} required autoFocus autoComplete="name" value={answers.owner_name}
        onChange={(event) => change({ owner_name: event.currentTarget.value })} />
      <TextInput label={t`Login`} required autoComplete="username" description={t`Latin letters, digits, dot or dash.`}
        error={answers.owner_login !== "" && !loginFits(answers.owner_login) ? t`A login has 2 to 40 Latin letters, digits, dots or dashes.` : undefined}
        value={answers.owner_login} onChange={(event) => change({ owner_login: event.currentTarget.value.toLowerCase() })} />
      <PasswordInput label={t`Password`} required autoComplete="new-password" description={t`At least ten characters.`}
        value={answers.owner_password} onChange={(event) => change({ owner_password: event.currentTarget.value })} />
    </>
  );
}

export function PeopleFields({ answers, change }: Part) {
  const { t } = useLingui();
  const { people } = answers;
  const add = () => {
    const password = makePassword((bytes) => void crypto.getRandomValues(bytes));
    change({ people: [...people, { name: "", login: "", password, role: "inbound_operator" }] });
  };
  return (
    <>
      <Switch label={t`I am alone: calls ring at my phone, then go to voicemail`} checked={answers.alone}
        onChange={(event) => change({ alone: event.currentTarget.checked })} />
      {!answers.alone && people.map((person, at) => (
        <PersonRow key={at} person={person}
          onChange={(next) => change({ people: people.map((old, index) => (index === at ? next : old)) })}
          onRemove={() => change({ people: people.filter((_, index) => index !== at) })} />
      ))}
      {!answers.alone && (
        <Button variant="default" type="button" leftSection={<Icon name="plus" />} onClick={add}>
          <Trans>Add a person</Trans>
        </Button>
      )}
    </>
  );
}

type Person = Part["answers"]["people"][number];

interface RowProps {
  person: Person;
  onChange: (person: Person) => void;
  onRemove: () => void;
}

function PersonRow({ person, onChange, onRemove }: RowProps) {
  const { t, i18n } = useLingui();
  return (
    <div className={classes.person}>
      <TextInput label={t`Name`} value={person.name}
        onChange={(event) => onChange({ ...person, name: event.currentTarget.value })} />
      <TextInput label={t`Login`} value={person.login}
        error={person.login !== "" && !loginFits(person.login) ? t`A login has 2 to 40 Latin letters, digits, dots or dashes.` : undefined}
        onChange={(event) => onChange({ ...person, login: event.currentTarget.value.toLowerCase() })} />
      <TextInput label={t`Password`} value={person.password}
        onChange={(event) => onChange({ ...person, password: event.currentTarget.value })} />
      <Select label={t`Role`} value={person.role} data={offered.map((value) => ({ value, label: tell(i18n, roles, value) }))}
        onChange={(role) => onChange({ ...person, role: role ?? person.role })} />
      <ActionIcon aria-label={t`Remove`} onClick={onRemove} type="button" size={34}><Icon name="cross" /></ActionIcon>
    </div>
  );
}
