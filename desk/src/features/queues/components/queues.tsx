// The queues of the shops; one of them opened in its editor. And what holds over all of them.
import { Button, Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import type { QueueSettings } from "@/shared/api/types";
import { useCan, useMe } from "@/shared/lib/session";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { strategies } from "@/shared/words/queues";
import { tell } from "@/shared/words/tell";

import { queuesQuery } from "../api/queues";
import { freshQueue } from "../lib/fresh";
import { QueueEditor } from "./editor";
import { OverAll } from "./over-all";
import classes from "./queues.module.css";

/** `item` is the opened one: its id, or "new" with the shop it is for ("new-2"). */
export function Queues({ item = "" }: { item?: string }) {
  const { t } = useLingui();
  const { shops } = useMe();
  const may = useCan("queues.edit");
  const { data, error } = useQuery(queuesQuery);
  const navigate = useNavigate();
  const list = { to: "/settings/$part", params: { part: "queue" } } as const;
  const open = (id: string, replace?: boolean) => void navigate({ to: "/settings/$part/$item", params: { part: "queue", item: id }, replace });
  const [shop, setShop] = useState(shops[0]?.id ?? "");
  if (!data) return error ? <ProblemText error={error} /> : <Rows count={10} />;
  const isNew = item.startsWith("new");
  const kept = isNew ? freshQueue(item.slice(4) || shop) : data.items.find((one) => one.id === item);
  if (kept) {
    return (
      <>
        <div><Button variant="subtle" size="compact-sm" leftSection={<Icon name="left" size={14} />} onClick={() => void navigate(list)}><Trans>All queues</Trans></Button></div>
        <QueueEditor key={kept.id} kept={kept} all={data.items} onSaved={(fresh) => { if (isNew) open(fresh.id, true); }} onGone={() => void navigate({ ...list, ignoreBlocker: true })} />
      </>
    );
  }
  return (
    <>
      <QueueTable queues={data.items} onOpen={open} />
      {may && (
        <div className={classes.barRow}>
          {shops.length > 1 && <Select aria-label={t`Shop`} value={shop} allowDeselect={false} data={shops.map(({ id, name }) => ({ value: id, label: name }))} onChange={(id) => setShop(id ?? shop)} />}
          <Button variant="default" leftSection={<Icon name="plus" />} onClick={() => open(`new-${shop}`)}><Trans>New queue</Trans></Button>
        </div>
      )}
      <OverAll />
    </>
  );
}

function QueueTable({ queues, onOpen }: { queues: QueueSettings[]; onOpen: (id: string) => void }) {
  const { i18n, t } = useLingui();
  const { shops } = useMe();
  const wait = (ms: number) => (ms === 0 ? t`no limit` : `${Math.round(ms / 1000)} ${t`s`}`);
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t`Queues`}>
      <table className={table.table}>
        <thead>
          <tr>
            <th><Trans>Queue</Trans></th>
            {shops.length > 1 && <th><Trans>Shop</Trans></th>}
            <th><Trans>Whom to choose</Trans></th>
            <th><Trans>Operators</Trans></th>
            <th><Trans>Longest wait</Trans></th>
            <th><Trans>Version</Trans></th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <tr key={queue.id}>
              <td className={classes.name} title={queue.name}><button type="button" className={classes.open} onClick={() => onOpen(queue.id)}>{queue.name}</button></td>
              {shops.length > 1 && <td>{shops.find((one) => one.id === queue.shop_id)?.name}</td>}
              <td>{tell(i18n, strategies, queue.rules.strategy)}</td>
              <td>{queue.member_ids.length}</td>
              <td>{wait(queue.max_wait_ms)}</td>
              <td>{queue.version}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
