// Setting up a SIP phone: a code to scan, an address to enter, or the figures themselves. The address holds for minutes and a few readings.
import { Button, SegmentedControl } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { PhoneSetup as Setup, SipMake, SipTransport, SipWay } from "@/shared/api/types";
import { clockTime } from "@/shared/lib/time-words";
import { Choices } from "@/shared/ui/choices";
import { CopyButton } from "@/shared/ui/copy-button";
import { Dialog } from "@/shared/ui/dialog";
import { Icon } from "@/shared/ui/icon";
import { ProblemText } from "@/shared/ui/problem-text";
import { QrCode } from "@/shared/ui/qr-code";

import { makePhoneSetup, phoneWaysQuery } from "../api/phone";
import { Credentials } from "./credentials";
import classes from "./phone-setup.module.css";

type Kind = SipMake | "other";

export function PhoneSetup() {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const { data: ways, error } = useQuery({ ...phoneWaysQuery, enabled: open });
  return (
    <div>
      <Button leftSection={<Icon name="phone" />} onClick={() => setOpen(true)}><Trans>Set up a phone</Trans></Button>
      {open && (
        <Dialog onClose={() => setOpen(false)} title={t`Set up a phone`} size="lg">
          <ProblemText error={error} />
          {ways && <SetupForm ways={ways.items} />}
        </Dialog>
      )}
    </div>
  );
}

function SetupForm({ ways }: { ways: SipWay[] }) {
  const { t } = useLingui();
  const [kind, setKind] = useState<Kind>("linphone");
  const [transport, setTransport] = useState<SipTransport>(ways.some((way) => way.transport === "tls") ? "tls" : "udp");
  const make = useMutation({ mutationFn: makePhoneSetup });
  const choose = (change: () => void) => {
    change();
    make.reset();
  };
  const server = ways.find((way) => way.transport === transport)?.server ?? "";
  return (
    <div className={classes.form}>
      <Choices label={t`Which phone`} chosen={kind} autoFocus onChoose={(id) => choose(() => setKind(id as Kind))} items={[
        { id: "linphone", name: t`Mobile or computer (Linphone)` }, { id: "yealink", name: "Yealink" }, { id: "grandstream", name: "Grandstream" }, { id: "other", name: t`Another phone` },
      ]} />
      <div className={classes.row}>
        <span className={classes.label} id="setup-transport"><Trans>Transport</Trans></span>
        <SegmentedControl aria-labelledby="setup-transport" value={transport} onChange={(value) => choose(() => setTransport(value as SipTransport))}
          data={ways.map((way) => ({ value: way.transport, label: way.transport.toUpperCase() }))} />
      </div>
      {kind === "other" ? (
        <>
          <Credentials server={server} transport={transport} />
          <p className={classes.hint}><Trans>Enter these in the phone as registrar (or domain), user name, also authentication name, and password.</Trans></p>
        </>
      ) : make.data ? (
        <Address setup={make.data} make={kind} />
      ) : (
        <div className={classes.row}>
          <Button loading={make.isPending} onClick={() => make.mutate({ make: kind, transport })}>
            {kind === "linphone" ? <Trans>Show the code</Trans> : <Trans>Show the address</Trans>}
          </Button>
          <span className={classes.hint}><Trans>It holds for fifteen minutes. An earlier one ends.</Trans></span>
        </div>
      )}
      <ProblemText error={make.error} />
    </div>
  );
}

function Address({ setup, make }: { setup: Setup; make: SipMake }) {
  const { t, i18n } = useLingui();
  const until = clockTime(i18n.locale, setup.expires_at);
  const { uses } = setup;
  const shown = make === "grandstream" ? setup.url.replace(/^https?:\/\//, "") : setup.url; // its page asks for the way apart
  const onlyHere = ["127.0.0.1", "localhost", "[::1]"].includes(new URL(setup.url).hostname);
  return (
    <>
      <div className={classes.address}>
        {make === "linphone" && <QrCode text={setup.url} label={t`The address as a QR code`} />}
        <div className={classes.steps}>
          <ol>{make === "linphone" ? <LinphoneSteps /> : make === "yealink" ? <YealinkSteps /> : <GrandstreamSteps />}</ol>
          <div className={classes.url}><code>{shown}</code> <CopyButton value={shown} /></div>
        </div>
      </div>
      <p className={classes.hint}><Trans>It holds until {until} and for {uses} readings. Whoever has it gets the phone's password: show it to nobody.</Trans></p>
      {onlyHere && <p className={classes.warning} role="note"><Icon name="warning" /> <Trans>This address leads to this computer only. For phones elsewhere IT starts the centre with --lan, or sets http.public_url.</Trans></p>}
    </>
  );
}

const LinphoneSteps = () => (
  <>
    <li><Trans>Open Linphone; at its first start, or in Assistant, choose to fetch a remote configuration.</Trans></li>
    <li><Trans>Scan the code, or enter the address.</Trans></li>
    <li><Trans>Linphone starts anew and registers; this page says so.</Trans></li>
  </>
);
const YealinkSteps = () => (
  <>
    <li><Trans>Open the phone's web page: Settings, Auto Provision.</Trans></li>
    <li><Trans>Enter the address as server URL, empty the user name, confirm.</Trans></li>
    <li><Trans>Press Auto Provision Now.</Trans></li>
  </>
);
const GrandstreamSteps = () => (
  <>
    <li><Trans>Open the phone's web page: Maintenance, Upgrade and Provisioning.</Trans></li>
    <li><Trans>Enter the address as config server path, and HTTPS as the way.</Trans></li>
    <li><Trans>Save, and restart the phone.</Trans></li>
  </>
);
