// One person: created with a password that is shown once; changed with compare-and-set.
import { Alert, Button, MultiSelect, Select, Switch, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import { ApiError } from "@/shared/api/client";
import type { NewPerson, Person, SecondPhone } from "@/shared/api/types";
import { languageCodes, ownNames } from "@/shared/lib/i18n";
import { useMe } from "@/shared/lib/session";
import { CopyButton } from "@/shared/ui/copy-button";
import { ProblemText } from "@/shared/ui/problem-text";
import { roles as roleWords } from "@/shared/words/people";
import { useSecondPhones } from "@/shared/words/second-phone";
import { tell } from "@/shared/words/tell";

import { changePerson, createPerson, departmentsQuery, rolesQuery } from "../api/people";
import classes from "./person-form.module.css";

interface Props {
  person?: Person;
  people: Person[];
  onDone: () => void;
}

export function PersonForm({ person, people, onDone }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const cache = useQueryClient();
  const [form, setForm] = useState<NewPerson>({
    name: "", login: "", language: me.language, roles: ["inbound_operator"], shop_ids: me.shops.map((shop) => shop.id), ...person,
  });
  const [active, setActive] = useState(person?.active ?? true);
  const [second, setSecond] = useState(person?.second_phone ?? "none");
  const secondPhones = useSecondPhones();
  const change = (part: Partial<NewPerson>) => setForm({ ...form, ...part });
  const save = useMutation({
    mutationFn: async () => {
      const { name, login, language, department_id, superior_id, stand_in_id, roles, shop_ids } = form;
      const body = { name, login, language, department_id, superior_id, stand_in_id, roles, shop_ids };
      if (!person) return (await createPerson(body)).password;
      // Absent means unchanged: "0" takes a department or a person away.
      const cleared = { department_id: department_id ?? "0", superior_id: superior_id ?? "0", stand_in_id: stand_in_id ?? "0" };
      await changePerson(person.id, { ...body, ...cleared, active, second_phone: second }, person.version);
      return undefined;
    },
    onSuccess: (password) => {
      void cache.invalidateQueries({ queryKey: ["people"] });
      if (!password) onDone();
    },
  });
  if (save.data) return <Password login={form.login} password={save.data} onDone={onDone} />;
  const field = save.error instanceof ApiError ? save.error.field : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput label={t`Name`} required data-autofocus value={form.name} error={field === "name"}
        onChange={(event) => change({ name: event.currentTarget.value })} />
      <TextInput label={t`Login`} required value={form.login} error={field === "login"}
        onChange={(event) => change({ login: event.currentTarget.value.toLowerCase() })} />
      <Choosers form={form} change={change} people={people.filter(({ id }) => id !== person?.id)} />
      {person && (
        <Select label={t`A second device rings at the same time`} value={second} data={secondPhones} allowDeselect={false}
          error={field === "second_phone"} onChange={(value) => setSecond((value ?? "none") as SecondPhone)} />
      )}
      {person && (
        <Switch label={t`Works here`} checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />
      )}
      <ProblemText error={save.error} />
      <Button type="submit" loading={save.isPending} disabled={form.roles.length === 0}>
        {person ? <Trans>Save</Trans> : <Trans>Create and show the password</Trans>}
      </Button>
    </form>
  );
}

interface ChooserProps {
  form: NewPerson;
  change: (part: Partial<NewPerson>) => void;
  people: Person[];
}

function Choosers({ form, change, people }: ChooserProps) {
  const { t, i18n } = useLingui();
  const roles = useQuery(rolesQuery);
  const departments = useQuery(departmentsQuery);
  const persons = people.map(({ id, name }) => ({ value: id, label: name }));
  const closed = { allowDeselect: true, clearable: true, searchable: true } as const;
  return (
    <>
      <MultiSelect label={t`Roles`} required value={form.roles} onChange={(value) => change({ roles: value })}
        data={(roles.data?.items ?? []).map(({ code }) => ({ value: code, label: tell(i18n, roleWords, code) }))} />
      <div className={classes.two}>
        <Select label={t`Department`} {...closed} value={form.department_id ?? null}
          data={(departments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(value) => change({ department_id: value ?? undefined })} />
        <Select label={t`Language`} value={form.language} data={languageCodes.map((code) => ({ value: code, label: ownNames[code] }))}
          onChange={(value) => change({ language: value ?? form.language })} />
        <Select label={t`Direct superior`} {...closed} value={form.superior_id ?? null} data={persons}
          onChange={(value) => change({ superior_id: value ?? undefined })} />
        <Select label={t`Stand-in`} {...closed} value={form.stand_in_id ?? null} data={persons}
          onChange={(value) => change({ stand_in_id: value ?? undefined })} />
      </div>
    </>
  );
}

function Password({ login, password, onDone }: { login: string; password: string; onDone: () => void }) {
  const { t } = useLingui();
  return (
    <div className={classes.form}>
      <Alert color="teal" title={t`Give this to the person now`}>
        <p><Trans>The password is shown once and cannot be read again.</Trans></p>
        <p className={classes.secret}>{login}</p>
        <p className={classes.secret}>{password} <CopyButton value={password} /></p>
      </Alert>
      <Button onClick={onDone}><Trans>I have passed it on</Trans></Button>
    </div>
  );
}
