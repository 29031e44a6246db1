// The orders behind a number of a trade report: how many and their sum, newest first, page by page.
import { Button } from "@mantine/core";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { tellMoney } from "@/shared/lib/money";
import { useMe } from "@/shared/lib/session";
import { momentWords, running } from "@/shared/lib/time-words";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { useNow } from "@/shared/ui/ticking";
import { channelKinds } from "@/shared/words/channels";
import { cancelReasons, holdReasons } from "@/shared/words/orders";
import { figureName, reportDefinitions } from "@/shared/words/reports";
import { tell } from "@/shared/words/tell";
import { tradeFacts } from "@/shared/words/trade";

import type { Column } from "../api/reports";
import { tradeRowsQuery, type TradeAsked, type TradeRow, type TradeRows } from "../api/trade";
import { zoneOf } from "./period";
import classes from "./reports.module.css";

export function TradeBehind({ asked, column, onClose }: { asked: TradeAsked; column: Column; onClose: () => void }) {
  const { i18n } = useLingui();
  const [cursors, setCursors] = useState<(string | undefined)[]>([undefined]);
  const definition = reportDefinitions[column.code.split(" ")[0]!];
  return (
    <Dialog onClose={onClose} size={980} title={figureName(i18n, column.code)}>
      <p>{definition && i18n._(definition)} <code>{column.formula}</code></p>
      {cursors.map((cursor, at) => (
        <PageOf key={cursor ?? ""} asked={asked} column={column} cursor={cursor}
          onNext={at === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : undefined} />
      ))}
    </Dialog>
  );
}

interface PageProps {
  asked: TradeAsked;
  column: Column;
  cursor?: string;
  onNext?: (next: string) => void;
}

function PageOf({ asked, column, cursor, onNext }: PageProps) {
  const { data, error } = useQuery(tradeRowsQuery(asked, column, cursor));
  const shop = asked.only.find((only) => only.cut === "shop")?.group;
  const zone = zoneOf(useMe().shops, shop);
  if (!data) return error ? <ProblemText error={error} /> : <Rows />;
  if (data.count === 0) return <p><Trans>No rows: the number is zero.</Trans></p>;
  return (
    <>
      {!cursor && <Summary rows={data} />}
      <Orders rows={data.items} zone={zone} head={!cursor} />
      {data.next && onNext && <Button variant="default" size="xs" mt="sm" onClick={() => onNext(data.next!)}><Trans>Show more</Trans></Button>}
    </>
  );
}

function Summary({ rows }: { rows: TradeRows }) {
  const { i18n } = useLingui();
  return (
    <p className={classes.footnote}>
      <Plural value={rows.count} one="# row" other="# rows" />
      {rows.sums.map((sum) => <span key={sum.currency}> · {tellMoney(i18n.locale, sum)}</span>)}
    </p>
  );
}

const written = (row: TradeRow) => !!row.conversation_id;

/** The order, or the conversation; of an order that was taken in one, both. */
function Subject({ row }: { row: TradeRow }) {
  const { i18n } = useLingui();
  return (
    <>
      {row.order_number && <a href={`/orders/${row.order_id}`}>{row.order_number}</a>}
      {row.order_number && written(row) && " · "}
      {written(row) && <a href={`/inbox/${row.conversation_id}`}>{tell(i18n, channelKinds, row.channel)}</a>}
    </>
  );
}

function Orders({ rows, zone, head }: { rows: TradeRow[]; zone?: string; head: boolean }) {
  const { i18n } = useLingui();
  const now = useNow();
  const reasons = { ...holdReasons, ...cancelReasons };
  return (
    <table className={table.table}>
      {head && (
        <thead>
          <tr>
            <th><Trans>When</Trans></th><th>{rows.some(written) ? <Trans>Conversation</Trans> : <Trans>Order</Trans>}</th><th><Trans>What happened</Trans></th><th><Trans>Owner</Trans></th>
            <th className={table.number}><Trans>It took</Trans></th><th className={table.number}><Trans>Sum</Trans></th>
          </tr>
        </thead>
      )}
      <tbody>
        {rows.map((row, at) => (
          <tr key={`${row.order_id}.${row.what}.${at}`}>
            <td className={table.nowrap}>{momentWords(i18n.locale, now, row.at, zone)}</td>
            <td><Subject row={row} /></td>
            <td>{tell(i18n, tradeFacts, row.what)}{row.reason && `: ${tell(i18n, reasons, row.reason)}`}</td>
            <td>{row.owner_name}</td>
            <td className={table.number}>{row.took_ms === undefined || row.took_ms === null ? "" : running(row.took_ms)}</td>
            <td className={table.number}>{row.amount.currency && tellMoney(i18n.locale, row.amount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
