// The card of one order: the seven facts, lines and money, what may be done, what has happened.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Order } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { useQuestionAbout } from "@/shared/lib/question-about";
import { fullTime } from "@/shared/lib/time-words";
import { Rows } from "@/shared/ui/empty";
import { Kbd } from "@/shared/ui/kbd";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { cancelReasons, holdReasons, payMethods, payStates, shipStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { orderQuery } from "../api/orders";
import { Attempts } from "./next-call";
import { ConfirmCard } from "./confirm-card";
import { OrderErrors } from "./order-errors";
import { OrderActions } from "./order-actions";
import classes from "./order-view.module.css";
import { ShopCopy } from "./shop-copy";
import { Timeline } from "./timeline";
import { WorkLine } from "./work-line";

/** `call`: the button that calls its buyer; `parcels`: where its parcels are. Both of other features. */
export function OrderView({ orderId, call, parcels }: { orderId: string; call: ReactNode; parcels: ReactNode }) {
  const { t } = useLingui();
  const { data: order, error } = useQuery(orderQuery(orderId));
  const title = order ? t`Order ${order.number}` : t`Order`;
  const number = order?.number;
  useQuestionAbout(order && { customer_id: order.customer_id, name: order.customer_name, order_id: order.id, shop_id: order.shop_id });
  return (
    <Page title={title} actions={order && <>{call}<OrderActions order={order} /></>}>
      <ProblemText error={error} />
      {!order && !error && <Rows count={10} />}
      {order && (
        <div className={classes.sheet} aria-label={number}>
          <div className={classes.main}>
            <Facts order={order} />
            {parcels}
            <WorkLine order={order} />
            <ShopCopy order={order} />
            <Attempts order={order} />
            <ConfirmCard orderId={orderId} />
            <Lines order={order} />
            <OrderErrors order={order} />
            {order.note && <p className={classes.note}>{order.note}</p>}
          </div>
          <Timeline entries={order.timeline} />
        </div>
      )}
    </Page>
  );
}

function Facts({ order }: { order: Order }) {
  const { i18n } = useLingui();
  return (
    <dl className={classes.facts}>
      <div><dt><Trans>Buyer</Trans></dt><dd><BuyerLink order={order} /></dd></div>
      <div><dt><Trans>Owner</Trans></dt><dd>{order.owner_name || "—"}</dd></div>
      <div><dt><Trans>Payment</Trans></dt><dd>{tell(i18n, payMethods, order.pay_method)}, {tell(i18n, payStates, order.pay_state)}</dd></div>
      <div><dt><Trans>Shipment</Trans></dt><dd>{tell(i18n, shipStates, order.ship_state)}</dd></div>
      {order.cod_due.minor > 0 && <div><dt><Trans>To collect</Trans></dt><dd>{tellMoney(i18n.locale, order.cod_due)}</dd></div>}
      <div><dt><Trans>Came in</Trans></dt><dd>{fullTime(i18n.locale, order.created_at)}</dd></div>
      {order.desk_state === "hold" && order.hold_reason && (
        <div>
          <dt><Trans>Held because</Trans></dt>
          <dd>{tell(i18n, holdReasons, order.hold_reason)}{order.hold_until && ` · ${fullTime(i18n.locale, order.hold_until)}`}</dd>
        </div>
      )}
      {order.desk_state === "cancelled" && order.cancel_reason && (
        <div><dt><Trans>Cancelled because</Trans></dt><dd>{tell(i18n, cancelReasons, order.cancel_reason)}</dd></div>
      )}
    </dl>
  );
}

function Lines({ order }: { order: Order }) {
  const { i18n } = useLingui();
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th><Trans>Article</Trans></th><th><Trans>Product</Trans></th><th className={table.number}><Trans>Quantity</Trans></th>
          <th className={table.number}><Trans>Price</Trans></th><th className={table.number}><Trans>Sum</Trans></th>
        </tr>
      </thead>
      <tbody>
        {order.lines.map((line) => (
          <tr key={line.id}>
            <td className={table.quiet}>{line.sku}</td><td>{line.name}</td><td className={table.number}>{line.quantity}</td>
            <td className={table.number}>{tellMoney(i18n.locale, line.price)}</td>
            <td className={table.number}>{tellMoney(i18n.locale, line.total)}</td>
          </tr>
        ))}
        <tr>
          <td /><td><strong><Trans>Total</Trans></strong></td><td /><td />
          <td className={table.number}><strong>{tellMoney(i18n.locale, order.total)}</strong></td>
        </tr>
      </tbody>
    </table>
  );
}

function BuyerLink({ order }: { order: Order }) {
  const navigate = useNavigate();
  const may = useCan("customers.view");
  useAction("buyer.open", () => void navigate({ to: "/buyers/$buyerId", params: { buyerId: order.customer_id } }), may);
  if (!may) return <>{order.customer_name}</>;
  return <Link to="/buyers/$buyerId" params={{ buyerId: order.customer_id }}>{order.customer_name} <Kbd action="buyer.open" /></Link>;
}
