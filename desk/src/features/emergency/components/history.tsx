// What emergencies there were: when, how long, who declared and ended them, how many people, how many promises moved.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { Emergency } from "@/shared/api/types";
import { dayAndTime, lengthWords } from "@/shared/lib/time-words";
import { Rows } from "@/shared/ui/empty";
import { ProblemText } from "@/shared/ui/problem-text";
import table from "@/shared/ui/table.module.css";
import { Tag } from "@/shared/ui/tag";
import { useNow } from "@/shared/ui/ticking";
import { emergencyKinds } from "@/shared/words/emergency";

import { emergenciesQuery } from "../api/emergency";
import classes from "./emergency.module.css";

export function History() {
  const { data, error } = useQuery(emergenciesQuery);
  return (
    <section className={classes.feeds}>
      <h2><Trans>Last emergencies</Trans></h2>
      <ProblemText error={error} />
      {!data && !error && <Rows count={3} />}
      {data && data.items.length === 0 && <p><Trans>There has been none. May it stay so.</Trans></p>}
      {data && data.items.length > 0 && (
        <div className={classes.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th><Trans>When</Trans></th><th><Trans>What happened</Trans></th><th><Trans>How long</Trans></th><th><Trans>Declared by</Trans></th>
                <th><Trans>All clear by</Trans></th><th className={table.number}><Trans>People</Trans></th><th className={table.number}><Trans>Promises moved</Trans></th>
              </tr>
            </thead>
            <tbody>{data.items.map((one) => <Row key={one.id} emergency={one} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ emergency: one }: { emergency: Emergency }) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const count = new Intl.NumberFormat(i18n.locale);
  const by = (name: string) => name || t`alert feed`;
  return (
    <tr>
      <td className={table.nowrap}>{dayAndTime(i18n.locale, now, one.began_at)}</td>
      <td className={classes.what}>{i18n._(emergencyKinds[one.kind])}{one.note && <> · <span className={table.quiet}>{one.note}</span></>}</td>
      <td className={table.nowrap}>
        {one.ended_at === undefined ? <Tag tone="danger" icon="alarm"><Trans>runs now</Trans></Tag> : lengthWords(i18n.locale, one.ended_at - one.began_at)}
      </td>
      <td>{by(one.began_by)}</td>
      <td>{one.ended_at === undefined ? "—" : by(one.ended_by)}</td>
      <td className={table.number}>{count.format(one.person_ids.length)}</td>
      <td className={table.number}>{count.format(one.promises_moved)}</td>
    </tr>
  );
}
