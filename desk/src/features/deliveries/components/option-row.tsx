// One way on: its rank, when, what it costs and who pays, and why it stands there.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";

import { tellMoney } from "@/shared/lib/money";
import { useCan } from "@/shared/lib/session";
import { Key } from "@/shared/ui/kbd";
import { options, payers, successes, tellWhy } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import type { Decision, Ranked } from "../api/deliveries";
import classes from "./deliveries.module.css";

interface Props {
  decision: Decision;
  option: Ranked;
  index: number;
  busy?: boolean;
  pick?: () => void;
}

export function OptionRow({ decision, option, index, busy, pick }: Props) {
  const { t, i18n } = useLingui();
  const may = useCan("orders.edit");
  const day = option.day === 0 ? t`today` : option.day === 1 ? t`tomorrow` : dayText(i18n.locale, option.date);
  const money = { minor: option.cost, currency: decision.cod_due.currency || "UAH" };
  const ends = option.option === "cancel";
  return (
    <li className={classes.option} data-first={index === 0 || undefined}>
      <Key name={String(index + 1)} />
      <span className={classes.name}>{tell(i18n, options, option.option)}</span>
      <span className={classes.number}>{!ends && day}</span>
      <span className={classes.number}>
        {option.cost > 0 ? `${tellMoney(i18n.locale, money)} · ${tell(i18n, payers, option.payer)}` : !ends && <Trans>free</Trans>}
      </span>
      <span>
        {pick && may && (
          <Button size="xs" variant={index === 0 ? "filled" : "default"} onClick={pick} loading={busy}><Trans>Do it</Trans></Button>
        )}
      </span>
      <span className={classes.why}>
        {[tell(i18n, successes, option.success), ...option.reasons.map((why) => tellWhy(i18n, why as never))].join(" · ")}
      </span>
    </li>
  );
}

function dayText(locale: string, date: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" })
    .format(new Date(`${date}T00:00:00Z`));
}
