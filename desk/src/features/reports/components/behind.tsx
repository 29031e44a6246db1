// The rows behind a number: contacts, a person's time, or orders; newest first, page by page.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { tellMoney } from "@/shared/lib/money";
import { useMe } from "@/shared/lib/session";
import { momentWords, running } from "@/shared/lib/time-words";
import { Dialog } from "@/shared/ui/dialog";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { Rating } from "@/shared/ui/rating";
import table from "@/shared/ui/table.module.css";
import { useNow } from "@/shared/ui/ticking";
import { WhyPast } from "@/shared/ui/why-past";
import { agentStates, exits, pauseReasons } from "@/shared/words/contact";
import { figureName, reportDefinitions } from "@/shared/words/reports";
import { tell } from "@/shared/words/tell";

import { behindQuery, type Asked, type Behind as Found, type Cell, type Column } from "../api/reports";
import { zoneOf } from "./period";

const ratingRows: ReadonlySet<string> = new Set(["ratings", "low_ratings", "rating_asked"]);

interface Props {
  asked: Asked;
  column: Column;
  cell: Cell;
  onClose: () => void;
}

export function Behind({ asked, column, cell, onClose }: Props) {
  const { i18n } = useLingui();
  const [cursors, setCursors] = useState<(string | undefined)[]>([undefined]);
  const definition = reportDefinitions[column.code];
  return (
    <Dialog onClose={onClose} size={980} title={figureName(i18n, column.code)}>
      <p>{definition && i18n._(definition)} <code>{column.formula}</code></p>
      {cursors.map((cursor, at) => (
        <PageOf key={cursor ?? ""} asked={asked} cell={cell} cursor={cursor}
          onNext={at === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : undefined} />
      ))}
    </Dialog>
  );
}

function PageOf({ asked, cell, cursor, onNext }: { asked: Asked; cell: Cell; cursor?: string; onNext?: (next: string) => void }) {
  const { data, error } = useQuery(behindQuery(asked, cell, cursor));
  const zone = zoneOf(useMe().shops, asked.filters.shop?.id); // that of the hours whose number was opened
  if (!data) return error ? <ProblemText error={error} /> : <Rows />;
  const empty = data.contacts.length + data.intervals.length + data.orders.length === 0;
  return (
    <>
      {empty && !cursor && <p><Trans>No rows: the number is zero.</Trans></p>}
      {data.contacts.length > 0 && <Contacts rows={data.contacts} rated={ratingRows.has(cell.figure)} zone={zone} />}
      {data.intervals.length > 0 && <Intervals rows={data.intervals} zone={zone} />}
      {data.orders.length > 0 && <Orders rows={data.orders} zone={zone} />}
      {data.next && onNext && <Button variant="default" size="xs" mt="sm" onClick={() => onNext(data.next!)}><Trans>Show more</Trans></Button>}
    </>
  );
}

function Contacts({ rows, rated, zone }: { rows: Found["contacts"]; rated: boolean; zone?: string }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th><Trans>When</Trans></th><th><Trans>Queue</Trans></th><th><Trans>How it ended</Trans></th><th><Trans>Operator</Trans></th>
          <th className={table.number}><Trans>Rings</Trans></th><th className={table.number}><Trans>Wait</Trans></th>
          <th className={table.number}><Trans>Talk</Trans></th><th className={table.number}><Trans>Wrap-up</Trans></th>
          {rated && <th><Trans>Rating</Trans></th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={`${row.contact_id}.${at}`}>
            <td className={table.nowrap}>{momentWords(i18n.locale, now, row.at, zone)}</td>
            <td>{row.queue_name}</td>
            <td>{row.exit === "no_answer" ? <Trans>Rang unanswered</Trans> : row.exit ? tell(i18n, exits, row.exit) : rated ? "" : <Trans>waiting</Trans>}</td>
            <td>{row.person_name} <WhyPast contactId={row.contact_id} timeZone={zone} /></td>
            <td className={table.number}>{row.rings}</td>
            <td className={table.number}>{running(row.wait_ms)}</td>
            <td className={table.number}>{running(row.talk_ms)}</td>
            <td className={table.number}>{running(row.wrap_up_ms)}</td>
            {rated && <td>{row.rating ? <Rating value={row.rating} /> : <Trans>no answer</Trans>}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Intervals({ rows, zone }: { rows: Found["intervals"]; zone?: string }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <table className={table.table}>
      <thead><tr><th><Trans>When</Trans></th><th><Trans>Operator</Trans></th><th><Trans>State</Trans></th><th className={table.number}><Trans>Length</Trans></th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.person_id}.${row.from}`}>
            <td className={table.nowrap}>{momentWords(i18n.locale, now, row.from, zone)}</td>
            <td>{row.person_name}</td>
            <td>{tell(i18n, agentStates, row.state)}{row.reason && `, ${tell(i18n, pauseReasons, row.reason)}`}{row.open && " …"}</td>
            <td className={table.number}>{running(row.to - row.from)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Orders({ rows, zone }: { rows: Found["orders"]; zone?: string }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <table className={table.table}>
      <thead><tr><th><Trans>When</Trans></th><th><Trans>Order</Trans></th><th><Trans>Operator</Trans></th><th className={table.number}><Trans>Sum</Trans></th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.order_id}>
            <td className={table.nowrap}>{momentWords(i18n.locale, now, row.at, zone)}</td>
            <td><a href={`/orders/${row.order_id}`}><Trans>Open the order</Trans></a></td>
            <td>{row.person_name}</td>
            <td className={table.number}>{tellMoney(i18n.locale, { minor: row.total_minor, currency: row.currency })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
