// The SIP phone: whether it is there, what to enter in it, and the dialog that spares the typing.
import { Trans } from "@lingui/react/macro";

import { useMe } from "@/shared/lib/session";
import { useLive } from "@/shared/live/store";
import { Tag } from "@/shared/ui/tag";

import { Credentials } from "./credentials";
import classes from "./phone-check.module.css";
import { PhoneSetup } from "./phone-setup";

export function SipCredentials() {
  const { phone } = useMe();
  const reachable = useLive((live) => live.me?.reachable ?? false);
  // The server says that one of the two devices is there, not which.
  const elsewhere = phone.kind !== "sip" || phone.second !== "none";
  return (
    <>
      <p className={classes.state} role="status">
        {reachable && !elsewhere ? (
          <Tag tone="talking" icon="check"><Trans>SIP phone is registered</Trans></Tag>
        ) : !reachable && (
          <Tag tone="waiting" icon="clock"><Trans>Waiting for the phone to register</Trans></Tag>
        )}
      </p>
      <PhoneSetup />
      <Credentials server={phone.sip_server} />
      <p className={classes.hint}><Trans>Calls ring at the SIP phone; answer there. The desk shows the buyer as usual.</Trans></p>
    </>
  );
}
