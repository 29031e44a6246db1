// What was decided about a contact so far, in the order it happened.
import { useLingui } from "@lingui/react";

import type { WhyRow } from "@/shared/api/types";
import { momentWords } from "@/shared/lib/time-words";
import { tellReason } from "@/shared/words/reasons";

import classes from "./why-rows.module.css";

interface Props {
  rows: Pick<WhyRow, "at" | "agent_name" | "reason">[];
  timeZone?: string;
}

/** On the clock; what came on a later day than the first one is told with its day. */
export function WhyRows({ rows, timeZone }: Props) {
  const { i18n } = useLingui();
  return (
    <ul className={classes.list}>
      {rows.map((row, at) => (
        <li key={at}>
          <time>{momentWords(i18n.locale, rows[0]!.at, row.at, timeZone)}</time>
          {row.agent_name && <strong>{row.agent_name}: </strong>}
          {tellReason(i18n, row.reason)}
        </li>
      ))}
    </ul>
  );
}
