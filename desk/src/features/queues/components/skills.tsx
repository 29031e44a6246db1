// What people can do: operators down; how many chats and letters at once, then skills across, a level in each cell. An empty cell = she does not have it.
import { Button, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { AgentRouting, Channel } from "@/shared/api/types";
import { useCan } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { NumberField } from "@/shared/ui/number-field";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";

import { agentsQuery, saveAgent } from "../api/queues";
import classes from "./queues.module.css";

export function Skills() {
  const { t } = useLingui();
  const cache = useQueryClient();
  const may = useCan("queues.edit");
  const { data, error } = useQuery(agentsQuery);
  const [added, setAdded] = useState<string[]>([]);
  const [fresh, setFresh] = useState("");
  const save = useMutation({
    mutationFn: saveAgent,
    onSettled: () => void cache.invalidateQueries({ queryKey: agentsQuery.queryKey }),
  });
  if (!data) return error ? <ProblemText error={error} /> : <Rows count={8} />;
  const people = data.items;
  const skills = [...new Set([...people.flatMap((one) => one.skills.map((skill) => skill.name)), ...added])].sort((a, b) => a.localeCompare(b));
  const put = (person: AgentRouting, name: string, level: number | undefined) => {
    const rest = person.skills.filter((one) => one.name !== name);
    save.mutate({ ...person, skills: level === undefined ? rest : [...rest, { name, level }] });
  };
  const allow = (person: AgentRouting, channel: Channel, most: number | undefined) => {
    const rest = person.limits.filter((one) => one.channel !== channel);
    save.mutate({ ...person, limits: most === undefined ? rest : [...rest, { channel, most }] });
  };
  const add = (event: FormEvent) => {
    event.preventDefault();
    const name = fresh.trim().replace(/\s+/g, "-");
    if (name) setAdded([...added, name]);
    setFresh("");
  };
  return (
    <>
      <p className={classes.line}><Trans>How many chats and letters she has in hand at once, unless she waits for the buyer: empty is three, 0 is never. What they take of her 100 units stands in the rules over all queues.</Trans></p>
      <p className={classes.line}><Trans>Levels from 0 to 1000. Queues ask for them by step: english &gt; 50. An empty cell: she does not have the skill, and no comparison with it fits.</Trans></p>
      <ProblemText error={save.error} />
      {people.length === 0 && <Empty icon="users" title={t`No operators yet`}><Trans>Add people first; then say here what they can do.</Trans></Empty>}
      {people.length > 0 && skills.length === 0 && <p className={classes.quiet}><Trans>No skill has a name yet. Add the first one below: a language, a product, a tool.</Trans></p>}
      {people.length > 0 && (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t`Skills`}>
          <table className={table.table}>
            <thead><tr><th><Trans>Operator</Trans></th><th><Trans>Chats at once</Trans></th><th><Trans>Letters at once</Trans></th>{skills.map((name) => <th key={name}>{name}</th>)}</tr></thead>
            <tbody>
              {people.map((person) => (
                <tr key={person.person_id}>
                  <td className={classes.name} title={person.name}>{person.name}</td>
                  <td><Cell label={t`${person.name}: chats at once`} kept={most(person, "chat")} max={20} disabled={!may} onChange={(next) => allow(person, "chat", next)} /></td>
                  <td><Cell label={t`${person.name}: letters at once`} kept={most(person, "letter")} max={20} disabled={!may} onChange={(next) => allow(person, "letter", next)} /></td>
                  {skills.map((name) => (
                    <td key={name}><Cell label={`${person.name}: ${name}`} kept={person.skills.find((one) => one.name === name)?.level} max={1000} disabled={!may} onChange={(level) => put(person, name, level)} /></td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {may && people.length > 0 && (
        <form className={classes.barRow} onSubmit={add}>
          <TextInput aria-label={t`Name of a new skill`} placeholder={t`Name of a new skill`} value={fresh} maxLength={60} onChange={(event) => setFresh(event.currentTarget.value)} />
          <Button type="submit" variant="default" leftSection={<Icon name="plus" size={14} />}><Trans>Add the skill</Trans></Button>
        </form>
      )}
    </>
  );
}

const most = (person: AgentRouting, channel: Channel) => person.limits.find((one) => one.channel === channel)?.most;

interface CellProps {
  label: string;
  kept: number | undefined;
  max: number;
  disabled: boolean;
  onChange: (value: number | undefined) => void;
}

/** Saved when the cell is left, not at every digit. */
function Cell({ label, kept, max, disabled, onChange }: CellProps) {
  const [typed, setTyped] = useState<number | string>(kept ?? "");
  const leave = () => {
    const next = typed === "" ? undefined : Number(typed);
    if (next !== kept) onChange(next);
  };
  return (
    <NumberField aria-label={label} value={typed} min={0} max={max} w={84} allowDecimal={false} disabled={disabled} hideControls
      onChange={setTyped} onBlur={leave} onKeyDown={(event) => { if (event.key === "Enter") leave(); }} />
  );
}
