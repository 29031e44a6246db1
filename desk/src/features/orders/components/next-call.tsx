// When the buyer is called next: in the list as a word, on the card with the reason, the ledger and the link that was sent.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import type { I18n } from "@lingui/core";

import type { Order } from "@/shared/api/types";
import { clockTime, dayAndTime } from "@/shared/lib/time-words";
import { CopyButton } from "@/shared/ui/copy-button";
import { Icon } from "@/shared/ui/icon";
import { Tag } from "@/shared/ui/tag";
import { useNow } from "@/shared/ui/ticking";
import { dispositions } from "@/shared/words/contact";
import { effortEnds, effortPurposes, whyNoCall } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { effortsQuery, openEffortsQuery, type Effort } from "../api/attempts";
import classes from "./next-call.module.css";

function whyWords(i18n: I18n, effort: Effort): string {
  return effort.why.map((why) => tell(i18n, whyNoCall, why.code)).join(", ");
}

/** In a row: "09:20 · 4 left", or that it stands in the line. */
export function NextCall({ orderId }: { orderId: string }) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const { data } = useQuery(openEffortsQuery);
  const effort = data?.get(orderId);
  if (!effort) return <span className={classes.cell} />;
  const left = effort.tries_left;
  if (effort.state === "asked") return <span className={classes.cell} data-now title={t`An operator is offered the call`}><Icon name="phone" size={13} /> <Trans>in the line</Trans></span>;
  const when = effort.next_at === undefined || effort.next_at === null ? "" : dayAndTime(i18n.locale, now, effort.next_at);
  return <span className={classes.cell} title={whyWords(i18n, effort)}><Icon name="phone" size={13} /> {when} · <Trans>{left} left</Trans></span>;
}

/** On the card. Nothing for an order that nobody has to be called about. */
export function Attempts({ order }: { order: Order }) {
  const { data } = useQuery(effortsQuery(order.id));
  const efforts = data?.items ?? [];
  if (efforts.length === 0) return null;
  return <>{efforts.map((effort) => <EffortPanel key={effort.purpose} effort={effort} />)}</>;
}

function EffortPanel({ effort }: { effort: Effort }) {
  const { t, i18n } = useLingui();
  const name = tell(i18n, effortPurposes, effort.purpose);
  return (
    <section className={classes.panel} aria-label={name}>
      <div className={classes.head}>
        <strong>{name}</strong>
        <Standing effort={effort} />
      </div>
      {effort.attempts.length > 0 && (
        <ol className={classes.ledger} aria-label={t`Calls and messages so far`}>
          {effort.attempts.map((one, at) => <Line key={at} one={one} />)}
        </ol>
      )}
      {effort.link && (
        <div className={classes.link}>
          <span><Trans>Link for a one-tap confirm. Until a message channel is connected, send it to the buyer yourself.</Trans></span>
          <CopyButton value={effort.link} />
        </div>
      )}
    </section>
  );
}

function Standing({ effort }: { effort: Effort }) {
  const { i18n } = useLingui();
  const now = useNow();
  const tryNo = effort.try_no, left = effort.tries_left;
  if (effort.state === "over") return <Tag tone="plain" icon="check">{tell(i18n, effortEnds, effort.ended_how)}</Tag>;
  if (effort.state === "asked") {
    const until = effort.until ? clockTime(i18n.locale, effort.until) : "";
    return <Tag tone="ringing" icon="phone"><Trans>Try {tryNo} stands in the line until {until}</Trans></Tag>;
  }
  const when = effort.next_at ? dayAndTime(i18n.locale, now, effort.next_at) : "";
  const why = whyWords(i18n, effort);
  return (
    <>
      <Tag tone="waiting" icon="clock"><Trans>Try {tryNo}: {when}</Trans></Tag>
      {why && <span className={classes.quiet}><Trans>Why not now: {why}</Trans></span>}
      <span className={classes.quiet}><Trans>{left} tries left</Trans></span>
    </>
  );
}

function Line({ one }: { one: Effort["attempts"][number] }) {
  const { i18n } = useLingui();
  const now = useNow();
  const when = dayAndTime(i18n.locale, now, one.at);
  const isCall = one.channel === "call";
  return (
    <li>
      <Icon name={isCall ? "phone" : "note"} size={13} />
      <span className={classes.quiet}>{when}</span>
      {isCall
        ? <span>{one.no}. {tell(i18n, dispositions, one.outcome as keyof typeof dispositions)}{one.by_name && ` · ${one.by_name}`}</span>
        : <span><Trans>Message wanted, no channel yet</Trans></span>}
    </li>
  );
}
