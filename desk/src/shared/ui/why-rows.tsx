// What was decided about a contact so far, in the order it happened.
import { useLingui } from "@lingui/react";

import type { WhyRow } from "@/shared/api/types";
import { clockTime } from "@/shared/lib/time-words";
import { tellReason } from "@/shared/words/reasons";

import classes from "./why-rows.module.css";

export function WhyRows({ rows }: { rows: Pick<WhyRow, "at" | "agent_name" | "reason">[] }) {
  const { i18n } = useLingui();
  return (
    <ul className={classes.list}>
      {rows.map((row, at) => (
        <li key={at}>
          <time>{clockTime(i18n.locale, row.at)}</time>
          {row.agent_name && <strong>{row.agent_name}: </strong>}
          {tellReason(i18n, row.reason)}
        </li>
      ))}
    </ul>
  );
}
