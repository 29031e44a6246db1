// The open orders of this buyer: one shown, the others one click away; the talk's script beside it; a new one by hand.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ContactCard, Order } from "@/shared/api/types";
import { useAction, useActions } from "@/shared/lib/actions";
import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { dispatchLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { deskStates } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { currentContact, sayWhoItIs } from "../api/contact";
import type { Slots } from "./operator-desk";
import classes from "./order-tabs.module.css";
import { useCommand } from "./use-command";

export function OrderTabs({ contact, slots }: { contact: ContactCard; slots: Slots }) {
  const { t, i18n } = useLingui();
  const { orders } = contact;
  const mayCreate = useCan("orders.create");
  const [chosen, setChosen] = useState<string>();
  const [taking, setTaking] = useState(false);
  const { run } = useActions();
  const command = useCommand();
  const shown = orders.find((order) => order.id === chosen) ?? orders.find((order) => order.id === contact.order_id) ?? orders[0];
  const focusOrder = () => requestAnimationFrame(() => requestAnimationFrame(() => run("contact.order")));
  useAction("order.new", () => setTaking(true), mayCreate);

  /** The card learns of the order, and of the buyer whom it made; then the seven facts can be asked at once. */
  const land = (order: Order) =>
    command.mutate(async () => {
      if (!contact.customer) await sayWhoItIs(contact.contact_id, order.customer_id);
      const fresh = await currentContact();
      dispatchLive({ kind: "current", contact: fresh.contact ?? null });
      setChosen(order.id);
      setTaking(false);
      focusOrder();
    });

  if (taking) return slots.newOrder(contact, land, () => { setTaking(false); focusOrder(); });
  return (
    <>
      <div className={classes.head}>
        {orders.length > 1 && (
          <div className={classes.tabs} role="group" aria-label={t`Open orders`}>
            {orders.map((order) => (
              <button key={order.id} type="button" aria-pressed={order.id === shown?.id} onClick={() => setChosen(order.id)}>
                {order.number} <span>{tell(i18n, deskStates, order.desk_state)}</span> {tellMoney(i18n.locale, order.total)}
              </button>
            ))}
          </div>
        )}
        {!shown && <None known={contact.customer !== undefined} />}
        {mayCreate && (
          <Button size="xs" variant="default" leftSection={<Icon name="plus" />} onClick={() => setTaking(true)}
            rightSection={<Kbd action="order.new" />}>
            <Trans>New order</Trans>
          </Button>
        )}
      </div>
      {shown && <div key={shown.id}>{slots.order(shown.id, contact.contact_id)}</div>}
      {shown && slots.script(shown.id, contact.contact_id)}
    </>
  );
}

function None({ known }: { known: boolean }) {
  return (
    <p className={classes.none}>
      {known ? <Trans>This buyer has no open order.</Trans> : <Trans>Orders are shown once it is clear who is calling.</Trans>}
    </p>
  );
}
