// How many promises were kept: a picture by day, a table by person, department, courier, kind, shop; each number opens its rows.
import { Button, NativeSelect } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { PromiseQuery } from "@/shared/api/promises";
import type { Promise_ } from "@/shared/api/types";
import { serverNow } from "@/shared/lib/clock";
import { useCan, useMe } from "@/shared/lib/session";
import { laterAt, wallOf } from "@/shared/lib/zones";
import { Empty, Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import type { Words } from "@/shared/words/contact";
import { couriers } from "@/shared/words/deliveries";
import { promiseKinds } from "@/shared/words/orders";
import { tell } from "@/shared/words/tell";

import { fileAddress, keptRateQuery, type By, type FigureRow, type RateQuery, type Tally } from "../api/kept-rate";
import { behind, type Figure } from "../lib/behind";
import { BehindDialog } from "./behind-dialog";
import classes from "./promises.module.css";
import { RatePicture } from "./rate-picture";

type Period = "today" | "seven" | "thirty" | "month" | "last_month";
const periodWords: Words<Period> = {
  today: msg`Today`, seven: msg`Last seven days`, thirty: msg`Last thirty days`, month: msg`This month`, last_month: msg`Last month`,
};
const byWords: Words<By> = {
  person: msg`by person`, department: msg`by department`, courier: msg`by courier`, kind: msg`by kind`, shop: msg`by shop`, day: msg`by day`,
};
const figureWords: Words<Figure> = {
  made: msg`Fell due`, kept: msg`Kept`, late: msg`Late`, broken: msg`Broken`, open: msg`Open`, cancelled: msg`Called off`,
};
const figures: Figure[] = ["made", "kept", "late", "broken", "open", "cancelled"];

const firstDay = (zone: string, at: number) => laterAt(zone, at, 1 - wallOf(zone, at).day, 0);

/** [from, to) in whole days of the shop, today inside. */
function daysOf(period: Period, now: number, zone: string): { from: number; to: number } {
  const to = laterAt(zone, now, 1, 0);
  switch (period) {
    case "today": return { from: laterAt(zone, now, 0, 0), to };
    case "seven": return { from: laterAt(zone, now, -6, 0), to };
    case "thirty": return { from: laterAt(zone, now, -29, 0), to };
    case "month": return { from: firstDay(zone, now), to };
    case "last_month": {
      const end = firstDay(zone, now);
      return { from: firstDay(zone, end - 1), to: end };
    }
  }
}

export function KeptRate({ query, onOpen }: { query: PromiseQuery; onOpen: (promise: Promise_) => void }) {
  const { t, i18n } = useLingui();
  const zone = useMe().shops[0]?.tz ?? "UTC";
  const [now] = useState(serverNow);
  const [period, setPeriod] = useState<Period>("thirty");
  const [by, setBy] = useState<By>("person");
  const [rows, setRows] = useState<{ title: string; query: PromiseQuery }>();
  const asked: RateQuery = { by, ...daysOf(period, now, zone), tz: zone, filter: query };
  const { data, error } = useQuery(keptRateQuery(asked));
  const days = useQuery(keptRateQuery({ ...asked, by: "day" }));
  const nameOf = (row: FigureRow) => groupName(row, by, i18n, t`nobody's or none`);
  const openRows = (figure: Figure, row?: FigureRow) =>
    setRows({ title: `${row ? nameOf(row) : t`All together`}: ${i18n._(figureWords[figure])}`, query: behind(asked, figure, row) });
  return (
    <div className={classes.rate}>
      <div className={classes.cut}>
        <NativeSelect size="xs" aria-label={t`Period`} value={period} onChange={(event) => setPeriod(event.currentTarget.value as Period)}
          data={(Object.keys(periodWords) as Period[]).map((value) => ({ value, label: i18n._(periodWords[value]) }))} />
        <NativeSelect size="xs" aria-label={t`Grouping`} value={by} onChange={(event) => setBy(event.currentTarget.value as By)}
          data={(Object.keys(byWords) as By[]).map((value) => ({ value, label: i18n._(byWords[value]) }))} />
        <Files asked={asked} />
      </div>
      <ProblemText error={error} />
      {!data && !error && <Rows count={8} />}
      {data?.rows.length === 0 && <Empty icon="promise" title={t`No promise fell due in this period`}><Trans>Choose a longer period, or somebody else's promises.</Trans></Empty>}
      {data && data.rows.length > 0 && (
        <>
          {days.data && <RatePicture rows={days.data.rows} from={asked.from} to={asked.to} zone={zone} />}
          <table className={table.table}>
            <thead>
              <tr>
                <th>{i18n._(byWords[by])}</th>
                <th className={table.number}><Trans>Kept-rate</Trans></th>
                <th className={classes.barHead}><Trans>How they ended</Trans></th>
                {figures.map((figure) => <th key={figure} className={table.number}>{i18n._(figureWords[figure])}</th>)}
              </tr>
            </thead>
            <tbody>
              <Line tally={data.total} name={t`All together`} total onOpen={(figure) => openRows(figure)} />
              {data.rows.map((row) => <Line key={row.group_id} tally={row.tally} name={nameOf(row)} onOpen={(figure) => openRows(figure, row)} />)}
            </tbody>
          </table>
          <p className={classes.note}>
            <Trans>The rate is kept in time of all that ended: kept, late and broken. Open and called-off promises do not count; a late one never becomes kept.</Trans>
          </p>
        </>
      )}
      {rows && <BehindDialog title={rows.title} query={rows.query} onOpen={onOpen} onClose={() => setRows(undefined)} />}
    </div>
  );
}

function groupName(row: FigureRow, by: By, i18n: Parameters<typeof tell>[0], none: string): string {
  if (by === "kind") return tell(i18n, promiseKinds, row.group_id as Promise_["kind"]);
  if (by === "courier") return couriers[row.group_id] ?? (row.group_id || none);
  if (by === "day") return new Intl.DateTimeFormat(i18n.locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(Date.parse(`${row.group_id}T00:00:00Z`));
  return row.group_name || none;
}

interface LineProps {
  name: string;
  tally: Tally;
  total?: boolean;
  onOpen: (figure: Figure) => void;
}

function Line({ name, tally, total, onOpen }: LineProps) {
  const { i18n } = useLingui();
  const number = new Intl.NumberFormat(i18n.locale);
  return (
    <tr data-total={total || undefined} className={classes.rateRow}>
      <th scope="row">{name}</th>
      <td className={table.number}><strong>{percent(i18n.locale, tally.kept_permille)}</strong></td>
      <td><Bar tally={tally} /></td>
      {figures.map((figure) => (
        <td key={figure} className={table.number}>
          {tally[figure] === 0 ? <span className={table.quiet}>0</span> : (
            <button type="button" className={classes.figure} aria-label={`${name}, ${i18n._(figureWords[figure])}: ${tally[figure]}`} onClick={() => onOpen(figure)}>
              {number.format(tally[figure])}
            </button>
          )}
        </td>
      ))}
    </tr>
  );
}

function percent(locale: string, permille: number | undefined): string {
  if (permille === undefined) return "—";
  return new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(permille / 1000);
}

/** Kept, late, broken and open side by side; the numbers beside it say the same. */
function Bar({ tally }: { tally: Tally }) {
  const parts = (["kept", "late", "broken", "open"] as const).filter((part) => tally[part] > 0);
  return (
    <span className={classes.bar} aria-hidden>
      {parts.map((part) => <span key={part} data-part={part} style={{ flexGrow: tally[part] }} />)}
    </span>
  );
}

function Files({ asked }: { asked: RateQuery }) {
  const { t, i18n } = useLingui();
  const may = useCan("reports.export");
  if (!may) return null;
  const words: Record<string, string> = {
    group: t`Group`, total: t`Total`, figures: t`Figures`, definitions: t`Definitions`, promises_kept_rate: t`Kept-rate`,
  };
  words.none = t`nobody's or none`;
  for (const kind of ["reply", "callback", "delivery", "refund"] as const) words[kind] = tell(i18n, promiseKinds, kind);
  Object.assign(words, couriers);
  for (const figure of figures) words[`promises_${figure}`] = i18n._(figureWords[figure]);
  return (
    <span className={classes.cut}>
      <Button component="a" size="xs" variant="default" href={fileAddress(asked, "xlsx", words)} download>XLSX</Button>
      <Button component="a" size="xs" variant="default" href={fileAddress(asked, "csv", words)} download>CSV</Button>
    </span>
  );
}
