// Whom it concerns: everybody, or shops, departments, people by name.
import { MultiSelect } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { useCan, useMe } from "@/shared/lib/session";
import { Choices } from "@/shared/ui/choices";
import { scopeKinds } from "@/shared/words/emergency";

import { departmentsQuery, peopleQuery } from "../api/emergency";
import classes from "./emergency.module.css";
import type { Chosen, ScopeKind } from "./scope";

/** The names behind the ids; people and departments only for who may see them. */
export function useScopeNames(): Record<Exclude<ScopeKind, "everybody">, { value: string; label: string }[]> {
  const { shops } = useMe();
  const may = useCan("people.view");
  const people = useQuery({ ...peopleQuery, enabled: may });
  const departments = useQuery({ ...departmentsQuery, enabled: may });
  const named = (list: { id: string; name: string }[] = []) => list.map(({ id, name }) => ({ value: id, label: name }));
  return {
    shops: named(shops),
    departments: named(departments.data?.items),
    people: named(people.data?.items.filter((person) => person.active)),
  };
}

export function ScopeFields({ value, onChange }: { value: Chosen; onChange: (value: Chosen) => void }) {
  const { t, i18n } = useLingui();
  const names = useScopeNames();
  const may = useCan("people.view");
  const kinds: ScopeKind[] = may ? ["everybody", "shops", "departments", "people"] : ["everybody", "shops"];
  const choose = (id: string) => onChange({ kind: kinds.find((kind) => kind === id) ?? "everybody", ids: [] });
  return (
    <div className={classes.field}>
      <span className={classes.label}>{t`Whom does it concern?`}</span>
      <Choices label={t`Whom does it concern?`} chosen={value.kind} onChoose={choose}
        items={kinds.map((kind) => ({ id: kind, name: i18n._(scopeKinds[kind]) }))} />
      {value.kind !== "everybody" && (
        <MultiSelect aria-label={i18n._(scopeKinds[value.kind])} placeholder={value.ids.length === 0 ? t`Choose by name` : undefined}
          searchable data={names[value.kind]} value={value.ids} onChange={(ids) => onChange({ ...value, ids })} />
      )}
    </div>
  );
}
