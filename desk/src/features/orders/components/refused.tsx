// An edit was refused while its editor stands open: why, and if somebody else changed the fact meanwhile, what it says now.
import { Trans, useLingui } from "@lingui/react/macro";

import { ApiError } from "@/shared/api/client";
import type { CheckField, Order } from "@/shared/api/types";
import { ProblemText } from "@/shared/ui/problem-text";
import { useNow } from "@/shared/ui/ticking";

import { sameFact } from "../api/seen";
import classes from "./confirm-card.module.css";
import { checkOf, fact } from "./facts";

interface Props {
  order: Order;
  /** As it stood when the editor was opened. */
  seen: Order;
  field: CheckField;
  zone?: string;
  error: unknown;
}

export function Refused({ order, seen, field, zone, error }: Props) {
  const { i18n } = useLingui();
  const now = useNow();
  const conflict = error instanceof ApiError && error.code === "orders.version_conflict";
  if (!conflict || sameFact(field, seen, order)) return <div className={classes.refused}><ProblemText error={error} /></div>;
  const who = checkOf(order, field)?.by_name;
  const before = fact(i18n, seen, field, now, zone) || "—", here = fact(i18n, order, field, now, zone) || "—";
  return (
    <div role="alert" className={classes.refused}>
      <p>
        {who ? <Trans>While you typed, {who} changed this: “{before}” became “{here}”.</Trans> : <Trans>While you typed, this was changed: “{before}” became “{here}”.</Trans>}{" "}
        <Trans>Enter puts what you typed in its place, Esc leaves it.</Trans>
      </p>
    </div>
  );
}
