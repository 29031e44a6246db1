// What is promised and not done yet, by how soon somebody must act. The broken ones stay on top until they are made good.
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { promisesQuery, type PromiseQuery } from "@/shared/api/promises";
import type { Promise_ } from "@/shared/api/types";
import { useMe } from "@/shared/lib/session";
import { Empty, Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import { useRowKeys } from "@/shared/ui/row-list";
import table from "@/shared/ui/table.module.css";
import { useNow } from "@/shared/ui/ticking";
import type { Words } from "@/shared/words/contact";

import { byUrgency, urgencies, type Urgency } from "../lib/urgency";
import { PromiseRow } from "./promise-row";
import classes from "./promises.module.css";

const urgencyWords: Words<Urgency> = {
  overdue: msg`Overdue`, soon: msg`Within 30 minutes`, today: msg`Today`, later: msg`Later`,
};

export function PromiseBoard({ query, onOpen }: { query: PromiseQuery; onOpen: (promise: Promise_) => void }) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const zone = useMe().shops[0]?.tz ?? "UTC";
  const { data, error, isPending } = useQuery(promisesQuery({ ...query, states: "open,broken" }));
  const rows = useRowKeys<HTMLTableElement>();
  const groups = byUrgency(data?.items ?? [], now, zone);
  const filled = urgencies.filter((urgency) => groups[urgency].length > 0);
  const jump = (urgency: Urgency) => document.getElementById(`promises-${urgency}`)?.scrollIntoView({ block: "start" });
  return (
    <div className={classes.view}>
      <ProblemText error={error} />
      {isPending && <Rows count={10} />}
      {data && (
        <ul className={classes.sums} aria-label={t`How many are due`}>
          {urgencies.map((urgency) => (
            <li key={urgency} data-urgency={urgency} data-none={groups[urgency].length === 0 || undefined}>
              <button type="button" disabled={groups[urgency].length === 0} onClick={() => jump(urgency)}>
                <strong>{groups[urgency].length}</strong> <span>{i18n._(urgencyWords[urgency])}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {data && filled.length === 0 && (
        <Empty icon="promise" title={t`No promise is open`}>
          <Trans>Promises made in a call, or by confirming an order, are kept here until they are fulfilled.</Trans>
        </Empty>
      )}
      {filled.length > 0 && (
        <table className={table.table} ref={rows.ref} onKeyDown={rows.onKeyDown}>
          <thead>
            <tr>
              <th><Trans>Due</Trans></th><th><Trans>What</Trans></th><th><Trans>To whom</Trans></th><th><Trans>Owner</Trans></th>
              <th aria-label={t`What can be done`} />
            </tr>
          </thead>
          {filled.map((urgency) => (
            <tbody key={urgency} id={`promises-${urgency}`} className={classes.group}>
              <tr data-urgency={urgency}>
                <th scope="rowgroup" colSpan={5}>{i18n._(urgencyWords[urgency])} · {groups[urgency].length}</th>
              </tr>
              {groups[urgency].map((promise) => <PromiseRow key={promise.id} promise={promise} onOpen={onOpen} />)}
            </tbody>
          ))}
        </table>
      )}
      {data?.next && <p className={classes.note}><Trans>The first 500 are shown; choose a person, a kind or a shop to see the others.</Trans></p>}
    </div>
  );
}
