// What was offered beside orders: how much of it was taken, for what sum, by person and by product.
import { NativeSelect } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { serverNow } from "@/shared/lib/clock";
import { tellMoney } from "@/shared/lib/money";
import { useMe } from "@/shared/lib/session";
import { laterAt } from "@/shared/lib/zones";
import { Empty, Rows } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import type { Words } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import { fitFiguresQuery, type FitCount } from "../api/fits";
import classes from "./order-errors.module.css";
import { OrderTabs } from "./order-tabs";

const periods: Words = { "1": msg`Today`, "7": msg`Last seven days`, "30": msg`Last thirty days` };

export function FitFiguresPage() {
  const { t, i18n } = useLingui();
  const zone = useMe().shops[0]?.tz ?? "UTC";
  const [now] = useState(serverNow);
  const [days, setDays] = useState("30");
  const { data, error } = useQuery(fitFiguresQuery(laterAt(zone, now, 1 - Number(days), 0), laterAt(zone, now, 1, 0)));
  return (
    <Page title={t`Added to orders`} bar={<OrderTabs />}>
      <div className={classes.cut}>
        <NativeSelect size="xs" aria-label={t`Period`} value={days} onChange={(event) => setDays(event.currentTarget.value)}
          data={Object.keys(periods).map((value) => ({ value, label: tell(i18n, periods, value) }))} />
      </div>
      <ProblemText error={error} />
      {!data && !error && <Rows />}
      {data && data.people.length === 0 && <Empty icon="check" title={t`Nothing was offered in this period`}><Trans>What fits to an order stands on its card while it is taken or confirmed.</Trans></Empty>}
      {data && data.people.length > 0 && (
        <>
          <Counts title={t`Person`} rows={data.people} name={(row) => row.person_name} />
          <Counts title={t`Product`} rows={data.goods} name={(row) => `${row.name} · ${row.sku}`} />
        </>
      )}
    </Page>
  );
}

function Counts({ title, rows, name }: { title: string; rows: FitCount[]; name: (row: FitCount) => string }) {
  const { i18n } = useLingui();
  const share = new Intl.NumberFormat(i18n.locale, { style: "percent", maximumFractionDigits: 1 });
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{title}</th><th className={table.number}><Trans>Proposed</Trans></th><th className={table.number}><Trans>Taken</Trans></th>
          <th className={table.number}><Trans>Said no</Trans></th><th className={table.number}><Trans>Share taken</Trans></th><th className={table.number}><Trans>Sum</Trans></th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={(row.person ?? "") + row.sku}>
            <td>{name(row)}</td><td className={table.number}>{row.offered}</td><td className={table.number}>{row.taken}</td><td className={table.number}>{row.refused}</td>
            <td className={table.number}>{share.format(row.taken / Math.max(1, row.offered))}</td>
            <td className={table.number}>{row.sum.map((sum) => tellMoney(i18n.locale, sum)).join(" + ")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
