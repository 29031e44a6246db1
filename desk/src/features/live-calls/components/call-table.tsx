// One row for each call: the operator, the buyer, how long, how it stands, who stands beside.
import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { LiveCall } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";
import { useRowKeys } from "@/shared/ui/row-list";
import table from "@/shared/ui/table.module.css";
import { Tag } from "@/shared/ui/tag";
import { Since } from "@/shared/ui/ticking";
import { watchStates } from "@/shared/words/talk";
import { tell } from "@/shared/words/tell";

import type { Row } from "../lib/steady-rows";
import classes from "./live-calls.module.css";

interface Props {
  rows: Row[];
  chosen?: string;
  onChoose: (id: string) => void;
}

export function CallTable({ rows, chosen, onChoose }: Props) {
  const keys = useRowKeys<HTMLTableSectionElement>();
  return (
    <table className={`${table.table} ${classes.calls}`}>
      <thead>
        <tr>
          <th><Trans>Operator</Trans></th><th><Trans>Buyer</Trans></th><th><Trans>Queue</Trans></th><th className={table.number}><Trans>Talks</Trans></th>
          <th><Trans>State</Trans></th><th><Trans>Beside it</Trans></th>
        </tr>
      </thead>
      <tbody ref={keys.ref} onKeyDown={keys.onKeyDown}>
        {rows.map(({ call, over }) => (
          <tr key={call.contact_id} data-row data-click tabIndex={0} aria-selected={call.contact_id === chosen} data-over={over || undefined}
            className={classes.row} onClick={() => onChoose(call.contact_id)} onFocus={() => onChoose(call.contact_id)}>
            <td title={call.operator_name}><strong>{call.operator_name}</strong></td>
            <td title={call.caller}>{call.caller || <Trans>number withheld</Trans>}</td>
            <td title={call.queue_name}>{call.queue_name}</td>
            <td className={table.number}>{over ? "" : <Since since={call.since} />}</td>
            <td>{over ? <Tag tone="offline" icon="phoneOff"><Trans>over</Trans></Tag> : <State call={call} />}</td>
            <td><Beside call={call} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({ call }: { call: LiveCall }) {
  const beside = call.parties.find(({ state }) => state !== "joined");
  const joined = call.parties.length - (beside ? 1 : 0);
  const together = joined + 2; // with the operator and the buyer
  const name = beside?.name ?? "";
  return (
    <span className={classes.states}>
      {call.held && <Tag tone="waiting" icon="hold"><Trans>on hold</Trans></Tag>}
      {beside && <Tag tone="ringing" icon="users" title={name}>{beside.state === "consulting" ? <Trans>talks to {name}</Trans> : <Trans>asks {name}</Trans>}</Tag>}
      {joined > 0 && <Tag tone="talking" icon="users"><Plural value={together} one="# together" other="# together" /></Tag>}
      {!call.held && call.parties.length === 0 && <Tag tone="talking" icon="phone"><Trans>talks</Trans></Tag>}
    </span>
  );
}

function Beside({ call }: { call: LiveCall }) {
  const { t, i18n } = useLingui();
  return (
    <span className={classes.states}>
      {call.watchers.map((one) => (
        <span key={one.person_id} className={classes.watcher}><Icon name="eye" size={13} /> <span title={one.name}>{tell(i18n, watchStates, one.mode)}: {one.name}</span></span>
      ))}
      {!call.acknowledged && <span className={classes.unknown}><Icon name="warning" size={13} /> <span title={t`listening-in not on file`}><Trans>listening-in not on file</Trans></span></span>}
    </span>
  );
}
