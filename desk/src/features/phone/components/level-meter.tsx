// The microphone's level as a bar: speak, and it should reach the middle.
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { usePhone } from "@/shared/lib/phone";

import classes from "./phone-check.module.css";

export function LevelMeter() {
  const { t } = useLingui();
  const phone = usePhone();
  const [level, setLevel] = useState(0);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    const timer = window.setInterval(() => {
      const now = phone.level();
      setLevel(now);
      if (now > 0.45) setHeard(true);
    }, 80);
    return () => window.clearInterval(timer);
  }, [phone]);
  return (
    <section>
      <h2><Trans>Say something</Trans></h2>
      <div className={classes.meter} role="meter" aria-label={t`Microphone level`} aria-valuemin={0} aria-valuemax={100}
        aria-valuenow={Math.round(level * 100)}>
        <i style={{ width: `${level * 100}%` }} />
      </div>
      <p className={classes.hint}>{heard ? t`The microphone hears you.` : t`The bar should reach the middle when you speak.`}</p>
    </section>
  );
}
