// What to enter in a SIP phone; the password only when asked for.
import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useMe } from "@/shared/lib/session";
import { useLive } from "@/shared/live/store";
import { CopyButton } from "@/shared/ui/copy-button";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";

import { phoneSecretQuery } from "../api/phone";
import classes from "./phone-check.module.css";

export function SipCredentials() {
  const { phone } = useMe();
  const reachable = useLive((live) => live.me?.reachable ?? false);
  const [show, setShow] = useState(false);
  const { data, error } = useQuery({ ...phoneSecretQuery, enabled: show });
  return (
    <>
      <p className={classes.state} role="status">
        {reachable ? (
          <Tag tone="talking" icon="check"><Trans>SIP phone is registered</Trans></Tag>
        ) : (
          <Tag tone="waiting" icon="clock"><Trans>Waiting for the phone to register</Trans></Tag>
        )}
      </p>
      <dl className={classes.credentials}>
        <dt><Trans>Server</Trans></dt><dd>{phone.sip_server} <CopyButton value={phone.sip_server} /></dd>
        <dt><Trans>User</Trans></dt><dd>{phone.sip_user} <CopyButton value={phone.sip_user} /></dd>
        <dt><Trans>Password</Trans></dt>
        <dd>
          {data ? <>{data.sip_password} <CopyButton value={data.sip_password} /></> : (
            <Button size="xs" variant="default" onClick={() => setShow(true)}><Trans>Show the password</Trans></Button>
          )}
        </dd>
      </dl>
      <ProblemText error={error} />
      <p className={classes.hint}><Trans>Calls ring at the SIP phone; answer there. The desk shows the buyer as usual.</Trans></p>
    </>
  );
}
