// Everything that is wrong, above the button: each opens the place where it stands.
import { Plural, useLingui } from "@lingui/react/macro";

import type { Finding } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";
import { tellFinding } from "@/shared/words/queues";

import classes from "./queues.module.css";

export function FindingList({ findings }: { findings: Finding[] }) {
  const { i18n } = useLingui();
  const errors = findings.filter((one) => one.severity === "error");
  const hints = findings.length - errors.length;
  const count = errors.length;
  return (
    <div role="status" className={classes.found} hidden={findings.length === 0}>
      {count > 0 && (
        <p className={classes.fault} data-severity="error">
          <Icon name="warning" size={14} />
          <strong><Plural value={count} one="# contradiction: mend it, then save" other="# contradictions: mend them, then save" /></strong>
        </p>
      )}
      <ul>
        {errors.map((one) => <li key={one.code + one.field}><button type="button" onClick={() => show(one.field)}>{tellFinding(i18n, one)}</button></li>)}
      </ul>
      {hints > 0 && (
        <details>
          <summary className={classes.fault} data-severity="warning"><Icon name="info" size={14} /> <Plural value={hints} one="# hint" other="# hints" /></summary>
          <ul>
            {findings.filter((one) => one.severity === "warning").map((one) => (
              <li key={one.code + one.field}><button type="button" onClick={() => show(one.field)}>{tellFinding(i18n, one)}</button></li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** The field itself, or the part of the page that holds its list. */
function show(field: string) {
  const plain = field.replace(/\[.*/, "");
  const part = { "rules.overflow": "wait", "rules.skill_steps": "skills", "rules.penalty_rules": "skills", "rules.members": "who", member_ids: "who" }[plain];
  const place = document.getElementById(part ? `part-${part}` : plain);
  place?.scrollIntoView({ block: part ? "start" : "center" });
  place?.focus({ preventScroll: true });
}
