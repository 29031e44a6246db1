// The flows of the shops; one of them opened in its editor. And the library of what they say.
import { Button, Select, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";

import type { FlowRow } from "@/shared/api/types";
import { useCan, useMe } from "@/shared/lib/session";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";

import { flowQuery, flowsQuery, makeFlow } from "../api/flows";
import { FlowEditor } from "./editor";
import { Prompts } from "./prompts";
import classes from "./flows.module.css";

/** `item` is the id of the opened one: it has an address of its own. */
export function Flows({ item = "" }: { item?: string }) {
  const may = useCan("settings.edit");
  const { data, error } = useQuery(flowsQuery);
  const navigate = useNavigate();
  const list = { to: "/settings/$part", params: { part: "flows" } } as const;
  const setOpen = (id: string) => void navigate({ to: "/settings/$part/$item", params: { part: "flows", item: id } });
  if (item) {
    return (
      <>
        <div data-full><Button variant="subtle" size="compact-sm" leftSection={<Icon name="left" size={14} />} onClick={() => void navigate(list)}><Trans>All flows</Trans></Button></div>
        <Opened id={item} onGone={() => void navigate({ ...list, ignoreBlocker: true })} />
      </>
    );
  }
  if (!data) return error ? <ProblemText error={error} /> : <Rows count={6} />;
  return (
    <div className={classes.left}>
      <p className={classes.quiet}><Trans>What callers meet before the line. Without a flow a call is greeted and goes into its queue.</Trans></p>
      {data.items.length > 0 && <FlowTable flows={data.items} onOpen={setOpen} />}
      {may && <NewFlow onMade={setOpen} />}
      <Prompts />
    </div>
  );
}

function Opened({ id, onGone }: { id: string; onGone: () => void }) {
  const { data, error } = useQuery(flowQuery(id));
  if (!data) return error ? <ProblemText error={error} /> : <Rows count={8} />;
  return <FlowEditor key={id} kept={data} onGone={onGone} />;
}

function FlowTable({ flows, onOpen }: { flows: FlowRow[]; onOpen: (id: string) => void }) {
  const { t } = useLingui();
  const { shops } = useMe();
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t`Flows`}>
      <table className={table.table}>
        <thead><tr><th><Trans>Flow</Trans></th><th><Trans>Shop</Trans></th><th><Trans>Steps</Trans></th><th><Trans>Published</Trans></th><th><Trans>Used</Trans></th></tr></thead>
        <tbody>
          {flows.map((flow) => {
            const version = flow.published;
            return (
              <tr key={flow.id}>
                <td><button type="button" className={classes.open} onClick={() => onOpen(flow.id)}>{flow.name}</button></td>
                <td>{shops.find((one) => one.id === flow.shop_id)?.name}</td>
                <td>{flow.steps}</td>
                <td>{version === 0 ? <Trans>not yet</Trans> : <Trans>version {version}</Trans>}{version > 0 && flow.changed && <> · <Trans>draft differs</Trans></>}</td>
                <td>{flow.uses.length}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function NewFlow({ onMade }: { onMade: (id: string) => void }) {
  const { t } = useLingui();
  const { shops } = useMe();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [shop, setShop] = useState(shops[0]?.id ?? "");
  const make = useMutation({
    mutationFn: () => makeFlow(shop, name),
    onSuccess: (fresh) => {
      void cache.invalidateQueries({ queryKey: ["flows"], exact: true });
      onMade(fresh.id);
    },
  });
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return setMissing(true);
    make.mutate();
  };
  return (
    <form className={classes.bar} noValidate onSubmit={submit}>
      {shops.length > 1 && <Select aria-label={t`Shop`} value={shop} allowDeselect={false} data={shops.map(({ id, name: label }) => ({ value: id, label }))} onChange={(id) => setShop(id ?? shop)} />}
      <TextInput aria-label={t`Name of the new flow`} placeholder={t`Name of the new flow`} required maxLength={100} value={name}
        error={missing && <span role="alert"><Trans>Give the flow a name first.</Trans></span>} onChange={(event) => { setName(event.currentTarget.value); setMissing(false); }} />
      <Button type="submit" variant="default" loading={make.isPending} leftSection={<Icon name="plus" />}><Trans>New flow</Trans></Button>
      <ProblemText error={make.error} />
    </form>
  );
}
