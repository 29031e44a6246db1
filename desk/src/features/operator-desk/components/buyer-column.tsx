// BUYER: who it is, what was promised, what was ordered, what was said before.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link, useNavigate } from "@tanstack/react-router";

import { useKnownOrder } from "@/shared/api/known-order";
import type { ContactCard, Customer, Order } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { tellMoney } from "@/shared/lib/money";
import { useMe } from "@/shared/lib/session";
import { clockTime, dayAndTime, slot } from "@/shared/lib/time-words";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { Tag } from "@/shared/ui/tag";
import { Due, useNow } from "@/shared/ui/ticking";
import { languages } from "@/shared/words/contact";
import { deskStates, promiseKinds } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import classes from "./buyer-column.module.css";
import { BuyerFacts } from "./buyer-facts";
import { DoNotCall } from "./do-not-call";
import { FlowPath } from "./flow-path";
import { RecentContacts } from "./recent-contacts";

export function BuyerColumn({ contact }: { contact: ContactCard | null }) {
  if (!contact?.customer) {
    return (
      <aside className={classes.column}>
        <p className={classes.quiet}>
          {contact ? (contact.direction === "out" ? <Trans>It is not known yet who it is.</Trans> : <Trans>It is not known yet who is calling.</Trans>) : <Trans>The buyer is shown here while a call rings.</Trans>}
        </p>
        {contact?.flow && <FlowPath flow={contact.flow} />}
      </aside>
    );
  }
  return (
    <aside className={classes.column} key={contact.customer.id}>
      <Head customer={contact.customer} />
      {contact.flow && <FlowPath flow={contact.flow} />}
      <Promises contact={contact} />
      <Orders contact={contact} />
      <RecentContacts contact={contact} />
      <BuyerFacts customer={contact.customer} />
      <DoNotCall customer={contact.customer} />
    </aside>
  );
}

function Head({ customer }: { customer: Customer }) {
  const { i18n } = useLingui();
  const now = useNow();
  const city = customer.addresses[0]?.city;
  const year = new Date(customer.since).getFullYear();
  const count = customer.order_count;
  return (
    <header className={classes.head}>
      <div className={classes.name}>
        <h2><BuyerLink customer={customer} /></h2>
        {customer.language && <Tag tone="plain">{tell(i18n, languages, customer.language)}</Tag>}
        <span className={classes.place}>{city} {customer.tz && clockTime(i18n.locale, now, customer.tz)}</span>
      </div>
      <p className={classes.since}>
        <Trans>since {year}</Trans> · <Plural value={count} one="# order" other="# orders" />
        {customer.do_not_call && <Tag tone="danger" icon="ban"><Trans>do not call</Trans></Tag>}
      </p>
    </header>
  );
}

function BuyerLink({ customer }: { customer: Customer }) {
  const navigate = useNavigate();
  useAction("buyer.open", () => void navigate({ to: "/buyers/$buyerId", params: { buyerId: customer.id } }));
  return <Link to="/buyers/$buyerId" params={{ buyerId: customer.id }} className={classes.link}>{customer.name} <Kbd action="buyer.open" /></Link>;
}

function Promises({ contact }: { contact: ContactCard }) {
  const { i18n } = useLingui();
  const now = useNow();
  const { shops } = useMe();
  const zone = shops.find((shop) => shop.id === contact.shop_id)?.tz;
  if (contact.promises.length === 0) return null;
  return (
    <section>
      <h3><Trans>Promises</Trans></h3>
      <ul>
        {contact.promises.map((promise) => (
          <li key={promise.id} className={classes.row}>
            <span className={classes.grow}>
              {tell(i18n, promiseKinds, promise.kind)}{" "}
              {promise.due_from === undefined
                ? dayAndTime(i18n.locale, now, promise.due_at, zone)
                : slot(i18n.locale, now, promise.due_from, promise.due_at, zone)}
              {promise.text && <span className={classes.second}>{promise.text}</span>}
            </span>
            <Due at={promise.due_at} from={promise.created_at} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Orders({ contact }: { contact: ContactCard }) {
  if (contact.orders.length === 0) return null;
  return (
    <section>
      <h3><Trans>Orders</Trans></h3>
      <ul>
        {contact.orders.map((order) => <OrderLine key={order.id} carded={order} contactId={contact.contact_id} />)}
      </ul>
    </section>
  );
}

/** The card's orders are from the ring; what was checked in the talk since is known here. */
function OrderLine({ carded, contactId }: { carded: Order; contactId: string }) {
  const { i18n } = useLingui();
  const order = useKnownOrder(carded.id, contactId) ?? carded;
  return (
    <li>
      <Link to="/orders/$orderId" params={{ orderId: order.id }} className={classes.row}>
        <Icon name="box" />
        <span className={classes.grow}>{order.number} <span className={classes.state}>{tell(i18n, deskStates, order.desk_state)}</span></span>
        <span>{tellMoney(i18n.locale, order.total)}</span>
      </Link>
    </li>
  );
}
