// Decisions that wait for somebody, the one that runs out first on top.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { tellMoney } from "@/shared/lib/money";
import { Empty, Rows } from "@/shared/ui/empty";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { useRowKeys } from "@/shared/ui/row-list";
import table from "@/shared/ui/table.module.css";
import { Due } from "@/shared/ui/ticking";
import { couriers, options } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import { decisionsQuery } from "../api/deliveries";

/** `requests`: what is asked beyond own limits, a feature of its own; `asked`: something of that stands there. */
export function Decisions({ requests, asked }: { requests: ReactNode; asked: boolean }) {
  const { t, i18n } = useLingui();
  const { data, error, isPending } = useQuery(decisionsQuery);
  const rows = useRowKeys<HTMLTableSectionElement>();
  return (
    <Page title={t`Decisions`}>
      <ProblemText error={error} />
      {requests}
      {isPending && <Rows />}
      {asked && data?.items.length === 0 && <p className={table.quiet} style={{ paddingInline: 20 }}><Trans>No delivery waits for a decision.</Trans></p>}
      {!asked && data?.items.length === 0 && (
        <Empty icon="check" title={t`Nothing to decide`}>
          <Trans>When a delivery fails, the ways on stand here, ranked, with the minute by which to choose.</Trans>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th><Trans>Decide</Trans></th><th><Trans>Order</Trans></th><th><Trans>Buyer</Trans></th>
              <th><Trans>Courier</Trans></th><th><Trans>Best way</Trans></th><th><Trans>Owner</Trans></th>
              <th className={table.number}><Trans>To collect</Trans></th>
            </tr>
          </thead>
          <tbody ref={rows.ref} onKeyDown={rows.onKeyDown}>
            {data.items.map((one) => {
              const best = one.ranking.options[0]?.option;
              return (
                <tr key={one.id} data-row tabIndex={0}>
                  <td className={table.nowrap}><Due at={one.decide_by} from={one.asked_at} /></td>
                  <td><Link to="/decisions/{-$decisionId}" params={{ decisionId: one.id }}>{one.order_number}</Link></td>
                  <td>{one.customer_name}</td>
                  <td>{couriers[one.courier]}</td>
                  <td>{best && tell(i18n, options, best)}</td>
                  <td>{one.owner_name}</td>
                  <td className={table.number}>{one.cod_due.minor > 0 && tellMoney(i18n.locale, one.cod_due)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Page>
  );
}
