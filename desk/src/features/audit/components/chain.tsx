// Whether nobody has touched the audit: said only of what was really walked, row by row, at this moment.
import { Plural, Trans } from "@lingui/react/macro";

import type { AuditChain } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";

import classes from "./audit.module.css";

export function Chain({ chain }: { chain: AuditChain | undefined }) {
  if (!chain) return null;
  const { rows, broken_seq: broken } = chain;
  return (
    <div className={classes.chain} data-tone={chain.ok ? "good" : "bad"} role={chain.ok ? "status" : "alert"}>
      <Icon name={chain.ok ? "check" : "warning"} />
      <p>
        {chain.ok ? (
          <>
            <strong><Trans>The chain holds.</Trans></strong>{" "}
            <Plural value={rows} one="# row was just checked: none is changed, missing or put in." other="# rows were just checked: none is changed, missing or put in." />
          </>
        ) : (
          <>
            <strong><Trans>The chain is broken at row {broken}.</Trans></strong>{" "}
            <Trans>The rows before it fit; from there on something was changed, taken out or cut off, and nothing is proven. Keep this database as evidence and compare it with a backup.</Trans>
          </>
        )}
      </p>
    </div>
  );
}
