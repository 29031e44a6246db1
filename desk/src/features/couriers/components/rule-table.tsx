// What couriers allow, by when and for how much: the rules that hold, each with its earlier and coming versions.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { tellMoney } from "@/shared/lib/money";
import { useCan, useMe } from "@/shared/lib/session";
import { fullTime } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { Tag, type Tone } from "@/shared/ui/tag";
import { couriers, ruleStates, services } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { rulesQuery, type RuleRow } from "../api/couriers";
import { RuleForm } from "./rule-form";
import { clockText, dayText } from "../lib/rule-text";
import classes from "./couriers.module.css";

const tones: Record<RuleRow["state"], Tone> = { in_force: "talking", coming: "accent", superseded: "offline", ended: "offline" };

export function RuleTable() {
  const { t } = useLingui();
  const { data, error } = useQuery(rulesQuery);
  const may = useCan("stores.edit");
  const [history, setHistory] = useState(false);
  const [form, setForm] = useState<{ from?: RuleRow }>();
  const shown = data?.items.filter((row) => history || row.state === "in_force" || row.state === "coming") ?? [];
  const older = (data?.items.length ?? 0) - shown.length;
  return (
    <section className={classes.section}>
      <div className={classes.titleLine}>
        <h2><Trans>Couriers' rules</Trans></h2>
        <span>
          {(older > 0 || history) && (
            <Button size="xs" variant="subtle" aria-pressed={history} onClick={() => setHistory(!history)}>
              {history ? <Trans>Only what holds</Trans> : <Trans>With earlier versions ({older})</Trans>}
            </Button>
          )}
          {may && !form && <Button size="xs" variant="default" leftSection={<Icon name="plus" size={14} />} onClick={() => setForm({})}><Trans>A rule</Trans></Button>}
        </span>
      </div>
      <p className={classes.quiet}><Trans>A new version holds for what leaves from its day on. Parcels under way and decisions already taken keep theirs.</Trans></p>
      <ProblemText error={error} />
      {!data && !error && <Rows count={3} />}
      {form && <RuleForm key={form.from?.id ?? "new"} from={form.from} onDone={() => setForm(undefined)} />}
      {data?.items.length === 0 && !form && (
        <Empty icon="clock" title={t`No rules yet`}>
          <Trans>Without them a failed delivery is decided by cautious defaults: 30 minutes, two free tries, seven days of storage.</Trans>
        </Empty>
      )}
      {shown.length > 0 && (
        <div className={classes.wide}>
          <table className={table.table}>
            <thead>
              <tr>
                <th><Trans>Courier</Trans></th><th><Trans>For</Trans></th><th><Trans>Holds</Trans></th>
                <th className={table.number}><Trans>To decide</Trans></th><th><Trans>Redirect</Trans></th>
                <th><Trans>Tries</Trans></th><th><Trans>Storage</Trans></th><th><Trans>Added</Trans></th><th />
              </tr>
            </thead>
            <tbody>{shown.map((row) => <Row key={row.id} row={row} renew={may ? () => setForm({ from: row }) : undefined} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ row, renew }: { row: RuleRow; renew?: () => void }) {
  const { t, i18n } = useLingui();
  const { shops } = useMe();
  const { rule } = row;
  const shop = shops.find((one) => one.id === row.shop_id);
  const money = (minor: number) => (minor > 0 ? tellMoney(i18n.locale, { minor, currency: shop?.currency ?? "UAH" }) : t`free`);
  const [free, most, days, window] = [rule.free_attempts, rule.attempts_max, rule.storage_free_days, rule.decision_window_min];
  const [extra, dayFee, until] = [money(rule.extra_attempt_fee), money(rule.storage_fee_day), clockText(rule.redirect_until_minute)];
  return (
    <tr className={row.state === "superseded" || row.state === "ended" ? classes.old : undefined}>
      <td>{couriers[rule.courier] ?? rule.courier}{shops.length > 1 && <div className={table.quiet}>{shop?.name}</div>}</td>
      <td>{rule.service ? tell(i18n, services, rule.service) : <Trans>every way</Trans>}{rule.city && `, ${rule.city}`}</td>
      <td className={table.nowrap}>
        <Tag tone={tones[row.state]} quiet>{tell(i18n, ruleStates, row.state)}</Tag>
        <div className={table.quiet}>{dayText(i18n.locale, rule.valid_from)}{rule.valid_to && ` – ${dayText(i18n.locale, rule.valid_to)}`}</div>
      </td>
      <td className={table.number}><Trans>{window} min</Trans></td>
      <td>
        {money(rule.redirect_fee)}, <Trans>until {until}</Trans>
        <div className={table.quiet}>{rule.redirect_same_zone ? <Trans>same zone</Trans> : <Trans>any zone</Trans>}</div>
      </td>
      <td><Trans>{free} free of {most}</Trans><div className={table.quiet}><Trans>then {extra}</Trans></div></td>
      <td><Trans>{days} days free</Trans><div className={table.quiet}><Trans>then {dayFee} a day</Trans></div></td>
      <td className={table.quiet}>{row.added_by}<div>{fullTime(i18n.locale, row.added_at)}</div></td>
      <td>{renew && <Button size="compact-xs" variant="default" onClick={renew}><Trans>New version</Trans></Button>}</td>
    </tr>
  );
}
