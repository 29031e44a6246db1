// What has happened to the order, newest first; told from codes, in the language of the reader.
import type { I18n } from "@lingui/core";
import { Trans, useLingui } from "@lingui/react/macro";

import type { CheckField, DeskState, TimelineEntry } from "@/shared/api/types";
import { tellSum } from "@/shared/lib/money";
import { fullTime } from "@/shared/lib/time-words";
import { Icon, type IconName } from "@/shared/ui/icon";
import { Ago } from "@/shared/ui/ticking";
import { cancelReasons, checkFields, deskStates, holdReasons, orderSources, promiseKinds, shortOutcomes, timelineKinds } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import classes from "./order-view.module.css";

const icons: Record<string, IconName> = {
  created: "box", check_confirmed: "check", check_changed: "edit", check_reopened: "question", call: "phone",
  confirm: "check", hold: "hold", no_contact: "phoneOff", cancel: "cross", reopen: "back", promise_made: "promise",
  in_shop: "store", approval_asked: "question", approval_approved: "check", payment_came: "check", told_short: "phone", shop_sum_differs: "warning", store_changed: "store", store_conflict: "warning", store_status: "store", hand_over: "truck", depart: "truck",
};

export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const { t, i18n } = useLingui();
  const newest = [...entries].sort((a, b) => b.at - a.at);
  return (
    <ul className={classes.timeline} aria-label={t`What has happened`}>
      {newest.map((entry, at) => (
        <li key={at}>
          <Icon name={icons[entry.kind] ?? "dot"} />
          <span>
            {tell(i18n, timelineKinds, entry.kind)} <span className={classes.detail}>{details(i18n, entry)}</span>
          </span>
          <span className={classes.when}><Ago at={entry.at} />{entry.by_name && ` · ${entry.by_name}`}</span>
        </li>
      ))}
      {entries.length === 0 && <li><Icon name="dot" /><Trans>Nothing yet.</Trans></li>}
    </ul>
  );
}

function details(i18n: I18n, { params }: TimelineEntry): string {
  return params.map(([key, value]) => word(i18n, key, value)).filter(Boolean).join(" · ");
}

function word(i18n: I18n, key: string, value: string): string {
  if (key === "field") return tell(i18n, checkFields, value as CheckField);
  if (key === "state" || key === "from" || key === "to") return value in deskStates ? tell(i18n, deskStates, value as DeskState) : value;
  if (key === "outcome") return tell(i18n, shortOutcomes, value);
  if (key === "source") return tell(i18n, orderSources, value);
  if (key === "reason") return value in holdReasons ? tell(i18n, holdReasons, value) : tell(i18n, cancelReasons, value);
  if (key === "amount") return tellSum(i18n.locale, value);
  if (key === "kind") return value in promiseKinds ? tell(i18n, promiseKinds, value as keyof typeof promiseKinds) : value;
  if (key === "due_at") return fullTime(i18n.locale, Number(value));
  return key.endsWith("_id") || key === "version" ? "" : value;
}
