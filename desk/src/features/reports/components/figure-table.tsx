// The figures as a table. A head shows its definition on hover and focus and chooses the picture; a number opens to its
// rows; a group's name narrows the report to it. Arrow keys move between numbers.
import { Tooltip, UnstyledButton } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState, type KeyboardEvent } from "react";

import { tellMoney } from "@/shared/lib/money";
import table from "@/shared/ui/table.module.css";
import { Icon } from "@/shared/ui/icon";
import { pauseReasons } from "@/shared/words/contact";
import { figureName, reportDefinitions } from "@/shared/words/reports";
import { dayAndTime, running } from "@/shared/lib/time-words";
import { useNow } from "@/shared/ui/ticking";
import { tell } from "@/shared/words/tell";

import type { Asked, Column, Report, ReportRow } from "../api/reports";
import classes from "./reports.module.css";
import { periodText, tellValue } from "./values";

const rowsAtOnce = 200;

interface Props {
  report: Report;
  asked: { step: Asked["step"]; by: string };
  codes: string[];
  chosen: string;
  extra?: "pauses" | "money";
  onChoose: (code: string) => void;
  onOpen: (column: Column, row: ReportRow) => void;
  onGroup: (row: ReportRow) => void;
}

export function FigureTable({ report, asked, codes, chosen, extra, onChoose, onOpen, onGroup }: Props) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const [most, setMost] = useState(rowsAtOnce);
  const columns = codes.flatMap((code) => report.columns.flatMap((column, at) => (column.code === code ? [{ column, at }] : [])));
  const line = (row: ReportRow, name: React.ReactNode, key: string) => (
    <tr key={key} data-total={key === "total" || undefined}>
      <th scope="row">{name}{row.corrected && (
        <Tooltip label={t`Holds what was learned after the day had closed`}>
          <span className={classes.corrected} tabIndex={0}>
            <Icon name="edit" size={12} /> {t`recomputed`} {row.recomputed_at !== undefined && dayAndTime(i18n.locale, now, row.recomputed_at)}
          </span>
        </Tooltip>
      )}</th>
      {columns.map(({ column, at }) => <td key={at} className={table.number}><Value column={column} row={row} at={at} onOpen={onOpen} /></td>)}
      {extra && <td className={classes.extra}>{extra === "pauses" ? <Pauses row={row} /> : <Sums row={row} />}</td>}
    </tr>
  );
  return (
    <>
      <table className={`${table.table} ${classes.figures}`} onKeyDown={move}>
        <thead>
          <tr>
            <th>{asked.step === "none" ? <Trans>Group</Trans> : <Trans>Period</Trans>}</th>
            {columns.map(({ column }) => <Head key={column.code} column={column} chosen={chosen === column.code} onChoose={onChoose} />)}
            {extra && <th>{extra === "pauses" ? <Trans>Pauses by reason</Trans> : <Trans>Sum of confirmed orders</Trans>}</th>}
          </tr>
        </thead>
        <tbody>
          {line(report.total, <Trans>Total</Trans>, "total")}
          {report.rows.slice(0, most).map((row) => {
            const period = periodText(i18n.locale, asked.step, row);
            const name = row.group_name || (asked.by === "none" ? "" : t`nobody's`);
            return line(row, (
              <>
                {period}{period && name && " · "}
                {name && (asked.by === "channel" || row.group_id === "0" ? name
                  : <UnstyledButton className={classes.group} onClick={() => onGroup(row)}>{name}</UnstyledButton>)}
              </>
            ), `${row.period}.${row.hour ?? ""}.${row.again}.${row.group_id}`);
          })}
        </tbody>
      </table>
      {report.rows.length > most && (
        <button type="button" className={classes.more} onClick={() => setMost(most + rowsAtOnce)}>
          <Trans>Show more rows ({report.rows.length - most})</Trans>
        </button>
      )}
    </>
  );
}

function Head({ column, chosen, onChoose }: { column: Column; chosen: boolean; onChoose: (code: string) => void }) {
  const { i18n } = useLingui();
  const definition = reportDefinitions[column.code.split(" ")[0]!];
  return (
    <th scope="col" className={table.number} aria-sort="none">
      <Tooltip multiline w={300} events={{ hover: true, focus: true, touch: true }}
        label={<>{definition && i18n._(definition)}<br /><code>{column.formula}</code> · {column.id}</>}>
        <UnstyledButton className={classes.head} aria-pressed={chosen} onClick={() => onChoose(column.code)}>
          {figureName(i18n, column.code)}
        </UnstyledButton>
      </Tooltip>
    </th>
  );
}

function Value({ column, row, at, onOpen }: { column: Column; row: ReportRow; at: number; onOpen: Props["onOpen"] }) {
  const { i18n } = useLingui();
  const value = row.values[at];
  const text = tellValue(i18n.locale, column.kind, value, column.currency);
  if (value === null || value === undefined || !column.opens) return <>{text}</>;
  return (
    <UnstyledButton className={classes.value} data-value aria-label={`${figureName(i18n, column.code)}: ${text}`}
      onClick={() => onOpen(column, row)}>
      {text}
    </UnstyledButton>
  );
}

function Pauses({ row }: { row: ReportRow }) {
  const { i18n } = useLingui();
  return <>{row.pauses.map(({ reason, ms }) => `${tell(i18n, pauseReasons, reason)} ${running(ms)}`).join(", ")}</>;
}

function Sums({ row }: { row: ReportRow }) {
  const { i18n } = useLingui();
  return <>{row.money.map(({ currency, confirmed_minor }) => tellMoney(i18n.locale, { minor: confirmed_minor, currency })).join(", ")}</>;
}

/** Arrows go from number to number: left and right in the row, up and down in the column. */
function move(event: KeyboardEvent<HTMLTableElement>) {
  const cell = (event.target as HTMLElement).closest("td");
  const row = cell?.parentElement;
  if (!cell || !(row instanceof HTMLTableRowElement)) return;
  const within = (tr: Element | null, at: number) =>
    tr instanceof HTMLTableRowElement ? tr.cells[at]?.querySelector<HTMLElement>("[data-value]") : null;
  const moves: Record<string, () => HTMLElement | null | undefined> = {
    ArrowLeft: () => within(row, cell.cellIndex - 1),
    ArrowRight: () => within(row, cell.cellIndex + 1),
    ArrowUp: () => within(row.previousElementSibling, cell.cellIndex),
    ArrowDown: () => within(row.nextElementSibling, cell.cellIndex),
  };
  const next = moves[event.key]?.();
  if (!next) return;
  event.preventDefault();
  next.focus();
}
