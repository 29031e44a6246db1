// What waits for its courier, by courier: chosen parcels become a list that both sign.
import { Button, Checkbox } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";

import { tellMoney } from "@/shared/lib/money";
import { useCan, useMe } from "@/shared/lib/session";
import { fullTime } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { Tag } from "@/shared/ui/tag";
import { bars, couriers, waybillFields } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { handOversQuery, makeHandOver, type HandOver, type WaitingParcels } from "../api/deliveries";
import classes from "./deliveries.module.css";

export function HandOvers({ tabs }: { tabs: ReactNode }) {
  const { t } = useLingui();
  const { data, error } = useQuery(handOversQuery);
  return (
    <Page title={t`Hand over to couriers`} bar={tabs}>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data?.waiting.map((group) => <Group key={group.shop_id + group.courier} group={group} />)}
      {data && data.waiting.length === 0 && (
        <Empty icon="box" title={t`Nothing waits for a courier`}>
          <Trans>A parcel stands here once it has a waybill, until its list is signed.</Trans>
        </Empty>
      )}
      {data && data.sheets.length > 0 && <Sheets sheets={data.sheets} />}
    </Page>
  );
}

function Group({ group }: { group: WaitingParcels }) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  const may = useCan("orders.edit");
  const cache = useQueryClient();
  const go = useNavigate();
  const free = group.parcels.filter((row) => !row.barred).map((row) => row.shipment_id);
  const [left, setLeft] = useState<string[]>([]);
  const chosen = free.filter((id) => !left.includes(id));
  const count = chosen.length;
  const name = couriers[group.courier] ?? group.courier;
  const make = useMutation({
    mutationFn: () => makeHandOver(group, chosen),
    onSuccess: (sheet) => void go({ to: "/orders/hand-over/{-$sheetId}", params: { sheetId: sheet.id } }),
    onSettled: () => void cache.invalidateQueries({ queryKey: handOversQuery.queryKey }),
  });
  const toggle = (id: string) => setLeft(left.includes(id) ? left.filter((one) => one !== id) : [...left, id]);
  return (
    <section className={classes.group} aria-label={name}>
      <div className={classes.groupHead}>
        <h2>{name}</h2>
        {shops.length > 1 && <span className={classes.quiet}>{shops.find((shop) => shop.id === group.shop_id)?.name}</span>}
        {may && <Button size="xs" disabled={count === 0} loading={make.isPending} onClick={() => make.mutate()}><Trans>Make a list of {count}</Trans></Button>}
      </div>
      <ProblemText error={make.error} />
      <table className={table.table}>
        <thead>
          <tr>
            <th><span className={table.quiet}><Trans>Leaves</Trans></span></th><th><Trans>Order</Trans></th><th><Trans>Waybill</Trans></th><th><Trans>Recipient</Trans></th>
            <th><Trans>City</Trans></th><th className={table.number}><Trans>To collect</Trans></th><th />
          </tr>
        </thead>
        <tbody>
          {group.parcels.map((row) => (
            <tr key={row.shipment_id}>
              <td><Checkbox aria-label={t`${row.waybill} leaves`} disabled={!may || !!row.barred} checked={chosen.includes(row.shipment_id)} onChange={() => toggle(row.shipment_id)} /></td>
              <td><Link to="/orders/$orderId" params={{ orderId: row.order_id }}>{row.order_number}</Link></td>
              <td>{row.waybill}</td><td>{row.recipient}</td><td>{row.city}</td>
              <td className={table.number}>{row.cod.minor > 0 && tellMoney(i18n.locale, row.cod)}</td>
              <td>{row.barred && <Tag tone="warning" icon="warning">{tell(i18n, bars, row.barred)}{row.differs.length > 0 && `: ${row.differs.map((field) => tell(i18n, waybillFields, field)).join(", ")}`}</Tag>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Sheets({ sheets }: { sheets: HandOver[] }) {
  const { i18n } = useLingui();
  return (
    <section className={classes.group}>
      <div className={classes.groupHead}><h2><Trans>Lists</Trans></h2></div>
      <table className={table.table}>
        <thead>
          <tr><th><Trans>Made</Trans></th><th><Trans>Courier</Trans></th><th className={table.number}><Trans>Parcels</Trans></th><th><Trans>Signed</Trans></th></tr>
        </thead>
        <tbody>
          {sheets.map((sheet) => (
            <tr key={sheet.id}>
              <td><Link to="/orders/hand-over/{-$sheetId}" params={{ sheetId: sheet.id }}>{fullTime(i18n.locale, sheet.made_at)}</Link></td>
              <td>{couriers[sheet.courier]} {sheet.courier_number}</td>
              <td className={table.number}>{sheet.parcels.length}</td>
              <td>{sheet.signed_at ? `${fullTime(i18n.locale, sheet.signed_at)} · ${sheet.given_by} → ${sheet.taken_by}` : <Tag tone="warning" icon="clock"><Trans>not signed</Trans></Tag>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
