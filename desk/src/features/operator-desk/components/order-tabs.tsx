// The open orders of this buyer: one shown, the others one click away; the talk's script beside it.
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ContactCard } from "@/shared/api/types";
import { tellMoney } from "@/shared/lib/money";
import { deskStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import type { Slots } from "./operator-desk";
import classes from "./order-tabs.module.css";

export function OrderTabs({ contact, slots }: { contact: ContactCard; slots: Slots }) {
  const { t, i18n } = useLingui();
  const { orders } = contact;
  const [chosen, setChosen] = useState<string>();
  const shown = orders.find((order) => order.id === chosen) ?? orders[0];
  if (!shown) {
    const known = contact.customer !== undefined;
    return (
      <p className={classes.none}>
        {known ? <Trans>This buyer has no open order.</Trans> : <Trans>Orders are shown once it is clear who is calling.</Trans>}
      </p>
    );
  }
  return (
    <>
      {orders.length > 1 && (
        <div className={classes.tabs} role="group" aria-label={t`Open orders`}>
          {orders.map((order) => (
            <button key={order.id} type="button" aria-pressed={order.id === shown.id} onClick={() => setChosen(order.id)}>
              {order.number} <span>{tell(i18n, deskStates, order.desk_state)}</span> {tellMoney(i18n.locale, order.total)}
            </button>
          ))}
        </div>
      )}
      <div key={shown.id}>{slots.order(shown.id, contact.contact_id)}</div>
      {slots.script(shown.id, contact.contact_id)}
    </>
  );
}
