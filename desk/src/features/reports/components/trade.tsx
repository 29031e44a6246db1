// A trade report: what became of orders, as picture and table; each number opens to its orders, a group narrows the report.
import { Button, NativeSelect, Tooltip } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useCan, useMe } from "@/shared/lib/session";
import { clockTime } from "@/shared/lib/time-words";
import { Empty, Rows } from "@/shared/ui/empty";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { channelKinds } from "@/shared/words/channels";
import type { Words } from "@/shared/words/contact";
import { couriers } from "@/shared/words/deliveries";
import { cancelReasons, holdReasons, orderSources } from "@/shared/words/orders";
import { figureName } from "@/shared/words/reports";
import { tell } from "@/shared/words/tell";

import type { Column, ReportRow } from "../api/reports";
import { tradeFile, tradeQuery, type Cut, type Only, type TradeAnswer, type TradeAsked } from "../api/trade";
import { Chart } from "./chart";
import { FigureTable } from "./figure-table";
import { daysOf, zoneOf } from "./period";
import classes from "./reports.module.css";
import { TradeBehind } from "./trade-behind";
import { linesOf, periodText, spoken } from "./values";

const cutWords: Words<Cut> = {
  none: msg`all together`, shop: msg`by shop`, department: msg`by department`, person: msg`by owner`, source: msg`by source`,
  city: msg`by city`, reason: msg`by reason`, courier: msg`by courier`, product: msg`by product`, channel: msg`by channel`,
};
const onlyWords: Words<Cut> = {
  none: msg`All`, shop: msg`Shop`, department: msg`Department`, person: msg`Owner`, source: msg`Source`, city: msg`City`, reason: msg`Reason`,
  courier: msg`Courier`, product: msg`Product`, channel: msg`Channel`,
};
const emptyWords: Words = { source: msg`source unknown`, city: msg`no city`, reason: msg`no reason`, product: msg`delivery and other` };
const coded: Partial<Record<Cut, Words>> = { source: orderSources, reason: { ...holdReasons, ...cancelReasons }, channel: channelKinds };

type Named = (cut: Cut, group: string, name: string) => string;

/** What a group is called: codes have words of ours, cities and people their own. */
function useNamed(): Named {
  const { i18n, t } = useLingui();
  return (cut, group, name) => {
    if (!group || group === "0") return emptyWords[cut] ? i18n._(emptyWords[cut]) : t`nobody's`;
    if (cut === "courier") return couriers[group] ?? group;
    return coded[cut] ? tell(i18n, coded[cut], group) : name || group;
  };
}

interface Props {
  asked: TradeAsked;
  onChange: (part: Partial<TradeAsked>) => void;
}

export function Trade({ asked, onChange }: Props) {
  const { data, error, isFetching } = useQuery(tradeQuery(asked));
  if (!data) return error ? <ProblemText error={error} /> : <Rows count={10} />;
  return (
    <>
      <ProblemText error={error} />
      <Answer key={asked.report} report={data} asked={asked} busy={isFetching} onChange={onChange} />
    </>
  );
}

function Answer({ report, asked, busy, onChange }: Props & { report: TradeAnswer; busy: boolean }) {
  const { t, i18n } = useLingui();
  const named = useNamed();
  const [chosen, setChosen] = useState<string>();
  const [open, setOpen] = useState<{ column: Column; asked: TradeAsked }>();
  if (report.rows.length === 0)
    return <Empty icon="board" title={t`Nothing happened in this period`}><Trans>Choose other days, or take the filters away.</Trans></Empty>;
  const told = { ...report, rows: report.rows.map((row) => ({ ...row, group_name: asked.by === "none" ? "" : named(asked.by, row.group_id, row.group_name) })) };
  const codes = spoken(told, report.columns.map((column) => column.code));
  const code = chosen && codes.includes(chosen) ? chosen : codes[0]!;
  const column = report.columns.find((one) => one.code === code)!;
  const cellOf = (row: ReportRow): TradeAsked => ({
    ...asked, ...daysOf(asked.step, row.period, asked.from, asked.to), only: row === told.total ? asked.only : [...asked.only, ...groupOf(asked, row)],
  });
  return (
    <div className={classes.answer} aria-busy={busy || undefined}>
      <Chart title={figureName(i18n, code)} kind={column.kind} currency={column.currency}
        lines={linesOf(told, code, (row) => periodText(i18n.locale, asked.step, row), asked.step)} />
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t`Table of figures`}>
        <FigureTable report={told} asked={asked} codes={codes} chosen={code} onChoose={setChosen}
          onOpen={(one, row) => setOpen({ column: one, asked: cellOf(row) })}
          onGroup={(row) => onChange({ only: [...asked.only, ...groupOf(asked, row)], by: "none", step: asked.step === "none" ? "day" : asked.step })} />
      </div>
      <Footnote report={report} />
      {open && <TradeBehind asked={open.asked} column={open.column} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function groupOf(asked: TradeAsked, row: ReportRow): Only[] {
  return asked.by === "none" ? [] : [{ cut: asked.by, group: row.group_id, name: row.group_name }];
}

function Footnote({ report }: { report: TradeAnswer }) {
  const { i18n } = useLingui();
  const zone = zoneOf(useMe().shops);
  const until = clockTime(i18n.locale, report.as_of, zone);
  return (
    <p className={classes.footnote}>
      {zone
        ? <Trans>Counted up to {until}. Days and hours are the shop's own ({zone}).</Trans>
        : <Trans>Counted up to {until} of your own time. Days and hours are those of each shop's own time zone.</Trans>}
    </p>
  );
}

/** Cut and filters, beside the period and step that all reports share. */
export function TradeCuts({ asked, onChange }: Props) {
  const { t, i18n } = useLingui();
  const may = useCan("people.view");
  const { data } = useQuery(tradeQuery(asked));
  const cuts = (data?.cuts ?? [asked.by]).filter((cut) => cut !== "person" || may);
  return (
    <>
      <NativeSelect size="xs" aria-label={t`Grouping`} value={asked.by} data={cuts.map((value) => ({ value, label: i18n._(cutWords[value]) }))}
        onChange={(event) => onChange({ by: event.currentTarget.value as Cut })} />
      {asked.only.map((only) => (
        <Button key={`${only.cut}:${only.group}`} size="compact-xs" variant="light" rightSection={<Icon name="cross" size={12} />}
          onClick={() => onChange({ only: asked.only.filter((one) => one !== only) })}>
          {i18n._(onlyWords[only.cut])}: {only.name}
        </Button>
      ))}
    </>
  );
}

export function TradeFiles({ asked }: { asked: TradeAsked }) {
  const { t, i18n } = useLingui();
  const named = useNamed();
  const { data } = useQuery(tradeQuery(asked));
  if (!useCan("reports.export") || !data) return null;
  const words: Record<string, string> = { period: t`Period`, group: t`Group`, total: t`Total`, figures: t`Figures`, definitions: t`Definitions` };
  for (const { code } of data.columns) words[code.split(" ")[0]!] = figureName(i18n, code.split(" ")[0]!);
  if (coded[asked.by] || asked.by === "courier") for (const row of data.rows) words[`${asked.by} ${row.group_id}`] = named(asked.by, row.group_id, row.group_name);
  return (
    <Tooltip label={t`Everything this report holds, also the columns not shown`}>
      <span className={classes.files}>
        <Button component="a" size="xs" variant="default" href={tradeFile(asked, "xlsx", words)} download>XLSX</Button>
        <Button component="a" size="xs" variant="default" href={tradeFile(asked, "csv", words)} download>CSV</Button>
      </span>
    </Tooltip>
  );
}
