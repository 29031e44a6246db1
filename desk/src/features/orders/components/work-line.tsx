// On the order's card: what stands in its way, what is paid ahead and why, which message a rule wants, what is due next.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { Order } from "@/shared/api/types";
import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { Due } from "@/shared/ui/ticking";
import { messageKinds, nextKinds, sortReasons, sorts } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { useWorkStep, workQuery } from "../api/work";
import classes from "./sorted-orders.module.css";
import { ToldMenu } from "./told-menu";

export function WorkLine({ order }: { order: Order }) {
  const { i18n } = useLingui();
  const { data } = useQuery(workQuery(order.id, order.version));
  const step = useWorkStep();
  const mayTell = useCan("orders.confirm");
  if (!data) return null;
  const { sorted } = data;
  const due = sorted.tell_by ?? sorted.next_due;
  const asked = tellMoney(i18n.locale, data.prepay_asked);
  const open = tellMoney(i18n.locale, data.prepay_due);
  return (
    <div className={classes.work} aria-live="polite">
      {sorted.sort !== "gone" && <span className={classes.sort} data-sort={sorted.sort}>{tell(i18n, sorts, sorted.sort)}</span>}
      {sorted.reason !== "none" && <span>{tell(i18n, sortReasons, sorted.reason)}</span>}
      {sorted.missing.map((goods) => <strong key={goods.sku}>{goods.name || goods.sku} −{goods.quantity}</strong>)}
      {sorted.next !== "nothing" && <span>{tell(i18n, nextKinds, sorted.next)} {typeof due === "number" && <Due at={due} from={due - 3_600_000} />}</span>}
      {data.prepay_reason !== "none" && (
        <span className={classes.prepay}>
          {data.prepay_due.minor > 0 ? <Trans>Prepayment asked: {asked}, still to come {open}</Trans> : <Trans>Prepayment received: {asked}</Trans>}{" "}
          {data.prepay_reason === "refusals" ? <Trans>(parcels not taken before: {data.refused_before})</Trans> : <Trans>(by the sum)</Trans>}
        </span>
      )}
      {data.messages.map((message) => (
        <span key={message.kind}>{tell(i18n, messageKinds, message.kind)}: {message.state === "sent" ? <Trans>sent</Trans> : <Trans>wanted by rule, not sent yet</Trans>}</span>
      ))}
      {mayTell && typeof sorted.tell_by === "number" && (
        <ToldMenu order={order.id} step={step} />
      )}
      <ProblemText error={step.error} />
    </div>
  );
}
