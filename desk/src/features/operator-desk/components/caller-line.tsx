// Who it is: name, what kind of person, number (seen during the contact, masked elsewhere), language, local time.
import { useLingui } from "@lingui/react/macro";

import type { ContactCard } from "@/shared/api/types";
import { tellNumber } from "@/shared/lib/phone-number";
import { clockTime } from "@/shared/lib/time-words";
import { useNow } from "@/shared/ui/ticking";
import { Tag } from "@/shared/ui/tag";
import { callerKinds, languages } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import classes from "./caller-line.module.css";

export function CallerLine({ contact }: { contact: ContactCard }) {
  const { t, i18n } = useLingui();
  const { caller, customer } = contact;
  const now = useNow();
  // The server's word is from the moment of the card; a known zone keeps running.
  const local = customer?.tz ? clockTime(i18n.locale, now, customer.tz) : caller.local_time;
  const kind = tell(i18n, callerKinds, caller.who);
  return (
    <div className={classes.caller}>
      <strong>{caller.name || kind}</strong>
      {caller.name && <Tag tone={caller.who === "buyer" ? "accent" : "plain"}>{kind}</Tag>}
      {caller.trusted_for && <span>{t`for ${caller.trusted_for}`}</span>}
      <span className={classes.number}>{tellNumber(caller.number ?? caller.number_masked)}</span>
      {caller.language && <span>{tell(i18n, languages, caller.language)}</span>}
      {local && <span title={t`The buyer's local time`}>{local}</span>}
    </div>
  );
}
