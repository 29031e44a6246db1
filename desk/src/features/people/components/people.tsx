// People: who they are, what they may, who leads them and who stands in.
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import type { Person } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { useRowKeys } from "@/shared/ui/row-list";
import table from "@/shared/ui/table.module.css";
import { Tag } from "@/shared/ui/tag";
import { roles as roleWords } from "@/shared/words/people";
import { tell } from "@/shared/words/tell";

import { departmentsQuery, peopleQuery } from "../api/people";
import { IllPanel } from "./ill-panel";
import { MonitoringField } from "./monitoring-field";
import { PersonForm } from "./person-form";

export function People({ personId }: { personId?: string }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), 250);
  const { data, error, isPending } = useQuery(peopleQuery(q));
  const departments = useQuery(departmentsQuery);
  const mayEdit = useCan("people.edit");
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  // A person has an address of her own: other screens lead to it.
  const opened = personId === undefined ? undefined : data?.items.find((person) => person.id === personId);
  const open = adding ? "new" : opened;
  const setOpen = (whom?: Person | "new") => {
    setAdding(whom === "new");
    if (whom !== "new") void navigate({ to: "/people/{-$personId}", params: { personId: whom?.id } });
  };
  const rows = useRowKeys<HTMLTableSectionElement>();
  const name = (id: string | undefined) => data?.items.find((person) => person.id === id)?.name ?? "";
  const search = (
    <TextInput value={text} onChange={(event) => setText(event.currentTarget.value)} leftSection={<Icon name="search" />}
      aria-label={t`Search`} placeholder={t`Name or login`} w={280} />
  );
  const add = mayEdit && (
    <Button leftSection={<Icon name="plus" />} onClick={() => setOpen("new")}><Trans>Add a person</Trans></Button>
  );
  return (
    <Page title={t`People`} bar={search} actions={add}>
      <ProblemText error={error} />
      {isPending && <Rows count={10} />}
      {data && (
        <table className={table.table}>
          <thead>
            <tr>
              <th><Trans>Name</Trans></th><th><Trans>Login</Trans></th><th><Trans>Roles</Trans></th><th><Trans>Department</Trans></th>
              <th><Trans>Superior</Trans></th><th><Trans>Stand-in</Trans></th><th />
            </tr>
          </thead>
          <tbody ref={rows.ref} onKeyDown={rows.onKeyDown}>
            {data.items.map((person) => (
              <Row key={person.id} person={person} onOpen={() => setOpen(person)} superior={name(person.superior_id)}
                standIn={name(person.stand_in_id)}
                department={departments.data?.items.find(({ id }) => id === person.department_id)?.name ?? ""} />
            ))}
          </tbody>
        </table>
      )}
      {open && (
        <Dialog onClose={() => setOpen(undefined)} title={open === "new" ? t`A new person` : open.name} size="lg">
          {mayEdit && <PersonForm person={open === "new" ? undefined : open} people={data?.items ?? []} onDone={() => setOpen(undefined)} />}
          {open !== "new" && <MonitoringField personId={open.id} />}
          {open !== "new" && <IllPanel key={open.id} person={open} />}
        </Dialog>
      )}
    </Page>
  );
}

interface RowProps {
  person: Person;
  superior: string;
  standIn: string;
  department: string;
  onOpen: () => void;
}

function Row({ person, superior, standIn, department, onOpen }: RowProps) {
  const { i18n } = useLingui();
  return (
    <tr data-row data-click tabIndex={0} onClick={onOpen}>
      <td><strong>{person.name}</strong></td>
      <td className={`${table.quiet} ${table.nowrap}`}>{person.login}</td>
      <td>{person.roles.map((role) => tell(i18n, roleWords, role)).join(", ")}</td>
      <td>{department}</td>
      <td>{superior}</td>
      <td>{standIn}</td>
      <td>{!person.active && <Tag tone="offline" icon="out"><Trans>left</Trans></Tag>}</td>
    </tr>
  );
}
