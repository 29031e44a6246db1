// Her own work in what is written: what waits now, and what she did today or in a month. It needs no right to see reports.
import { SegmentedControl } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { get } from "@/shared/api/client";
import { conversationsQuery } from "@/shared/api/conversations";
import type { components } from "@/shared/api/schema.gen";
import { tellMoney } from "@/shared/lib/money";
import { running } from "@/shared/lib/time-words";
import { ProblemText } from "@/shared/ui/problem-text";
import { figureName, reportDefinitions } from "@/shared/words/reports";

import classes from "./my-day.module.css";

type Report = components["schemas"]["TradeReport"];
type Period = "today" | "month" | "last_month";

const shown = ["written_answered", "written_first_median", "written_first_p90", "written_kept_share", "written_broken", "written_resolved", "written_resolve_open_median",
  "written_mark", "written_rated", "written_orders", "written_orders_sum"];

const mineQuery = (period: Period) =>
  queryOptions({
    queryKey: ["reports-mine", period],
    queryFn: ({ signal }) => get<Report>("/api/v1/reports/mine", { period }, signal),
    placeholderData: keepPreviousData, refetchInterval: 60_000,
  });

export function MyDay() {
  const { t } = useLingui();
  const [period, setPeriod] = useState<Period>("today");
  const { data, error } = useQuery(mineQuery(period));
  const counts = useInfiniteQuery(conversationsQuery("mine", "")).data?.pages[0]?.counts;
  return (
    <section className={classes.day} aria-label={t`My work`}>
      <header>
        <h2><Trans>My work</Trans></h2>
        <SegmentedControl size="xs" aria-label={t`Period`} value={period} onChange={(next) => setPeriod(next as Period)}
          data={[{ value: "today", label: t`Today` }, { value: "month", label: t`This month` }, { value: "last_month", label: t`Last month` }]} />
      </header>
      <ProblemText error={error} />
      <dl>
        {period === "today" && counts && <><Figure name={t`Waiting in the line`} value={String(counts.waiting)} /><Figure name={t`With me now`} value={String(counts.mine)} /></>}
        {data?.columns.map((column, at) => shown.includes(column.code) && <Reported key={`${column.code} ${column.currency}`} column={column} value={data.total.values[at]} />)}
      </dl>
    </section>
  );
}

function Reported({ column, value }: { column: Report["columns"][number]; value: number | null | undefined }) {
  const { i18n } = useLingui();
  const definition = reportDefinitions[column.code];
  return <Figure name={figureName(i18n, column.code)} value={told(i18n.locale, column, value)} why={definition && i18n._(definition)} />;
}

function told(locale: string, column: Report["columns"][number], value: number | null | undefined): string {
  if (value === null || value === undefined) return "—";
  if (column.kind === "money") return tellMoney(locale, { minor: value, currency: column.currency });
  if (column.kind === "permille") return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(value / 1000);
  if (column.kind === "average_tenths") return new Intl.NumberFormat(locale, { minimumFractionDigits: 1 }).format(value / 10);
  return column.kind === "count" ? new Intl.NumberFormat(locale).format(value) : running(value);
}

function Figure({ name, value, why }: { name: string; value: string; why?: string }) {
  return <div title={why}><dt>{name}</dt><dd>{value}</dd></div>;
}
