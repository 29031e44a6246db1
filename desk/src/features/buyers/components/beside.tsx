// The buyer beside what he writes: what was promised, ordered and said before, and how to reach him. His page is one key away.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";

import type { Id } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { tellNumber } from "@/shared/lib/phone-number";
import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { clockTime, momentWords } from "@/shared/lib/time-words";
import { Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { Masked } from "@/shared/ui/masked";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";
import { Due, useNow } from "@/shared/ui/ticking";
import { languages } from "@/shared/words/contact";
import { deskStates, promiseKinds } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { buyerQuery, reveal, threadQuery, type BuyerPage, type ThreadEntry, type ThreadKind } from "../api/buyers";
import classes from "./beside.module.css";
import { What } from "./thread";

const most = { promises: 6, orders: 6, recent: 8 };

/** `contactId`: her visit of his in the line, while she has it; then nothing is masked. */
export function BuyerBeside({ id, contactId }: { id: Id; contactId?: Id }) {
  const page = useQuery(buyerQuery(id, contactId, "other"));
  const { data } = page;
  return (
    <div className={classes.beside}>
      <ProblemText error={page.error} />
      {page.isPending && <Rows count={8} />}
      {data && (
        <>
          <Head data={data} />
          <Promises id={id} contactId={contactId} />
          <Orders id={id} contactId={contactId} />
          <Recent id={id} contactId={contactId} />
          <Reached data={data} />
          {data.customer.notes && <section><h3><Trans>Notes</Trans></h3><p className={classes.notes}>{data.customer.notes}</p></section>}
        </>
      )}
    </div>
  );
}

function Head({ data: { customer } }: { data: BuyerPage }) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const navigate = useNavigate();
  useAction("buyer.open", () => void navigate({ to: "/buyers/$buyerId", params: { buyerId: customer.id } }));
  const year = new Date(customer.since).getFullYear();
  const count = customer.order_count;
  return (
    <header className={classes.head}>
      <h2><Link to="/buyers/$buyerId" params={{ buyerId: customer.id }} className={classes.link}>{customer.name || t`no name`}</Link> <Kbd action="buyer.open" /></h2>
      <p className={classes.since}>
        {customer.language && <Tag tone="plain">{tell(i18n, languages, customer.language)}</Tag>}
        <span><Trans>since {year}</Trans> · <Plural value={count} one="# order" other="# orders" /></span>
        {customer.tz && <span><Trans>there now</Trans> {clockTime(i18n.locale, now, customer.tz)}</span>}
        {customer.do_not_call && <Tag tone="danger" icon="ban"><Trans>do not call</Trans></Tag>}
      </p>
    </header>
  );
}

interface Part {
  id: Id;
  contactId?: Id;
}

/** The newest of one kind, of his one thread. */
function useEntries({ id, contactId }: Part, kind?: ThreadKind): ThreadEntry[] | undefined {
  return useInfiniteQuery(threadQuery(id, contactId, kind)).data?.pages[0]?.items;
}

function Promises(part: Part) {
  const { i18n } = useLingui();
  const now = useNow();
  const open = (useEntries(part, "promise") ?? []).filter(({ state }) => state === "open").sort((a, b) => (a.due_at ?? 0) - (b.due_at ?? 0));
  if (open.length === 0) return null;
  return (
    <section>
      <h3><Trans>Promises</Trans></h3>
      <ul>
        {open.slice(0, most.promises).map((one) => (
          <li key={one.id} className={classes.row}>
            <Icon name="promise" />
            <span className={classes.grow}>
              {tell(i18n, promiseKinds, one.what)}{typeof one.due_at === "number" && ` ${momentWords(i18n.locale, now, one.due_at)}`}
              {one.text && <span className={classes.second}>{one.text}</span>}
            </span>
            {typeof one.due_at === "number" && <Due at={one.due_at} from={one.at} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Orders(part: Part) {
  const { i18n } = useLingui();
  const orders = useEntries(part, "order");
  return (
    <section>
      <h3><Trans>Orders</Trans></h3>
      {orders?.length === 0 && <p className={classes.second}><Trans>No orders yet.</Trans></p>}
      <ul>
        {orders?.slice(0, most.orders).map((order) => (
          <li key={order.id}>
            <Link to="/orders/$orderId" params={{ orderId: order.id }} className={classes.row}>
              <Icon name="box" />
              <span className={classes.grow}>{order.order_number} <span className={classes.state}>{tell(i18n, deskStates, order.state)}</span></span>
              {order.total && <span>{tellMoney(i18n.locale, order.total)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Recent(part: Part) {
  const { i18n } = useLingui();
  const now = useNow();
  const recent = (useEntries(part) ?? []).filter(({ kind }) => kind !== "order" && kind !== "promise").slice(0, most.recent);
  if (recent.length === 0) return null;
  return (
    <section>
      <h3><Trans>Last contacts</Trans></h3>
      <ul>
        {recent.map((one) => (
          <li key={`${one.kind}-${one.id}`} className={classes.row}>
            <Icon name={one.kind === "message" ? "chat" : one.kind === "decision" ? "alarm" : one.what === "call" ? "phone" : "voicemail"} />
            <span className={classes.grow}>
              <What entry={one} /> <span className={classes.state}>{momentWords(i18n.locale, now, one.at)}</span>
              {one.text && <span className={classes.words}>{one.text}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Reached({ data: { customer } }: { data: BuyerPage }) {
  const may = useCan("customers.reveal");
  if (customer.identities.length === 0) return null;
  return (
    <section>
      <h3><Trans>Reached by</Trans></h3>
      <ul>
        {customer.identities.map((one) => (
          <li key={one.id} className={classes.row}>
            <Icon name={one.kind === "phone" ? "phone" : "note"} />
            <span className={classes.grow}>
              <Masked value={one.value} masked={one.masked} tell={one.kind === "phone" ? tellNumber : undefined}
                onReveal={may ? (reason) => reveal(customer.id, { identity_id: one.id }, reason) : undefined} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
