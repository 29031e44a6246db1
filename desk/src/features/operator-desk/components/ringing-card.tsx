// A call rings at the head of TALK: who, what about, why me, how many rings. F2 answers from anywhere.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import type { ContactCard } from "@/shared/api/types";
import { useAction } from "@/shared/lib/actions";
import { usePaintMark } from "@/shared/lib/marks";
import { useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Kbd } from "@/shared/ui/kbd";
import { Due, Left } from "@/shared/ui/ticking";
import { cameBy, contactKinds } from "@/shared/words/contact";
import { promiseKinds } from "@/shared/words/orders";
import { tellReason } from "@/shared/words/reasons";
import { tell } from "@/shared/words/tell";

import { command } from "../api/contact";
import { CallerLine } from "./caller-line";
import classes from "./ringing-card.module.css";
import { useCommand } from "./use-command";

export function RingingCard({ contact }: { contact: ContactCard }) {
  const { i18n } = useLingui();
  const run = useCommand();
  const answer = () => run.mutate(() => command(contact.contact_id, "answer"));
  const decline = () => run.mutate(() => command(contact.contact_id, "decline"));
  usePaintMark("card", contact.contact_id);
  useAction("call.answer", answer);
  useAction("call.decline", decline);
  const rings = contact.rings;
  const asks = contact.talk?.role === "colleague" ? contact.talk.operator_name : "";
  const from = contact.talk?.from_name ?? "";
  const mine = from === useMe().name;
  return (
    <section className={classes.card} aria-labelledby="ringing">
      <header className={classes.head}>
        <span className={classes.bell}><Icon name="phoneIn" size={22} /></span>
        <div className={classes.title}>
          <h2 id="ringing">
            {asks ? <Trans>{asks} asks you about a buyer</Trans> : mine ? <Trans>Back to you: nobody took the transfer</Trans>
              : from ? <Trans>{from} transfers a buyer to you</Trans> : tell(i18n, contactKinds, contact.kind)} · {contact.shop_name}
          </h2>
          <CallerLine contact={contact} />
        </div>
        <div className={classes.rings}>
          {!asks && rings > 0 && <span><Trans>ring {rings}</Trans></span>}
          {contact.expires_at && <Left until={contact.expires_at} />}
        </div>
      </header>
      <dl className={classes.facts}>
        <dt><Trans>About</Trans></dt>
        <dd><About contact={contact} /></dd>
        <dt><Trans>Came</Trans></dt>
        <dd>{tell(i18n, cameBy, contact.came_by)}</dd>
        {!asks && <><dt><Trans>Why me</Trans></dt><dd>{tellReason(i18n, contact.why)}</dd></>}
      </dl>
      <div className={classes.buttons}>
        <Button size="md" onClick={answer} leftSection={<Icon name="phone" />} rightSection={<Kbd action="call.answer" />}>
          <Trans>Answer</Trans>
        </Button>
        <Button size="md" variant="default" onClick={decline} rightSection={<Kbd action="call.decline" />}>
          <Trans>Decline</Trans>
        </Button>
      </div>
    </section>
  );
}

function About({ contact }: { contact: ContactCard }) {
  const { i18n } = useLingui();
  const [order] = contact.orders;
  const [promise] = contact.promises;
  const count = contact.orders.length;
  if (!order && !promise) return <Trans>No open order or promise is known.</Trans>;
  return (
    <>
      {order && <div><Trans>{count} open, the newest is {order.number}</Trans></div>}
      {promise && (
        <div className={classes.promise}>
          {tell(i18n, promiseKinds, promise.kind)} {promise.text} <Due at={promise.due_at} from={promise.created_at} />
        </div>
      )}
    </>
  );
}
