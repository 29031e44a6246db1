// Server, user and password of a SIP phone; the password only when asked for.
import { Button } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { SipTransport } from "@/shared/api/types";
import { useMe } from "@/shared/lib/session";
import { CopyButton } from "@/shared/ui/copy-button";
import { ProblemText } from "@/shared/ui/problem-text";

import { phoneSecretQuery } from "../api/phone";
import classes from "./phone-check.module.css";

export function Credentials({ server, transport }: { server: string; transport?: SipTransport }) {
  const { phone } = useMe();
  const [show, setShow] = useState(false);
  const { data, error } = useQuery({ ...phoneSecretQuery, enabled: show });
  return (
    <>
      <dl className={classes.credentials}>
        <dt><Trans>Server</Trans></dt><dd>{server} <CopyButton value={server} /></dd>
        {transport && <><dt><Trans>Transport</Trans></dt><dd>{transport.toUpperCase()}</dd></>}
        <dt><Trans>User</Trans></dt><dd>{phone.sip_user} <CopyButton value={phone.sip_user} /></dd>
        <dt><Trans>Password</Trans></dt>
        <dd>
          {data ? <>{data.sip_password} <CopyButton value={data.sip_password} /></> : (
            <Button size="xs" variant="default" onClick={() => setShow(true)}><Trans>Show the password</Trans></Button>
          )}
        </dd>
      </dl>
      <ProblemText error={error} />
    </>
  );
}
