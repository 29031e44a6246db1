// Errors found later by day, kind, cause and person, with how many there are for 1000 orders that left; and the rows behind them.
import { NativeSelect } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { serverNow } from "@/shared/lib/clock";
import { tellMoney } from "@/shared/lib/money";
import { useMe } from "@/shared/lib/session";
import { fullTime } from "@/shared/lib/time-words";
import { laterAt } from "@/shared/lib/zones";
import { Empty, Rows } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import type { Words } from "@/shared/words/contact";
import { errorCauses, errorKinds } from "@/shared/words/order-errors";
import { tell } from "@/shared/words/tell";

import { errorFiguresQuery, foundErrorsQuery, type ErrorFigures } from "../api/errors";
import classes from "./order-errors.module.css";
import { OrderTabs } from "./order-tabs";

const periods: Words = { "1": msg`Today`, "7": msg`Last seven days`, "30": msg`Last thirty days` };

export function ErrorFiguresPage() {
  const { t, i18n } = useLingui();
  const zone = useMe().shops[0]?.tz ?? "UTC";
  const [now] = useState(serverNow);
  const [days, setDays] = useState("30");
  const from = laterAt(zone, now, 1 - Number(days), 0), to = laterAt(zone, now, 1, 0);
  const figures = useQuery(errorFiguresQuery(from, to));
  const rows = useQuery(foundErrorsQuery(from, to));
  const { data } = figures;
  const errors = data?.errors ?? 0, left = data?.handed_over ?? 0;
  const rate = left > 0 ? new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: 1 }).format((errors * 1000) / left) : "—";
  return (
    <Page title={t`Errors found later`} bar={<OrderTabs />}>
      <div className={classes.cut}>
        <NativeSelect size="xs" aria-label={t`Period`} value={days} onChange={(event) => setDays(event.currentTarget.value)}
          data={Object.keys(periods).map((value) => ({ value, label: tell(i18n, periods, value) }))} />
        <span><Trans>Errors: {errors}; orders that left: {left}; for 1000 of them: {rate}</Trans></span>
      </div>
      <ProblemText error={figures.error ?? rows.error} />
      {!data && !figures.error && <Rows />}
      {data && data.rows.length === 0 && <Empty icon="check" title={t`No errors were found in this period`}><Trans>They are registered on the order's page: what was wrong, where it came from, what to do otherwise.</Trans></Empty>}
      {data && data.rows.length > 0 && <Figures rows={data.rows} />}
      {rows.data && rows.data.items.length > 0 && (
        <section className={classes.part}>
          <h2><Trans>Each of them</Trans></h2>
          <table className={table.table}>
            <thead><tr><th><Trans>Found</Trans></th><th><Trans>Order</Trans></th><th className={classes.wide}><Trans>What, and the lesson</Trans></th><th><Trans>Whose</Trans></th><th><Trans>Found by</Trans></th></tr></thead>
            <tbody>
              {rows.data.items.map((one) => (
                <tr key={one.id}>
                  <td className={table.nowrap}>{fullTime(i18n.locale, one.found_at)}</td>
                  <td className={table.nowrap}><Link to="/orders/$orderId" params={{ orderId: one.order_id }}>{one.order_number}</Link></td>
                  <td>{tell(i18n, errorKinds, one.kind)}{one.lesson && <div className={classes.quiet}>{one.lesson}</div>}</td>
                  <td>{one.caused_by_name || tell(i18n, errorCauses, one.cause)}</td><td>{one.found_by_name}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Page>
  );
}

function Figures({ rows }: { rows: ErrorFigures["rows"] }) {
  const { i18n } = useLingui();
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th><Trans>Day</Trans></th><th className={classes.wide}><Trans>What, and where it came from</Trans></th><th><Trans>Whose</Trans></th>
          <th className={table.number}><Trans>Errors</Trans></th><th className={table.number}><Trans>Lessons seen</Trans></th><th className={table.number}><Trans>Cost</Trans></th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.day}${row.kind}${row.cause}${row.person ?? ""}`}>
            <td className={table.nowrap}>{row.day}</td><td>{tell(i18n, errorKinds, row.kind)} <span className={classes.quiet}>· {tell(i18n, errorCauses, row.cause)}</span></td><td>{row.person_name}</td>
            <td className={table.number}>{row.errors}</td><td className={table.number}>{row.person ? row.seen : ""}</td>
            <td className={table.number}>{row.cost.map((cost) => tellMoney(i18n.locale, cost)).join(" + ")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
