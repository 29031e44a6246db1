// Ways that are shut, each with the gate that shut it.
import { Trans, useLingui } from "@lingui/react/macro";

import { options, tellWhy } from "@/shared/words/deliveries";
import { tell } from "@/shared/words/tell";

import type { Decision } from "../api/deliveries";
import classes from "./deliveries.module.css";

export function ShutWays({ decision }: { decision: Decision }) {
  const { i18n } = useLingui();
  const shut = decision.ranking.excluded;
  if (shut.length === 0) return null;
  return (
    <section>
      <h2><Trans>Not possible</Trans></h2>
      <ul className={classes.shut}>
        {shut.map((one) => (
          <li key={`${one.option}${one.day ?? ""}`}>
            {tell(i18n, options, one.option)}
            {one.day === 0 && <> (<Trans>today</Trans>)</>}: {tellWhy(i18n, one.gate as never)}
          </li>
        ))}
      </ul>
    </section>
  );
}
