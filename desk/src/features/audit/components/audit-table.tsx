// The rows; a name or an id in them narrows the filter to it.
import { Trans, useLingui } from "@lingui/react/macro";

import type { AuditRow, Person, Shop } from "@/shared/api/types";
import { fullTime } from "@/shared/lib/time-words";
import { useRowKeys } from "@/shared/ui/row-list";
import table from "@/shared/ui/table.module.css";
import { auditActs, auditKinds } from "@/shared/words/audit";
import { roles } from "@/shared/words/people";
import { tell } from "@/shared/words/tell";

import classes from "./audit.module.css";
import { kindOf, smallPrint, subjectName } from "./rows";

interface Props {
  items: AuditRow[];
  people: Person[];
  shops: Shop[];
  onWho: (id: string) => void;
  onSubject: (id: string) => void;
}

export function AuditTable({ items, people, shops, onWho, onSubject }: Props) {
  const { t, i18n } = useLingui();
  const rows = useRowKeys<HTMLTableSectionElement>();
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const shopNames = new Map(shops.map(({ id, name }) => [id, name]));
  const who = (row: AuditRow) => (row.who === "0" ? t`The system itself` : (names.get(row.who) ?? row.who));
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th className={table.number}>№</th><th><Trans>When</Trans></th><th><Trans>Who</Trans></th><th><Trans>What</Trans></th>
          <th><Trans>About</Trans></th><th><Trans>Details</Trans></th>
        </tr>
      </thead>
      <tbody ref={rows.ref} onKeyDown={rows.onKeyDown}>
        {items.map((row) => (
          <tr key={row.seq} data-row tabIndex={0}>
            <td className={`${table.number} ${table.quiet}`} title={row.hash}>{row.seq}</td>
            <td className={table.nowrap}>{fullTime(i18n.locale, row.at)}</td>
            <td className={classes.id}><button type="button" onClick={() => onWho(row.who)}>{who(row)}</button></td>
            <td className={table.nowrap}>{tell(i18n, auditActs, row.what)}</td>
            <td className={classes.id}>
              {row.subject !== "0" && (
                <button type="button" onClick={() => onSubject(row.subject)}>
                  {tell(i18n, auditKinds, kindOf(row))} {subjectName(row, names, shopNames) ?? row.subject}
                </button>
              )}
            </td>
            <td className={table.quiet}>{small(i18n, row.detail)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Codes that have words get them: a person's first roles. */
function small(i18n: Parameters<typeof tell>[0], detail: string): string {
  return smallPrint(detail).split(", ").map((code) => (code in roles ? tell(i18n, roles, code) : code)).join(", ");
}
