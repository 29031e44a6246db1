// Requests for more than one's own limits: what waits for me on top with its clock, then what waits for others, then what ended.
import { Button } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { approvalsQuery, decides, type Approval } from "@/shared/api/approvals";
import { useMe } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";
import { useRowKeys } from "@/shared/ui/row-list";
import table from "@/shared/ui/table.module.css";
import { Tag, type Tone } from "@/shared/ui/tag";
import { Ago, Due } from "@/shared/ui/ticking";
import { approvalCauses, approvalStates, tellAsked, tellOver } from "@/shared/words/approvals";
import { tell } from "@/shared/words/tell";

import classes from "./approvals.module.css";
import { RequestDialog } from "./request-dialog";

const tones: Record<Approval["state"], Tone> = { open: "warning", approved: "talking", refused: "danger", lapsed: "offline", withdrawn: "offline" };

export function Requests() {
  const { person_id } = useMe();
  const { data, error } = useQuery(approvalsQuery);
  const [shown, setShown] = useState<Approval>();
  const rows = useRowKeys<HTMLTableSectionElement>();
  if (error) return <ProblemText error={error} />;
  if (!data || data.items.length === 0) return null;
  const mine = data.items.filter((one) => decides(one, person_id));
  const rest = data.items.filter((one) => !mine.includes(one));
  return (
    <section className={classes.section}>
      <h2><Trans>Requests beyond own limits</Trans></h2>
      <table className={table.table}>
        <thead>
          <tr>
            <th><Trans>Answer by</Trans></th><th><Trans>Order</Trans></th><th><Trans>What</Trans></th><th><Trans>Beyond</Trans></th>
            <th><Trans>Asked by</Trans></th><th><Trans>Waits for</Trans></th><th />
          </tr>
        </thead>
        <tbody ref={rows.ref} onKeyDown={rows.onKeyDown}>
          {[...mine, ...rest].map((one) => <Row key={one.id} one={one} mine={mine.includes(one)} open={() => setShown(one)} />)}
        </tbody>
      </table>
      {shown && <RequestDialog key={shown.id} one={shown} close={() => setShown(undefined)} />}
    </section>
  );
}

function Row({ one, mine, open }: { one: Approval; mine: boolean; open: () => void }) {
  const { i18n } = useLingui();
  const { person_id } = useMe();
  return (
    <tr data-row tabIndex={0} onKeyDown={(event) => { if (event.key === "Enter" && event.target === event.currentTarget) open(); }}>
      <td className={table.nowrap}>
        {one.state === "open" ? <Due at={one.decide_by} from={one.asked_at} /> : <Tag tone={tones[one.state]}>{tell(i18n, approvalStates, one.state)}</Tag>}
        {one.cause && <div className={classes.quiet}>{tell(i18n, approvalCauses, one.cause)}</div>}
      </td>
      <td><Link to="/orders/$orderId" params={{ orderId: one.order_id }}>{one.order_number}</Link></td>
      <td>{tellAsked(i18n, one)}</td>
      <td>{tellOver(i18n, one.over, one.currency)}</td>
      <td>{one.asked_by_name} <span className={classes.quiet}><Ago at={one.asked_at} /></span></td>
      <td>{one.decided_by_name ?? (one.answer_name || one.superior_name)}</td>
      <td className={table.number}>
        <Button size="compact-sm" variant={mine ? "filled" : "default"} onClick={open}>
          {mine ? <Trans>Decide</Trans> : one.state === "open" && one.asked_by === person_id ? <Trans>Look or withdraw</Trans> : <Trans>Look</Trans>}
        </Button>
      </td>
    </tr>
  );
}
