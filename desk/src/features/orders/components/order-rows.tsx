// The rows of the order list: only those on screen are drawn, so that ten thousand feel like ten.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

import type { OrderRow } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { tellMoney } from "@/shared/lib/money";
import { useMe } from "@/shared/lib/session";
import { dayAndTime, slot } from "@/shared/lib/time-words";
import { useNow } from "@/shared/ui/ticking";
import { payMethods } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { NextCall } from "./next-call";
import classes from "./order-list.module.css";
import { OrderStateTag } from "./order-state-tag";

const wideRow = 36, phoneRow = 64, headRow = 28;

export function OrderRows({ items, onEnd }: { items: OrderRow[]; onEnd: () => void }) {
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const [at, setAt] = useState(0);
  const rowHeight = useMediaQuery("(max-width: 760px)") ? phoneRow : wideRow;
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: headRow, scrollPaddingEnd: headRow,  // the heads stand over the first row and push the last one down
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown >= items.length - 20) onEnd();
  }, [lastShown, items.length, onEnd]);

  const open = (order: OrderRow | undefined) => {
    if (order) void navigate({ to: "/orders/$orderId", params: { orderId: order.id } });
  };
  const move = (step: number) => {
    const next = Math.min(items.length - 1, Math.max(0, at + step));
    setAt(next);
    virtual.scrollToIndex(next, { align: "auto" });
    scroller.current?.focus();
  };
  useAction("list.down", () => move(1));
  useAction("list.up", () => move(-1));
  const keys: Record<string, () => void> = {
    ArrowDown: () => move(1), ArrowUp: () => move(-1), PageDown: () => move(15), PageUp: () => move(-15),
    Enter: () => open(items[at]),
  };
  return (
    <div ref={scroller} className={classes.scroller} tabIndex={0} role="listbox" aria-label={t`Orders`}
      aria-activedescendant={`order-row-${at}`}
      onKeyDown={(event) => {
        const run = keys[event.key];
        if (!run) return;
        event.preventDefault();
        run();
      }}>
      <Heads />
      <div className={classes.all} style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const order = items[index];
          return order && (
            <div key={order.id} id={`order-row-${index}`} role="option" aria-selected={index === at} className={classes.row}
              style={{ transform: `translateY(${start}px)`, height: rowHeight }} onClick={() => { setAt(index); open(order); }}>
              <Cells order={order} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

// A list of options has no table heads for a screen reader: each row is read whole.
function Heads() {
  return (
    <div className={`${classes.row} ${classes.heads}`} aria-hidden>
      <span><Trans>Number</Trans></span>
      <span><Trans>Buyer</Trans></span>
      <span><Trans>State</Trans></span>
      <span><Trans context="column">Facts</Trans></span>
      <span><Trans>Next call</Trans></span>
      <span><Trans>City</Trans></span>
      <span><Trans>Delivery</Trans></span>
      <span><Trans>Payment</Trans></span>
      <span><Trans>Owner</Trans></span>
      <span><Trans>Came in</Trans></span>
      <span className={classes.sum}><Trans>Total</Trans></span>
    </div>
  );
}

function Cells({ order }: { order: OrderRow }) {
  const { i18n } = useLingui();
  const now = useNow();
  const { shops } = useMe();
  const zone = shops.find((shop) => shop.id === order.shop_id)?.tz;
  const done = order.checks_done;
  return (
    <>
      <strong>{order.number}</strong>
      <span className={classes.cut} title={order.customer_name}>{order.customer_name}</span>
      <span><OrderStateTag state={order.desk_state} /></span>
      <span className={classes.quiet}>{done}/7</span>
      <NextCall orderId={order.id} />
      <span className={classes.cut} title={order.city}>{order.city}</span>
      <span className={classes.quiet}>
        {order.delivery_from && order.delivery_to && slot(i18n.locale, now, order.delivery_from, order.delivery_to, zone)}
      </span>
      <span className={classes.quiet}>{tell(i18n, payMethods, order.pay_method)}</span>
      <span className={classes.cut} title={order.owner_name}>{order.owner_name}</span>
      <span className={classes.quiet}>{dayAndTime(i18n.locale, now, order.created_at)}</span>
      <span className={classes.sum}>{tellMoney(i18n.locale, order.total)}</span>
    </>
  );
}
