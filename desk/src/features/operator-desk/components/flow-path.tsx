// What the caller did before the line: the steps he passed, what he keyed, the order he asked about.
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import type { FlowRecord, PassedStep } from "@/shared/api/types";
import { exitName, stepKinds } from "@/shared/words/flows";
import { tell } from "@/shared/words/tell";

import classes from "./buyer-column.module.css";

const told: PassedStep["kind"][] = ["menu", "order_lookup", "order_confirm", "order_cancel", "hours", "branch", "webhook", "digits"];

export function FlowPath({ flow }: { flow: FlowRecord }) {
  const { t, i18n } = useLingui();
  const steps = flow.steps.filter((step) => told.includes(step.kind));
  const answers = flow.answers.filter((one) => one.name !== "order" && one.name !== "order_state");
  const rating = flow.rating;
  const name = flow.flow_name;
  return (
    <section className={classes.flow} aria-label={t`Before the line`}>
      <h3><Trans>Before the line: {name}</Trans></h3>
      <ol>
        {steps.map((step, at) => (
          <li key={at}>{step.title || tell(i18n, stepKinds, step.kind)}: <strong>{step.exit.length === 1 ? t`key ${step.exit}` : exitName(i18n, step.exit)}</strong></li>
        ))}
        {answers.map((one) => <li key={one.name}>{one.name}: <strong>{one.value}</strong></li>)}
        {flow.order_id && <li><Trans>Asked about order</Trans> <Link to="/orders/$orderId" params={{ orderId: flow.order_id }}>{flow.order_number}</Link></li>}
        {rating && <li><Trans>Rated us {rating} of 5</Trans></li>}
        {flow.fallback_spoken && <li><Trans>Not all was said in his language</Trans></li>}
      </ol>
    </section>
  );
}
