// LINE: the contact now, what is mine by due time, and what is new. New rows gather under a count until asked for.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { get } from "@/shared/api/client";
import { openPromisesQuery } from "@/shared/api/promises";
import type { ContactCard, OrderPage } from "@/shared/api/types";
import { useCan, useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Ago, Due, Since } from "@/shared/ui/ticking";
import { callerKinds } from "@/shared/words/contact";
import { promiseKinds } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { tasksQuery } from "../api/contact";
import { talkSince } from "./talk-since";
import classes from "./operator-desk.module.css";

export function LineColumn({ contact, chats }: { contact: ContactCard | null; chats?: ReactNode }) {
  return (
    <aside className={classes.column}>
      <Now contact={contact} />
      {chats}
      <Mine />
      <Tasks />
      <ToConfirm />
    </aside>
  );
}

function Now({ contact }: { contact: ContactCard | null }) {
  const { i18n } = useLingui();
  return (
    <section className={classes.group}>
      <h3><Trans>Now</Trans></h3>
      {contact ? (
        <div className={classes.item} data-now>
          <Icon name={contact.channel === "task" ? "voicemail" : contact.state === "offered" ? "phoneIn" : "phone"} />
          <span className={classes.itemName}>{contact.caller.name || tell(i18n, callerKinds, contact.caller.who)}</span>
          <span className={classes.side}>
            <Since since={contact.ended_at ?? talkSince(contact)} />
          </span>
        </div>
      ) : (
        <p className={classes.quiet}><Trans>Nobody is on the line.</Trans></p>
      )}
    </section>
  );
}

function Mine() {
  const { i18n } = useLingui();
  const me = useMe();
  const may = useCan("promises.view");
  const { data } = useQuery({ ...openPromisesQuery({ owner_id: me.person_id }), enabled: may });
  const promises = [...(data?.items ?? [])].sort((a, b) => a.due_at - b.due_at).slice(0, 12);
  if (!may) return null;
  return (
    <section className={classes.group}>
      <h3><Trans>Mine, by due time</Trans></h3>
      <ul className={classes.list}>
        {promises.map((promise) => (
          <li key={promise.id}>
            <Link to={promise.order_id ? "/orders/$orderId" : "/promises"} params={{ orderId: promise.order_id ?? "" }}
              className={classes.item}>
              <Icon name={promise.kind === "callback" ? "phone" : promise.kind === "delivery" ? "truck" : "promise"} />
              <span className={classes.itemName}>{promise.text || tell(i18n, promiseKinds, promise.kind)} · {promise.to_name}</span>
              <span className={classes.side}><Due at={promise.due_at} from={promise.created_at} /></span>
            </Link>
          </li>
        ))}
      </ul>
      {data && promises.length === 0 && <p className={classes.quiet}><Trans>No promise of yours is open.</Trans></p>}
    </section>
  );
}

function Tasks() {
  const { i18n } = useLingui();
  const { data } = useQuery(tasksQuery);
  const open = (data?.items ?? []).filter((task) => task.state === "open");
  const count = open.length;
  if (count === 0) return null;
  return (
    <section className={classes.group}>
      <h3><Trans>Call-backs and voicemail</Trans> <span>{count}</span></h3>
      <ul className={classes.list}>
        {open.slice(0, 6).map((task) => (
          <li key={task.contact_id}>
            <Link to="/tasks" className={classes.item}>
              <Icon name={task.kind === "voicemail" ? "voicemail" : "phone"} />
              <span className={classes.itemName}>{task.caller.name || task.caller.number_masked || tell(i18n, callerKinds, task.caller.who)}</span>
              <span className={classes.side}><Ago at={task.entered_at} /></span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ToConfirm() {
  const may = useCan("orders.view");
  const { data } = useQuery({
    queryKey: ["orders", "to-confirm"],
    queryFn: () => get<OrderPage>("/api/v1/orders", { state: "new", limit: 8 }),
    enabled: may,
  });
  const count = data?.counts.new ?? 0;
  if (!may || !data || count === 0) return null;
  return (
    <section className={classes.group}>
      <h3><Trans>Orders to confirm</Trans> <span>{count}</span></h3>
      <ul className={classes.list}>
        {data.items.map((order) => (
          <li key={order.id}>
            <Link to="/orders/$orderId" params={{ orderId: order.id }} className={classes.item}>
              <Icon name="box" />
              <span className={classes.itemName}>{order.number} · {order.customer_name}</span>
              <span className={classes.side}><Ago at={order.created_at} /></span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
