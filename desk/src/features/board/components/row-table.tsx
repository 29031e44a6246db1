// The contacts behind a figure.
import { Trans, useLingui } from "@lingui/react/macro";

import type { ContactRow } from "@/shared/api/types";
import { momentWords, running } from "@/shared/lib/time-words";
import { Rating } from "@/shared/ui/rating";
import table from "@/shared/ui/table.module.css";
import { useNow } from "@/shared/ui/ticking";
import { WhyPast } from "@/shared/ui/why-past";
import { exits } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

export function RowTable({ rows }: { rows: ContactRow[] }) {
  const { i18n } = useLingui();
  const now = useNow();
  if (rows.length === 0) return <p><Trans>No contact counts here yet.</Trans></p>;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th><Trans>When</Trans></th><th><Trans>Who</Trans></th><th><Trans>How it ended</Trans></th><th><Trans>Operator</Trans></th>
          <th className={table.number}><Trans>Rings</Trans></th><th className={table.number}><Trans>Wait</Trans></th>
          <th className={table.number}><Trans>Talk</Trans></th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.contact_id}>
            <td className={table.nowrap}>{momentWords(i18n.locale, now, row.at)}</td>
            <td>{row.caller_name || row.caller_masked}</td>
            <td>{row.exit ? tell(i18n, exits, row.exit) : <Trans>waiting</Trans>} <Rating value={row.rating} /></td>
            <td>{row.by_name} <WhyPast contactId={row.contact_id} /></td>
            <td className={table.number}>{row.rings}</td>
            <td className={table.number}>{running(row.wait_ms)}</td>
            <td className={table.number}>{running(row.talk_ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
