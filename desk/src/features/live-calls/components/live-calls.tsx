// Live calls: who talks to whom since when, and beside it what the supervisor may do with the chosen one.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { useMe } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";

import { liveCallsQuery, watched } from "../api/live-calls";
import { steadyRows, type Row } from "../lib/steady-rows";
import { CallTable } from "./call-table";
import classes from "./live-calls.module.css";
import { WatchPanel } from "./watch-panel";

export function LiveCalls({ contactId }: { contactId?: string }) {
  const { t } = useLingui();
  const me = useMe();
  const { data, error } = useQuery({ ...liveCallsQuery, refetchInterval: 2_000 });
  const [chosen, setChosen] = useState(contactId);
  const [inHand, setInHand] = useState(false);
  const rows = useSteadyRows(data?.items, inHand);
  const mine = watched(data?.items ?? [], me.person_id);
  const shown = rows.find(({ call }) => call.contact_id === chosen) ?? rows.find(({ call }) => call.contact_id === mine?.contact_id);
  return (
    <Page title={t`Live calls`}>
      <ProblemText error={data ? null : error} />
      {!data && !error && <Rows count={8} />}
      {data && rows.length === 0 && (
        <Empty icon="phone" title={t`Nobody talks just now`}><Trans>Each call stands here from the answer on: listen, whisper, join or take it over.</Trans></Empty>
      )}
      {rows.length > 0 && (
        <div className={classes.split}>
          <div onPointerEnter={() => setInHand(true)} onPointerLeave={() => setInHand(false)} onFocus={() => setInHand(true)} onBlur={() => setInHand(false)}>
            <CallTable rows={rows} chosen={shown?.call.contact_id} onChoose={setChosen} />
          </div>
          <WatchPanel row={shown} mine={mine} />
        </div>
      )}
    </Page>
  );
}

function useSteadyRows(items: Parameters<typeof steadyRows>[1] | undefined, inHand: boolean): Row[] {
  const before = useRef<Row[]>([]);
  const rows = steadyRows(before.current, items ?? [], inHand);
  useEffect(() => {
    before.current = rows;
  });
  return rows;
}
