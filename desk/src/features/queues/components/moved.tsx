// Somebody else saved the queue while it was open here: what stands in the form now, and where both changed the same.
import { Trans, useLingui } from "@lingui/react/macro";

import { Icon } from "@/shared/ui/icon";

import type { Rebased } from "../lib/rebase";
import { useWords } from "./change-words";
import classes from "./queues.module.css";

export function Moved({ what, version }: { what: Rebased; version: number }) {
  const { t } = useLingui();
  const { field } = useWords();
  const lists: Record<string, string> = {
    member_ids: t`Operators`, "rules.members": t`Operators`, "rules.overflow": t`Steps while they wait`,
    "rules.skill_steps": t`Skills`, "rules.penalty_rules": t`Penalties that change with waiting`,
  };
  const names = [...new Set(what.both.map((path) => lists[path] ?? field(path)))].join(", ");
  return (
    <p role="alert" className={classes.fault} data-severity="warning">
      <Icon name="info" size={14} />
      <span>
        <Trans>Somebody else saved version {version} meanwhile. It is in the form now, with your changes on top: look through it and save again.</Trans>
        {names && <> <Trans>Both of you changed: {names}. Yours stands here.</Trans></>}
      </span>
    </p>
  );
}
