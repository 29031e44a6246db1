// After the confirmation: what was promised by it.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { openPromisesQuery } from "@/shared/api/promises";
import type { Order, Promise_ } from "@/shared/api/types";
import { dayAndTime, slot } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { Due, useNow } from "@/shared/ui/ticking";
import { promiseKinds } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import classes from "./confirm-card.module.css";

interface Props {
  order: Order;
  zone?: string;
  /** It was confirmed here just now: the button that had the focus is gone. */
  focused: boolean;
}

export function Confirmed({ order, zone, focused }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focused) box.current?.focus();
  }, [focused]);
  const { i18n } = useLingui();
  const now = useNow();
  const { data } = useQuery(openPromisesQuery({ order_id: order.id }));
  const when = (promise: Promise_) =>
    promise.due_from === undefined
      ? dayAndTime(i18n.locale, now, promise.due_at, zone)
      : slot(i18n.locale, now, promise.due_from, promise.due_at, zone);
  return (
    <div className={classes.confirmed} ref={box} role="status" tabIndex={-1}>
      <p><Icon name="check" /><strong><Trans>The order is confirmed.</Trans></strong></p>
      {(data?.items ?? []).map((promise) => (
        <p key={promise.id} className={classes.promise}>
          <Icon name="promise" />
          <span><Trans>Promised:</Trans> {tell(i18n, promiseKinds, promise.kind)} {when(promise)}</span>
          <Due at={promise.due_at} from={promise.created_at} />
        </p>
      ))}
    </div>
  );
}
