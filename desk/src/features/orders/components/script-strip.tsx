// Where the talk stands: greet, verify, offer, slot, close; read from what is already settled.
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Icon } from "@/shared/ui/icon";
import type { Words } from "@/shared/words/contact";

import { orderQuery } from "../api/orders";
import { scriptStep, type ScriptStep } from "./facts";
import classes from "./script-strip.module.css";

const steps: ScriptStep[] = ["greet", "verify", "offer", "slot", "close"];
const words: Words<ScriptStep> = {
  greet: msg`greet`,
  verify: msg`verify`,
  offer: msg`offer`,
  slot: msg`delivery time`,
  close: msg`close`,
};

export function ScriptStrip({ orderId, contactId }: { orderId: string; contactId?: string }) {
  const { t, i18n } = useLingui();
  const { data } = useQuery(orderQuery(orderId, contactId));
  const now = steps.indexOf(scriptStep(data));
  return (
    <ol className={classes.strip} aria-label={t`Script`}>
      {steps.map((step, at) => (
        <li key={step} data-state={at < now ? "done" : at === now ? "now" : "later"} aria-current={at === now ? "step" : undefined}>
          {at < now && <Icon name="check" size={13} />}
          {i18n._(words[step])}
        </li>
      ))}
    </ol>
  );
}
