// Before the first call: microphone with its level, loudspeaker with a tone, then the phone goes up.
import { Button, SegmentedControl } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import type { PhoneKind } from "@/shared/api/types";
import { usePhone, usePhoneState, type PhoneProblem } from "@/shared/lib/phone";
import { meQuery, useCan, useMe } from "@/shared/lib/session";
import { Icon } from "@/shared/ui/icon";
import { Page } from "@/shared/ui/page";
import { ProblemText } from "@/shared/ui/problem-text";
import { Tag } from "@/shared/ui/tag";

import { choosePhone } from "../api/phone";
import { DevicePickers } from "./device-pickers";
import { HeadsetKeys } from "./headset-keys";
import { LevelMeter } from "./level-meter";
import { NetworkSign } from "./network-sign";
import { OutsideNumber } from "./outside-number";
import classes from "./phone-check.module.css";
import { SecondDevice } from "./second-device";
import { SipCredentials } from "./sip-credentials";
import { TestCall } from "./test-call";

export function PhoneCheck() {
  const { t } = useLingui();
  const me = useMe();
  const cache = useQueryClient();
  const choose = useMutation({
    mutationFn: choosePhone,
    onSuccess: (phone) => cache.setQueryData(meQuery.queryKey, { ...me, phone }),
  });
  const works = useCan("desk.work"); // else her phone is this browser, to listen with
  const mayDial = useCan("calls.dial");
  const [asks, setAsks] = useState(false); // for the number, before the choice holds
  const shown: PhoneKind = !works ? "browser" : asks ? "outside" : me.phone.kind;
  const second = works ? me.phone.second : "none";
  const start = (kind: PhoneKind) => {
    setAsks(false);
    choose.mutate({ kind });
  };
  return (
    <Page title={t`Phone and sound check`} narrow>
      <div className={classes.check}>
        {works && <SegmentedControl value={shown} onChange={(kind) => (kind === "outside" && me.phone.outside_number === "" ? setAsks(true) : start(kind as PhoneKind))}
          data={[{ value: "browser", label: t`This browser is my phone` }, { value: "sip", label: t`I use a SIP phone` }, { value: "outside", label: t`Ring my mobile`, disabled: !mayDial && me.phone.kind !== "outside" }]} />}
        {!works && <p className={classes.hint}><Trans>This browser is your phone for listening to live calls. No call is offered to you.</Trans></p>}
        <ProblemText error={choose.error} />
        {(shown === "browser" || second === "browser") && <BrowserPhone />}
        {(shown === "sip" || second === "sip") && <SipCredentials />}
        {works && !asks && <SecondDevice phone={me.phone} onChoose={(next) => choose.mutate({ kind: me.phone.kind, second: next })} />}
        {mayDial && <OutsideNumber key={me.phone.outside_number} rings={shown === "outside"} onSaved={() => setAsks(false)} />}
      </div>
    </Page>
  );
}

function BrowserPhone() {
  const { t } = useLingui();
  const phone = usePhone();
  const state = usePhoneState();
  const problems: Record<PhoneProblem, string> = {
    denied: t`The browser blocks the microphone. Click the lock in the address line, allow the microphone, try again.`,
    no_device: t`No microphone was found. Plug in the headset, then try again.`,
    insecure: t`Browsers give the microphone only to https pages or to this computer itself. Open the desk by its https address.`,
    no_route: t`The server's voice port cannot be reached. Ask IT to open the UDP ports or to set up a relay; trying again.`,
    refused: t`The server did not accept the phone; trying again.`,
    elsewhere: t`Your phone is connected in another window or on another computer. Close it there, or take it over here.`,
  };
  const up = state.status === "up";
  return (
    <>
      <p className={classes.state} role="status">
        {up && <Tag tone="talking" icon="check"><Trans>Phone is connected</Trans></Tag>}
        {(state.status === "connecting" || state.status === "asking") && (
          <Tag tone="waiting" icon="clock">{state.status === "asking" ? t`Allow the microphone in the browser's question` : t`Connecting…`}</Tag>
        )}
        {state.status === "down" && <Tag tone="danger" icon="warning"><Trans>Phone is down</Trans></Tag>}
        {state.problem && <span>{problems[state.problem]}</span>}
      </p>
      {!up && state.status !== "connecting" && state.status !== "asking" && (
        <div>
          <Button size="md" leftSection={<Icon name="phone" />} onClick={() => void phone.connect()}><Trans>Connect the phone</Trans></Button>
        </div>
      )}
      {up && (
        <>
          <LevelMeter />
          <DevicePickers />
          <TestCall />
          <NetworkSign />
          <HeadsetKeys />
          <div>
            <Button size="md" renderRoot={(props) => <Link to="/" {...props} />} leftSection={<Icon name="check" />}>
              <Trans>I hear and am heard: to the desk</Trans>
            </Button>
          </div>
        </>
      )}
    </>
  );
}
