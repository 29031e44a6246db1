// Orders sorted by what stands in their way (oldest promise first), or one owner's orders by what is due next.
import { Select } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { slot } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon, type IconName } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { Due, useNow } from "@/shared/ui/ticking";
import { deliveryMethods, holdReasons, nextKinds, sortReasons, sorts } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { sortedQuery, useWorkStep, type SortedOrder } from "../api/work";
import { HandOverAll } from "./hand-over-all";
import { OrderTabs } from "./order-tabs";
import classes from "./sorted-orders.module.css";
import { ToldMenu } from "./told-menu";

const icons: Record<SortedOrder["sort"], IconName> = { unconfirmed: "phone", ready: "check", held: "hold", short: "warning", gone: "truck" };
const shown = ["ready", "held", "short", "unconfirmed", "gone"] as const;

export function SortedOrders({ mine }: { mine: boolean }) {
  const { t, i18n } = useLingui();
  const list = useQuery(sortedQuery(mine));
  const [sort, setSort] = useState<SortedOrder["sort"]>();
  const [city, setCity] = useState("");
  const [way, setWay] = useState("");
  const all = list.data?.items ?? [];
  const cities = [...new Set(all.map((order) => order.city).filter(Boolean))].sort();
  const ways = [...new Set(all.map((order) => order.delivery_method))];
  const items = all.filter((order) => (!sort || order.sort === sort) && (!city || order.city === city) && (!way || order.delivery_method === way));
  const bar = (
    <>
      <OrderTabs />
      <div className={classes.chips} role="group" aria-label={t`State`}>
        {shown.filter((kind) => (list.data?.counts[kind] ?? 0) > 0 || kind === sort).map((kind) => (
          <button key={kind} type="button" aria-pressed={kind === sort} onClick={() => setSort(kind === sort ? undefined : kind)}>
            <Icon name={icons[kind]} size={13} /> {tell(i18n, sorts, kind)} <span>{list.data?.counts[kind] ?? 0}</span>
          </button>
        ))}
      </div>
      {ways.length > 1 && (
        <Select aria-label={t`Delivery`} value={way} onChange={(value) => setWay(value ?? "")} w={170}
          data={[{ value: "", label: t`Any delivery` }, ...ways.map((value) => ({ value, label: tell(i18n, deliveryMethods, value) }))]} />
      )}
      {cities.length > 1 && (
        <Select aria-label={t`City`} searchable value={city} onChange={(value) => setCity(value ?? "")} w={170}
          data={[{ value: "", label: t`Any city` }, ...cities.map((value) => ({ value, label: value }))]} />
      )}
    </>
  );
  return (
    <Page title={mine ? t`My orders` : t`Sorting`} bar={bar} actions={mine && all.length > 0 && <HandOverAll />}>
      <ProblemText error={list.error} />
      {list.isPending && <Rows count={12} />}
      {list.data && items.length === 0 && (
        <Empty icon="box" title={mine ? t`No orders of yours are open` : t`Nothing waits for the courier`}>
          <Trans>Confirmed and held orders stand here with the reason, the oldest promise first.</Trans>
        </Empty>
      )}
      {items.length > 0 && <Table items={items} />}
    </Page>
  );
}

function Table({ items }: { items: SortedOrder[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th><Trans>Number</Trans></th><th><Trans>Buyer</Trans></th><th><Trans>State and reason</Trans></th><th><Trans>Next</Trans></th>
          <th><Trans>Delivery</Trans></th><th><Trans>Owner</Trans></th><th className={table.number}><Trans>Sum</Trans></th><th />
        </tr>
      </thead>
      <tbody>{items.map((order) => <Row key={order.id} order={order} />)}</tbody>
    </table>
  );
}

function Row({ order }: { order: SortedOrder }) {
  const { i18n } = useLingui();
  const now = useNow();
  const navigate = useNavigate();
  const step = useWorkStep();
  const mayTell = useCan("orders.confirm");
  const open = () => void navigate({ to: "/orders/$orderId", params: { orderId: order.id } });
  const due = order.tell_by ?? order.next_due ?? undefined;
  return (
    <tr data-click tabIndex={0} onClick={open} onKeyDown={(event) => { if (event.key === "Enter" && event.target === event.currentTarget) open(); }}>
      <td>{order.number}</td>
      <td>{order.customer_name}</td>
      <td>
        <span className={classes.sort} data-sort={order.sort}><Icon name={icons[order.sort]} size={13} /> {tell(i18n, sorts, order.sort)}</span>{" "}
        <span className={table.quiet}>
          {order.missing.length > 0
            ? order.missing.map((goods) => `${goods.name || goods.sku} −${goods.quantity}`).join(", ")
            : order.reason === "on_hold" && order.hold_reason ? tell(i18n, holdReasons, order.hold_reason) : tell(i18n, sortReasons, order.reason)}
        </span>
      </td>
      <td>{tell(i18n, nextKinds, order.next)} {typeof due === "number" && <Due at={due} from={due - 3_600_000} />}</td>
      <td>
        {tell(i18n, deliveryMethods, order.delivery_method)}{order.city && `, ${order.city}`}
        {typeof order.delivery_from === "number" && typeof order.delivery_to === "number" && <span className={table.quiet}> {slot(i18n.locale, now, order.delivery_from, order.delivery_to)}</span>}
      </td>
      <td>{order.owner_name || "—"}</td>
      <td className={table.number}>{tellMoney(i18n.locale, order.total)}</td>
      <td className={table.number}>
        {mayTell && typeof order.tell_by === "number" && (
          // The row opens the order: its menu must not.
          <span role="presentation" onClick={(event) => event.stopPropagation()}><ToldMenu order={order.id} step={step} /></span>
        )}
      </td>
    </tr>
  );
}
