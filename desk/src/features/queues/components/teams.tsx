// Teams: people who are put into queues together.
import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";

import type { Team } from "@/shared/api/types";
import { useCan, useMe } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { Saved } from "@/shared/ui/saved";

import { agentsQuery, removeTeam, saveTeam, teamsQuery } from "../api/queues";
import classes from "./queues.module.css";

export function Teams() {
  const { t } = useLingui();
  const { shops } = useMe();
  const may = useCan("queues.edit");
  const { data, error } = useQuery(teamsQuery);
  const [adding, setAdding] = useState(false);
  if (!data) return error ? <ProblemText error={error} /> : <Rows />;
  return (
    <>
      <p className={classes.line}><Trans>A team is a list of people. In a queue, “Add a team” puts all of them in at once.</Trans></p>
      {data.items.length === 0 && !adding && <Empty icon="users" title={t`No teams yet`}><Trans>Make one for each shift or product, and add it to queues.</Trans></Empty>}
      {data.items.map((team) => <TeamForm key={`${team.id}-${team.version}`} kept={team} />)}
      {adding && <TeamForm kept={{ id: "0", shop_id: shops[0]?.id ?? "", name: "", version: 1, person_ids: [] }} onDone={() => setAdding(false)} />}
      {may && !adding && <div><Button variant="default" leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}><Trans>New team</Trans></Button></div>}
    </>
  );
}

function TeamForm({ kept, onDone }: { kept: Team; onDone?: () => void }) {
  const { t } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const may = useCan("queues.edit");
  const agents = useQuery(agentsQuery);
  const [team, setTeam] = useState(kept);
  const fresh = () => cache.invalidateQueries({ queryKey: teamsQuery.queryKey });
  const save = useMutation({ mutationFn: () => saveTeam(team), onSuccess: async () => { await fresh(); onDone?.(); } });
  const remove = useMutation({ mutationFn: () => removeTeam(kept.id), onSuccess: fresh });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={classes.team} onSubmit={submit}>
      <div className={classes.barRow}>
        <TextInput label={t`Team`} required value={team.name} disabled={!may} autoFocus={kept.id === "0"} className={classes.grow} onChange={(event) => setTeam({ ...team, name: event.currentTarget.value })} />
        {shops.length > 1 && (
          <Select label={t`Shop`} value={team.shop_id} disabled={!may} allowDeselect={false} data={shops.map(({ id, name }) => ({ value: id, label: name }))} onChange={(id) => setTeam({ ...team, shop_id: id ?? team.shop_id })} />
        )}
      </div>
      <MultiSelect label={t`People of the team`} value={team.person_ids} disabled={!may} searchable data={(agents.data?.items ?? []).map((one) => ({ value: one.person_id, label: one.name }))}
        onChange={(person_ids) => setTeam({ ...team, person_ids })} />
      <ProblemText error={save.error ?? remove.error} />
      {may && (
        <div className={classes.barRow}>
          <Button type="submit" loading={save.isPending}><Trans>Save</Trans></Button>
          {kept.id === "0" ? <Button variant="default" onClick={onDone}><Trans>Not now</Trans></Button> : <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}><Trans>Remove</Trans></Button>}
          <Saved when={save.isSuccess} />
        </div>
      )}
    </form>
  );
}
