// The way to the server in words and figures: delay, loss, jitter of the last seconds.
import { Trans, useLingui } from "@lingui/react/macro";

import { Tag } from "@/shared/ui/tag";
import { useNetwork } from "@/shared/ui/use-network";
import { networkGrades } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import classes from "./phone-check.module.css";

export function NetworkSign() {
  const { i18n } = useLingui();
  const network = useNetwork();
  if (!network) return null;
  const { grade, delay_ms: delay, jitter_ms: jitter, relayed } = network;
  const loss = new Intl.NumberFormat(i18n.locale, { style: "percent", maximumFractionDigits: 1 }).format(network.loss_permille / 1000);
  return (
    <section>
      <h2><Trans>Network to the server</Trans></h2>
      <p className={classes.state}>
        <Tag tone={grade === "good" ? "talking" : grade === "fair" ? "waiting" : "danger"} icon={grade === "good" ? "check" : "warning"}>{tell(i18n, networkGrades, grade)}</Tag>
        <span className={classes.hint}>
          {delay !== undefined && <><Trans>there and back {delay} ms</Trans> · </>}<Trans>lost {loss}</Trans> · <Trans>jitter {jitter} ms</Trans>
          {relayed && <> · <Trans>through the relay: no direct way by UDP was found</Trans></>}
        </span>
      </p>
    </section>
  );
}
