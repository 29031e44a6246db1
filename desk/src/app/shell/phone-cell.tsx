// The phone at a glance: its kind, its microphone, its trouble.
import { Tooltip } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { usePhone, usePhoneState } from "@/shared/lib/phone";
import { useCan, useMe } from "@/shared/lib/session";
import { useLive } from "@/shared/live/store";
import { Icon } from "@/shared/ui/icon";
import { useNetwork } from "@/shared/ui/use-network";
import { networkGrades } from "@/shared/words/contact";
import { tell } from "@/shared/words/tell";

import classes from "./shell.module.css";

const bars = [0.12, 0.35, 0.6];

export function PhoneCell() {
  const { t, i18n } = useLingui();
  const { phone: settings } = useMe();
  const works = useCan("desk.work");
  const talksAt = useLive((live) => (live.contact?.state === "talking" || live.contact?.state === "held" ? live.contact.phone : ""));
  const state = usePhoneState();
  const reachable = useLive((live) => live.me?.reachable ?? false);
  const browser = !works || (talksAt || settings.kind) === "browser";
  const outside = talksAt === "outside";
  const up = browser ? state.status === "up" : talksAt !== "" || reachable;
  const words = {
    off: t`Connect phone`,
    asking: t`Allow the microphone`,
    connecting: t`Connecting…`,
    up: t`Phone is connected`,
    down: state.problem === "elsewhere" ? t`Phone is in another window` : t`Phone is down`,
  };
  const network = useNetwork();
  const weak = network && network.grade !== "good";
  const about = weak ? ` · ${t`Network`}: ${tell(i18n, networkGrades, network.grade)}` : "";
  const word = outside ? t`You talk at your number outside` : talksAt === "sip" ? t`You talk at your SIP phone` : browser ? words[state.status] : reachable ? (settings.kind === "sip" && settings.second === "none" ? t`SIP phone is registered` : t`Calls reach you`) : t`SIP phone is not registered`;
  const whole = word + about;
  return (
    <Tooltip label={whole}>
      <Link to="/phone" className={`${classes.cell} ${up && network?.grade !== "poor" ? "" : classes.bad}`} aria-label={whole}>
        <Icon name={state.muted ? "micOff" : up ? "phone" : "phoneOff"} />
        {browser && up && weak && <Icon name="warning" size={14} />}
        {browser && up ? <Meter /> : (!up || (talksAt !== "" && talksAt !== settings.kind)) && <span className={classes.wide}>{word}</span>}
      </Link>
    </Tooltip>
  );
}

function Meter() {
  const phone = usePhone();
  const [level, setLevel] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setLevel(phone.level()), 150);
    return () => window.clearInterval(timer);
  }, [phone]);
  return (
    <span className={classes.meter} aria-hidden>
      {bars.map((bar) => (
        <i key={bar} data-on={level > bar || undefined} />
      ))}
    </span>
  );
}
