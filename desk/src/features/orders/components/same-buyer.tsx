// Her other open orders beside this one: what differs is marked, what merging gives stands in the last column.
import { Button, Checkbox } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { Order } from "@/shared/api/types";
import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { mergeBars } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { sameBuyerQuery, useJoin, type Candidate } from "../api/same-buyer";
import { OrderStateTag } from "./order-state-tag";
import classes from "./same-buyer.module.css";

export function SameBuyer({ order, contactId }: { order: Order; contactId?: string }) {
  const { data } = useQuery(sameBuyerQuery(order.id, order.version, contactId));
  const join = useJoin(order, contactId);
  const mayEdit = useCan("orders.edit");
  if (!data || data.items.length + data.merged.length + data.links.length === 0) return null;
  const count = data.items.length;
  return (
    <section className={classes.box}>
      {count > 0 && <h3><Trans>Other open orders of this buyer: {count}</Trans></h3>}
      {data.items.map((other) => <Row key={other.order.id} order={order} other={other} contactId={contactId} />)}
      {data.links.map((link) => (
        <p key={link.order_id}>
          <Icon name="right" /> {link.kind === "merged_into" ? <Trans>Merged into</Trans> : link.kind === "split_of" ? <Trans>Split from</Trans> : <Trans>Split into</Trans>}{" "}
          <Link to="/orders/$orderId" params={{ orderId: link.order_id }}>{link.number}</Link>
        </p>
      ))}
      {data.merged.length > 0 && (
        <p className={classes.row}>
          <span><Trans>Merged into this one:</Trans> {data.merged.map((part) => part.number).join(", ")}</span>
          {mayEdit && data.may_unmerge && (
            <Button size="compact-sm" variant="default" loading={join.isPending} onClick={() => join.mutate({ step: "unmerge", body: {} })}>
              <Trans>Undo the merge</Trans>
            </Button>
          )}
          {!data.may_unmerge && <span className={classes.quiet}><Trans>A waybill exists: the parcel stays one.</Trans></span>}
        </p>
      )}
      <ProblemText error={join.error} />
    </section>
  );
}

interface RowProps { order: Order; other: Candidate; contactId?: string }

function Row({ order, other, contactId }: RowProps) {
  const { i18n } = useLingui();
  const [open, setOpen] = useState(other.offered);
  return (
    <div className={classes.candidate}>
      <div className={classes.row}>
        <Link to="/orders/$orderId" params={{ orderId: other.order.id }}>{other.order.number}</Link>
        <OrderStateTag state={other.order.desk_state} />
        <span>{tellMoney(i18n.locale, other.order.total)}</span>
        {other.same_phone && <span className={classes.mark}><Icon name="phone" /> <Trans>same phone</Trans></span>}
        {other.same_address && <span className={classes.mark}><Icon name="check" /> <Trans>same address</Trans></span>}
        {!other.same_customer && <span className={classes.warn}><Icon name="warning" /> <Trans>another name</Trans></span>}
        {!other.offered && <span className={classes.quiet}>{other.apart ? <Trans>kept apart</Trans> : tell(i18n, mergeBars, other.bar)}</span>}
        <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}><Trans>Compare</Trans></Button>
      </div>
      {open && <Compare order={order} other={other} contactId={contactId} />}
    </div>
  );
}

function Compare({ order, other, contactId }: RowProps) {
  const { t, i18n } = useLingui();
  const join = useJoin(order, contactId);
  const mayEdit = useCan("orders.edit");
  const [asked, setAsked] = useState(false);
  const money = (value: Order["total"]) => tellMoney(i18n.locale, value);
  const goods = (o: Order) => o.lines.map((line) => `${line.name} × ${line.quantity}`).join(", ");
  const rows: [string, string, string, string][] = [
    [t`Recipient`, order.recipient, other.order.recipient, order.recipient],
    [t`Address`, order.address, other.order.address, order.address],
    [t`Product`, goods(order), goods(other.order), `${goods(order)}, ${goods(other.order)}`],
    [t`Total`, money(order.total), money(other.order.total), money(other.total)],
    [t`To collect`, money(order.cod_due), money(other.order.cod_due), money(other.cod_due)],
  ];
  return (
    <>
      <div className={classes.scroll}>
        <table className={table.table}>
          <thead><tr><th /><th>{order.number}</th><th>{other.order.number}</th>{other.bar === "none" && <th><Trans>Together</Trans></th>}</tr></thead>
          <tbody>
            {rows.map(([name, mine, hers, both]) => (
              <tr key={name}>
                <th scope="row">{name}</th><td>{mine}</td>
                <td className={mine === hers ? undefined : classes.differs}>{mine !== hers && <span title={t`differs`}><Icon name="edit" /></span>} {hers}</td>
                {other.bar === "none" && <td>{both}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {other.offered && mayEdit && (
        <div className={classes.row}>
          {!other.same_customer && (
            <Checkbox size="sm" checked={asked} onChange={(event) => setAsked(event.currentTarget.checked)} label={t`I asked: it is one person`} />
          )}
          <Button size="compact-sm" loading={join.isPending} disabled={!other.same_customer && !asked}
            onClick={() => join.mutate({ step: "merge", body: { with: [{ id: other.order.id, version: other.order.version }], same_buyer: asked } })}>
            {other.saved.minor > 0 ? <Trans>Merge, delivery saved: {money(other.saved)}</Trans> : <Trans>Merge</Trans>}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => join.mutate({ step: "keep-apart", body: { other: other.order.id } })}>
            <Trans>Keep apart</Trans>
          </Button>
        </div>
      )}
      <ProblemText error={join.error} />
    </>
  );
}
