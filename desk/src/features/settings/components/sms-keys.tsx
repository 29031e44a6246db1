// What an SMS channel needs: a gateway that is asked by HTTP, or a bind of our own to an operator's centre by SMPP.
import { Checkbox, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ChannelAccount } from "../api/channels";
import { readSmppAddress, smppAddress, type Smpp } from "../lib/smpp-address";
import type { ChannelKeys } from "./channel-keys";
import classes from "./settings.module.css";

interface Props {
  change: (part: ChannelKeys) => void;
  stored?: ChannelAccount;
}

export function SmsKeys({ change, stored }: Props) {
  const { t } = useLingui();
  const [way, setWay] = useState(!stored || readSmppAddress(stored.account) ? "smpp" : "http");
  const choose = (value: string) => {
    setWay(value);
    change({ account: undefined, token: undefined, secret: undefined });
  };
  return (
    <>
      <SegmentedControl aria-label={t`How SMS leave`} value={way} onChange={choose} data={[{ value: "smpp", label: t`Operator's centre (SMPP)` }, { value: "http", label: t`Gateway (HTTP)` }]} />
      {way === "smpp" ? <BySmpp change={change} stored={stored} /> : <ByHttp change={change} stored={stored} />}
    </>
  );
}

function BySmpp({ change, stored }: Props) {
  const { t } = useLingui();
  const [smpp, setSmpp] = useState<Smpp>(() => readSmppAddress(stored?.account ?? "") ?? { host: "", port: "2775", login: "", from: "", tls: false, rest: [] });
  const set = (part: Partial<Smpp>) => {
    const next = { ...smpp, ...part };
    setSmpp(next);
    change({ account: smppAddress(next) });
  };
  return (
    <>
      <div className={classes.two}>
        <TextInput label={t`Centre's name`} required value={smpp.host} placeholder="smpp.operator.example" onChange={(event) => set({ host: event.currentTarget.value })} />
        <TextInput label={t`Port`} required inputMode="numeric" value={smpp.port} onChange={(event) => set({ port: event.currentTarget.value })} />
      </div>
      <div className={classes.two}>
        <TextInput label={t`Login (system_id)`} required autoComplete="off" value={smpp.login} onChange={(event) => set({ login: event.currentTarget.value })} />
        <PasswordInput label={t`Password`} required={!stored?.has_token} description={stored?.has_token ? t`Empty: as it was` : undefined} autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": t`Show` }} onChange={(event) => change({ token: event.currentTarget.value || undefined })} />
      </div>
      <div className={classes.two}>
        <TextInput label={t`Sender`} description={t`As agreed with the operator: up to 11 letters, or a number.`} required value={smpp.from} onChange={(event) => set({ from: event.currentTarget.value })} />
        <Checkbox label={<Trans>TLS</Trans>} checked={smpp.tls} onChange={(event) => set({ tls: event.currentTarget.checked })} />
      </div>
    </>
  );
}

function ByHttp({ change, stored }: Props) {
  const { t } = useLingui();
  return (
    <div className={classes.two}>
      <TextInput label={t`Partner's address`} description={t`https://, our messages go there.`} required defaultValue={stored?.account} onChange={(event) => change({ account: event.currentTarget.value })} />
      <PasswordInput label={t`Secret`} description={stored?.has_secret ? t`Empty: as it was` : t`Empty: one is made and shown once.`} autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": t`Show` }} onChange={(event) => change({ secret: event.currentTarget.value || undefined })} />
    </div>
  );
}
