// A failure in the place where it happened: what, why, the way out.
import { useLingui } from "@lingui/react";

import { tellProblem } from "@/shared/words/problems";

import { Icon } from "./icon";
import classes from "./problem-text.module.css";

export function ProblemText({ error }: { error: unknown }) {
  const { i18n } = useLingui();
  if (!error) return null;
  return (
    <p role="alert" className={classes.problem}>
      <Icon name="warning" />
      <span>{tellProblem(i18n, error)}</span>
    </p>
  );
}
