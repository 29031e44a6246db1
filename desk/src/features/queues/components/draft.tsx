// The queue as it stands in the form, with what the server found wrong in it. Every field reads and writes it here.
import { createContext, useContext } from "react";
import { useLingui } from "@lingui/react";

import type { Finding, QueueSettings, SkillMatch } from "@/shared/api/types";
import { Icon } from "@/shared/ui/icon";
import { tellFinding } from "@/shared/words/queues";

import { isUnder } from "../lib/paths";
import classes from "./queues.module.css";

export interface Draft {
  queue: QueueSettings;
  change: (next: QueueSettings) => void;
  findings: Finding[];
  skills: SkillMatch[];
  others: QueueSettings[];
  names: Map<string, string>;
  may: boolean;
}

const Context = createContext<Draft | null>(null);
export const DraftProvider = Context.Provider;

export function useDraft(): Draft {
  const draft = useContext(Context);
  if (!draft) throw new Error("outside of a queue's form");
  return draft;
}

/** What is wrong in this field, beside it. */
export function Faults({ path, exact }: { path: string; exact?: boolean }) {
  const { i18n } = useLingui();
  const { findings } = useDraft();
  const mine = findings.filter((one) => (exact ? one.field === path : isUnder(one.field, path)));
  return mine.map((one) => (
    <p key={one.code + one.field} className={classes.fault} data-severity={one.severity}>
      <Icon name={one.severity === "error" ? "warning" : "info"} size={14} />
      <span>{tellFinding(i18n, one)}</span>
    </p>
  ));
}
